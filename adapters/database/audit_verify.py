"""Reads the whole audit trail again and says whether anybody has touched it. Takes little memory.

What shows: any change, removal or insertion in records, parts, seals and their head. What no chain can show
by itself: a trail whose end was cut off *with* its head set back, or that was sealed anew from some record
on, by somebody who may write everything. For that, note the head now and then where the database's owner
cannot write, and ask for it (`expected`). An erased part looks like one that was torn out: both are counted
as erased. What is not sealed yet (normally a tenth of a second) is not protected yet.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import psycopg
from psycopg import IsolationLevel

from adapters.database.audit import digest
from adapters.database.connect import Address
from adapters.database.sequencer import NOTHING_YET, record_of, seal

MOST_PROBLEMS = 100  # told one by one; after a rewrite there would be one a record
ROWS = 2_000  # fetched at once

SEALED = """
    SELECT seal.number, seal.record_id, seal.hash, seal.sealed_at, part.salt, part.part,
           record.position, record.id, record.at, record.actor, record.on_behalf_of, record.command,
           record.request_id, record.subject, record.subject_version, record.digest
      FROM audit_seals AS seal
      LEFT JOIN audit_records AS record ON record.id = seal.record_id
      LEFT JOIN audit_parts AS part ON part.record_id = seal.record_id
     ORDER BY seal.number
"""
UNSEALED = """
    SELECT record.id, record.at, waiting.record_id IS NOT NULL, part.salt, part.part, record.digest
      FROM audit_records AS record
      LEFT JOIN audit_unsealed AS waiting ON waiting.record_id = record.id
      LEFT JOIN audit_parts AS part ON part.record_id = record.id
     WHERE NOT EXISTS (SELECT FROM audit_seals WHERE record_id = record.id)
     ORDER BY record.position
"""
STRAY = """
    SELECT 'part of no record', record_id FROM audit_parts
     WHERE NOT EXISTS (SELECT FROM audit_records WHERE id = record_id)
    UNION ALL
    SELECT 'waiting to be sealed, but there is no such record', record_id FROM audit_unsealed
     WHERE NOT EXISTS (SELECT FROM audit_records WHERE id = record_id)
    UNION ALL
    SELECT 'waiting to be sealed, but sealed already', record_id FROM audit_unsealed
     WHERE EXISTS (SELECT FROM audit_seals WHERE audit_seals.record_id = audit_unsealed.record_id)
"""
HEAD = "SELECT number, hash FROM heads WHERE chain = 'audit'"


@dataclass
class Verdict:
    """`expected` is a head that was noted earlier; it must still be a link of the chain."""

    expected: tuple[int, str] | None = None
    records: int = 0
    sealed: int = 0
    unsealed: int = 0
    erased: int = 0
    head: tuple[int, str] = (0, NOTHING_YET)
    oldest_unsealed: datetime | None = None
    problems: list[str] = field(default_factory=list)
    count_of_problems: int = 0

    def say(self, problem: str) -> None:
        self.count_of_problems += 1
        if self.count_of_problems <= MOST_PROBLEMS:
            self.problems.append(problem)

    def shown(self, now: datetime) -> dict[str, Any]:
        """As `flask audit verify --json` prints it."""
        age = max(0.0, (now - self.oldest_unsealed).total_seconds()) if self.oldest_unsealed else 0
        unnamed = self.count_of_problems - len(self.problems)
        return {
            "ok": not self.problems,
            "records": self.records,
            "sealed": self.sealed,
            "unsealed": self.unsealed,
            "oldest_unsealed_seconds": round(age, 3),
            "erased": self.erased,
            "head": f"{self.head[0]}:{self.head[1]}",
            "problems": [*self.problems, *([f"and {unnamed} more"] if unnamed else [])],
        }


def verify_audit(address: Address, expected: tuple[int, str] | None = None) -> Verdict:
    """All of the trail as it is at one moment, while others go on writing."""
    with psycopg.connect(address(), application_name="plik audit", connect_timeout=3) as connection:
        connection.isolation_level = IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        return verdict_of(connection, expected)


def verdict_of(connection: psycopg.Connection[Any], expected: tuple[int, str] | None = None) -> Verdict:
    """The trail as this connection's transaction sees it."""
    verdict = Verdict(expected)
    _verify_sealed(connection, verdict)
    _verify_unsealed(connection, verdict)
    for what, id in connection.execute(STRAY):
        verdict.say(f"{id}: {what}")
    _verify_head(connection.execute(HEAD).fetchone(), verdict)
    return verdict


def _verify_sealed(connection: psycopg.Connection[Any], verdict: Verdict) -> None:
    for number, id, hash, sealed_at, salt, part, *record in _rows(connection, SEALED):
        verdict.sealed += 1
        last, previous = verdict.head
        if number != last + 1:
            verdict.say(f"seal {number} follows seal {last}")
        if record[1] is None:
            verdict.say(f"{id}: sealed as number {number}, and gone")
        else:
            verdict.records += 1
            if hash != seal(previous, number, sealed_at, record_of(record)):
                verdict.say(f"{id}: does not match its seal, number {number}")
            _verify_part(id, record[-1], None if salt is None else (salt, part), verdict)
        if verdict.expected and verdict.expected[0] == number and verdict.expected[1] != hash:
            verdict.say(f"seal {number} is not the one that was expected")
        verdict.head = (number, hash)


def _verify_unsealed(connection: psycopg.Connection[Any], verdict: Verdict) -> None:
    for id, at, is_waiting, salt, part, written in _rows(connection, UNSEALED):
        verdict.records += 1
        verdict.unsealed += 1
        verdict.oldest_unsealed = min(verdict.oldest_unsealed or at, at)
        if not is_waiting:
            verdict.say(f"{id}: neither sealed nor waiting to be")
        _verify_part(id, written, None if salt is None else (salt, part), verdict)


def _verify_part(id: str, written: str, part: tuple[str, Any] | None, verdict: Verdict) -> None:
    if part is None:
        verdict.erased += 1
    elif digest(*part) != written:
        verdict.say(f"{id}: its part does not match its digest")


def _verify_head(head: tuple[int, str] | None, verdict: Verdict) -> None:
    if (head or (0, NOTHING_YET)) != verdict.head:
        noted = head[0] if head else "none"
        verdict.say(f"the chain ends at {verdict.head[0]}, and its head says {noted} or another hash")
    if verdict.expected and verdict.expected[0] > verdict.head[0]:
        verdict.say(f"the chain ends at {verdict.head[0]}, before the seal that was expected")


def _rows(connection: psycopg.Connection[Any], sql: str) -> Iterator[tuple[Any, ...]]:
    with connection.cursor(name="audit_trail") as cursor:
        cursor.itersize = ROWS
        yield from cursor.execute(sql.encode())


def parsed_head(text: str) -> tuple[int, str]:
    """From `NUMBER:HASH`, as `head` is shown. Raises RuntimeError."""
    number, _, hash = text.partition(":")
    if not (number.isdecimal() and hash):
        raise RuntimeError("A head has the form NUMBER:HASH, as `flask audit verify --json` shows it.")
    return int(number), hash
