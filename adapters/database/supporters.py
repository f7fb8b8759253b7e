"""Supporters: their table, their mapping, their collection."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Index, Table, select
from sqlalchemy.orm import registry

from adapters.database.collection import SqlCollection
from adapters.database.schema import document, key, known, metadata, moment, stamps, to, words
from domain.ids import ProjectId
from domain.model.supporters import Supporter, SupporterState

supporters = Table(
    "supporters",
    metadata,
    key(),
    to("projects", "project_id", index=False),
    document("project_title"),
    to("organizations", "organization_id", index=False),
    to("accounts", "owner_id", nullable=True),
    to("organizations", "owner_organization_id", nullable=True),
    document("part"),
    words("state", SupporterState),
    moment("answered_at", nullable=True),
    *stamps(),
    known("state", SupporterState),
)
NEWEST = supporters.c.created_at, supporters.c.id
Index("organization_supports_once", supporters.c.project_id, supporters.c.organization_id, unique=True)
Index("ix_supporters_project_id_created_at_id", supporters.c.project_id, *NEWEST)
Index("ix_supporters_organization_id_created_at_id", supporters.c.organization_id, *NEWEST)


def map_supporters(mapper: registry) -> None:
    mapper.map_imperatively(Supporter, supporters, version_id_col=supporters.c.version)


class SqlSupporters(SqlCollection[Supporter]):
    def lock_of(self, project_id: ProjectId) -> Sequence[Supporter]:
        their = select(Supporter).where(supporters.c.project_id == project_id)
        return self._session.scalars(their.order_by(supporters.c.id).with_for_update()).all()

    def confirmed_of(self, project_ids: Iterable[str]) -> Mapping[str, frozenset[str]]:
        their = supporters.c.project_id.in_(set(project_ids)) & (supporters.c.state == "confirmed")
        found = self._session.execute(
            select(supporters.c.project_id, supporters.c.organization_id).where(their)
        )
        by_project: dict[str, set[str]] = {}
        for project_id, organization_id in found:
            by_project.setdefault(project_id, set()).add(organization_id)
        return {project_id: frozenset(organizations) for project_id, organizations in by_project.items()}
