"""What may be done with a resource: who, in which states, in which window of time. One declaration, two uses.

`permit` is the guard of the use case; `verdicts` is `allowed_actions` in both APIs. Since both ask the same action,
what the list says is what executing answers.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from domain.access import Actor, Gate
from domain.errors import Conflict, Forbidden, Refusal
from domain.lifecycle_words import explained
from domain.rules import EVERYBODY, Predicate, holds


@dataclass(frozen=True)
class Window:
    """From the moment in the field `opens`, up to and not including the one in `closes`; in some states, or in all.

    An end that was promised counts by when somebody asked. One that an act brings (`by_act`) counts as soon as it is
    there, also for whoever asked before and had to wait until the act was done.
    """

    opens: str | None = None
    too_early: str = ""
    closes: str | None = None
    too_late: str = ""
    states: frozenset[StrEnum] | None = None
    by_act: bool = False

    def refusal(self, facts: Mapping[str, Any], now: datetime) -> Refusal | None:
        if self.states is not None and facts["state"] not in self.states:
            return None
        if self.closes and (end := facts[self.closes]) and (self.by_act or now >= end):
            return Conflict(self.too_late, not_after=_rfc3339(end))
        if self.opens and (start := facts[self.opens]) and now < start:
            return Conflict(self.too_early, not_before=_rfc3339(start))
        return None


ALWAYS = Window()


@dataclass(frozen=True, kw_only=True)
class Within:
    """Only while what the thing belongs to is in one of these states; `field` is the fact that says which it is in."""

    noun: str
    field: str
    states: frozenset[StrEnum]

    def refusal(self, facts: Mapping[str, Any]) -> Refusal | None:
        return _not_in(self.noun, facts[self.field], self.states)


@dataclass(frozen=True, kw_only=True)
class Bar:
    """Something about the thing itself that stands in the way of everybody, seen by these of its fields; where it does
    not, another may (`then`)."""

    fields: tuple[str, ...]
    stands: Callable[..., bool]
    code: str
    then: "Bar | None" = None

    def refusal(self, facts: Mapping[str, Any]) -> Refusal | None:
        if self.stands(*(facts[field] for field in self.fields)):
            return Conflict(self.code)
        return self.then.refusal(facts) if self.then else None

    @property
    def codes(self) -> tuple[str, ...]:
        return (self.code, *(self.then.codes if self.then else ()))


@dataclass(frozen=True, kw_only=True)
class Action:
    """`gate` is the use case's own, whatever the thing; `unwelcome` is the code for those whom the gate admits and who
    may see the thing, but not do this."""

    noun: str
    name: str
    gate: Gate
    allow: Predicate
    unwelcome: str
    states: frozenset[StrEnum]
    window: Window = ALWAYS
    within: Within | None = None
    bar: Bar | None = None
    having: Predicate = (
        EVERYBODY  # what must be so of this caller, beyond what lets them act: something done before
    )
    lacking: str = ""  # the code for those of whom it is not
    input: str | None = None  # the name of the input's schema in openapi.yaml, where it takes one

    def refusal(self, facts: Mapping[str, Any], actor: Actor, now: datetime) -> Refusal | None:
        """Why not, or None. Asked in this order, so that a stranger learns nothing of states."""
        if closed := _closed(self.gate, actor):
            return closed
        if not holds(self.allow, facts, actor):
            return Forbidden(self.unwelcome)
        return (
            _not_in(self.noun, facts["state"], self.states)
            or (self.within.refusal(facts) if self.within else None)
            or self.window.refusal(facts, now)
            or (self.bar.refusal(facts) if self.bar else None)
            or (None if holds(self.having, facts, actor) else Conflict(self.lacking))
        )


def _not_in(noun: str, state: StrEnum, states: frozenset[StrEnum]) -> Refusal | None:
    if state in states:
        return None
    return Conflict(f"{noun}_is_{state}", state=str(state), allowed=sorted(states))


def permit(action: Action, thing: object, actor: Actor, now: datetime, **around: Any) -> None:
    """Let the actor act on the thing, or raise the refusal that says why not. `around` are facts that the action
    asks for and that do not stand in the thing itself."""
    if refusal := action.refusal(vars(thing) | around, actor, now):
        refusal.subject = vars(thing)["id"]  # the door asks whether it may be seen at all
        raise refusal


def verdicts(
    actions: Iterable[Action], facts: Mapping[str, Any], actor: Actor, now: datetime
) -> list[dict[str, Any]]:
    """Each action, whether this caller may do it now, and if not the code that says why, and its title."""
    return [_verdict(action, facts, action.refusal(facts, actor, now)) for action in actions]


def _closed(gate: Gate, actor: Actor) -> Refusal | None:
    try:
        gate(actor)
    except Refusal as refusal:
        return refusal
    return None


def _verdict(action: Action, facts: Mapping[str, Any], refusal: Refusal | None) -> dict[str, Any]:
    window = action.window
    return {
        "action": action.name,
        "allowed": refusal is None,
        "reason_code": refusal.code if refusal else None,
        "message": dict(explained(refusal.code).title) if refusal else None,
        "not_before": _rfc3339(facts[window.opens]) if window.opens else None,
        "not_after": _rfc3339(facts[window.closes]) if window.closes else None,
        "input": action.input,
    }


def _rfc3339(moment: datetime | None) -> str | None:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ") if moment else None
