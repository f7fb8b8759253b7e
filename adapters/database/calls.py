"""Calls: their table, their mapping, their collection."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, Integer, Table, select
from sqlalchemy.orm import registry

from adapters.database.collection import SqlCollection
from adapters.database.schema import document, key, known, metadata, moment, stamps, to, words
from domain.model.calls import Call, CallState, Split
from domain.money import Currency

calls = Table(
    "calls",
    metadata,
    key(),
    to("organizations", "organization_id"),
    words("state", CallState),
    document("title"),
    document("brief"),
    moment("opens_at"),
    moment("closes_at"),
    Column("award_count", Integer, nullable=False),
    Column("pool_amount", BigInteger, nullable=False),
    words("pool_currency", Currency),
    words("split", Split),
    document("provinces"),
    Column("max_entries_per_account", Integer, nullable=False),
    document("questions"),
    *stamps(),
    CheckConstraint("closes_at > opens_at", name="closes_after_it_opens"),
    CheckConstraint("award_count > 0", name="has_an_award"),
    CheckConstraint("pool_amount >= award_count", name="every_award_is_worth_something"),
    known("state", CallState),
    known("split", Split),
    known("pool_currency", Currency),
)
Index("ix_calls_created_at_id", calls.c.created_at, calls.c.id)
Index("ix_calls_closes_at_id", calls.c.closes_at, calls.c.id)


def map_calls(mapper: registry) -> None:
    mapper.map_imperatively(Call, calls, version_id_col=calls.c.version)


class SqlCalls(SqlCollection[Call]):
    def due(self, now: datetime) -> Sequence[str]:
        over = (calls.c.state == CallState.OPEN) & (calls.c.closes_at <= now)
        return self._session.scalars(
            select(calls.c.id).where(over).order_by(calls.c.closes_at).limit(100)
        ).all()
