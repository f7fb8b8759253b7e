"""Calls: their table, the view that shows how far each has come, their mapping, their collection."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ColumnElement,
    Index,
    Integer,
    Table,
    Text,
    select,
)
from sqlalchemy.orm import registry

from adapters.database.collection import SqlCollection
from adapters.database.schema import document, key, known, metadata, moment, stamps, to, view, words
from domain.model.calls import MOST_APPEAL_DAYS, Call, CallState, Split
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
    Column("award_amount", BigInteger),
    document("provinces"),
    document("applicants", at_first="'[]'::jsonb"),
    Column("max_entries_per_account", Integer, nullable=False),
    document("questions"),
    document("reason_codes", at_first="'[]'::jsonb"),
    moment("decision_due_at", nullable=True),
    Column("appeal_days", Integer, nullable=False, info={"at_first": "7"}),
    Column("public", Boolean, nullable=False, info={"at_first": "true"}),  # the next migration hides drafts
    moment("began_at", nullable=True),
    document("extensions", at_first="'[]'::jsonb"),
    moment("announced_at", nullable=True),
    moment("appeals_until", nullable=True),
    moment("appeals_ended_at", nullable=True),
    document("cancelled_reason", nullable=True),
    *stamps(),
    CheckConstraint("closes_at > opens_at", name="closes_after_it_opens"),
    CheckConstraint("award_count > 0", name="has_an_award"),
    CheckConstraint("pool_amount >= award_count", name="every_award_is_worth_something"),
    CheckConstraint("(split = 'equal') = (award_amount IS NULL)", name="names_an_award_but_for_equal_shares"),
    CheckConstraint(
        "award_amount BETWEEN 1 AND pool_amount / CASE split WHEN 'fixed' THEN award_count ELSE 1 END",
        name="awards_fit_into_the_pool",
    ),
    CheckConstraint(f"appeal_days BETWEEN 0 AND {MOST_APPEAL_DAYS}", name="time_for_appeals_is_bounded"),
    CheckConstraint(
        "(state = 'cancelled') = (cancelled_reason IS NOT NULL)", name="is_cancelled_for_a_reason"
    ),
    known("state", CallState),
    known("split", Split),
    known("pool_currency", Currency),
)
Index("ix_calls_created_at_id", calls.c.created_at, calls.c.id)
Index("ix_calls_closes_at_id", calls.c.closes_at, calls.c.id)
TO_BEGIN = (calls.c.state == CallState.OPEN.value) & calls.c.began_at.is_(None)
TO_END_APPEALS = calls.c.appeals_until.is_not(None) & calls.c.appeals_ended_at.is_(None)
Index("ix_calls_to_begin", calls.c.opens_at, postgresql_where=TO_BEGIN)
Index("ix_calls_to_close", calls.c.closes_at, postgresql_where=calls.c.state == CallState.OPEN.value)
Index("ix_calls_to_end_appeals", calls.c.appeals_until, postgresql_where=TO_END_APPEALS)

calls_shown = view(
    "calls_shown",
    calls,
    stage=lambda name: Column(name, Text),
    round_in_progress=lambda name: Column(name, Boolean),
    appeals_undecided=lambda name: Column(name, Boolean),
)
"""With how far it has come by what is stored (`domain.model.phases`), and whether rounds or appeals are unfinished."""


def map_calls(mapper: registry) -> None:
    mapper.map_imperatively(Call, calls, version_id_col=calls.c.version)


class SqlCalls(SqlCollection[Call]):
    def taking_entries(self, now: datetime, *, since: datetime) -> Sequence[Call]:
        open_now = (calls.c.state == CallState.OPEN) & (calls.c.began_at <= since) & (now < calls.c.closes_at)
        return self._session.scalars(select(Call).where(open_now).order_by(calls.c.closes_at).limit(20)).all()

    def due(self, now: datetime) -> Sequence[str]:
        return self._some(
            (calls.c.state == CallState.OPEN.value) & (calls.c.closes_at <= now), calls.c.closes_at
        )

    def to_begin(self, now: datetime) -> Sequence[str]:
        return self._some(TO_BEGIN & (calls.c.opens_at <= now), calls.c.opens_at)

    def to_end_appeals(self, now: datetime) -> Sequence[str]:
        return self._some(TO_END_APPEALS & (calls.c.appeals_until <= now), calls.c.appeals_until)

    def _some(self, condition: ColumnElement[bool], first: Column[datetime]) -> Sequence[str]:
        """A hundred at once, what has waited longest first."""
        return self._session.scalars(select(calls.c.id).where(condition).order_by(first).limit(100)).all()
