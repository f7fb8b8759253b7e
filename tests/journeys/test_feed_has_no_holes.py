"""Partners who follow the feed miss nothing and see nothing twice, whatever writers overlap and whoever dies."""

import random
import threading
import time
from contextlib import suppress
from datetime import UTC, datetime

import psycopg
import pytest

from adapters.database.leader import NAME, Leader
from adapters.ids import new_id

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
WRITERS, CURSORS, LEADERS = 16, 4, 2
TRANSACTIONS = 250  # of each writer
PAGE = 50


class Crowd:
    """Everybody at work on one database until the last event is numbered and read."""

    def __init__(self, url: str, seed: int) -> None:
        self.url, self.seed = url, seed
        self.committed: set[str] = set()
        self.kills = 0
        self.all_written, self.all_read = threading.Event(), threading.Event()
        self.feeds: list[list[tuple[int, str]]] = [[] for _ in range(CURSORS)]

    def run(self) -> None:
        writers = [threading.Thread(target=self.write, args=(number,)) for number in range(WRITERS)]
        readers = [threading.Thread(target=self.read, args=(feed,)) for feed in self.feeds]
        others = [
            *(threading.Thread(target=self.lead) for _ in range(LEADERS)),
            threading.Thread(target=self.kill),
        ]
        for thread in (*writers, *readers, *others):
            thread.start()
        for group, done in ((writers, self.all_written), (readers, self.all_read), (others, None)):
            for thread in group:
                thread.join(30)
            if done:
                done.set()

    def write(self, number: int) -> None:
        """Transactions of one to three events; some take their time, some change their mind."""
        rng = random.Random(f"{self.seed} {number}")
        with psycopg.connect(self.url) as connection:
            for _ in range(TRANSACTIONS):
                told = [new_id("event") for _ in range(rng.randint(1, 3))]
                for id in told:
                    connection.execute(
                        "INSERT INTO outbox (id, type, subject, subject_version, at, public, tally)"
                        " VALUES (%s, 'call.opened', 'call_1', 1, %s, true, '{}')",
                        [id, NOON],
                    )
                    if rng.random() < 0.1:
                        time.sleep(rng.uniform(0, 0.05))
                if rng.random() < 0.1:
                    connection.rollback()
                else:
                    connection.commit()
                    self.committed.update(told)

    def read(self, feed: list[tuple[int, str]]) -> None:
        """Page by page from its cursor, until all is written and there is nothing more to come."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            while True:
                is_last = self.all_written.is_set()
                waits = connection.execute("SELECT EXISTS (SELECT FROM outbox)").fetchone()
                page = connection.execute(
                    "SELECT sequence, id FROM events WHERE sequence > %s ORDER BY sequence LIMIT %s",
                    [feed[-1][0] if feed else 0, PAGE],
                ).fetchall()
                feed += page
                if is_last and waits == (False,) and not page:
                    return
                if len(page) < PAGE:
                    time.sleep(0.01)

    def lead(self) -> None:
        leader = Leader(lambda: self.url)
        while not self.all_read.is_set():
            with suppress(psycopg.OperationalError):  # killed: it asks again
                leader.step()
            time.sleep(0.01)
        leader.close()

    def kill(self) -> None:
        """Whoever leads, now and then, in the midst of whatever it does."""
        rng = random.Random(self.seed)
        with psycopg.connect(self.url, autocommit=True) as connection:
            while not self.all_written.is_set():
                time.sleep(rng.uniform(0.05, 0.2))
                killed = connection.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE application_name = %s AND datname = current_database()",
                    [NAME],
                )
                self.kills += killed.rowcount


@pytest.fixture
def crowd(database_url: str) -> Crowd:
    seed = random.randrange(10**6)
    print(f"seed {seed}")  # noqa: T201  pytest shows it where the test fails
    return Crowd(database_url, seed)


def test_the_feed_has_no_holes(crowd: Crowd) -> None:
    crowd.run()

    expected = len(crowd.committed)
    for feed in crowd.feeds:
        assert [sequence for sequence, _ in feed] == list(range(1, expected + 1))
        assert {id for _, id in feed} == crowd.committed
    assert crowd.kills >= 3
    assert expected > WRITERS * TRANSACTIONS
