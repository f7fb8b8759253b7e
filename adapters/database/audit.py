"""The audit trail: who changed what, for whom, when, from what to what. Append-only, sealed by the sequencer.

It is written by the unit of work itself from what the transaction really changes, so no use case can forget it.
What was written stands in an erasable part beside a salt; the record keeps only SHA-256(salt, canonical JSON), so a
person can be erased and the chain still verifies.
"""

import hashlib
import secrets
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Identity,
    Integer,
    Table,
    Text,
    bindparam,
    inspect,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import History

from adapters.database.schema import document, id_type, metadata, moment
from domain.ports import Asking
from domain.text import canonical_json

audit_records = Table(
    "audit_records",
    metadata,
    Column("position", BigInteger, Identity(), primary_key=True),
    Column("id", id_type(), nullable=False, unique=True),
    moment("at"),
    Column("actor", id_type(), nullable=False, index=True),
    Column("on_behalf_of", id_type()),
    Column("command", Text, nullable=False),
    Column("request_id", Text, nullable=False),
    Column("subject", id_type(), nullable=False, index=True),
    Column("subject_version", Integer, nullable=False),
    Column("digest", Text, nullable=False),
)
audit_parts = Table(
    "audit_parts",
    metadata,
    Column("record_id", id_type(), ForeignKey("audit_records.id"), primary_key=True),
    Column("salt", Text, nullable=False),
    document("part"),
)
audit_unsealed = Table(
    "audit_unsealed",
    metadata,
    Column("record_id", id_type(), ForeignKey("audit_records.id"), primary_key=True),
)
audit_seals = Table(
    "audit_seals",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("record_id", id_type(), nullable=False, unique=True),
    Column("hash", Text, nullable=False),
    moment("sealed_at"),
)
heads = Table(
    "heads",
    metadata,
    Column("chain", Text, primary_key=True),
    Column("number", BigInteger, nullable=False),
    Column("hash", Text, nullable=False),
)

WRITE = text(
    """
    WITH written AS (
        SELECT * FROM jsonb_to_recordset(:rows)
            AS (id text, at timestamptz, actor text, on_behalf_of text, command text, request_id text,
                subject text, subject_version integer, digest text, salt text, part jsonb)
    ), records AS (
        INSERT INTO audit_records
               (id, at, actor, on_behalf_of, command, request_id, subject, subject_version, digest)
        SELECT id, at, actor, on_behalf_of, command, request_id, subject, subject_version, digest FROM written
    ), parts AS (
        INSERT INTO audit_parts (record_id, salt, part) SELECT id, salt, part FROM written
    )
    INSERT INTO audit_unsealed (record_id) SELECT id FROM written
    """
).bindparams(bindparam("rows", type_=JSONB))

SECRET = {"password_hash", "secret_hash", "client_secret"}  # never written again anywhere
Change = tuple[str, int, dict[str, Any]]  # subject, its version afterwards, what changed


def changes(session: Session) -> list[Change]:
    """What the session is about to write of everything that has a version."""
    return [
        (thing.id, _next_version(session, thing), dict(_changed(thing)))
        for thing in [*session.new, *(dirty for dirty in session.dirty if session.is_modified(dirty))]
        if hasattr(thing, "version")
    ] + [
        (thing.id, thing.version + 1, {"removed": {"before": False, "after": True}})
        for thing in session.deleted
    ]


def digest(salt: str, part: Any) -> str:
    return hashlib.sha256(salt.encode() + canonical_json(part)).hexdigest()


def write(
    session: Session, written: Sequence[Change], asking: Asking, new_id: Callable[[str], str], now: datetime
) -> None:
    """The records and their erasable parts, to be sealed: in one statement, however many there are."""
    rows = [_row(change, asking, new_id("audit"), now) for change in written]
    if rows:
        session.execute(WRITE, {"rows": rows})


def _row(change: Change, asking: Asking, id: str, now: datetime) -> dict[str, Any]:
    subject, version, part = change
    salt = secrets.token_hex(16)
    return {
        "id": id,
        "at": now.isoformat(),
        "actor": asking.actor.principal,
        "on_behalf_of": next(iter(asking.actor.memberships), None) if asking.actor.client_id else None,
        "command": asking.command,
        "request_id": asking.request_id,
        "subject": subject,
        "subject_version": version,
        "digest": digest(salt, part),
        "salt": salt,
        "part": part,
    }


def _changed(thing: Any) -> Iterator[tuple[str, Any]]:
    for attribute in inspect(thing).attrs:
        history: History = attribute.history
        if attribute.key in SECRET or not (history.added or history.deleted):
            continue
        yield attribute.key, {"before": _plain(history.deleted), "after": _plain(history.added)}


def _plain(values: Any) -> Any:
    value = values[0] if values else None
    if isinstance(value, datetime):
        return value.isoformat()
    return value if isinstance(value, str | int | bool | list | dict | None) else str(value)


def _next_version(session: Session, thing: Any) -> int:
    return 1 if thing in session.new else int(thing.version) + 1
