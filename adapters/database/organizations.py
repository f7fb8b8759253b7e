"""Organizations, memberships and clients: tables, mappings, collections."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Column, Index, Table, Text, select
from sqlalchemy.orm import registry

from adapters.database.collection import SqlCollection
from adapters.database.schema import document, key, known, metadata, moment, stamps, to, words
from domain.access import Role
from domain.ids import OrganizationId
from domain.model.organizations import Client, Membership, Organization, OrganizationKind

organizations = Table(
    "organizations",
    metadata,
    key(),
    words("kind", OrganizationKind),
    document("name"),
    document("about"),
    Column("website", Text),
    *stamps(),
    known("kind", OrganizationKind),
)
Index("ix_organizations_created_at_id", organizations.c.created_at, organizations.c.id)

memberships = Table(
    "memberships",
    metadata,
    key(),
    to("organizations", "organization_id", index=False),
    to("accounts", "account_id"),
    words("role", Role),
    *stamps(),
    moment("left_at", nullable=True),
    known("role", Role),
)
Index(
    "account_belongs_once",
    memberships.c.organization_id,
    memberships.c.account_id,
    unique=True,
    postgresql_where=memberships.c.left_at.is_(None),
)

clients = Table(
    "clients",
    metadata,
    key(),
    to("organizations", "organization_id"),
    Column("name", Text, nullable=False),
    Column("secret_hash", Text, nullable=False),
    document("scopes"),
    *stamps(),
    moment("revoked_at", nullable=True),
)


def map_organizations(mapper: registry) -> None:
    mapper.map_imperatively(Organization, organizations, version_id_col=organizations.c.version)
    mapper.map_imperatively(Membership, memberships, version_id_col=memberships.c.version)
    mapper.map_imperatively(Client, clients, version_id_col=clients.c.version)


class SqlMemberships(SqlCollection[Membership]):
    def of(self, organization_id: OrganizationId) -> Sequence[Membership]:
        query = select(Membership).where(memberships.c.organization_id == organization_id).with_for_update()
        return self._session.scalars(query.order_by(memberships.c.id)).all()

    def organizations_ever(self, account_ids: Iterable[str]) -> Mapping[str, frozenset[str]]:
        columns = select(memberships.c.account_id, memberships.c.organization_id)
        found: defaultdict[str, set[str]] = defaultdict(set)
        for account, organization in self._session.execute(
            columns.where(memberships.c.account_id.in_(list(account_ids)))
        ):
            found[account].add(organization)
        return {account: frozenset(organizations) for account, organizations in found.items()}
