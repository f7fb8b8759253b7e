"""kill -9 of the web, of the worker and of the database at random, while citizens enter and judges judge, loses no
acknowledged write and doubles nothing.

`pytest tests/journeys/test_storm_of_kills.py --kills 200` rages longer; `--seed` lets the same chance choose again.
"""

import json
import random
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import psycopg
import pytest

from domain.ids import noun_of
from tests.journeys import reckoning
from tests.journeys.persistent import Persistent
from tests.journeys.serving import (
    FLASK,
    LOOKS_INTO_PROC,
    Platform,
    data_of_before,
    environment_in,
    eventually,
    serving,
)
from tests.journeys.storm import Storm
from tests.journeys.town import PLACES, gather, tell
from tests.postgres import ROOT

TOWNS = 2  # that tell the story at the same time, again and again as long as the storm rages
AT_ONCE = 8
LAST_WORDS = 300  # lines of the platform's log
CALM = 30.0  # seconds until it works again
SHOWN = {"call", "project", "entry", "round", "review", "grant"}
BEFORE = {"accounts": 1}  # what was there before anybody came
pytestmark = pytest.mark.skipif(not LOOKS_INTO_PROC, reason="looks for processes in /proc")


@dataclass
class Follower:
    """A visitor who follows the public feed by its cursor, whatever happens."""

    client: Persistent
    numbers: list[int] = field(default_factory=list)
    cursor: str | None = None

    def read_on(self) -> bool:
        """Whether there was anything new."""
        page = self.client.page("events", after=self.cursor)
        self.numbers += [event["sequence"] for event in page["data"]]
        self.cursor = page["page"]["next_cursor"] or self.cursor
        return bool(page["data"])

    def follow(self, stopped: threading.Event) -> None:
        while not stopped.wait(0.2):
            self.read_on()


@dataclass(frozen=True)
class Aftermath:
    """All is calm again: a platform that works, and what its clients remember."""

    platform: Platform
    environment: Mapping[str, str]
    client: Persistent
    follower: Follower

    def flask(self, *words: str) -> str:
        return subprocess.run(
            [*FLASK, *words], cwd=ROOT, env=self.environment, check=True, stdout=subprocess.PIPE, text=True
        ).stdout


@pytest.fixture
def aftermath(pytestconfig: pytest.Config) -> Iterator[Aftermath]:
    seed = pytestconfig.getoption("seed") or random.randrange(10**6)
    with data_of_before() as folder:
        environment = environment_in(folder)
        with serving(folder, environment) as platform:
            assert eventually(lambda: platform.asks("/readyz") == 200, seconds=CALM)
            client = Persistent(platform.url)
            storm = Storm(platform, kills=pytestconfig.getoption("kills"), seed=seed)
            after = Aftermath(platform, environment, client, Follower(client))
            try:
                live_through(storm, after)
                assert eventually(lambda: platform.asks("/readyz") == 200, seconds=CALM)
            finally:  # pytest shows it where the test fails
                log = "\n".join(platform.said[-LAST_WORDS:])
                sys.stdout.write(f"{log}\nseed {seed}: {storm.killed}\n{client.troubles}\n")
            after.flask("jobs", "drain", "--timeout", "30")
            yield after


def live_through(storm: Storm, after: Aftermath) -> None:
    stopped = threading.Event()

    def live(_: int) -> None:
        town = gather(after.client)
        tell(after.client, town)
        while storm.rages:
            tell(after.client, town)

    with storm.raging(), ThreadPoolExecutor(TOWNS + 1) as threads:
        following = threads.submit(after.follower.follow, stopped)
        try:
            list(threads.map(live, range(TOWNS)))
        finally:
            stopped.set()
        following.result()


def test_kill_9_of_anything_at_any_moment_loses_nothing_and_doubles_nothing(aftermath: Aftermath) -> None:
    client, platform = aftermath.client, aftermath.platform

    with psycopg.connect(platform.database.url, autocommit=True) as database:
        what_was_acknowledged_is_there(database, client)
        nothing_is_doubled(database, client)
        the_feed_has_no_holes(database, aftermath.follower)
        the_insights_count_what_is_there(database, client)
    every_retry_gets_the_first_answer(client)
    assert json.loads(aftermath.flask("audit", "verify", "--json"))["ok"]
    assert client.rude == []


def what_was_acknowledged_is_there(database: reckoning.Database, client: Persistent) -> None:
    latest = {written.shown["id"]: written for written in client.journal}
    with ThreadPoolExecutor(AT_ONCE) as threads:
        to_see = [written for id, written in latest.items() if noun_of(id) in SHOWN]
        seen = list(threads.map(client.is_shown, to_see))

    assert list(reckoning.lost(database, client.journal)) == []
    assert all(seen)
    assert reckoning.outcomes_kept(database) == reckoning.outcomes_wished(client.journal)


def nothing_is_doubled(database: reckoning.Database, client: Persistent) -> None:
    assert reckoning.things_there(database, BEFORE) == reckoning.things_wished(client.wished)
    assert reckoning.events_told(database) == reckoning.events_wished(client.wished)
    assert set(database.execute(reckoning.WON)) == {(PLACES, PLACES, PLACES)}


def the_feed_has_no_holes(database: reckoning.Database, follower: Follower) -> None:
    while follower.read_on():
        pass
    numbers = reckoning.feed_numbers(database)

    assert numbers == list(range(1, len(numbers) + 1))
    assert follower.numbers == reckoning.feed_numbers(database, "public")
    assert database.execute(reckoning.GOES_BACK).fetchall() == []


def the_insights_count_what_is_there(database: reckoning.Database, client: Persistent) -> None:
    counted = client.show("insights")["counts"]

    wished = reckoning.counters_wished(database, BEFORE)
    assert {name: counted.get(name, 0) for name in wished} == wished


def every_retry_gets_the_first_answer(client: Persistent) -> None:
    keyed = [written for written in client.journal if written.sent.key]
    with ThreadPoolExecutor(AT_ONCE) as threads:
        again = list(threads.map(client.again, keyed))

    for written, (status, headers, body) in zip(keyed, again, strict=True):
        assert (status, body) == (written.answer[0], written.answer[2]), written
        assert headers["Idempotent-Replayed"] == "true"
        assert headers.get("ETag") == written.answer[1].get("ETag")
