"""The hands of one request on the store: Stripe's objects as JSON, timers, and the log of effects."""

import secrets
import sqlite3
import string
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from adapters.sandbox.refusals import missing
from adapters.sandbox.settings import SandboxSettings

LETTERS = string.ascii_letters + string.digits
WITHOUT_MODE = {"balance_transaction", "refund"}
Doc = dict[str, Any]


@dataclass(frozen=True)
class Book:
    """Valid within one transaction. Names in a document that begin with `_` are the sandbox's own secrets."""

    connection: sqlite3.Connection
    settings: SandboxSettings
    now: int  # seconds since 1970, by the settings' clock
    request: str | None = None
    key: str | None = None  # its Idempotency-Key
    url: str = ""  # where the caller found us, without a slash at its end

    def find(self, id: str) -> Doc | None:
        row = self.connection.execute("SELECT body FROM objects WHERE id = ?", (id,)).fetchone()
        return orjson.loads(row["body"]) if row else None

    def get(self, kind: str, id: str) -> Doc:
        """What the path of a request names."""
        return self._of(kind, id) or _lost(kind, id, "id", 404)

    def named(self, kind: str, id: str, param: str) -> Doc:
        """What a parameter names."""
        return self._of(kind, id) or _lost(kind, id, param, 400)

    def _of(self, kind: str, id: str) -> Doc | None:
        found = self.find(id)
        return found if found and found["object"] == kind else None

    def add(self, doc: Doc) -> Doc:
        self.connection.execute(
            "INSERT INTO objects (id, object, created, body) VALUES (?, ?, ?, ?)",
            (doc["id"], doc["object"], doc["created"], orjson.dumps(doc).decode()),
        )
        return doc

    def save(self, doc: Doc) -> Doc:
        self.connection.execute(
            "UPDATE objects SET body = ? WHERE id = ?", (orjson.dumps(doc).decode(), doc["id"])
        )
        return doc

    def base(self, kind: str, prefix: str) -> Doc:
        """What every object begins with."""
        begun = {"id": fresh(prefix), "object": kind, "created": self.now}
        return begun if kind in WITHOUT_MODE else begun | {"livemode": False}

    def later(self, id: str, seconds: int, act: str) -> None:
        """One act a thing; a new one takes the place of the one before."""
        self.connection.execute(
            "INSERT OR REPLACE INTO timers (object, at, act) VALUES (?, ?, ?)", (id, self.now + seconds, act)
        )

    def never(self, id: str) -> None:
        self.connection.execute("DELETE FROM timers WHERE object = ?", (id,))

    def due(self) -> Iterator[tuple[str, str]]:
        """Things whose time has come, with what is to be done to them; each is told once."""
        sentence = "DELETE FROM timers WHERE at <= ? RETURNING object, act"
        for row in self.connection.execute(sentence, (self.now,)).fetchall():
            yield row["object"], row["act"]

    def effect(
        self, effect: str, doc: Doc, *, fee: int = 0, metadata: Mapping[str, str] | None = None
    ) -> None:
        """A line that stays: the provider did this, and once."""
        intent, charge = doc.get("payment_intent"), doc.get("charge") or doc.get("latest_charge")
        self.connection.execute(
            "INSERT INTO effects (at, effect, object, payment_intent, charge, amount, currency, fee, metadata)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                self.now,
                effect,
                doc["id"],
                doc["id"] if doc["object"] == "payment_intent" else intent,
                charge,
                doc.get("amount"),
                doc.get("currency"),
                fee,
                orjson.dumps(doc["metadata"] if metadata is None else metadata).decode(),
            ),
        )


def fresh(prefix: str) -> str:
    return f"{prefix}_{''.join(secrets.choice(LETTERS) for _ in range(24))}"


def _lost(kind: str, id: str, param: str, status: int) -> Doc:
    raise missing(kind, id, param=param, status=status)
