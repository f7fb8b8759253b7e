"""Organizations and their clients: tables and mappings."""

from sqlalchemy import Column, Index, Table, Text
from sqlalchemy.orm import registry

from adapters.database.schema import document, key, known, metadata, moment, stamps, to, words
from domain.model.organizations import Client, Organization, OrganizationKind

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
    mapper.map_imperatively(Client, clients, version_id_col=clients.c.version)
