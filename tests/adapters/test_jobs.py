"""Jobs are done once, by whoever is free, even if somebody dies over them; and time does what it should."""

import asyncio
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from procrastinate import App

from adapters.database.connect import writing_engine
from adapters.database.forgetting import forget
from adapters.jobs import ARE_WAITING, MOST_RUNS, Chores, defer_seed, jobs, rescue
from adapters.sweeps import Sweeper
from adapters.watch import Watch
from adapters.worker import Worker, repeat
from tests.postgres import ROOT

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
JOBS = "SELECT status::text, attempts FROM procrastinate.procrastinate_jobs WHERE task_name = %s"
Connection = psycopg.Connection[Any]
CHORES: dict[str, Any] = {
    "forget": lambda: 0,
    "verify_ledger": lambda: (),
    "catch_up": lambda: 0,
    "keep_words": lambda: 0,
}

# A worker whose seed tells that it has begun, and then takes its time.
SLOW_WORKER = """
    import sys, time
    from adapters.jobs import Chores, jobs
    from adapters.sweeps import Sweeper
    from adapters.watch import Watch
    from adapters.worker import Worker

    def seed():
        print("begun", flush=True)
        time.sleep(float(sys.argv[2]))
        print("done", flush=True)

    address = lambda: sys.argv[1]
    nothing = lambda: 0
    chores = Chores(forget=nothing, verify_ledger=tuple, catch_up=nothing, keep_words=nothing, seed=seed)
    Worker(
        address=address,
        app=jobs(address, chores),
        sweeper=Sweeper(None, ()),
        watch=Watch(address, None, None, ()),
        post=Watch(address, None, None, ()),
    ).run()
    print("stopped", flush=True)
"""


class FakeCore:
    """Knows how much is due, less with every sweep; text fails."""

    def __init__(self) -> None:
        self.due: dict[Any, int] = {}
        self.asked: list[Any] = []

    def run(self, command: Any, *_: Any, **__: Any) -> int:
        self.asked.append(command)
        if isinstance(command, str):
            raise LookupError(command)
        due, self.due[command] = self.due.get(command, 0), 0
        return due


@pytest.fixture
def database(database_url: str) -> Iterator[Connection]:
    with psycopg.connect(database_url, autocommit=True) as connection:
        yield connection


@pytest.fixture
def sown() -> list[str]:
    return []


@pytest.fixture
def app(database_url: str, sown: list[str]) -> App:
    return jobs(lambda: database_url, Chores(**CHORES, seed=lambda: sown.append("sown")))


@pytest.fixture
def core() -> FakeCore:
    return FakeCore()


def a_worker(
    url: str, app: App, core: Any, sweeps: Sequence[Any] = (), watched: Sequence[Any] = ()
) -> Worker:
    def address() -> str:
        return url

    watch, post = (Watch(address, core, lambda: NOON, looked) for looked in (watched, ()))
    return Worker(address=address, app=app, sweeper=Sweeper(core, sweeps), watch=watch, post=post)


@pytest.fixture
def worker(database_url: str, app: App, core: FakeCore) -> Worker:
    return a_worker(database_url, app, core, (1, 2))


@pytest.fixture
def start(database_url: str) -> Iterator[Callable[[float], subprocess.Popen[str]]]:
    """A worker in a process of its own, whose seed takes so many seconds."""
    started: list[subprocess.Popen[str]] = []

    def begin(seconds: float) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", textwrap.dedent(SLOW_WORKER), database_url, str(seconds)]
        started.append(subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True))
        return started[-1]

    yield begin
    for process in started:
        process.kill()
        process.communicate()


def hears(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    return process.stdout.readline().strip()


def rescued(app: App) -> int:
    async def look() -> int:
        async with app.open_async():
            return await rescue(app)

    return asyncio.run(look())


def waiting(database: Connection) -> tuple[Any, ...] | None:
    return database.execute(ARE_WAITING.encode()).fetchone()


def grow_old(database: Connection) -> None:
    """As if nothing had been heard of any worker for a minute."""
    database.execute(
        "UPDATE procrastinate.procrastinate_workers SET last_heartbeat = now() - interval '1 minute'"
    )


def test_demo_data_is_sown_by_a_worker_and_once(
    database: Connection, database_url: str, app: App, worker: Worker, sown: list[str]
) -> None:
    asked = [defer_seed(app, lambda: database_url) for _ in range(2)]

    done = worker.drain(timeout=10)

    assert asked == [True, True]
    assert (done, sown) == (True, ["sown"])
    assert waiting(database) == (False,)


def test_demo_data_is_not_sown_where_somebody_is(database: Connection, database_url: str, app: App) -> None:
    database.execute(
        "INSERT INTO accounts (id, email, display_name, locale, password_hash, admin, mail_notices, created_at,"
        " updated_at, version) VALUES ('account_1', 'a@plik.example', 'ก', 'th', '', false, true, now(), now(), 1)"
    )

    assert not defer_seed(app, lambda: database_url)
    assert waiting(database) == (False,)


def test_without_demo_data_nothing_is_sown(database_url: str) -> None:
    app = jobs(lambda: database_url, Chores(**CHORES))

    assert not defer_seed(app, lambda: database_url)


def test_a_job_is_deferred_with_the_change_or_not_at_all(
    database: Connection, app: App, worker: Worker, sown: list[str]
) -> None:
    database.execute("SET search_path TO procrastinate, public")
    with database.transaction(force_rollback=True):
        app.configure_task("seed", connection=database).defer()

    worker.drain(timeout=10)

    assert sown == []


def test_the_job_of_a_killed_worker_goes_again(
    database: Connection, database_url: str, app: App, worker: Worker, sown: list[str], start: Any
) -> None:
    defer_seed(app, lambda: database_url)
    killed = start(60)
    assert hears(killed) == "begun"
    os.kill(killed.pid, signal.SIGKILL)
    too_early = rescued(app)
    grow_old(database)

    back = rescued(app)
    again = database.execute(JOBS, ["seed"]).fetchall()
    done = worker.drain(timeout=10)

    assert (too_early, back) == (0, 1)
    assert again == [("todo", 1)]
    assert (done, sown) == (True, ["sown"])


def test_a_job_that_kills_every_worker_is_given_up(database: Connection, database_url: str, app: App) -> None:
    defer_seed(app, lambda: database_url)
    database.execute("SET search_path TO procrastinate")
    database.execute("UPDATE procrastinate_jobs SET status = 'doing', attempts = %s", [MOST_RUNS - 1])

    rescued(app)

    assert database.execute(JOBS, ["seed"]).fetchall() == [("failed", MOST_RUNS)]
    assert waiting(database) == (False,)


def test_a_job_that_fails_goes_again_later(database: Connection, database_url: str, core: FakeCore) -> None:
    def fail() -> None:
        raise LookupError

    app = jobs(lambda: database_url, Chores(**CHORES, seed=fail))
    defer_seed(app, lambda: database_url)

    a_worker(database_url, app, core).drain(timeout=10)

    assert database.execute(JOBS, ["seed"]).fetchall() == [("todo", 1)]


def test_books_that_are_not_right_are_told_of_as_errors(
    database: Connection, database_url: str, core: FakeCore, caplog: pytest.LogCaptureFixture
) -> None:
    database.execute("SET search_path TO procrastinate, public")
    chores = Chores(**CHORES | {"verify_ledger": lambda: ["I3: fees:platform: its balance says 2"]})
    app = jobs(lambda: database_url, chores)
    app.configure_task("verify_ledger", connection=database).defer(timestamp=0)

    a_worker(database_url, app, core).drain(timeout=10)

    said = [record.getMessage() for record in caplog.records if record.levelname == "ERROR"]
    assert said == ["the ledger is not right: I3: fees:platform: its balance says 2"]


def test_a_worker_that_is_asked_to_stop_finishes_its_job(
    database: Connection, database_url: str, app: App, start: Any
) -> None:
    defer_seed(app, lambda: database_url)
    process = start(1)
    assert hears(process) == "begun"

    process.send_signal(signal.SIGTERM)

    assert [hears(process), hears(process)] == ["done", "stopped"]
    assert process.wait(5) == 0
    assert database.execute(JOBS, ["seed"]).fetchall() == []


def test_a_worker_goes_on_when_the_database_was_away(
    database: Connection, database_url: str, app: App, start: Any
) -> None:
    process = start(0)
    names = ("plik jobs", "plik sequencer")
    everybody = "FROM pg_stat_activity WHERE datname = current_database() AND application_name = ANY(%s)"
    while database.execute(f"SELECT count(*) {everybody}".encode(), [list(names)]).fetchone() < (3,):
        assert process.poll() is None, "the worker has ended"
        time.sleep(0.02)
    database.execute(f"SELECT pg_terminate_backend(pid, 5000) {everybody}".encode(), [list(names)])

    defer_seed(app, lambda: database_url)

    assert [hears(process), hears(process)] == ["begun", "done"]
    assert process.poll() is None


def test_draining_sweeps_until_nothing_is_due(worker: Worker, core: FakeCore) -> None:
    core.due = {1: 3, 2: 1}

    done = worker.drain(timeout=10)

    assert done
    assert core.asked == [1, 2, 1, 2]


def test_what_is_watched_is_swept_only_when_the_database_says_that_it_is_due(
    database_url: str, app: App, core: FakeCore
) -> None:
    core.due = {1: 1, 2: 1}
    never, past = "SELECT false", "SELECT %(now)s < now()"

    done = a_worker(database_url, app, core, watched=[(never, 1), (past, 2)]).drain(timeout=10)

    assert done
    assert core.asked == [2, 2]


def test_draining_gives_up_in_time_while_another_has_a_job_at_hand(
    database: Connection, database_url: str, app: App, worker: Worker, start: Any
) -> None:
    defer_seed(app, lambda: database_url)
    assert hears(start(60)) == "begun"
    began = time.monotonic()

    done = worker.drain(timeout=0.5)

    assert not done
    assert time.monotonic() - began < 5


def test_a_sweep_that_fails_stays_due_and_stops_no_other(core: FakeCore) -> None:
    core.due = {2: 5}

    due = Sweeper(core, ("broken", 2)).step()  # type: ignore[arg-type]  # a fake

    assert due == 1 + 5


def test_what_is_old_is_forgotten_and_only_that(database: Connection, database_url: str) -> None:
    for days, name in ((8, "old"), (6, "kept")):
        database.execute(
            "INSERT INTO idempotency_keys (scope, key, fingerprint, lease, leased_until, request_id)"
            " VALUES ('account_1', %s, 'f', 'l', %s, 'r')",
            [name, NOON - timedelta(days=days)],
        )
        database.execute(
            "INSERT INTO login_guesses VALUES (%s, %s)",
            [f"{name}@plik.example", NOON - timedelta(minutes=days * 2)],
        )
    engine = writing_engine(lambda: database_url, size=1)

    gone = [forget(engine, NOON), forget(engine, NOON)]
    engine.dispose()

    assert gone == [2, 0]
    assert database.execute("SELECT key FROM idempotency_keys").fetchall() == [("kept",)]
    assert database.execute("SELECT email FROM login_guesses").fetchall() == [("kept@plik.example",)]


def test_a_beat_that_fails_goes_on_and_complains_once(caplog: pytest.LogCaptureFixture) -> None:
    stopped, beats = threading.Event(), iter([0.0, psycopg.OperationalError(), LookupError(), 0.0])

    def beat() -> float:
        match next(beats, None):
            case None:
                stopped.set()
            case Exception() as error:
                raise error
        return 0.0

    repeat(beat, stopped)

    assert [record.message for record in caplog.records] == [
        "beat fails: OperationalError",
        "beat works again",
    ]
