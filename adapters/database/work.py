"""A SQL transaction, dressed as the domain's Work: what it changes and tells, and its audit trail, are one commit."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.orm import Session, sessionmaker

from adapters.database import audit, events, idempotency
from adapters.database.collections import SqlCollections, map_domain
from adapters.database.failures import translated
from domain import collections
from domain.collections import Changed, Versioned
from domain.errors import Refusal
from domain.events import Event
from domain.ports import Asking

NewId = Callable[[str], str]
Now = Callable[[], datetime]


class SqlWork(SqlCollections):
    """One transaction: its collections, what it tells, and what is written beside them before the commit."""

    def __init__(self, session: Session, asking: Asking, new_id: NewId, now: Now) -> None:
        super().__init__(session)
        self._asking, self._new_id, self._now = asking, new_id, now
        self._told: list[Event] = []
        self._changes: list[audit.Change] = []
        self._changed: list[Any] = []  # held here, since a session forgets what it has written
        self._begun: str | None = None
        self._outcome: Changed | None = None
        self._verdict: Refusal | None = None
        event.listen(session, "before_flush", self._before_flush)

    def tell(self, *told: Event) -> None:
        self._told += told

    def begun(self, thing: Versioned) -> None:
        self._begun = thing.id

    def done(self, thing: Versioned, *, verdict: Refusal | None = None) -> Changed:
        self._session.flush()
        self._outcome, self._verdict = Changed(thing.id, thing.version), verdict
        return self._outcome

    def finish(self) -> None:
        """The last writes before the commit: events, audit trail, and what became of the request."""
        self._session.flush()
        versions = {thing.id: thing.version for thing in self._changed if hasattr(thing, "version")}
        events.keep(self._session, self._told, versions, self._new_id)
        audit.write(self._session, self._changes, self._asking, self._new_id, self._now())
        if (claim := self._asking.claim) and self._begun:
            idempotency.begin(self._session, claim, self._begun)
        if claim and self._outcome:
            idempotency.settle(self._session, claim, self._outcome, self._verdict)

    def _before_flush(self, session: Session, *_: Any) -> None:
        for thing in session.dirty:
            if hasattr(thing, "updated_at") and session.is_modified(thing):
                thing.updated_at = self._now()
        self._changes += audit.changes(session)
        self._changed += [*session.new, *session.dirty]


def sql_work(
    engine: Engine, new_id: NewId, now: Now
) -> Callable[[Asking], AbstractContextManager[collections.Work]]:
    """How a work begins on this engine."""
    map_domain()
    session_of = sessionmaker(engine, expire_on_commit=False, autoflush=False)

    @contextmanager
    def begin(asking: Asking) -> Iterator[collections.Work]:
        with translated(), session_of.begin() as session:
            work = SqlWork(session, asking, new_id, now)
            yield work
            work.finish()

    return begin
