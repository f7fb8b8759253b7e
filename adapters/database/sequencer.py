"""Numbers what is committed: moves events from the outbox into the feed, in one order, without a hole.

One sequencer at a time, under an advisory lock that the database gives up with its connection, so another
takes over when it dies. Numbering inside the writers' transactions would make them wait for each other; a
bare identity column loses events to readers, since transactions commit in another order than they begin. With
a batch of events it moves the public counters, and notifies listeners once. It seals new audit records too.
"""

import hashlib
from datetime import UTC, datetime
from typing import Any

import psycopg

from domain.text import canonical_json

LOCK = 7_204_312
BATCH = 1_000
NOTHING_YET = "0" * 64

IS_WAITING = "SELECT EXISTS (SELECT FROM outbox), EXISTS (SELECT FROM audit_unsealed)"
MOVE = """
    WITH head AS (
        INSERT INTO heads (chain, number, hash) VALUES ('events', 0, '') ON CONFLICT (chain) DO UPDATE
           SET number = heads.number RETURNING number
    ), taken AS (
        DELETE FROM outbox WHERE position IN (SELECT position FROM outbox ORDER BY position LIMIT %(batch)s)
        RETURNING *
    ), numbered AS (
        SELECT taken.*, (SELECT number FROM head) + row_number() OVER (ORDER BY position) AS sequence
          FROM taken
    ), moved AS (
        INSERT INTO events
               (sequence, id, type, subject, subject_version, at, public,
                organization_id, account_id, owner_id)
        SELECT sequence, id, type, subject, subject_version, at, public,
               organization_id, account_id, owner_id
          FROM numbered
        RETURNING sequence
    ), counted AS (
        INSERT INTO counters (name, value)
        SELECT key, sum(value::bigint) FROM numbered, jsonb_each_text(tally) GROUP BY key ORDER BY key
        ON CONFLICT (name) DO UPDATE SET value = counters.value + excluded.value
    )
    SELECT count(*), max(sequence) FROM moved
"""
UNSEALED = """
    WITH taken AS (
        DELETE FROM audit_unsealed WHERE record_id IN (
            SELECT record_id FROM audit_unsealed ORDER BY record_id LIMIT %(batch)s
        ) RETURNING record_id
    )
    SELECT position, id, at, actor, on_behalf_of, command, request_id, subject, subject_version, digest
      FROM audit_records JOIN taken ON taken.record_id = audit_records.id ORDER BY position
"""


HEAD = """
    SELECT coalesce(number, 0), coalesce(hash, %(nothing_yet)s), now()
      FROM (SELECT) AS here LEFT JOIN heads ON chain = 'audit'
"""


class Sequencer:
    """`step` does one batch; the caller's loop says how often."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        if not connection.autocommit:
            connection.autocommit = True
        self._connection = connection

    def lead(self) -> bool:
        """Whether this is the one; asked again, it stays so as long as the connection lives."""
        row = self._connection.execute("SELECT pg_try_advisory_lock(%s)", [LOCK]).fetchone()
        return bool(row and row[0])

    def step(self) -> int:
        """One batch of events and one of audit records, each in its own commit; how many there were."""
        events, records = self._connection.execute(IS_WAITING).fetchone() or (False, False)
        return (self._move() if events else 0) + (self._seal() if records else 0)

    def _move(self) -> int:
        with self._connection.transaction():
            count, last = self._connection.execute(MOVE, {"batch": BATCH}).fetchone() or (0, None)
            if count:
                self._connection.execute("UPDATE heads SET number = %s WHERE chain = 'events'", [last])
                self._connection.execute("SELECT pg_notify('plik_events', %s)", [str(last)])
        return int(count)

    def _seal(self) -> int:
        with self._connection.transaction():
            number, previous, now = self._head()
            rows = self._connection.execute(UNSEALED, {"batch": BATCH}).fetchall()
            seals = []
            for row in rows:
                number, previous = number + 1, seal(previous, number + 1, now, record_of(row))
                seals.append((number, row[1], previous, now))
            if seals:
                with self._connection.cursor() as cursor:
                    cursor.executemany(
                        "INSERT INTO audit_seals (number, record_id, hash, sealed_at)"
                        " VALUES (%s, %s, %s, %s)",
                        seals,
                    )
                self._connection.execute(
                    "INSERT INTO heads (chain, number, hash) VALUES ('audit', %s, %s)"
                    " ON CONFLICT (chain) DO UPDATE SET number = excluded.number, hash = excluded.hash",
                    [number, previous],
                )
        return len(seals)

    def _head(self) -> tuple[int, str, datetime]:
        """The last seal's number and hash, and the time."""
        found = self._connection.execute(HEAD, {"nothing_yet": NOTHING_YET}).fetchone()
        assert found is not None
        return found[0], found[1], found[2]


def record_of(row: Any) -> dict[str, Any]:
    """What a seal covers of an audit record: all of it. Takes the columns in the order of UNSEALED."""
    names = (
        "position",
        "id",
        "at",
        "actor",
        "on_behalf_of",
        "command",
        "request_id",
        "subject",
        "version",
        "digest",
    )
    record = dict(zip(names, row, strict=True))
    return record | {"at": _written(record["at"])}


def seal(previous: str, number: int, sealed_at: datetime, record: dict[str, Any]) -> str:
    """SHA-256 over the seal before, all of this one, and the record."""
    sealed = {"number": number, "sealed_at": _written(sealed_at), "record": record}
    return hashlib.sha256(previous.encode() + canonical_json(sealed)).hexdigest()


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()
