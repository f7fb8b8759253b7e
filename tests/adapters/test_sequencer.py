"""Whatever is committed is numbered: in one order, without a hole, whoever leads and whoever dies."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest
from psycopg.types.json import Jsonb

from adapters.database.leader import NAME, Leader
from adapters.database.sequencer import BATCH, Sequencer
from adapters.ids import new_id
from tests.postgres import ROOT

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
Connection = psycopg.Connection[Any]

LEAD = """
    import sys, time
    from adapters.database.leader import Leader
    leader = Leader(lambda: sys.argv[1])
    said = False
    while True:
        leader.step()
        if leader.leads and not said:
            said = print("leads", flush=True) is None
        time.sleep(0.02)
"""


@pytest.fixture
def database(database_url: str) -> Iterator[Connection]:
    with psycopg.connect(database_url, autocommit=True) as connection:
        yield connection


@pytest.fixture
def leader(database_url: str) -> Iterator[Leader]:
    leader = Leader(lambda: database_url)
    yield leader
    leader.close()


@pytest.fixture
def start(database_url: str) -> Iterator[Callable[[], subprocess.Popen[str]]]:
    """A sequencer in a process of its own."""
    started: list[subprocess.Popen[str]] = []

    def one_more() -> subprocess.Popen[str]:
        command = [sys.executable, "-c", textwrap.dedent(LEAD), database_url]
        started.append(subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True))
        return started[-1]

    yield one_more
    for process in started:
        process.kill()
        process.communicate()


def tell(connection: Connection, **tally: int) -> str:
    """An event that somebody committed; its id."""
    id = new_id("event")
    connection.execute(
        "INSERT INTO outbox (id, type, subject, subject_version, at, public, tally)"
        " VALUES (%s, 'call.opened', 'call_1', 1, %s, true, %s)",
        [id, NOON, Jsonb(tally)],
    )
    return id


def feed(connection: Connection) -> list[tuple[int, str]]:
    return connection.execute("SELECT sequence, id FROM events ORDER BY sequence").fetchall()


def counters(connection: Connection) -> dict[str, int]:
    return dict(connection.execute("SELECT name, value FROM counters").fetchall())


def eventually(condition: Callable[[], bool]) -> bool:
    end = time.monotonic() + 10
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.02)
    return False


def test_events_are_numbered_in_the_order_they_were_told(database: Connection, leader: Leader) -> None:
    told = [tell(database) for _ in range(3)]

    moved = leader.step()

    assert moved == 3
    assert feed(database) == list(enumerate(told, 1))
    assert leader.step() == 0


def test_a_long_line_is_worked_off_batch_by_batch(database: Connection, leader: Leader) -> None:
    with database.transaction():
        told = [tell(database) for _ in range(BATCH + 5)]

    steps = [leader.step() for _ in range(3)]

    assert steps == [BATCH, 5, 0]
    assert feed(database) == list(enumerate(told, 1))


def test_numbers_go_on_where_they_stopped_and_undone_work_takes_none(
    database: Connection, leader: Leader
) -> None:
    first = tell(database)
    leader.step()
    with database.transaction(force_rollback=True):
        tell(database)

    second = tell(database)
    leader.step()

    assert feed(database) == [(1, first), (2, second)]


def test_counters_move_with_the_events_that_move_them(database: Connection, leader: Leader) -> None:
    tell(database, accounts=1, calls_open=1)
    tell(database, accounts=1)
    leader.step()
    between = counters(database)

    tell(database, calls_open=-1)
    leader.step()

    assert between == {"accounts": 2, "calls_open": 1}
    assert counters(database) == {"accounts": 2, "calls_open": 0}


def test_whoever_listens_hears_once_a_batch_how_far_the_feed_is(database: Connection, leader: Leader) -> None:
    database.execute("LISTEN plik_events")
    for _ in range(5):
        tell(database)

    leader.step()

    assert [notice.payload for notice in database.notifies(timeout=0.2)] == ["5"]


def test_nothing_is_written_while_nothing_waits(database: Connection, leader: Leader) -> None:
    tell(database)
    leader.step()
    before = database.execute("SELECT xmin::text FROM heads").fetchall()

    for _ in range(10):
        leader.step()

    assert database.execute("SELECT xmin::text FROM heads").fetchall() == before


def test_one_leads_and_the_other_waits(database: Connection, leader: Leader, database_url: str) -> None:
    leader.step()
    other = Leader(lambda: database_url)
    tell(database)

    idle, moved = other.step(), leader.step()
    other.close()

    assert (leader.leads, other.leads) == (True, False)
    assert (idle, moved) == (0, 1)


def test_whoever_loses_the_database_comes_back(database: Connection, leader: Leader) -> None:
    leader.step()
    told = tell(database)
    database.execute(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
        " WHERE application_name = %s AND datname = current_database()",
        [NAME],
    )

    with pytest.raises(psycopg.OperationalError):
        leader.step()
    led = leader.leads
    came_back = eventually(lambda: leader.step() == 1)

    assert (led, came_back) == (False, True)
    assert feed(database) == [(1, told)]


def test_when_the_leader_is_killed_another_takes_over(
    database: Connection, start: Callable[[], subprocess.Popen[str]]
) -> None:
    first = start()
    assert first.stdout
    assert first.stdout.readline() == "leads\n"
    second = start()
    before = tell(database)
    assert eventually(lambda: feed(database) == [(1, before)])

    os.kill(first.pid, signal.SIGKILL)
    after = tell(database)

    assert second.stdout
    assert second.stdout.readline() == "leads\n"
    assert eventually(lambda: feed(database) == [(1, before), (2, after)])


def test_two_at_once_would_still_number_everything_once(database: Connection, database_url: str) -> None:
    """Should the lock ever fail us, rows and keys do not."""
    told = [tell(database) for _ in range(3)]
    with psycopg.connect(database_url) as one, psycopg.connect(database_url) as other:
        first, second = Sequencer(one), Sequencer(other)

        moved = [first.step(), second.step()]

    assert moved == [3, 0]
    assert feed(database) == list(enumerate(told, 1))
