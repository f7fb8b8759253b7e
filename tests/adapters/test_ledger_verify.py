"""Whoever touches the books, with whatever rights, is noticed; and honest books are right while they are written."""

import random
import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import psycopg
import pytest

from adapters.database.ledger_checks import GUARDS
from adapters.database.ledger_verify import LedgerVerdict, verdict_of, verify_ledger
from domain.ids import CampaignId
from domain.model.ledger import (
    TransactionKind,
    collected,
    released,
    succeeded,
    unmatched,
)
from domain.model.refunds import RefundState
from domain.money import Money
from tests.adapters.books import NOON, Books, Connection, a_campaign, a_paid_pledge

FORGERIES = 100  # of each kind
TABLES = ("ledger_transactions", "ledger_postings", "ledger_accounts", "ledger_balances")
ENDS = (RefundState.SUCCEEDED, RefundState.FAILED, RefundState.PENDING)


@pytest.fixture
def books(database_url: str) -> Iterator[Books]:
    """A campaign with each kind of movement, and two that have just begun."""
    books = Books(database_url)
    ended, *running = (a_campaign() for _ in range(3))
    for campaign in (ended, *running):
        for amount in (10_000, 20_000, 30_000):
            books.pledge(campaign, amount, fee=amount // 100)
    for end in ENDS:
        books.give_back(books.pledge(ended, 5_000), end)
    books.record(succeeded(ended, Money(60_000), Money(1_800), at=NOON))
    pay_late(books, ended)
    yield books
    books.close()


@pytest.fixture
def database(books: Books) -> Iterator[Connection]:
    with psycopg.connect(books.url, autocommit=True) as connection:
        yield connection


@pytest.fixture
def unguarded(database: Connection) -> Iterator[Connection]:
    """For a forger who may do everything; nothing of it lasts. The guards are put back, so that they say nothing."""
    with database.transaction(force_rollback=True):
        for table in TABLES:
            database.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER".encode())
            for (name,) in database.execute(
                "SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass AND contype IN ('f', 'p', 'u', 'c')"
                " ORDER BY contype = 'f' DESC",
                [table],
            ).fetchall():
                if name not in GUARDS:
                    database.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name} CASCADE".encode())
        for guard, table in GUARDS.items():
            if guard.startswith("ck_") or guard == "an_effect_is_booked_once":
                loose(database, table, guard)
        yield database


def loose(database: Connection, table: str, guard: str) -> None:
    """A constraint of that name still stands, and forbids nothing."""
    database.execute(f"ALTER TABLE {table} DROP CONSTRAINT {guard}".encode())
    database.execute(f"ALTER TABLE {table} ADD CONSTRAINT {guard} CHECK (true)".encode())


def pay_late(books: Books, campaign: CampaignId) -> None:
    """A card is charged after the campaign has succeeded."""
    pledge = a_paid_pledge(campaign, 7_000)
    source = pledge.payment or ""
    with books.work() as work:
        work.pledges.add(pledge)
        work.ledger.record(
            collected(campaign, pledge.money, Money(70), source=source, at=NOON),
            released(campaign, pledge.money, Money(210), source=source, at=NOON),
        )


def invariants(verdict: LedgerVerdict) -> set[str]:
    return {problem.invariant for problem in verdict.problems}


def looked_through(connection: Connection) -> LedgerVerdict:
    with connection.transaction():
        return verdict_of(connection)


def beyond_guards(connection: Connection) -> set[str]:
    """What is wrong, but for guards that are known to be off."""
    verdict = looked_through(connection)
    return {problem.invariant for problem in verdict.problems if problem.subject not in GUARDS}


def test_honest_books_are_right(books: Books) -> None:
    shown = verify_ledger(lambda: books.url).shown(NOON)

    assert shown == {
        "ok": True,
        "transactions": 20,
        "postings": 62,
        "accounts": 12,
        "problems": [],
        "more_problems": 0,
        "totals": {
            "THB": {
                "backers:unclaimed": 5_000,
                "campaign:*:held": 120_000,
                "campaign:*:payable": 64_990,
                "fees:platform": 2_010,
                "fees:provider": 1_870,
                "provider:available": -5_000,
                "provider:pending": 200_130,
                "refunds:in_progress:*": 5_000,
            }
        },
        "suspense": [],
    }


def test_empty_books_are_right(database_url: str) -> None:
    assert verify_ledger(lambda: database_url).shown(NOON)["ok"]


def test_money_in_suspense_is_told_with_its_age(books: Books) -> None:
    books.record(unmatched(Money(900), Money(9), source="pi_unknown", at=NOON))
    verdict = verify_ledger(lambda: books.url)
    (recorded,) = (since for *_, since in verdict.suspended)

    shown = verdict.shown(recorded + timedelta(hours=2))

    assert shown["ok"]
    assert shown["suspense"] == [{"source": "pi_unknown", "amount": 900, "currency": "THB", "age": 7_200}]


def test_books_that_grow_while_they_are_read_are_right(books: Books) -> None:
    done, campaign = threading.Event(), a_campaign()

    def go_on() -> None:
        while not done.is_set():
            books.pledge(campaign, 1_000, fee=10)

    writer = threading.Thread(target=go_on)
    writer.start()
    verdicts = [verify_ledger(lambda: books.url) for _ in range(20)]
    done.set()
    writer.join()

    assert [verdict.problems for verdict in verdicts] == [[]] * 20
    assert verdicts[-1].transactions > verdicts[0].transactions


@pytest.mark.parametrize("guard", GUARDS)
def test_a_guard_that_is_away_is_missed(database: Connection, guard: str) -> None:
    table = GUARDS[guard]
    kind = "CONSTRAINT" if guard.startswith(("ck_", "an_")) else "TRIGGER"
    change = f"ALTER TABLE {table} DISABLE" if kind == "TRIGGER" else f"ALTER TABLE {table} DROP"
    database.execute(f"{change} {kind} {guard}".encode())

    problems = looked_through(database).problems

    assert [(each.invariant, each.subject) for each in problems] == [("I2", guard)]


Forgery = Callable[[Connection, random.Random], str]
"""Changes something, and says what."""


def flip(connection: Connection, rng: random.Random) -> str:
    """One value of one row becomes another."""
    table = rng.choice(TABLES)
    cursor = connection.execute(
        f"SELECT ctid::text, * FROM {table} ORDER BY md5(ctid::text || %s) LIMIT 1".encode(),
        [str(rng.random())],
    )
    row = cursor.fetchone()
    assert row is not None
    assert cursor.description is not None
    names = [column.name for column in cursor.description]
    column = rng.choice([at for at in range(1, len(row)) if names[at] != "written_in"])
    value = other(row[column], rng)
    connection.execute(f"UPDATE {table} SET {names[column]} = %s WHERE ctid = %s".encode(), [value, row[0]])
    return f"{table}.{names[column]} from {row[column]!r} to {value!r}"


def other(value: Any, rng: random.Random) -> Any:
    match value:
        case None:
            return 0
        case int():
            return value + rng.choice([-1, 1]) * rng.choice([1, 1_000])
        case datetime():
            return value + timedelta(microseconds=rng.choice([-1, 1, 86_400_000_000]))
        case "debit" | "credit":
            return {"debit": "credit", "credit": "debit"}[value]
        case str() if value in set(TransactionKind):
            return rng.choice([kind.value for kind in TransactionKind if kind != value])
        case _:
            at = rng.randrange(len(value))
            return value[:at] + rng.choice([c for c in "0123abcxyz" if c != value[at]]) + value[at + 1 :]


def delete(connection: Connection, rng: random.Random) -> str:
    """A row; or a whole transaction, with or without its effect on the balances."""
    if rng.random() < 0.6:
        table = rng.choice(TABLES)
        one = f"SELECT ctid FROM {table} ORDER BY md5(ctid::text || %s) LIMIT 1"
        connection.execute(f"DELETE FROM {table} WHERE ctid = ({one})".encode(), [str(rng.random())])
        return f"a row of {table}"
    found = connection.execute(
        "SELECT id, kind FROM ledger_transactions ORDER BY md5(id || %s) LIMIT 1", [str(rng.random())]
    ).fetchone()
    assert found is not None
    id, kind = found
    if thorough := kind not in ("succeeded", "released") and rng.random() < 0.5:
        undo(connection, id)
    connection.execute("DELETE FROM ledger_postings WHERE transaction_id = %s", [id])
    connection.execute("DELETE FROM ledger_transactions WHERE id = %s", [id])
    return f"{kind} with its {'effect' if thorough else 'postings'}"


def undo(connection: Connection, id: str) -> None:
    """The balances, as if it had never been written."""
    connection.execute(
        "UPDATE ledger_balances SET balance = balance - by FROM ("
        "  SELECT account AS code, sum(CASE side WHEN normal_side THEN amount ELSE -amount END) AS by"
        "    FROM ledger_postings JOIN ledger_accounts ON code = account WHERE transaction_id = %s GROUP BY account"
        ") AS moved WHERE account = code AND slot = (SELECT slot FROM ledger_balances WHERE account = code"
        "                                             ORDER BY balance DESC LIMIT 1)",
        [id],
    )


def insert(connection: Connection, rng: random.Random) -> str:
    """A transaction, a posting, an account, a balance that nobody made."""
    what = rng.choice(["transaction", "posting", "pair", "account", "balance", "copy"])
    somewhere = "SELECT id FROM ledger_transactions ORDER BY md5(id || %s) LIMIT 1"
    new = (
        "INSERT INTO ledger_transactions SELECT 'transaction_forged', kind, source || 'x', currency, effective_at,"
        f" recorded_at, digest, 0 FROM ledger_transactions WHERE id = ({somewhere})"
    )
    posting = (
        f"INSERT INTO ledger_postings SELECT id, 9, 'fees:platform', 'credit', 1 FROM ({somewhere}) AS one"
    )
    counter = (
        f"INSERT INTO ledger_postings SELECT id, 10, 'fees:provider', 'debit', 1 FROM ({somewhere}) AS one"
    )
    copied = (
        "INSERT INTO ledger_postings SELECT 'transaction_forged', line, account, side, amount"
        f" FROM ledger_postings WHERE transaction_id = ({somewhere})"
    )
    account = "INSERT INTO ledger_accounts SELECT 'fees:' || %s, 'fees:platform', 'credit', 'THB', NULL, 16"
    balance = "INSERT INTO ledger_balances SELECT 'fees:platform', 16, 5, NULL WHERE %s <> ''"
    for statement in {
        "transaction": [new],
        "posting": [posting],
        "pair": [posting, counter],
        "account": [account],
        "balance": [balance],
        "copy": [new, copied],
    }[what]:
        connection.execute(statement.encode(), ["one"])
    return what


def truncate(connection: Connection, rng: random.Random) -> str:
    """Tables are emptied, in part or whole."""
    tables = rng.sample(TABLES, rng.randrange(1, len(TABLES) + 1))
    for table in tables:
        some = "" if rng.random() < 0.5 else "WHERE ctid::text > '(0,3)'"
        connection.execute(f"DELETE FROM {table} {some}".encode())
    return " and ".join(tables)


@pytest.mark.parametrize("forge", [flip, delete, insert, truncate])
def test_every_forgery_shows(unguarded: Connection, forge: Forgery) -> None:
    rng = random.Random(f"{forge.__name__} 2026")

    unseen = []
    for _ in range(FORGERIES):
        with unguarded.transaction(force_rollback=True):
            what = forge(unguarded, rng)
            if not beyond_guards(unguarded):
                unseen.append(what)

    assert unseen == []
    assert beyond_guards(unguarded) == set()


@pytest.mark.parametrize(
    ("change", "broken"),
    [
        ("UPDATE pledges SET state = 'refunding' WHERE state = 'collected'", {"I10"}),
        ("UPDATE pledges SET amount = amount + 1", {"I10"}),
        ("UPDATE pledges SET payment = id", {"I10"}),
        ("DELETE FROM pledges", {"I10"}),
        ("UPDATE campaign_totals SET number = number + 1", {"I10"}),
        ("UPDATE campaign_totals SET amount = 0", {"I10"}),
        ("DELETE FROM campaign_totals", {"I10"}),
        ("UPDATE refunds SET state = 'pending' WHERE state = 'succeeded'", {"I10"}),
        ("UPDATE refunds SET amount = amount + 1", {"I10"}),
        ("DELETE FROM refunds WHERE state = 'pending'", {"I10"}),
    ],
)
def test_books_and_pledges_tell_the_same_story(database: Connection, change: str, broken: set[str]) -> None:
    database.execute("ALTER TABLE pledges DISABLE TRIGGER USER")
    database.execute(change.encode())

    assert invariants(looked_through(database)) == broken


def test_of_many_problems_the_first_are_told(unguarded: Connection) -> None:
    unguarded.execute(
        "INSERT INTO ledger_accounts SELECT 'x' || n, 'x', 'debit', 'THB', 0, 1"
        " FROM generate_series(1, 300) AS n"
    )

    verdict = looked_through(unguarded)

    assert len(verdict.sentences()) == len(verdict.problems) == 100
    assert verdict.shown(NOON)["more_problems"] > 400
