"""Versions of projects: their table and their collection. What was is kept as it was."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Column, Index, Integer, Table, UniqueConstraint
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from adapters.database.schema import document, key, metadata, moment, to
from domain.ids import AccountId, VersionId
from domain.model.projects import Project

project_versions = Table(
    "project_versions",
    metadata,
    key(),
    to("projects", "project_id", index=False),
    Column("number", Integer, nullable=False),
    document("document"),
    to("accounts", "account_id", index=False, nullable=True),
    moment("created_at"),
    UniqueConstraint("project_id", "number", name="each_version_is_kept_once"),
    CheckConstraint("number > 0", name="versions_are_counted"),
)
Index(
    "ix_project_versions_project_id_created_at_id",
    project_versions.c.project_id,
    project_versions.c.created_at,
    project_versions.c.id,
)


class SqlVersions:
    def __init__(self, session: Session) -> None:
        self._session = session

    def keep(self, project: Project, *, id: VersionId, account_id: AccountId | None, now: datetime) -> None:
        self._session.flush()  # it has its new number from then on
        row = {
            "id": id,
            "project_id": project.id,
            "number": project.version,
            "document": project.document,
            "account_id": account_id,
            "created_at": now,
        }
        self._session.execute(insert(project_versions).values(row).on_conflict_do_nothing())
