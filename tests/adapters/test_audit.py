"""The audit trail keeps what happened, and shows whether anybody has touched it."""

import random
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg.types.json import Jsonb

from adapters.database.audit import digest
from adapters.database.audit_verify import Verdict, verdict_of, verify_audit
from adapters.database.connect import writing_engine
from adapters.database.sequencer import Sequencer, record_of, seal
from adapters.database.work import sql_work
from adapters.ids import new_id
from domain.access import SYSTEM
from domain.ids import AccountId
from domain.model.accounts import Account, Locale
from domain.ports import Asking

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
SEALED, WAITING = 50, 3
FORGERIES = 250  # of each kind
Connection = psycopg.Connection[Any]


@pytest.fixture
def database(database_url: str) -> Iterator[Connection]:
    """With a trail in it, the last records of which are not sealed yet."""
    write(database_url, SEALED)
    with psycopg.connect(database_url, autocommit=True) as connection:
        Sequencer(connection).step()
        write(database_url, WAITING)
        yield connection


@pytest.fixture
def unguarded(database: Connection) -> Iterator[Connection]:
    """For a forger who may do everything; nothing of it lasts."""
    with database.transaction(force_rollback=True):
        for table in ("audit_records", "audit_parts", "audit_seals"):
            database.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER".encode())
        for table, name in database.execute(
            "SELECT conrelid::regclass::text, conname FROM pg_constraint"
            " WHERE contype IN ('f', 'p', 'u') AND conrelid::regclass::text LIKE 'audit_%' ORDER BY contype"
        ).fetchall():
            database.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name} CASCADE".encode())
        yield database


def write(url: str, count: int) -> None:
    """Somebody registers and then changes their name, over and over."""
    engine = writing_engine(lambda: url, size=1)
    begin = sql_work(engine, new_id, lambda: NOON)
    ask = Asking(actor=SYSTEM, command="Register", request_id="request-1")
    for _ in range(-(-count // 2)):
        with begin(ask) as work:
            account = an_account()
            work.accounts.add(account)
        with begin(ask) as work:
            work.accounts.lock(account.id).display_name = "สมหญิง ใจดี"
    engine.dispose()


def an_account() -> Account:
    id = AccountId(new_id("account"))
    return Account(
        id=id,
        email=f"{id}@plik.example",
        display_name="สมชาย",
        locale=Locale.TH,
        password_hash="x",
        created_at=NOON,
        updated_at=NOON,
    )


def one(connection: Connection, question: str, *values: object) -> tuple[Any, ...]:
    row = connection.execute(question.encode(), values).fetchone()
    assert row is not None
    return tuple(row)


def test_an_untouched_trail_is_well(database: Connection) -> None:
    later = NOON + timedelta(seconds=90)

    shown = verdict_of_all(database).shown(later)

    assert shown.pop("head").startswith(f"{SEALED}:")
    assert shown == {
        "ok": True,
        "records": SEALED + WAITING + 1,
        "sealed": SEALED,
        "unsealed": WAITING + 1,
        "oldest_unsealed_seconds": 90.0,
        "erased": 0,
        "problems": [],
    }


def test_an_empty_trail_is_well(database_url: str) -> None:
    assert verify_audit(lambda: database_url).shown(NOON)["ok"]


def test_an_erased_part_leaves_the_trail_well(database: Connection) -> None:
    database.execute("DELETE FROM audit_parts WHERE record_id = (SELECT min(record_id) FROM audit_parts)")

    verdict = verdict_of_all(database)

    assert (verdict.problems, verdict.erased) == ([], 1)


@pytest.mark.parametrize("table", ["audit_records", "audit_seals", "events"])
@pytest.mark.parametrize("act", ["DELETE FROM {}", "UPDATE {} SET {} = {}", "TRUNCATE {} CASCADE"])
def test_what_happened_cannot_be_changed_while_the_guards_stand(
    database: Connection, table: str, act: str
) -> None:
    column = {"audit_records": "actor", "audit_seals": "hash", "events": "type"}[table]

    with pytest.raises(psycopg.errors.RestrictViolation, match="append-only"):
        database.execute(act.format(table, column, column).encode())


def test_secrets_are_not_in_the_trail(database: Connection) -> None:
    assert one(database, "SELECT count(*) FROM audit_parts WHERE part::text LIKE '%%password%%'") == (0,)


Forgery = Callable[[Connection, random.Random], str]
"""Changes something, and says what."""


def flip(connection: Connection, rng: random.Random) -> str:
    """One value of one row becomes another."""
    table = rng.choice(["audit_records", "audit_parts", "audit_seals", "heads"])
    sealed = "id IN (SELECT record_id FROM audit_seals)"
    where = {"audit_records": sealed, "heads": "chain = 'audit'"}.get(table, "true")
    cursor = connection.execute(
        f"SELECT ctid::text, * FROM {table} WHERE {where} ORDER BY md5(ctid::text || %s) LIMIT 1".encode(),
        [str(rng.random())],
    )
    row = cursor.fetchone()
    assert row is not None
    assert cursor.description is not None
    column = rng.randrange(1, len(row))
    name = cursor.description[column].name
    connection.execute(
        f"UPDATE {table} SET {name} = %s WHERE ctid = %s".encode(), [other(row[column], rng), row[0]]
    )
    return f"{table}.{name} from {row[column]!r}"


def other(value: Any, rng: random.Random) -> Any:
    match value:
        case None:
            return new_id("organization")
        case dict():
            return Jsonb(other_part(value, rng))
        case int():
            return value + rng.choice([-1, 1]) * rng.choice([1, 1_000_000])
        case datetime():
            return value + timedelta(microseconds=rng.choice([-1, 1, 86_400_000_000]))
        case _:
            at = rng.randrange(len(value))
            return value[:at] + rng.choice([c for c in "0123abcxyz" if c != value[at]]) + value[at + 1 :]


def other_part(part: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    name = rng.choice(sorted(part))
    change = rng.choice(["add", "remove", "alter"])
    if change == "add":
        return {**part, "forged": None}
    if change == "remove":
        return {key: value for key, value in part.items() if key != name}
    return {**part, name: {**part[name], "after": [part[name]["after"]]}}


def delete(connection: Connection, rng: random.Random) -> str:
    """A record, sealed or not, a seal, the head, or what waits; with or without what hangs on it."""
    what = rng.choice(["record", "record and part", "seal", "all of one", "head", "waiting"])
    if what == "head":
        connection.execute("DELETE FROM heads WHERE chain = 'audit'")
        return what
    waiting = rng.random() < 0.3 if what.startswith("record") else what == "waiting"
    (id,) = one(
        connection,
        f"SELECT record_id FROM {'audit_unsealed' if waiting else 'audit_seals'} ORDER BY md5(record_id || %s)",
        str(rng.random()),
    )
    tables = {
        "record": {"audit_records": "id"},
        "record and part": {"audit_records": "id", "audit_parts": "record_id"},
        "seal": {"audit_seals": "record_id"},
        "all of one": {"audit_records": "id", "audit_parts": "record_id", "audit_seals": "record_id"},
        "waiting": {"audit_unsealed": "record_id"},
    }[what]
    for table, column in tables.items():
        connection.execute(f"DELETE FROM {table} WHERE {column} = %s".encode(), [id])
    return f"{what} of {id}"


def insert(connection: Connection, rng: random.Random) -> str:
    """A record that nobody wrote, a seal that the sequencer did not set, a part or a wait of nothing."""
    what = rng.choice(["record", "seal at the end", "seal in between", "part", "wait", "wait of sealed"])
    id, somebody = new_id("audit"), one(connection, "SELECT max(record_id) FROM audit_seals")[0]
    if what in ("record", "seal at the end", "seal in between"):
        forge_record(connection, id)
    if what == "seal at the end":
        forge_seal(connection, id, one(connection, "SELECT max(number) FROM audit_seals")[0] + 1)
    if what == "seal in between":
        place = rng.randrange(1, SEALED)
        connection.execute("UPDATE audit_seals SET number = -number - 1 WHERE number >= %s", [place])
        connection.execute("UPDATE audit_seals SET number = -number WHERE number < 0")
        forge_seal(connection, id, place)
    if what == "part":
        connection.execute("INSERT INTO audit_parts VALUES (%s, 'salt', %s)", [id, Jsonb({"name": "forged"})])
    if what.startswith("wait"):
        connection.execute("INSERT INTO audit_unsealed VALUES (%s)", [somebody if "sealed" in what else id])
    return what


def truncate(connection: Connection, rng: random.Random) -> str:
    """The end is cut off: seals alone, or with all that they seal."""
    number = rng.choice([1, rng.randrange(2, SEALED), SEALED])
    gone = "SELECT record_id FROM audit_seals WHERE number >= %s"
    if whole := rng.random() < 0.5:
        connection.execute(f"DELETE FROM audit_parts WHERE record_id IN ({gone})".encode(), [number])
        connection.execute(f"DELETE FROM audit_records WHERE id IN ({gone})".encode(), [number])
    connection.execute("DELETE FROM audit_seals WHERE number >= %s", [number])
    return f"from {number} on, {'with' if whole else 'without'} records"


def forge_record(connection: Connection, id: str) -> None:
    connection.execute(
        "INSERT INTO audit_records (id, at, actor, command, request_id, subject, subject_version, digest)"
        " SELECT %s, at, actor, command, request_id, subject, subject_version, digest FROM audit_records LIMIT 1",
        [id],
    )


def forge_seal(connection: Connection, id: str, number: int) -> None:
    """With a hash that fits to the one before."""
    previous = connection.execute("SELECT hash FROM audit_seals WHERE number = %s", [number - 1]).fetchone()
    record = one(
        connection,
        "SELECT position, id, at, actor, on_behalf_of, command, request_id, subject, subject_version, digest"
        " FROM audit_records WHERE id = %s",
        id,
    )
    hash = seal(previous[0] if previous else "0" * 64, number, NOON, record_of(record))
    connection.execute("INSERT INTO audit_seals VALUES (%s, %s, %s, %s)", [number, id, hash, NOON])


@pytest.mark.parametrize("forge", [flip, delete, insert, truncate])
def test_every_forgery_shows(unguarded: Connection, forge: Forgery) -> None:
    rng = random.Random(f"{forge.__name__} 2026")

    unseen = []
    for _ in range(FORGERIES):
        with unguarded.transaction(force_rollback=True):
            what = forge(unguarded, rng)
            if not verdict_of(unguarded).problems:
                unseen.append(what)

    assert unseen == []
    assert verdict_of(unguarded).problems == []


def test_an_end_cut_off_with_its_head_set_back_shows_to_whoever_noted_the_head(unguarded: Connection) -> None:
    noted = verdict_of(unguarded).head
    unguarded.execute("DELETE FROM audit_unsealed; DELETE FROM audit_seals WHERE number > 40")
    for table, column in (("audit_parts", "record_id"), ("audit_records", "id")):
        sealed = f"DELETE FROM {table} WHERE {column} NOT IN (SELECT record_id FROM audit_seals)"
        unguarded.execute(sealed.encode())
    unguarded.execute(
        "UPDATE heads SET number = 40, hash = (SELECT hash FROM audit_seals WHERE number = 40)"
        " WHERE chain = 'audit'"
    )

    alone, asked = verdict_of(unguarded), verdict_of(unguarded, noted)

    assert alone.problems == []
    assert asked.problems == ["the chain ends at 40, before the seal that was expected"]


def test_a_trail_sealed_anew_shows_to_whoever_noted_the_head(unguarded: Connection) -> None:
    noted = verdict_of(unguarded).head
    unguarded.execute("UPDATE audit_records SET actor = 'account_of_another' WHERE position = 7")
    unguarded.execute("INSERT INTO audit_unsealed SELECT record_id FROM audit_seals")
    unguarded.execute("DELETE FROM audit_seals; DELETE FROM heads WHERE chain = 'audit'")
    while Sequencer(unguarded).step():
        pass

    alone, asked = verdict_of(unguarded), verdict_of(unguarded, noted)

    assert alone.problems == []
    assert asked.problems == [f"seal {SEALED} is not the one that was expected"]


def test_a_trail_that_grows_while_it_is_read_is_well(database_url: str) -> None:
    done = threading.Event()

    def go_on() -> None:
        with psycopg.connect(database_url) as connection:
            while not done.is_set():
                write(database_url, 4)
                Sequencer(connection).step()

    writer = threading.Thread(target=go_on)
    writer.start()
    verdicts = [verify_audit(lambda: database_url) for _ in range(30)]
    done.set()
    writer.join()

    assert [verdict.problems for verdict in verdicts] == [[]] * 30
    assert verdicts[-1].records > verdicts[0].records


letters = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
numbers = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
parts = st.recursive(
    st.none() | st.booleans() | numbers | letters,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(letters, inner, max_size=4),
    max_leaves=12,
)


@pytest.fixture(scope="module")
def anywhere(worker_database_url: str) -> Iterator[Connection]:
    with psycopg.connect(worker_database_url, autocommit=True) as connection:
        yield connection


@given(part=parts)
@settings(max_examples=200)
def test_whatever_a_part_holds_it_reads_back_as_it_was_digested(anywhere: Connection, part: Any) -> None:
    (stored,) = one(anywhere, "SELECT %s::jsonb", Jsonb(part))

    assert digest("salt", stored) == digest("salt", part)


def verdict_of_all(connection: Connection) -> Verdict:
    with connection.transaction():
        return verdict_of(connection)
