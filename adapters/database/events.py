"""Events wait in the outbox, with the change that they tell of, until the sequencer moves them into the feed."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Identity,
    Index,
    Integer,
    Table,
    Text,
    func,
    insert,
)
from sqlalchemy.orm import Session

from adapters.database.schema import document, id_type, metadata, moment
from domain.events import Event


def _facts() -> tuple[Column[Any], ...]:
    return (
        Column("id", id_type(), nullable=False, unique=True),
        Column("type", Text, nullable=False),
        Column("subject", id_type(), nullable=False),
        Column("subject_version", Integer, nullable=False),
        moment("at"),
        Column("public", Boolean, nullable=False),
        Column("organization_id", id_type()),
        Column("account_id", id_type()),
        Column("owner_id", id_type()),
    )


outbox = Table(
    "outbox",
    metadata,
    Column("position", BigInteger, Identity(), primary_key=True),
    *_facts(),
    document("tally"),
    # by the real clock, whatever day the event is of: how long it has been waiting
    Column("kept_at", DateTime(timezone=True), nullable=False, server_default=func.clock_timestamp()),
)

events = Table(
    "events", metadata, Column("sequence", BigInteger, primary_key=True, autoincrement=False), *_facts()
)
Index("ix_events_subject_sequence", events.c.subject, events.c.sequence)
Index("ix_events_type_sequence", events.c.type, events.c.sequence)

counters = Table(
    "counters", metadata, Column("name", Text, primary_key=True), Column("value", BigInteger, nullable=False)
)


def keep(session: Session, told: Iterable[Event], versions: Mapping[str, int], new_id: Any) -> None:
    """Write the events beside the change, each with the version that its subject has now."""
    rows = [_row(replace(e, version=versions.get(e.subject, e.version)), new_id("event")) for e in told]
    if rows:
        session.execute(insert(outbox), rows)


def _row(event: Event, id: str) -> dict[str, Any]:
    return {
        "id": id,
        "type": event.type,
        "subject": event.subject,
        "subject_version": event.version,
        "at": event.at,
        "public": event.public,
        "organization_id": event.organization_id,
        "account_id": event.account_id,
        "owner_id": event.owner_id,
        "tally": dict(event.tally),
    }
