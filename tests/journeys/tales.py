"""How a story is told to those who may not: a step is wished for by whoever may, after all others have tried."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.faces import Shown
from tests.journeys.callers import KNOWN, MACHINES, MANAGERS, Cast
from tests.world import Person

PEOPLE = KNOWN - MACHINES - {"visitor", "guest", "machine_elsewhere"}
RUN_IT = MANAGERS | {"machine"}
Given = Callable[["Tale", Any], dict[str, Any]]


@dataclass
class Tale:
    """How far the story has come."""

    cast: Cast
    things: dict[str, Shown] = field(default_factory=dict)
    more: dict[str, Person] = field(default_factory=dict)  # people who only fill the ranks

    def id(self, name: str) -> str:
        return str(self.things[name]["id"])

    def version(self, name: str) -> int:
        return int(self.things[name]["version"])


@dataclass(frozen=True)
class Step:
    """`by` does it, after everybody who may not has tried; `may` are all who could. What it made is called `made`."""

    operation: str
    by: str
    may: frozenset[str]
    given: Given
    made: str = ""
    first: Callable[["Tale"], None] = lambda _: None  # what has to happen before
    changes: bool = True  # a simulation leaves everything as it is


def only(*kinds: str) -> frozenset[str]:
    return frozenset(kinds)


def on(name: str, **more: Any) -> Given:
    return lambda tale, _: {"id": tale.id(name), **more}


def versioned(name: str, **more: Any) -> Given:
    return lambda tale, _: {"id": tale.id(name), "expected_version": tale.version(name), **more}
