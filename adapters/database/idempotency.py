"""Idempotency keys: a claim before the work, its outcome in the work's own commit, the answer's bytes after it.

A claim is a lease. Whoever lost the lease cannot settle, so its work is undone; whoever holds it either settles or
lets it lapse, and a retry starts again: from the beginning, or from what was `begun` in a commit before the last.
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    Integer,
    LargeBinary,
    Table,
    Text,
    delete,
    func,
    literal,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from adapters.database.failures import translated
from adapters.database.schema import document, id_type, metadata, moment
from domain.collections import Changed
from domain.errors import Conflict, Invalid, Refusal, verdict
from domain.ports import Answered, Claim, Kept, Key

LEASE = timedelta(seconds=60)
KEPT_FOR = timedelta(days=7)

idempotency_keys = Table(
    "idempotency_keys",
    metadata,
    Column("scope", id_type(), primary_key=True),
    Column("key", Text, primary_key=True),
    Column("fingerprint", Text, nullable=False),
    Column("lease", Text, nullable=False),  # whose turn it is
    moment("leased_until"),
    Column("request_id", Text, nullable=False),
    Column("begun", id_type()),
    document("outcome", nullable=True),
    Column("status", Integer),
    document("headers", nullable=True),
    Column("body", LargeBinary),
)


@dataclass(frozen=True)
class Lease:
    scope: str
    key: str
    lease: str
    begun: str | None = None


class SqlIdempotencyKeys:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @contextmanager
    def _begin(self) -> Iterator[Connection]:
        with translated(), self._engine.begin() as connection:
            yield connection

    def claim(self, key: Key, fingerprint: str, now: datetime) -> Claim | Kept:
        lease = Lease(key.scope, key.word, secrets.token_hex(16))
        mine = {
            "scope": lease.scope,
            "key": lease.key,
            "fingerprint": fingerprint,
            "lease": lease.lease,
            "leased_until": now + LEASE,
            "request_id": key.request_id,
        }
        fresh = (
            insert(idempotency_keys).values(mine).on_conflict_do_nothing().returning(idempotency_keys.c.key)
        )
        with self._begin() as connection:
            if connection.execute(fresh).first():
                return lease
            found = connection.execute(
                select(idempotency_keys).where(_is(lease)).with_for_update()
            ).one_or_none()
            if found is None:  # it was released just now: the next try will have it
                raise Conflict("idempotency_key_in_use", retry_after=1)
            forgotten = found.outcome is not None and found.leased_until < now - KEPT_FOR
            if not forgotten and (kept := _kept(found, fingerprint, now)):
                return kept
            nothing_yet = {"outcome": None, "status": None, "headers": None, "body": None}
            forgotten_too = {"begun": None} if forgotten else {}
            connection.execute(
                update(idempotency_keys).where(_is(lease)).values(mine | nothing_yet | forgotten_too)
            )
        return lease if forgotten else replace(lease, begun=found.begun)

    def keep(self, claim: Claim, answer: Answered) -> Answered:
        """The first answer stays, so that nobody sees another: neither a retry that came before a slow first request
        had answered, nor that first request then."""
        assert isinstance(claim, Lease)
        given = {"status": answer.status, "headers": dict(answer.headers), "body": answer.body}
        columns = {name: idempotency_keys.c[name] for name in given}
        first = {
            name: func.coalesce(columns[name], literal(given[name], columns[name].type)) for name in given
        }
        kept = update(idempotency_keys).where(_is_still(claim)).values(first).returning(*columns.values())
        with self._begin() as connection:
            found = connection.execute(kept).one_or_none()
        return Answered(*found) if found else answer

    def conclude(self, claim: Claim, verdict: Refusal) -> None:
        """What the work itself has not said already."""
        assert isinstance(claim, Lease)
        with self._begin() as connection:
            connection.execute(
                update(idempotency_keys).where(_is_unsettled(claim)).values(outcome=_outcome(None, verdict))
            )

    def release(self, claim: Claim) -> None:
        """The key may be used again: nothing was changed, or what was begun is to be gone on with."""
        assert isinstance(claim, Lease)
        mine, nothing = _is_unsettled(claim), idempotency_keys.c.begun.is_(None)
        with self._begin() as connection:
            connection.execute(delete(idempotency_keys).where(mine, nothing))
            connection.execute(update(idempotency_keys).where(mine).values(leased_until=func.now()))

    def forget_old(self, now: datetime) -> int:
        """Drop keys older than a week, some at a time."""
        old = select(idempotency_keys.c.scope, idempotency_keys.c.key).where(
            idempotency_keys.c.leased_until < now - KEPT_FOR
        )
        with self._begin() as connection:
            return connection.execute(
                delete(idempotency_keys).where(
                    func.row(idempotency_keys.c.scope, idempotency_keys.c.key).in_(old.limit(10_000))
                )
            ).rowcount


def _kept(found: Any, fingerprint: str, now: datetime) -> Kept | None:
    """What the first request left; None where it died and its lease is over."""
    if found.fingerprint != fingerprint:
        raise Invalid("idempotency_key_reused")
    if found.outcome is not None:
        verdict_told = found.outcome.get("verdict")
        return Kept(
            claim=Lease(found.scope, found.key, found.lease),
            changed=None if verdict_told else Changed(found.outcome["id"], found.outcome["version"]),
            refusal=verdict(verdict_told["code"], verdict_told["details"]) if verdict_told else None,
            request_id=found.request_id,
            answer=None if found.status is None else Answered(found.status, found.headers, found.body),
        )
    if found.leased_until > now:
        raise Conflict("idempotency_key_in_use", retry_after=1)
    return None


def begin(session: Session, claim: Claim, id: str) -> None:
    """In a work's own transaction: what it has begun, so that a retry goes on with that. Undoes the work if the lease
    went to another."""
    _write(session, claim, {"begun": id})


def settle(session: Session, claim: Claim, changed: Changed, refused: Refusal | None) -> None:
    """In the last work's own transaction: what became of the request. Undoes the work if the lease went to another."""
    _write(session, claim, {"outcome": _outcome(changed, refused)})


def _write(session: Session, claim: Claim, values: dict[str, Any]) -> None:
    assert isinstance(claim, Lease)
    result: Any = session.execute(update(idempotency_keys).where(_is_still(claim)).values(values))
    if result.rowcount != 1:
        raise Conflict("idempotency_key_in_use", retry_after=1)


def _outcome(changed: Changed | None, refused: Refusal | None) -> dict[str, Any]:
    made = {"id": changed.id, "version": changed.version} if changed else {}
    return made | ({"verdict": {"code": refused.code, "details": refused.details}} if refused else {})


def _is(lease: Lease) -> Any:
    return (idempotency_keys.c.scope == lease.scope) & (idempotency_keys.c.key == lease.key)


def _is_still(lease: Lease) -> Any:
    """Nobody else has taken the key over."""
    return _is(lease) & (idempotency_keys.c.lease == lease.lease)


def _is_unsettled(lease: Lease) -> Any:
    return _is_still(lease) & idempotency_keys.c.outcome.is_(None)
