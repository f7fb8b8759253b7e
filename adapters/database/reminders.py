"""Reminders of judges: their table, their mapping, their collection."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Index, Table, case, exists, func, literal, select
from sqlalchemy.orm import registry

from adapters.database.collection import SqlCollection
from adapters.database.reviews import reviews
from adapters.database.rounds import rounds
from adapters.database.schema import key, known, metadata, moment, to, words
from domain.ids import RoundId
from domain.model.reminders import BEFORE, Occasion, Reminder
from domain.model.rounds import RoundState

reminders = Table(
    "reminders",
    metadata,
    key(),
    to("rounds", "round_id", index=False),
    to("accounts", "judge_id", index=False),
    words("occasion", Occasion),
    moment("due_at"),
    moment("created_at"),
    known("occasion", Occasion),
)
Index("ix_reminders_round_id_judge_id", reminders.c.round_id, reminders.c.judge_id)
Index(
    "judge_is_reminded_once",
    reminders.c.round_id,
    reminders.c.judge_id,
    reminders.c.occasion,
    reminders.c.due_at,
    unique=True,
    postgresql_where=reminders.c.occasion != "asked",
)


def map_reminders(mapper: registry) -> None:
    mapper.map_imperatively(Reminder, reminders)


class SqlReminders(SqlCollection[Reminder]):
    def to_send(self, now: datetime) -> Sequence[str]:
        soon = (rounds.c.state == RoundState.OPEN.value) & (rounds.c.due_at > now)
        soon &= rounds.c.due_at <= now + max(BEFORE.values())
        first = select(rounds.c.id).where(soon, self._waits_for_somebody(now)).order_by(rounds.c.due_at)
        return self._session.scalars(first.limit(100)).all()

    def latest(self, round_id: RoundId) -> Mapping[str, datetime]:
        newest = select(reminders.c.judge_id, func.max(reminders.c.created_at))
        own = newest.where(reminders.c.round_id == round_id).group_by(reminders.c.judge_id)
        return {judge: at for judge, at in self._session.execute(own)}

    def had(self, round_id: RoundId, occasion: Occasion, due_at: datetime) -> frozenset[str]:
        same = (reminders.c.occasion == occasion) & (reminders.c.due_at == due_at)
        own = select(reminders.c.judge_id).where(reminders.c.round_id == round_id, same)
        return frozenset(self._session.scalars(own))

    def _waits_for_somebody(self, now: datetime) -> Any:
        """Whether a judge has reviews before them and was not reminded of it for the time that there is left."""
        last = rounds.c.due_at <= now + BEFORE[Occasion.ONE_DAY]
        occasion = case((last, literal(Occasion.ONE_DAY.value)), else_=literal(Occasion.THREE_DAYS.value))
        reminded = exists().where(
            reminders.c.round_id == rounds.c.id,
            reminders.c.judge_id == reviews.c.judge_id,
            reminders.c.due_at == rounds.c.due_at,
            reminders.c.occasion == occasion,
        )
        before_them = reviews.c.state.in_(["assigned", "draft"])
        return exists().where(reviews.c.round_id == rounds.c.id, before_them, ~reminded)
