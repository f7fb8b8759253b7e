"""Computes the books anew and says whether they are right: from the postings up, at one moment, in little memory.

What shows: any change, removal or insertion in transactions, postings, accounts and balances; guards that are not
in place; and what the ledger says otherwise than the pledges. What cannot show before the ledger is sealed: a
transaction that is gone with its postings *and* its effect on the balances, and that no pledge asks for.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import psycopg
from psycopg import IsolationLevel

from adapters.database.connect import Address
from adapters.database.ledger import digest, slots_of
from adapters.database.ledger_checks import ACCOUNTS, CHECKS, SUSPENDED, TOTALS, TRANSACTIONS
from domain.model.ledger import Line, Side, Transaction, TransactionKind, kind_of
from domain.money import Currency

MOST = 100  # problems, and sums in suspense, told one by one
ROWS = 2_000  # fetched at once

Connection = psycopg.Connection[Any]


@dataclass(frozen=True)
class Problem:
    invariant: str
    subject: str
    sentence: str


@dataclass
class LedgerVerdict:
    transactions: int = 0
    postings: int = 0
    accounts: int = 0
    totals: dict[str, dict[str, int]] = field(default_factory=dict)  # currency, kind of account: balance
    suspended: list[tuple[str, int, str, datetime]] = field(default_factory=list)  # the oldest
    problems: list[Problem] = field(default_factory=list)
    count_of_problems: int = 0

    def say(self, problem: Problem) -> None:
        self.count_of_problems += 1
        if self.count_of_problems <= MOST:
            self.problems.append(problem)

    def sentences(self) -> list[str]:
        return [f"{each.invariant}: {each.subject}: {each.sentence}" for each in self.problems]

    def shown(self, now: datetime) -> dict[str, Any]:
        """As `flask ledger verify --json` prints it; ages in seconds."""
        return {
            "ok": not self.problems,
            "transactions": self.transactions,
            "postings": self.postings,
            "accounts": self.accounts,
            "problems": [vars(each) for each in self.problems],
            "more_problems": self.count_of_problems - len(self.problems),
            "totals": self.totals,
            "suspense": [
                {
                    "source": source,
                    "amount": amount,
                    "currency": currency,
                    "age": (now - since).total_seconds(),
                }
                for source, amount, currency, since in self.suspended
            ],
        }


def verify_ledger(address: Address) -> LedgerVerdict:
    """All of the books as they are at one moment, while others go on writing."""
    with psycopg.connect(address(), application_name="plik ledger", connect_timeout=3) as connection:
        connection.isolation_level = IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        return verdict_of(connection)


def verdict_of(connection: Connection) -> LedgerVerdict:
    """The books as this connection's transaction sees them."""
    verdict = LedgerVerdict()
    for row in _rows(connection, TRANSACTIONS):
        _verify_transaction(row, verdict)
    for row in _rows(connection, ACCOUNTS):
        _verify_account(row, verdict)
    for check in CHECKS:
        for subject, sentence in _rows(connection, check.sql):
            verdict.say(Problem(check.invariant, subject, sentence))
    for currency, kind, balance in connection.execute(TOTALS):
        verdict.totals.setdefault(currency, {})[kind] = balance
    verdict.suspended = connection.execute(SUSPENDED).fetchmany(MOST)
    return verdict


def _verify_transaction(row: tuple[Any, ...], verdict: LedgerVerdict) -> None:
    """That it makes sense, by the same rules that it was made by (I1), and is as it was written."""
    id, kind, source, currency, effective_at, recorded_at, written, postings = row
    verdict.transactions += 1
    verdict.postings += len(postings or ())
    try:
        transaction = Transaction(
            kind=TransactionKind(kind),
            source=source,
            currency=Currency(currency),
            lines=tuple(Line(account, Side(side), amount) for _, account, side, amount in postings or ()),
            effective_at=effective_at,
        )
    except ValueError as nonsense:
        verdict.say(Problem("I1", id, str(nonsense)))
        return
    in_order = [number for number, *_ in postings] == list(range(1, len(postings) + 1))
    if not in_order or digest(id, transaction, recorded_at) != written:
        verdict.say(Problem("I2", id, "is not as it was written"))


def _verify_account(row: tuple[Any, ...], verdict: LedgerVerdict) -> None:
    """That it is what its code says."""
    code, pattern, normal, _, floor, slots = row
    verdict.accounts += 1
    try:
        kind = kind_of(code)
    except ValueError as unknown:
        verdict.say(Problem("I3", code, str(unknown)))
        return
    if (pattern, normal, floor, slots) != (kind.pattern, kind.normal, kind.least, slots_of(kind)):
        verdict.say(Problem("I3", code, f"is kept otherwise than a {kind.pattern}"))


def _rows(connection: Connection, sql: str) -> Iterator[tuple[Any, ...]]:
    with connection.cursor(name="ledger") as cursor:
        cursor.itersize = ROWS
        yield from cursor.execute(sql.encode())
