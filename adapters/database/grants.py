"""Grants: their table and mapping."""

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, Integer, Table
from sqlalchemy.orm import registry

from adapters.database.schema import document, key, known, metadata, moment, stamps, to, words
from domain.model.grants import Grant, GrantState
from domain.money import Currency

grants = Table(
    "grants",
    metadata,
    key(),
    to("calls", "call_id", index=False),
    to("entries", "entry_id"),
    to("projects", "project_id"),
    to("accounts", "account_id"),
    to("organizations", "organization_id"),
    words("state", GrantState),
    Column("place", Integer, nullable=False),
    Column("amount", BigInteger, nullable=False),
    words("currency", Currency),
    document("title"),
    moment("accepted_at", nullable=True),
    moment("declined_at", nullable=True),
    *stamps(),
    known("state", GrantState),
    known("currency", Currency),
    CheckConstraint("amount > 0", name="amount_is_positive"),
)
Index("ix_grants_created_at_id", grants.c.created_at, grants.c.id)
Index("ix_grants_call_id_created_at_id", grants.c.call_id, grants.c.created_at, grants.c.id)
Index(
    "place_is_granted_once",
    grants.c.call_id,
    grants.c.place,
    unique=True,
    postgresql_where=grants.c.state != "declined",
)


def map_grants(mapper: registry) -> None:
    mapper.map_imperatively(Grant, grants, version_id_col=grants.c.version)
