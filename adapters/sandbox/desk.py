"""Opens a book for each request, in which what was due has already happened."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from adapters.sandbox.book import Book
from adapters.sandbox.settings import SandboxSettings
from adapters.sandbox.store import Store
from adapters.sandbox.timers import catch_up


class Desk:
    def __init__(self, settings: SandboxSettings, store: Store) -> None:
        self._settings, self._store = settings, store

    @contextmanager
    def book(self, *, request: str | None = None, key: str | None = None, url: str = "") -> Iterator[Book]:
        """One transaction: kept if all goes well, or as if nothing had been asked."""
        with self._store.writing() as connection:
            now = int(self._settings.now().timestamp())
            book = Book(connection, self._settings, now, request, key, url)
            catch_up(replace(book, request=None, key=None))
            yield book

    def catch_up(self) -> None:
        """What happens by itself; costs little where nothing is due."""
        now = int(self._settings.now().timestamp())
        with self._store.reading() as connection:
            due = connection.execute("SELECT 1 FROM timers WHERE at <= ? LIMIT 1", (now,)).fetchone()
        if due:
            with self.book():
                pass
