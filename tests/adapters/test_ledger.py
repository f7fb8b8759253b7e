"""The database keeps the books, whoever writes, and however many at once."""

import random
import threading
from collections.abc import Iterator

import psycopg
import pytest

from adapters.database.ledger_verify import verify_ledger
from adapters.ids import new_id
from domain.errors import Conflict
from domain.model.ledger import (
    TransactionKind,
    collected,
    held_of,
    in_progress_of,
    payable_of,
    refund_asked,
    refund_failed,
    refund_final,
    released,
    succeeded,
    unmatched,
)
from domain.money import Money
from tests.adapters.books import NOON, NOTHING, Books, Connection, a_campaign, a_refund_id, at_once

ENOUGH = 16
TRANSACTION = """
    INSERT INTO ledger_transactions (id, kind, source, currency, effective_at, recorded_at, digest)
    VALUES (%s, 'unmatched', %s, 'THB', now(), now(), '')
"""
FEES = (("fees:platform", "credit", 5), ("fees:provider", "debit", 5))
POSTING = "INSERT INTO ledger_postings VALUES (%s, %s, %s, %s, %s)"


@pytest.fixture
def books(database_url: str) -> Iterator[Books]:
    books = Books(database_url, size=ENOUGH)
    yield books
    books.close()


@pytest.fixture
def database(books: Books) -> Iterator[Connection]:
    with psycopg.connect(books.url, autocommit=True) as connection:
        yield connection


def write(connection: Connection, *lines: tuple[str, str, int]) -> None:
    """By hand, past the domain: account, side, amount."""
    connection.execute(TRANSACTION.encode(), ["transaction_1", "pi_1"])
    post(connection, *lines)


def post(connection: Connection, *lines: tuple[str, str, int], first: int = 1) -> None:
    for number, line in enumerate(lines, start=first):
        connection.execute(POSTING, ["transaction_1", number, *line])


def test_what_is_recorded_moves_balances(books: Books) -> None:
    campaign = a_campaign()

    books.collect(campaign, 10_000, fee=365)
    books.collect(campaign, 5_000)

    assert books.balance(held_of(campaign)) == 15_000
    assert books.balance("provider:pending") == 14_635
    assert books.balance("fees:provider") == 365


def test_an_account_that_nobody_has_posted_to_holds_nothing(books: Books) -> None:
    assert books.balance(held_of(a_campaign())) == 0


def test_the_same_effect_is_booked_once(books: Books) -> None:
    campaign = a_campaign()
    effect = collected(campaign, Money(10_000), NOTHING, source="pi_1", at=NOON)

    written = [books.record(effect) for _ in range(3)]

    assert written == [True, False, False]
    assert books.balance(held_of(campaign)) == 10_000


def test_a_work_goes_on_after_an_effect_that_is_there_already(books: Books) -> None:
    campaign = a_campaign()
    effects = [collected(campaign, Money(100), NOTHING, source=f"pi_{n}", at=NOON) for n in (1, 1, 2)]

    with books.work() as work:
        written = [work.ledger.record(effect) for effect in effects]

    assert written == [True, False, True]
    assert books.balance(held_of(campaign)) == 200


def test_what_is_written_together_is_there_together_or_not_at_all(books: Books) -> None:
    campaign, money = a_campaign(), Money(1_000)
    late = collected(campaign, money, NOTHING, source="pi_1", at=NOON)
    owed = released(campaign, money, Money(30), source="pi_1", at=NOON)

    written = [books.record(late, owed) for _ in range(2)]

    assert written == [True, False]
    assert (books.balance(held_of(campaign)), books.balance(payable_of(campaign))) == (0, 970)
    assert verify_ledger(lambda: books.url).transactions == 2


@pytest.mark.parametrize("together", [True, False])
def test_charges_after_success_do_not_stand_in_each_others_way(books: Books, together: bool) -> None:
    campaign, money = a_campaign(), Money(1_000)

    def charge(_: int, chance: random.Random) -> bool:
        payment, fee = new_id("pi"), Money(chance.randrange(50))
        came = collected(campaign, money, fee, source=payment, at=NOON)
        owed = released(campaign, money, Money(30), source=payment, at=NOON)
        with books.work() as work:
            if together:
                return work.ledger.record(came, owed)
            return work.ledger.record(came) and work.ledger.record(owed)

    assert all(at_once(200, charge, threads=ENOUGH))
    assert books.balance(payable_of(campaign)) == 200 * 970


def test_several_refunds_in_one_work_do_not_stand_in_the_way_of_others(books: Books) -> None:
    campaign = a_campaign()
    at_once(160, lambda _, __: bool(books.collect(campaign, 1_000)), threads=ENOUGH)

    def give_back(_: int, __: random.Random) -> bool:
        asked = [refund_asked(campaign, a_refund_id(), Money(1_000), at=NOON) for _ in range(5)]
        with books.work() as work:
            return all([work.ledger.record(each) for each in asked])

    assert all(at_once(32, give_back, threads=ENOUGH))
    assert books.balance(held_of(campaign)) == 0


def test_the_same_effect_told_by_many_at_once_is_booked_once(books: Books) -> None:
    campaign = a_campaign()
    together = threading.Barrier(8)

    def tell(number: int, _: random.Random) -> bool:
        together.wait(10)
        source = f"pi_{number // 8}"
        return books.record(collected(campaign, Money(100), NOTHING, source=source, at=NOON))

    written = at_once(160, tell)

    assert sum(written) == 20
    assert books.balance(held_of(campaign)) == 2_000


def test_no_more_is_taken_than_there_is_however_many_take_at_once(books: Books) -> None:
    campaign = a_campaign()
    at_once(30, lambda _, __: bool(books.collect(campaign, 1_000)))

    taken = at_once(
        50,
        lambda _, __: books.has(refund_asked(campaign, a_refund_id(), Money(1_000), at=NOON)),
        threads=ENOUGH,
    )

    assert sum(taken) == 30
    assert books.balance(held_of(campaign)) == 0


def test_what_is_not_there_is_refused_in_the_domains_words(books: Books) -> None:
    campaign = a_campaign()
    books.collect(campaign, 1_000)

    with pytest.raises(Conflict, match="insufficient_funds"):
        books.record(refund_asked(campaign, a_refund_id(), Money(1_001), at=NOON))
    with pytest.raises(Conflict, match="insufficient_funds"):
        books.record(refund_final(a_refund_id(), Money(1), at=NOON))

    assert books.balance(held_of(campaign)) == 1_000


def test_a_locked_balance_stays_until_the_work_ends(books: Books) -> None:
    campaign = a_campaign()
    books.collect(campaign, 1_000)
    come = threading.Thread(target=books.collect, args=(campaign, 500))

    with books.work() as work:
        held = work.ledger.balance(held_of(campaign), locked=True)
        come.start()
        come.join(0.3)
        waits = come.is_alive()
        work.ledger.record(succeeded(campaign, Money(held), Money(30), at=NOON))
    come.join(10)

    assert (held, waits) == (1_000, True)
    assert (books.balance(held_of(campaign)), books.balance(payable_of(campaign))) == (500, 970)


def test_two_thousand_moves_by_eight_at_once_meet_no_deadlock_and_every_balance_is_right(
    books: Books,
) -> None:
    """Contended, which a deadlock would raise, is not caught by anybody here."""
    campaigns = [a_campaign() for _ in range(3)]

    def move(number: int, chance: random.Random) -> bool:
        campaign, money, refund = chance.choice(campaigns), Money(chance.randrange(1, 500)), a_refund_id()
        match chance.randrange(10):
            case 0 | 1:
                asked = refund_asked(campaign, refund, money, at=NOON)
                end = chance.choice([refund_final, refund_failed])
                return books.has(asked) and books.record(end(refund, money, at=NOON))
            case 2:
                return books.has(released(campaign, money, Money(1), source=new_id("pi"), at=NOON))
            case 3:
                return books.record(unmatched(money, Money(1), source=new_id("pi"), at=NOON))
        return bool(books.collect(campaign, 1_000, fee=chance.randrange(20)))

    at_once(2_000, move)

    verdict = verify_ledger(lambda: books.url)
    assert [
        each for each in verdict.problems if each.invariant != "I10"
    ] == []  # no pledges stand behind these
    assert verdict.transactions > 1_800


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [("fees:platform", "credit", 5)],
        [("fees:platform", "credit", 5), ("fees:provider", "debit", 4)],
        [("fees:platform", "credit", 5), ("fees:platform", "credit", 5)],
    ],
    ids=["nothing", "one line", "unbalanced", "one side"],
)
def test_what_does_not_balance_is_not_committed(
    books: Books, database: Connection, lines: list[tuple[str, str, int]]
) -> None:
    open_fees(books)

    with pytest.raises(psycopg.errors.CheckViolation, match="transaction_1"), database.transaction():
        write(database, *lines)


def test_what_balances_in_the_end_may_be_written_line_by_line(books: Books, database: Connection) -> None:
    open_fees(books)
    before = books.balance("fees:provider")

    with database.transaction():
        write(database, *FEES)

    assert books.balance("fees:provider") == before + 5


def test_a_balanced_transaction_that_was_checked_is_not_unbalanced_afterwards(
    books: Books, database: Connection
) -> None:
    open_fees(books)

    with database.transaction(force_rollback=True):
        write(database, *FEES)
        database.execute("SET CONSTRAINTS ALL IMMEDIATE")

        with pytest.raises(psycopg.errors.CheckViolation):
            post(database, ("fees:provider", "debit", 5), first=3)


def test_nothing_is_posted_to_a_transaction_of_earlier(books: Books, database: Connection) -> None:
    open_fees(books)
    with database.transaction():
        write(database, *FEES)

    with pytest.raises(psycopg.errors.RestrictViolation), database.transaction():
        post(database, *FEES, first=3)


@pytest.mark.parametrize("account", ["fees:of_nobody", "campaign:campaign_1:held"])
def test_nothing_is_posted_to_an_account_that_is_not_open(database: Connection, account: str) -> None:
    with pytest.raises(psycopg.errors.RestrictViolation, match="not open"), database.transaction():
        write(database, (account, "credit", 5), (account, "debit", 5))


@pytest.mark.parametrize("table", ["accounts", "transactions", "postings", "balances"])
@pytest.mark.parametrize("act", ["DELETE FROM {}", "UPDATE {} SET {} = {}", "TRUNCATE {} CASCADE"])
def test_what_is_written_stays(books: Books, database: Connection, table: str, act: str) -> None:
    open_fees(books)
    column = {"accounts": "floor", "transactions": "source", "postings": "amount", "balances": "balance"}[
        table
    ]

    with pytest.raises(psycopg.errors.RestrictViolation):
        database.execute(act.format(f"ledger_{table}", column, column).encode())


def test_no_balance_is_made_by_hand(books: Books, database: Connection) -> None:
    open_fees(books)

    with pytest.raises(psycopg.errors.RestrictViolation, match="moved by postings alone"):
        database.execute("INSERT INTO ledger_balances VALUES ('fees:platform', 15, 1, NULL)")


def test_every_kind_of_transaction_may_be_stored(database: Connection) -> None:
    known = database.execute(
        "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'ck_ledger_transactions_kind_is_known'"
    ).fetchone()

    assert known
    assert all(f"'{kind}'" in known[0] for kind in TransactionKind)


def test_a_refund_leads_from_held_to_the_backer(books: Books) -> None:
    campaign, refund, money = a_campaign(), a_refund_id(), Money(700)
    books.collect(campaign, 1_000)

    books.record(refund_asked(campaign, refund, money, at=NOON))
    on_its_way = books.balance(in_progress_of(refund))
    books.record(refund_final(refund, money, at=NOON))

    assert (on_its_way, books.balance(in_progress_of(refund)), books.balance(held_of(campaign))) == (
        700,
        0,
        300,
    )
    assert books.balance("provider:available") == -700


def open_fees(books: Books) -> None:
    """With something in each, so that statements by hand have rows to meet."""
    campaign = a_campaign()
    books.collect(campaign, 1_000, fee=10)
    books.record(succeeded(campaign, Money(1_000), Money(30), at=NOON))
