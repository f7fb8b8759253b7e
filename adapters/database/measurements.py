"""Measurements of projects' needs: their table and their collection. Each stays as it was written."""

from collections.abc import Iterable, Mapping

from sqlalchemy import CheckConstraint, Column, Index, SmallInteger, Table, func, insert, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from adapters.database.projects import projects
from adapters.database.schema import document, key, known, metadata, moment, to, words
from domain.ids import ProjectId
from domain.model.measurements import Cause, Measurement
from domain.model.needs import Factor

measurements = Table(
    "measurements",
    metadata,
    key(),
    to("projects", "project_id", index=False),
    words("factor", Factor),
    Column("gap", SmallInteger, nullable=False),
    Column("previous_gap", SmallInteger),
    document("detail"),
    words("cause", Cause),
    moment("measured_at"),
    known("factor", Factor),
    known("cause", Cause),
    CheckConstraint("gap BETWEEN 0 AND 4 AND previous_gap BETWEEN 0 AND 4", name="gaps_are_0_to_4"),
)
Index(
    "ix_measurements_project_id_measured_at_id",
    measurements.c.project_id,
    measurements.c.measured_at,
    measurements.c.id,
)


class SqlMeasurements:
    def __init__(self, session: Session) -> None:
        self._session = session

    def take_turns(self, project_id: ProjectId) -> None:
        """The project's row first: to refer to it needs it anyway, and whoever changes it comes here with it locked."""
        self._session.flush()
        row = select(projects.c.id).where(projects.c.id == project_id)
        self._session.execute(row.with_for_update(read=True, key_share=True))
        turn = func.pg_advisory_xact_lock(func.hashtextextended(f"measure {project_id}", 0))
        self._session.execute(select(turn))

    def latest(self, project_id: ProjectId) -> Mapping[str, int]:
        newest = (
            select(measurements.c.factor, measurements.c.gap)
            .where(measurements.c.project_id == project_id)
            .ext(distinct_on(measurements.c.factor))
            .order_by(measurements.c.factor, measurements.c.measured_at.desc(), measurements.c.id.desc())
        )
        return {str(factor): gap for factor, gap in self._session.execute(newest)}

    def add_all(self, taken: Iterable[Measurement]) -> None:
        if rows := [vars(each) for each in taken]:
            self._session.execute(insert(measurements), rows)
