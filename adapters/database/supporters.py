"""Supporters: their table, their mapping, their collection."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Index, Select, Table, select
from sqlalchemy.orm import registry

from adapters.database.collection import SqlCollection
from adapters.database.organizations import organizations
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
        return self._by_first(select(supporters.c.project_id, supporters.c.organization_id).where(their))

    def names_of(self, organization_ids: Iterable[str]) -> Mapping[str, dict[str, str]]:
        if not (asked := set(organization_ids)):
            return {}
        there = select(organizations.c.id, organizations.c.name).where(organizations.c.id.in_(asked))
        return {id: name for id, name in self._session.execute(there)}

    def _by_first(self, pairs: Select[Any]) -> dict[str, frozenset[Any]]:
        found: dict[str, set[Any]] = {}
        for one, other in self._session.execute(pairs):
            found.setdefault(one, set()).add(other)
        return {one: frozenset(others) for one, others in found.items()}
