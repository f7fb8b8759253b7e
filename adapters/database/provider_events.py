"""The inbox of what the provider tells us: each event once, until what it is about has been asked for."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Column, Index, Integer, Table, Text, delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from adapters.database.schema import key, known, metadata, moment, words
from domain.model.payments import ProviderEvent
from domain.model.provider_events import OPEN, DueEvent, EventState

AT_ONCE = 1_000
LEASE = timedelta(seconds=30)  # for whoever has taken it; then somebody else may
KEPT_FOR = timedelta(days=60)  # twice as long as the provider tells of it

provider_events = Table(
    "provider_events",
    metadata,
    key(),
    Column("type", Text, nullable=False),
    Column("reference", Text, nullable=False),
    moment("at"),
    moment("received_at"),
    words("state", EventState),
    Column("tries", Integer, nullable=False),
    moment("due_at"),
    known("state", EventState),
)
_IS_OPEN = text(f"state IN ({', '.join(repr(str(state)) for state in sorted(OPEN))})")
Index("ix_provider_events_due_at", provider_events.c.due_at, postgresql_where=_IS_OPEN)
Index("ix_provider_events_at", provider_events.c.at)

ARE_DUE = f"SELECT EXISTS (SELECT FROM provider_events WHERE {_IS_OPEN} AND due_at <= now())"


class SqlProviderEvents:
    def __init__(self, session: Session) -> None:
        self._session = session

    def keep(self, events: Iterable[ProviderEvent], now: datetime) -> int:
        """In one statement for each thousand, in the order of their ids: two that keep the same do not cross."""
        new = {"received_at": now, "state": EventState.WAITING, "tries": 0, "due_at": now}
        rows = [asdict(event) | new for event in sorted(events, key=lambda event: event.id)]
        fresh = insert(provider_events).on_conflict_do_nothing().returning(provider_events.c.id)
        return sum(
            len(self._session.execute(fresh.values(rows[start : start + AT_ONCE])).all())
            for start in range(0, len(rows), AT_ONCE)
        )

    def due(self, now: datetime, limit: int) -> Sequence[DueEvent]:
        events = provider_events.c
        ready = (
            select(events.id)
            .where(_IS_OPEN, events.due_at <= now)
            .order_by(events.due_at)
            .limit(limit)
            .with_for_update(skip_locked=True)
            .cte("ready")
        )
        taken = (
            update(provider_events)
            .where(events.id == ready.c.id)
            .values(due_at=now + LEASE, tries=events.tries + 1)
            .returning(events.id, events.reference, events.received_at, events.tries)
        )
        return [DueEvent(**row._mapping) for row in self._session.execute(taken)]

    def settle(self, ids: Iterable[str], state: EventState) -> None:
        self._set(ids, state=state)

    def postpone(self, id: str, state: EventState, until: datetime) -> None:
        self._set([id], state=state, due_at=until)

    def newest(self) -> datetime | None:
        newest: datetime | None = self._session.scalar(select(func.max(provider_events.c.at)))
        return newest

    def _set(self, ids: Iterable[str], **values: Any) -> None:
        its = provider_events.c.id.in_(list(ids))
        self._session.execute(update(provider_events).where(its).values(**values))


def forget_old_events(now: datetime) -> Any:
    """The statement that drops what has long been done with."""
    old = provider_events.c.at < now - KEPT_FOR
    return delete(provider_events).where(old, provider_events.c.state.not_in(OPEN))
