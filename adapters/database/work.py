"""A SQL transaction, dressed as the domain's Work: what it changes, tells and leaves in the audit trail is one commit."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from functools import cache, cached_property
from typing import Any

import psycopg
from sqlalchemy import Engine, event, insert
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session, registry, sessionmaker

from adapters.database import audit, events
from adapters.database.accounts import SqlAccounts, SqlLogins, SqlRefreshTokens, map_accounts
from adapters.database.calls import SqlCalls, map_calls
from adapters.database.collection import SqlCollection
from adapters.database.constraints import refusal_of
from adapters.database.idempotency import settle
from adapters.database.organizations import SqlMemberships, map_organizations
from adapters.database.schema import metadata
from domain import collections
from domain.collections import Changed, Versioned
from domain.errors import Contended, Unavailable
from domain.events import Event
from domain.model.accounts import Account
from domain.model.accounts import Session as LoginSession
from domain.model.calls import Call
from domain.model.organizations import Client, Membership, Organization
from domain.ports import Asking

NewId = Callable[[str], str]
Now = Callable[[], datetime]


class SqlWork:
    """One transaction. Collections appear when they are first asked for."""

    def __init__(self, session: Session, asking: Asking, new_id: NewId, now: Now) -> None:
        self._session, self._asking, self._new_id, self._now = session, asking, new_id, now
        self._told: list[Event] = []
        self._changes: list[audit.Change] = []
        self._outcome: Changed | None = None
        event.listen(session, "before_flush", self._before_flush)

    accounts = cached_property(lambda self: SqlAccounts(self._session, Account, "account"))
    sessions = cached_property(lambda self: SqlCollection(self._session, LoginSession, "session"))
    refresh_tokens = cached_property(lambda self: SqlRefreshTokens(self._session))
    logins = cached_property(lambda self: SqlLogins(self._session))
    organizations = cached_property(lambda self: SqlCollection(self._session, Organization, "organization"))
    memberships = cached_property(lambda self: SqlMemberships(self._session, Membership, "membership"))
    clients = cached_property(lambda self: SqlCollection(self._session, Client, "client"))
    calls = cached_property(lambda self: SqlCalls(self._session, Call, "call"))

    def tell(self, *told: Event) -> None:
        self._told += told

    def done(self, thing: Versioned) -> Changed:
        self._session.flush()
        self._outcome = Changed(thing.id, thing.version)
        return self._outcome

    def finish(self) -> None:
        """The last writes before the commit: events, audit trail, and what became of the request."""
        self._session.flush()
        versions = {thing.id: thing.version for thing in self._session if hasattr(thing, "version")}
        events.keep(self._session, self._told, versions, self._new_id)
        if self._changes:
            now = self._now()
            written = [
                audit.rows(change, self._asking, self._new_id("audit"), now) for change in self._changes
            ]
            self._session.execute(insert(audit.audit_records), [record for record, _ in written])
            self._session.execute(insert(audit.audit_parts), [part for _, part in written])
            unsealed = [{"record_id": record["id"]} for record, _ in written]
            self._session.execute(insert(audit.audit_unsealed), unsealed)
        if self._asking.claim and self._outcome:
            settle(self._session, self._asking.claim, self._outcome)

    def _before_flush(self, session: Session, *_: Any) -> None:
        for thing in session.dirty:
            if hasattr(thing, "updated_at") and session.is_modified(thing):
                thing.updated_at = self._now()
        self._changes += audit.changes(session)


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


@contextmanager
def translated() -> Iterator[None]:
    """The database's own refusals, in the domain's words."""
    try:
        yield
    except IntegrityError as error:
        diagnosis = getattr(error.orig, "diag", None)
        if refusal := refusal_of(diagnosis and diagnosis.constraint_name):
            raise refusal from error
        raise
    except DBAPIError as error:
        raise translation(error.orig) or error from error
    except psycopg.Error as error:
        raise translation(error) or error from error


def translation(error: BaseException | None) -> Exception | None:
    """Deadlocks may be tried again; a database that is away or busy is a 503; the rest is our mistake."""
    match error:
        case psycopg.errors.DeadlockDetected() | psycopg.errors.SerializationFailure():
            return Contended()
        case psycopg.errors.LockNotAvailable() | psycopg.errors.QueryCanceled():
            return Unavailable("busy", retry_after=1)
        case (
            psycopg.errors.AdminShutdown()
            | psycopg.errors.CrashShutdown()
            | psycopg.errors.CannotConnectNow()
        ):
            return Unavailable("database_unavailable", retry_after=2)
        case psycopg.OperationalError():
            return Unavailable("database_unavailable", retry_after=2)
    return None


@cache
def map_domain() -> None:
    """Teach SQLAlchemy the domain's classes, once per process."""
    mapper = registry(metadata=metadata)
    for teach in (map_accounts, map_organizations, map_calls):
        teach(mapper)
