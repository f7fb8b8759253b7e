"""What rages while the story is told: processes are killed at random, and leases pass quickly."""

import contextlib
import os
import random
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg

from tests.journeys.serving import Platform, children

GAPS = 0.3, 1.9  # seconds between two kills
HASTE = 0.25  # seconds between two looks at leases

# A request that died leaves its key to others when its lease is over, a minute later. Here a minute takes three
# seconds. Where that is too early, the request was only slow, and may not settle: that is promised too.
OVERTAKE = """
    UPDATE idempotency_keys SET leased_until = leased_until - interval '5 s'
     WHERE outcome IS NULL AND leased_until > now()
"""


class Storm:
    """So many kills, of whatever the chance of the seed says; `killed` says what, in order."""

    def __init__(self, platform: Platform, *, kills: int, seed: int) -> None:
        self._platform, self._left, self._chance = platform, kills, random.Random(seed)
        self._calm = threading.Event()
        self.killed: list[str] = []

    @property
    def rages(self) -> bool:
        return self._left > 0 and not self._calm.is_set()

    @contextmanager
    def raging(self) -> Iterator[None]:
        """As long as there are kills left; at the end it is over in any case."""
        loops = [threading.Thread(target=loop, daemon=True) for loop in (self._kill, self._hurry)]
        for loop in loops:
            loop.start()
        try:
            yield
        finally:
            self._calm.set()
            for loop in loops:
                loop.join()

    def _kill(self) -> None:
        while self.rages and not self._calm.wait(self._chance.uniform(*GAPS)):
            name, find = self._chance.choice(list(self._victims().items()))
            if found := find():
                os.kill(self._chance.choice(found), signal.SIGKILL)
                self.killed.append(name)
                self._left -= 1

    def _victims(self) -> dict[str, Callable[[], list[int]]]:
        """Only processes that are there now, and are the platform's."""
        platform = self._platform

        def ours(name: str) -> list[int]:
            return [each for each in children(platform.process.pid) if each == platform.process_of(name)]

        return {
            "a web worker": lambda: [worker for web in ours("web") for worker in children(web)],
            "the web": lambda: ours("web"),
            "the worker": lambda: ours("worker"),
            "the sandbox": lambda: ours("sandbox"),
            "the database": lambda: [id for id in [platform.database.process_id()] if id],
        }

    def _hurry(self) -> None:
        while not self._calm.wait(HASTE):
            with (
                contextlib.suppress(psycopg.OperationalError, RuntimeError),  # it was killed
                psycopg.connect(self._platform.database.url, connect_timeout=2) as connection,
            ):
                connection.execute(OVERTAKE)
