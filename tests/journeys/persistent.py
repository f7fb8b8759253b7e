"""A client that does not give up: each write has a key of its own and is sent until it is answered for good.

What was acknowledged stands in its journal, to be held against what is there in the end.
"""

import random
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import cycle
from typing import Any
from uuid import uuid4

import orjson
import requests

from api.demo.faces import Answer, Face, Refused, Rest, Shown
from api.demo.graph import GraphQL
from domain.ids import noun_of

LONGEST = 10.0  # seconds for one answer
PATIENCE = 120.0  # seconds for an answer that is for good, also in a long storm on a busy machine
PAUSE = 0.05, 0.3  # seconds between two tries, at random
PASSWORD = "correct horse battery"
VERDICTS = {"payment_declined", "reward_sold_out"}  # told again to whoever asks again


class GaveUp(Exception):
    """Nobody answered for good in time. Says what came instead."""


@dataclass(frozen=True)
class Sent:
    method: str
    path: str
    body: Any
    headers: Mapping[str, str]

    @property
    def key(self) -> str | None:
        return self.headers.get("Idempotency-Key")


@dataclass(frozen=True)
class Written:
    """A write that was acknowledged: what was sent, what was answered, and what that shows."""

    operation: str
    sent: Sent
    answer: Answer
    shown: Shown


@dataclass(frozen=True)
class Person:
    id: str
    token: str


class Persistent:
    """Speaks to either face in turns, from as many threads as one likes.

    `wished` counts the acknowledged wishes of each operation; `verdicts` are refusals for good. `rude` are answers
    that nobody should get: our own mistakes, and a 503 that does not say when to come back.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._mine = threading.local()
        self.journal: list[Written] = []
        self.verdicts: list[Written] = []
        self.wished: Counter[str] = Counter()
        self.troubles: Counter[str] = Counter()
        self.rude: list[str] = []
        self._turns = cycle([Rest(self._send), GraphQL(self._send)])

    def register(self, name: str) -> Person:
        """A visitor has no key: whoever is told that the address is taken was heard the first time."""
        email = f"{uuid4().hex}@storm.example"
        given = {"email": email, "password": PASSWORD}
        try:
            self.do("createAccount", **given, display_name=name)
        except Refused as refusal:
            if refusal.code != "email_taken":
                raise
            self.wished["createAccount"] += 1
        token = self._turn().do("login", **given)["access_token"]
        return Person(self.show("me", token)["id"], token)

    def visit(self) -> str:
        """The token of a guest. Whoever is not answered becomes another."""
        return str(self._turn().do("createGuest")["access_token"])

    def do(self, operation: str, token: str | None = None, /, **given: Any) -> Shown:
        try:
            shown = self._turn().do(operation, token, **given)
        except Refused as refusal:
            if refusal.code in VERDICTS:
                self.verdicts.append(
                    Written(operation, self._mine.sent, self._mine.answer, {"code": refusal.code})
                )
            raise
        self.wished[operation] += 1
        self.journal.append(Written(operation, self._mine.sent, self._mine.answer, shown))
        return shown

    def show(self, noun: str, token: str | None = None, /, **given: Any) -> Shown:
        return self._turn().show(noun, token, **given)

    def page(self, relation: str, token: str | None = None, /, **given: Any) -> Shown:
        return self._turn().browse(relation, token, first=100, **given)

    def all(self, relation: str, token: str | None = None, /, **given: Any) -> list[Shown]:
        """A list that fits one page."""
        page = self.page(relation, token, **given)
        assert not page["page"]["has_more"]
        return list(page["data"])

    def is_shown(self, written: Written) -> bool:
        """Whether the one who wrote it sees it, at least as new as it was acknowledged."""
        id, token = written.shown["id"], written.sent.headers["Authorization"].removeprefix("Bearer ")
        return bool(self.show(noun_of(id), token, id=id)["version"] >= written.shown["version"])

    def again(self, written: Written) -> Answer:
        """The very same request once more."""
        sent = written.sent
        return self._send(sent.method, sent.path, sent.body, sent.headers)

    def _turn(self) -> Face:
        return next(self._turns)

    def _send(self, method: str, path: str, body: Any, headers: Mapping[str, str]) -> Answer:
        sent = Sent(method, path, body, self._keyed(method, path, body, headers))
        end, came = time.monotonic() + PATIENCE, ["nothing"]
        while time.monotonic() < end:
            answer = self._once(sent)
            came = list(_passing_troubles(answer)) if answer else ["no answer"]
            if answer and not came:
                self._mine.sent, self._mine.answer = sent, answer
                return answer
            self.troubles.update(came)
            time.sleep(random.uniform(*PAUSE))
        raise GaveUp(method, path, came)

    def _keyed(self, method: str, path: str, body: Any, headers: Mapping[str, str]) -> Mapping[str, str]:
        is_write = body["query"].startswith("mutation") if path == "/graphql" else method != "GET"
        key = {"Idempotency-Key": str(uuid4())} if is_write and "Authorization" in headers else {}
        return {**key, **headers}

    def _once(self, sent: Sent) -> Answer | None:
        if not hasattr(self._mine, "session"):
            self._mine.session = requests.Session()
        session, headers = self._mine.session, dict(sent.headers)
        try:
            got = session.request(
                sent.method, self._url + sent.path, json=sent.body, headers=headers, timeout=LONGEST
            )
        except requests.RequestException:
            return None
        answer = got.status_code, got.headers, got.content
        self.rude += _rudeness(sent, answer)
        return answer


def problems_of(answer: Answer) -> Iterator[tuple[int, str]]:
    """The status and the code of all that an answer of either face complains about."""
    status, headers, body = answer
    if "json" not in headers.get("Content-Type", ""):
        return
    said = orjson.loads(body)
    if status >= 400 and "code" in said:
        yield status, said["code"]
    elif not isinstance(said.get("data"), list):  # not a list of REST's
        for error in said.get("errors") or ():
            told = error["extensions"]
            yield told.get("status", status), told["code"]
        for payload in (said.get("data") or {}).values():
            for error in (payload or {}).get("userErrors") or ():
                yield 409, error["code"]


def _passing_troubles(answer: Answer) -> Iterator[str]:
    for status, code in problems_of(answer):
        if status >= 500 or code == "idempotency_key_in_use":
            yield code


def _rudeness(sent: Sent, answer: Answer) -> Iterator[str]:
    status, headers, body = answer
    for at, code in problems_of(answer):
        if at >= 500 and at != 503:
            yield f"{sent.method} {sent.path}: {code} {body.decode()[:300]}"
    if status == 503 and "Retry-After" not in headers:
        yield f"{sent.method} {sent.path}: 503 without Retry-After"
