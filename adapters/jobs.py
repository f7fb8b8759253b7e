"""Jobs: what is done later, or every hour, once, by whichever worker is free. They wait in the database
itself.

A job may be run twice (its worker may die between the end of the work and the note of it), so each is written
such that a second run finds nothing left to do.
"""

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial

import psycopg
from procrastinate import App, PsycopgConnector, RetryStrategy
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.jobs import Status

from adapters.database.connect import Address

SCHEMA = "procrastinate"  # its tables have a schema of their own
HEARTBEAT, LOST = (
    5.0,
    20.0,
)  # seconds between two signs of a worker's life, and without one until it counts as dead
MOST_RUNS = 5  # a job that has killed so many workers is given up
GRACE = 20.0  # seconds for the jobs at hand when a worker is asked to stop
AGAIN = RetryStrategy(max_attempts=MOST_RUNS, exponential_wait=3)
log = logging.getLogger("plik.jobs")

ARE_WAITING = """
    SELECT EXISTS (
        SELECT FROM procrastinate.procrastinate_jobs
         WHERE status = 'doing' OR (status = 'todo' AND coalesce(scheduled_at, now()) <= now())
    )
"""


@dataclass(frozen=True, kw_only=True)
class Chores:
    """What jobs do; `verify_ledger` answers with what is wrong; `seed` where there is demo data to sow."""

    forget: Callable[[], int]
    verify_ledger: Callable[[], Iterable[str]]
    catch_up: Callable[[], int]
    keep_words: Callable[[], int]
    seed: Callable[[], object] | None = None


def _forget(chores: Chores) -> None:
    """Drop what need not be known any longer."""
    log.info("forgot %s rows", chores.forget())


def _verify_ledger(chores: Chores) -> None:
    """See whether the books are right."""
    for wrong in chores.verify_ledger():
        log.error("the ledger is not right: %s", wrong)


def _catch_up(chores: Chores) -> None:
    """Fetch what the provider has told in vain."""
    if found := chores.catch_up():
        log.warning("%s webhooks never came; what they told is fetched", found)


def _keep_words(chores: Chores) -> None:
    """See to it that everything can be found by its words, also what is older than they are."""
    if kept := chores.keep_words():
        log.info("kept the words of %s projects and entries", kept)


HOURLY: Mapping[str, tuple[int, Callable[[Chores], None]]] = {
    "keep_words": (2, _keep_words),
    "forget": (17, _forget),
    "catch_up": (32, _catch_up),
    "verify_ledger": (47, _verify_ledger),
}
"""At which minute of every hour."""


def jobs(address: Address, chores: Chores) -> App:
    """Every job by its name. Opens nothing yet."""
    connector = PsycopgConnector(
        conninfo=address,
        kwargs={"options": f"-c search_path={SCHEMA}", "application_name": "plik jobs", "connect_timeout": 3},
        min_size=1,
        max_size=4,
    )
    app = App(connector=connector)

    for name, (minute, do) in HOURLY.items():
        _every_hour(app, name, minute, partial(do, chores))
    if sow := chores.seed:

        @app.task(name="seed", queueing_lock="seed", lock="seed", retry=AGAIN)
        def seed() -> None:
            """Once, in development: demo data."""
            sow()

    return app


def _every_hour(app: App, name: str, minute: int, do: Callable[[], None]) -> None:
    @app.periodic(cron=f"{minute} * * * *")
    @app.task(name=name, queueing_lock=name, lock=name, retry=AGAIN)
    def run(timestamp: int) -> None:
        do()


def defer_seed(app: App, address: Address) -> bool:
    """Have a worker sow the demo data, if there is any and nobody is here yet; whether it will be."""
    if "seed" not in app.tasks:
        return False
    with psycopg.connect(address(), autocommit=True, options=f"-c search_path={SCHEMA},public") as connection:
        row = connection.execute("SELECT EXISTS (SELECT FROM accounts)").fetchone()
        if row and row[0]:
            return False
        try:
            app.configure_task("seed", connection=connection).defer()
        except AlreadyEnqueued:
            log.info("the demo data is being sown already")
    return True


async def work(app: App, *, wait: bool = True) -> None:
    """Run jobs until cancelled, or (without `wait`) until none is left; the app must be open.

    Returns early, or raises, when the database goes away.
    """
    await app.run_worker_async(
        wait=wait,
        listen_notify=wait,
        concurrency=2,
        install_signal_handlers=False,
        shutdown_graceful_timeout=GRACE,
        update_heartbeat_interval=HEARTBEAT,
        stalled_worker_timeout=LOST,
        delete_jobs="successful",
    )


async def rescue(app: App) -> int:
    """Put back the jobs of workers that died; how many. Raises ConnectorException where there is no database."""
    lost = list(await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=LOST))
    for job in lost:
        if job.attempts + 1 >= MOST_RUNS:
            log.error("job %s (%s) has lost %s workers and is given up", job.id, job.task_name, MOST_RUNS)
            await app.job_manager.finish_job(job, status=Status.FAILED, delete_job=False)
        else:
            log.warning("job %s (%s) lost its worker and goes again", job.id, job.task_name)
            await app.job_manager.retry_job(job)
    return len(lost)
