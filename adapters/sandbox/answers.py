"""Idempotency as Stripe keeps it: the first answer to a key is the answer, for a day.

A refusal is not kept, since nothing was done; a bank's no is.
"""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import orjson

from adapters.sandbox.book import Book
from adapters.sandbox.refusals import Refused
from adapters.sandbox.settings import DAY

KIND = "idempotency_error"
LONGEST = 255


@dataclass(frozen=True)
class Kept:
    request: str
    status: int
    body: bytes


class UnderWay:
    """Keys whose first request has not been answered yet. They die with the process, as its transaction does."""

    def __init__(self) -> None:
        self._keys: set[str] = set()
        self._turn = threading.Lock()

    @contextmanager
    def hold(self, key: str | None) -> Iterator[None]:
        if key is None:
            yield
            return
        with self._turn:
            if key in self._keys:
                raise in_use(key)
            self._keys.add(key)
        try:
            yield
        finally:
            with self._turn:
                self._keys.discard(key)


def in_use(key: str) -> Refused:
    return Refused(
        f"There is currently another in-progress request using this Idempotent Key ({key}).",
        status=409,
        code="idempotency_key_in_use",
        type=KIND,
    )


def fingerprint(path: str, sent: Mapping[str, Any]) -> str:
    return sha256(orjson.dumps([path, sent], option=orjson.OPT_SORT_KEYS)).hexdigest()


def kept(book: Book, mark: str) -> Kept | None:
    """The answer to the same request before. Raises Refused where the key was another request's."""
    if book.key and len(book.key) > LONGEST:
        raise Refused(f"Idempotency keys have at most {LONGEST} characters.", type=KIND)
    book.connection.execute("DELETE FROM answers WHERE at <= ?", (book.now - DAY,))
    row = book.connection.execute("SELECT * FROM answers WHERE key = ?", (book.key,)).fetchone()
    if row is None:
        return None
    if row["fingerprint"] != mark:
        raise Refused(
            "Keys for idempotent requests can only be used with the same endpoint and parameters they were first "
            f"used with. Try using a key other than '{book.key}' if you meant to execute a different request.",
            type=KIND,
        )
    return Kept(row["request"], row["status"], row["body"])


def keep(book: Book, mark: str, status: int, body: bytes) -> None:
    if book.key:
        book.connection.execute(
            "INSERT INTO answers (key, fingerprint, request, at, status, body) VALUES (?, ?, ?, ?, ?, ?)",
            (book.key, mark, book.request, book.now, status, body),
        )
