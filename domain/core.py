"""The one door into the domain. REST, GraphQL, the command line and the worker all knock here."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from time import sleep
from typing import Any, Generic, TypeVar, cast

from domain.access import Actor, Gate
from domain.bounds import held
from domain.errors import Contended, Forbidden, NotFound, Refusal, Unavailable
from domain.ids import noun_of
from domain.ports import Asking, Claim, Ports
from domain.reading import Selection
from domain.text import washed

R = TypeVar("R")
C = TypeVar("C", bound="Command[Any]")
TRIES = 5


class Command(Generic[R]):
    """A wish, as plain data. `Command[Changed]` is a wish that ends in something changed."""


@dataclass(frozen=True)
class UseCase:
    allow: Gate
    handle: Callable[[Any, Actor, Ports], Any]
    reads: bool  # changes nothing; what its words may be is checked where they are parsed
    needs_key: bool  # it moves money: whoever asks from outside must be able to ask again


USE_CASES: dict[type[Command[Any]], UseCase] = {}

Handler = Callable[[C, Actor, Ports], R]


def use_case(
    command: type[C], *, allow: Gate, reads: bool = False, needs_key: bool = False
) -> Callable[[Handler[C, R]], Handler[C, R]]:
    """Register the handler of a command. `allow` has no default: silence is not consent."""

    def register(handle: Handler[C, R]) -> Handler[C, R]:
        assert command not in USE_CASES, f"{command.__name__} has two handlers"
        USE_CASES[command] = UseCase(allow, handle, reads, needs_key)
        return handle

    return register


def until_uncontended(work: Callable[[], R]) -> R:
    """Whoever gave in to another transaction has changed nothing, and goes again. A use case of several transactions
    wraps each but its first, since what is committed must not be done again."""
    for again in range(TRIES):
        try:
            return work()
        except Contended:
            sleep(random.uniform(0, 0.01 * 2**again))  # spreads the losers
    raise Unavailable("busy", retry_after=1)


class Core:
    def __init__(self, ports: Ports) -> None:
        self._ports = ports

    @staticmethod
    def admit(command: Command[Any], actor: Actor) -> None:
        """Only the gate: whether such an actor may wish for such a thing at all."""
        USE_CASES[type(command)].allow(actor)

    def run(
        self, command: Command[R], actor: Actor, *, request_id: str = "", claim: Claim | None = None
    ) -> R:
        """Do what is wished for on behalf of the actor, or raise a Refusal and change nothing."""
        case = USE_CASES[type(command)]
        case.allow(actor)
        if case.reads:
            return cast(R, case.handle(command, actor, self._ports))
        asking = Asking(actor=actor, command=type(command).__name__, request_id=request_id, claim=claim)
        try:
            fit, ports = self._fit(command), self._ports.calling(asking)
            return cast(R, until_uncontended(lambda: case.handle(fit, actor, ports)))
        except Forbidden as refusal:
            raise self._hidden(refusal, actor) from refusal

    @staticmethod
    def _fit(command: Command[R]) -> Command[R]:
        """Its text in one spelling, everything in its bounds; refused otherwise, naming all that is not."""
        clean = washed(command)
        held(clean)
        return clean

    def _hidden(self, refusal: Forbidden, actor: Actor) -> Refusal:
        """What somebody may not see answers as if it did not exist."""
        noun = noun_of(refusal.subject or "")
        if not noun or refusal.subject is None:
            return refusal
        seen = self._ports.reader.one(Selection(noun, ("id",)), refusal.subject, actor, self._ports.now())
        return refusal if seen else NotFound(f"{noun}_not_found")
