"""Grants: their table, their mapping, their collection."""

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, Integer, Table, func, select
from sqlalchemy.orm import registry

from adapters.database.collection import SqlCollection
from adapters.database.schema import document, key, known, metadata, moment, stamps, to, words
from domain.ids import CallId, EntryId
from domain.model.grants import STANDING, Grant, GrantState
from domain.money import Currency

grants = Table(
    "grants",
    metadata,
    key(),
    to("calls", "call_id", index=False),
    to("entries", "entry_id"),
    to("projects", "project_id"),
    to("accounts", "account_id"),
    to("organizations", "applicant_organization_id", nullable=True),
    to("organizations", "organization_id"),
    words("state", GrantState),
    Column("place", Integer, nullable=False),
    Column("amount", BigInteger, nullable=False),
    words("currency", Currency),
    document("title"),
    moment("accepted_at", nullable=True),
    moment("declined_at", nullable=True),
    moment("withdrawn_at", nullable=True),
    *stamps(),
    known("state", GrantState),
    known("currency", Currency),
    CheckConstraint("amount > 0", name="amount_is_positive"),
)
Index("ix_grants_created_at_id", grants.c.created_at, grants.c.id)
Index("ix_grants_call_id_created_at_id", grants.c.call_id, grants.c.created_at, grants.c.id)
Index(
    "place_is_promised_once",
    grants.c.call_id,
    grants.c.place,
    unique=True,
    postgresql_where=grants.c.state.in_(sorted(STANDING)),
)


def map_grants(mapper: registry) -> None:
    mapper.map_imperatively(Grant, grants, version_id_col=grants.c.version)


class SqlGrants(SqlCollection[Grant]):
    def lock_of_entry(self, entry_id: EntryId) -> Grant | None:
        standing = (grants.c.entry_id == entry_id) & grants.c.state.in_(STANDING)
        return self._session.scalars(select(Grant).where(standing).with_for_update()).one_or_none()

    def promised(self, call_id: CallId) -> int:
        self._session.flush()  # what was just given back is free
        standing = (grants.c.call_id == call_id) & grants.c.state.in_(STANDING)
        return int(
            self._session.scalar(select(func.coalesce(func.sum(grants.c.amount), 0)).where(standing)) or 0
        )

    def first_given_back(self, call_id: CallId) -> Grant | None:
        of_call = grants.c.call_id == call_id
        taken = select(grants.c.place).where(of_call, grants.c.state.in_(STANDING))
        freed = select(Grant).where(of_call, grants.c.place.not_in(taken))
        return self._session.scalars(
            freed.order_by(grants.c.place, grants.c.id.desc()).limit(1)
        ).one_or_none()
