"""How a story is told: step by step, each with a tick and its time, through one face or several in turns."""

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle
from typing import Any
from uuid import uuid4

from api.demo.faces import Face, Refused, Shown, everything

PASSWORD = "a-story-to-tell"
MOST_LOOKS = 1_200  # at what follows on its own, before it counts as lost


class Unexpected(RuntimeError):
    """The story came out differently from how it is told."""


@dataclass(frozen=True)
class Person:
    """Somebody who registered and logged in, or a guest, whom the `renewal` token brings back; or a machine."""

    id: str
    email: str
    token: str
    renewal: str = ""


class Teller:
    """Each act goes to the next of the faces, so that one sees what the other wrote.

    `say` takes a line; `settle` waits a little for what follows on its own, like the feed; `wait` lets so many seconds
    pass.
    """

    def __init__(
        self,
        faces: Sequence[Face],
        *,
        say: Callable[[str], None],
        settle: Callable[[], None],
        wait: Callable[[float], None],
    ) -> None:
        self._faces = cycle(faces)
        self._spoken: list[str] = []
        self._say, self.settle, self.wait = say, settle, wait
        self._began = time.monotonic()

    def do(self, operation: str, who: Person | None = None, /, **given: Any) -> Shown:
        return self._next().do(operation, _token(who), **given)

    def show(self, noun: str, who: Person | None = None, /, **given: Any) -> Shown:
        return self._next().show(noun, _token(who), **given)

    def all(self, relation: str, who: Person | None = None, /, **given: Any) -> list[Shown]:
        """The whole list."""
        return list(everything(self._next(), relation, _token(who), **given))

    def carry(
        self, method: str, path: str, who: Person | None = None, /, content: bytes | None = None
    ) -> bytes:
        """A file, there or back."""
        return self._next().carry(method, path, _token(who), content)

    def end_of(self, relation: str, who: Person | None = None, /, **given: Any) -> str | None:
        """The cursor at the end of an endless list, to come back with."""
        face, cursor = self._next(), None
        while True:
            page = face.browse(relation, _token(who), first=100, after=cursor, **given)["page"]
            cursor = page["next_cursor"] or cursor
            if not page["has_more"]:
                return cursor

    def register(self, name: str) -> Person:
        """Under an address that nobody had before, so that the story can be told any number of times."""
        email = f"{uuid4().hex}@story.example"
        account = self.do("createAccount", email=email, password=PASSWORD, display_name=name, locale="th")
        token = self.do("login", email=email, password=PASSWORD)["access_token"]
        return Person(account["id"], email, token)

    def welcome(self, **known: str) -> Person:
        """A guest; with a `renewal_token` the same one again."""
        told = self.do("createGuest", **known)
        email = f"{told['guest_id']}@story.example"
        return Person(told["guest_id"], email, told["access_token"], told["renewal_token"])

    def at_once(self, acts: Sequence[Callable[[], Shown]]) -> list[Shown | Refused]:
        """What came of each, when all were done at the same time."""

        def outcome(act: Callable[[], Shown]) -> Shown | Refused:
            try:
                return act()
            except Refused as refusal:
                return refusal

        with ThreadPoolExecutor(len(acts)) as crowd:
            return list(crowd.map(outcome, acts))

    def until(self, so: Callable[[], object], otherwise: str) -> None:
        """Wait for what follows on its own."""
        for _ in range(MOST_LOOKS):
            if so():
                return
            self.settle()
        raise Unexpected(otherwise)

    def aside(self, sentence: str) -> None:
        """What is no step of the story."""
        self._say(f"  {sentence}")

    @property
    def told_for(self) -> float:
        """Seconds since it began."""
        return time.monotonic() - self._began

    @contextmanager
    def step(self, sentence: str) -> Iterator[None]:
        """Raises Unexpected with the sentence and the reason, where something in it fails."""
        began = time.monotonic()
        self._spoken.clear()
        try:
            yield
        except Unexpected as reason:
            raise self._failed(sentence, str(reason)) from reason
        except Refused as refusal:
            places = "".join(f"; {code} at {at}" for at, code in refusal.faults)
            raise self._failed(sentence, f"refused with {refusal.code}{places}") from refusal
        faces = " + ".join(sorted(set(self._spoken), reverse=True))
        self._say(f"✓ {time.monotonic() - began:6.2f} s  {faces:14}  {sentence}")

    @contextmanager
    def refused(self, *codes: str) -> Iterator[list[str]]:
        """What is done inside must be refused with just these codes; gives the places to mend, once it was."""
        places: list[str] = []
        try:
            yield places
        except Refused as refusal:
            expect(set(refusal.codes) == set(codes), f"refused with {refusal.codes} instead of {list(codes)}")
            places += [at for at, _ in refusal.faults]
        else:
            raise Unexpected(f"was not refused with {list(codes)}")

    def end(self) -> None:
        self._say(f"The story is told, in {self.told_for:.1f} s.")

    def _failed(self, sentence: str, reason: str) -> Unexpected:
        self._say(f"✗ {sentence}: {reason}")
        return Unexpected(f"{sentence}: {reason}")

    def _next(self) -> Face:
        face = next(self._faces)
        self._spoken.append(face.name)
        return face


def _token(who: Person | None) -> str | None:
    return who.token if who else None


def expect(is_so: object, otherwise: str) -> None:
    if not is_so:
        raise Unexpected(otherwise)
