"""The worker: all that happens without anybody asking. It numbers events, does what is due, and runs jobs.

As many may run as one likes. One of them leads as the sequencer; sweeps and jobs are shared. What fails is
tried again in the same process, above all when the database was away.
"""

import asyncio
import logging
import signal
import threading
import time
from collections.abc import Callable

import psycopg
from procrastinate import App

from adapters.database.connect import Address, alone
from adapters.database.leader import Leader
from adapters.database.sequencer import BATCH, IS_WAITING
from adapters.jobs import ARE_WAITING, rescue, work
from adapters.sweeps import Sweeper
from adapters.watch import Watch

NUMBERING_PAUSE = 0.05  # seconds between two looks into the outbox
SWEEPING_PAUSE = 2.0  # seconds between two sweeps
WATCHING_PAUSE = 0.2  # seconds between two looks for what the provider has told
MAILING_PAUSE = 0.5  # seconds between two looks for mails that wait
RESCUE_PAUSE = 5.0  # seconds between two looks for jobs of dead workers
FAILED_PAUSE = 0.5  # seconds before another try
PATIENCE = (
    25.0  # seconds for a step at hand when asked to stop; it is undone by the database if it takes longer
)
log = logging.getLogger("plik.worker")


class Worker:
    def __init__(self, *, address: Address, app: App, sweeper: Sweeper, watch: Watch, post: Watch) -> None:
        self._address, self._app, self._sweeper, self._watch, self._post = address, app, sweeper, watch, post
        self._leader = Leader(address)

    def run(self) -> None:
        """Until SIGTERM or SIGINT; the steps at hand are finished."""
        stopped = threading.Event()
        loops = [
            threading.Thread(target=repeat, args=(beat, stopped), name=beat.__name__, daemon=True)
            for beat in (self._number, self._sweep, self._look, self._mail)
        ]
        for loop in loops:
            loop.start()
        log.info("worker ready")
        asyncio.run(self._run_jobs())
        stopped.set()
        for loop in loops:
            loop.join(PATIENCE)
        self._leader.close()
        self._watch.close()
        self._post.close()
        log.info("worker stopped")

    def drain(self, timeout: float) -> bool:
        """Do what is due and number what waits, until a whole round finds nothing; False after `timeout`
        seconds.

        Where another worker leads, or has a job at hand, this waits for it.
        """
        end = time.monotonic() + timeout
        with alone(self._address, "plik drain") as connection:
            try:
                while self._round(connection):
                    if time.monotonic() >= end:
                        return False
            finally:
                self._leader.close()
                self._watch.close()
                self._post.close()
        return True

    def _round(self, connection: psycopg.Connection) -> bool:
        """Whether anything was, or is still, to be done."""
        busy = self._sweeper.step() + self._watch.step() + self._post.step() + self._leader.step()
        if _any(connection, ARE_WAITING):
            asyncio.run(self._run_jobs_once())
        waits = _any(connection, IS_WAITING) or _any(connection, ARE_WAITING)
        if waits and not busy:
            time.sleep(NUMBERING_PAUSE)
        return waits or busy > 0

    def _number(self) -> float:
        return 0.0 if self._leader.step() >= BATCH else NUMBERING_PAUSE

    def _sweep(self) -> float:
        self._sweeper.step()
        return SWEEPING_PAUSE

    def _look(self) -> float:
        return 0.0 if self._watch.step() else WATCHING_PAUSE

    def _mail(self) -> float:
        self._post.step()
        return MAILING_PAUSE

    async def _run_jobs(self) -> None:
        asked = asyncio.Event()
        for ending in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(ending, asked.set)
        serving = asyncio.create_task(self._serve_jobs())
        await asked.wait()
        serving.cancel()
        await asyncio.wait([serving])

    async def _serve_jobs(self) -> None:
        while True:
            try:
                async with self._app.open_async(), asyncio.TaskGroup() as group:
                    group.create_task(self._work())
                    group.create_task(self._rescue())
            except Exception as error:  # the database was away: so would the next library be
                log.warning("jobs stopped and go on soon: %s", type(error).__name__)
            await asyncio.sleep(FAILED_PAUSE)

    async def _work(self) -> None:
        await work(self._app)
        raise ConnectionError("the library stops where it loses the database")

    async def _rescue(self) -> None:
        while True:
            await rescue(self._app)
            await asyncio.sleep(RESCUE_PAUSE)

    async def _run_jobs_once(self) -> None:
        async with self._app.open_async():
            await rescue(self._app)
            await work(self._app, wait=False)


def repeat(beat: Callable[[], float], stopped: threading.Event) -> None:
    """The beat, which says how long to wait after it, until stopped. A failure is told once, and when it is
    over.
    """
    failing = False
    while not stopped.is_set():
        try:
            pause = beat()
        except Exception as error:  # whatever it is, the next beat may do better
            if not failing:
                away = isinstance(error, psycopg.OperationalError)
                log.warning("%s fails: %s", beat.__name__, type(error).__name__, exc_info=not away)
            failing, pause = True, FAILED_PAUSE
        else:
            if failing:
                log.warning("%s works again", beat.__name__)
            failing = False
        stopped.wait(pause)


def _any(connection: psycopg.Connection, question: str) -> bool:
    return any(connection.execute(question.encode()).fetchone() or ())
