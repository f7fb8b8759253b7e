"""The one door: who gives in to another goes again, and what somebody may not see answers as if it were not there."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from typing import Any, cast

import pytest

from domain.access import NOBODY, SYSTEM
from domain.core import TRIES, Core
from domain.errors import Contended, Unauthenticated, Unavailable
from domain.ports import Asking, Ports
from domain.usecases.calls_due import CloseDueCalls
from tests.domain.builders import NOON


class Crowded:
    """A database in which others are in the way, so many times."""

    def __init__(self, times: int) -> None:
        self.left, self.begun = times, 0

    @contextmanager
    def begin(self, _: Asking) -> Iterator[Any]:
        self.begun += 1
        if self.left:
            self.left -= 1
            raise Contended
        yield self

    @property
    def calls(self) -> Any:
        return self

    @staticmethod
    def due(_: Any) -> list[str]:
        return []


def door_of(database: Crowded) -> Core:
    """Only what a sweep needs is there."""
    absent: Any = None
    there = {"begin", "now", "real_now", "asking"}
    others = dict.fromkeys({port.name for port in fields(Ports)} - there, absent)
    now: Any = lambda: NOON  # noqa: E731  a port is a function
    return Core(Ports(begin=cast(Any, database.begin), now=now, real_now=now, **others))


def test_whoever_gave_in_goes_again_and_nobody_notices() -> None:
    database = Crowded(TRIES - 1)

    assert door_of(database).run(CloseDueCalls(), SYSTEM) == 0
    assert database.begun == TRIES


def test_whoever_gave_in_too_often_is_told_to_come_back() -> None:
    database = Crowded(TRIES)

    with pytest.raises(Unavailable, match="busy") as refusal:
        door_of(database).run(CloseDueCalls(), SYSTEM)

    assert refusal.value.details == {"retry_after": 1}
    assert database.begun == TRIES


def test_the_gate_is_asked_before_anything_begins() -> None:
    database = Crowded(0)

    with pytest.raises(Unauthenticated):
        door_of(database).run(CloseDueCalls(), NOBODY)

    assert database.begun == 0
