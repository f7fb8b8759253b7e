"""What the sandbox knows, in one file. A request is one transaction: its effect, its event, its line in the log of
effects and its answer are there together or not at all, and what was committed survives the process.
"""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PATIENCE = 30  # seconds to wait for another process that writes

SCHEMA = """
CREATE TABLE IF NOT EXISTS objects (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    object TEXT NOT NULL,
    created INTEGER NOT NULL,
    body TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS of_a_kind ON objects (object, number);
CREATE INDEX IF NOT EXISTS of_a_customer ON objects (object, json_extract(body, '$.customer'), number);
CREATE INDEX IF NOT EXISTS of_an_intent ON objects (object, json_extract(body, '$.payment_intent'), number);

CREATE TABLE IF NOT EXISTS timers (object TEXT PRIMARY KEY, at INTEGER NOT NULL, act TEXT NOT NULL);

CREATE TABLE IF NOT EXISTS answers (
    key TEXT PRIMARY KEY,
    fingerprint TEXT NOT NULL,
    request TEXT NOT NULL,
    at INTEGER NOT NULL,
    status INTEGER NOT NULL,
    body BLOB NOT NULL
);

CREATE INDEX IF NOT EXISTS to_forget ON answers (at);

CREATE TABLE IF NOT EXISTS deliveries (
    event TEXT PRIMARY KEY,
    attempts INTEGER NOT NULL DEFAULT 0,
    due REAL NOT NULL,
    over TEXT
);
CREATE INDEX IF NOT EXISTS to_deliver ON deliveries (due) WHERE over IS NULL;

CREATE TABLE IF NOT EXISTS effects (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    effect TEXT NOT NULL,
    object TEXT NOT NULL,
    payment_intent TEXT,
    charge TEXT,
    amount INTEGER,
    currency TEXT,
    fee INTEGER,
    metadata TEXT NOT NULL
);
CREATE TRIGGER IF NOT EXISTS effects_stay BEFORE UPDATE ON effects
    BEGIN SELECT RAISE(ABORT, 'what happened has happened'); END;
CREATE TRIGGER IF NOT EXISTS effects_are_kept BEFORE DELETE ON effects
    BEGIN SELECT RAISE(ABORT, 'what happened has happened'); END;
"""


class Store:
    """One for a process; its threads take turns."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)  # addresses of payers are nobody else's business
        self._turn = threading.Lock()
        self._connection = sqlite3.connect(
            folder / "sandbox.db", timeout=PATIENCE, isolation_level=None, check_same_thread=False
        )
        self._connection.row_factory = sqlite3.Row
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = FULL")
        self._connection.executescript(SCHEMA)

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Alone; all that is done within is committed at its end, or undone by what is raised."""
        with self._turn:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """To look at what is committed."""
        with self._turn:
            yield self._connection

    def close(self) -> None:
        with self._turn:
            self._connection.close()
