"""kill -9 of the web, the worker, the database and the provider at random, while citizens enter, judges judge and
backers pledge, loses no acknowledged write and no satang, and doubles nothing.

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
from itertools import count
from pathlib import Path

import psycopg
import pytest

from domain.ids import noun_of
from tests.journeys import reckoning
from tests.journeys.books import check_to_the_satang
from tests.journeys.fair import open_fair, raise_funds
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

TOWNS, FAIRS = 1, 2  # that tell the story at the same time, again and again as long as the storm rages
AT_ONCE = 8
LAST_WORDS = 300  # lines of the platform's log
CALM = 30.0  # seconds until it works again
SHOWN = {"call", "project", "entry", "round", "review", "grant", "campaign", "pledge"}
LONGEST = (
    40 * 24 * 3600
)  # seconds until the last campaign is over, the last code void and the last card tried
UNFINISHED = b"""
    SELECT id, state FROM campaigns WHERE settled_at IS NULL AND state <> 'draft'
     UNION ALL SELECT id, state FROM refunds WHERE state = 'requested'
     UNION ALL SELECT id, state FROM pledges
                WHERE state NOT IN ('collected', 'cancelled', 'expired', 'refunding', 'refunded')
"""
NOT_BACK = b"""
    SELECT id, state FROM refunds WHERE state <> 'succeeded'
     UNION ALL SELECT id, state FROM pledges WHERE state = 'refunding'
"""
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
    clock: Path

    def let_time_pass(self, seconds: int) -> None:
        self.clock.with_suffix(".draft").write_text(str(seconds))
        self.clock.with_suffix(".draft").replace(self.clock)

    def flask(self, *words: str) -> str:
        return subprocess.run(
            [*FLASK, *words], cwd=ROOT, env=self.environment, check=True, stdout=subprocess.PIPE, text=True
        ).stdout


@pytest.fixture
def aftermath(pytestconfig: pytest.Config) -> Iterator[Aftermath]:
    seed = pytestconfig.getoption("seed") or random.randrange(10**6)
    with data_of_before() as folder:
        clock = folder / "clock"
        environment = environment_in(folder) | {"PLIK_CLOCK": str(clock)}
        with serving(folder, environment) as platform:
            assert eventually(lambda: platform.asks("/readyz") == 200, seconds=CALM)
            client = Persistent(platform.url)
            storm = Storm(platform, kills=pytestconfig.getoption("kills"), seed=seed)
            after = Aftermath(platform, environment, client, Follower(client), clock)
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

    def trade(number: int) -> None:
        fair, dice = open_fair(after.client, after.platform.sandbox), random.Random(number)
        raise_funds(fair, dice)
        while storm.rages:
            raise_funds(fair, dice)

    with storm.raging(), ThreadPoolExecutor(TOWNS + FAIRS + 1) as threads:
        following = threads.submit(after.follower.follow, stopped)
        try:
            trading = [threads.submit(trade, number) for number in range(FAIRS)]
            list(threads.map(live, range(TOWNS)))
            for each in trading:
                each.result()
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
        every_satang_is_accounted_for(database, aftermath)
    assert json.loads(aftermath.flask("ledger", "verify", "--json"))["ok"]
    assert json.loads(aftermath.flask("audit", "verify", "--json"))["ok"]
    assert client.rude == []


def what_was_acknowledged_is_there(database: reckoning.Database, client: Persistent) -> None:
    latest = {written.shown["id"]: written for written in client.journal}
    with ThreadPoolExecutor(AT_ONCE) as threads:
        to_see = [written for id, written in latest.items() if noun_of(id) in SHOWN]
        seen = list(threads.map(client.is_shown, to_see))

    assert list(reckoning.lost(database, client.journal)) == []
    assert all(seen)
    wished = reckoning.outcomes_wished(client.journal, client.verdicts)
    assert reckoning.outcomes_kept(database) == wished


def nothing_is_doubled(database: reckoning.Database, client: Persistent) -> None:
    assert reckoning.things_there(database, BEFORE) == reckoning.things_wished(client.wished)
    assert reckoning.events_told(database) == reckoning.events_wished(client.wished)
    assert set(database.execute(reckoning.WON)) == {(PLACES, PLACES, PLACES)}
    pledged = reckoning.pledges_wished(client.wished, client.verdicts)
    assert reckoning.rows(database, "pledges") == pledged


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
    keyed = [written for written in (*client.journal, *client.verdicts) if written.sent.key]
    with ThreadPoolExecutor(AT_ONCE) as threads:
        again = list(threads.map(client.again, keyed))

    for written, (status, headers, body) in zip(keyed, again, strict=True):
        assert (status, body) == (written.answer[0], written.answer[2]), written
        assert headers["Idempotent-Replayed"] == "true"
        assert headers.get("ETag") == written.answer[1].get("ETag")


def every_satang_is_accounted_for(database: reckoning.Database, aftermath: Aftermath) -> None:
    """When every campaign is over, and payers have said where their money goes."""
    sandbox, hours = aftermath.platform.sandbox, count(1)

    def nothing_is_left(of: bytes) -> bool:
        aftermath.let_time_pass(LONGEST + 3600 * next(hours))
        return not database.execute(of).fetchall()

    assert eventually(lambda: nothing_is_left(UNFINISHED), seconds=CALM), database.execute(
        UNFINISHED
    ).fetchall()
    for (reference,) in database.execute(
        "SELECT reference FROM refunds WHERE state = 'requires_action'"
    ).fetchall():
        sandbox.provide_details(reference)
        sandbox.succeed(reference)
    assert eventually(lambda: nothing_is_left(NOT_BACK), seconds=CALM), database.execute(NOT_BACK).fetchall()
    check_to_the_satang(database, sandbox.effects())
