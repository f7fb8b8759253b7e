"""One walk: a call, whoever acts on it, and whether each answer was what `allowed_actions` had said."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, TypeVar

from hypothesis import strategies as st

from domain.access import SYSTEM, Actor
from domain.actions import Action
from domain.core import Command
from domain.errors import Refusal
from domain.lifecycle_words import explained
from domain.reading import Selection
from tests.journeys.judging_machine.cast import Cast, Killed
from tests.journeys.judging_machine.foreseen import FINDS_CONFLICTS, FORESEEN

T = TypeVar("T")


@dataclass(eq=False)
class Walk:
    cast: Cast
    data: st.DataObject
    call: str = ""
    journal: list[str] = field(default_factory=list)
    tokens: dict[tuple[str, str], str] = field(default_factory=dict)  # of plans, by what and of which round
    published: dict[str, Any] = field(default_factory=dict)  # what rounds were published with
    counted: int = 0  # what has been looked at of the audit trail
    acts: int = 0
    orderly: bool = False  # nobody does what they should not

    def pick(self, things: Sequence[T]) -> T:
        return things[self.data.draw(st.integers(0, len(things) - 1))]

    def chance(self, of: int) -> bool:
        return self.data.draw(st.integers(1, of)) == of

    def who(self, right: Sequence[Actor]) -> Actor:
        """Mostly somebody who may; at times anybody."""
        anybody = not right or (not self.orderly and self.chance(6))
        return self.pick(self.cast.everybody if anybody else right)

    def account(self, id: str) -> Actor:
        return next(one for one in self.cast.everybody if one.account_id == id)

    def rows(self, question: str, *about: Any) -> list[dict[str, Any]]:
        return self.cast.rows(question, *about)

    def of_call(self, table: str, where: str = "true") -> list[dict[str, Any]]:
        return self.rows(f"SELECT * FROM {table} WHERE call_id = %s AND {where} ORDER BY id", self.call)

    @property
    def written(self) -> int:
        """How much the audit trail holds: whatever is changed is in it."""
        [row] = self.rows("SELECT coalesce(max(position), 0) AS most FROM audit_records")
        return int(row["most"])

    def tries(self, wish: Command[T], by: Actor, action: Action, id: str) -> T | None:
        """Done, or refused as was said; None where nothing came of it."""
        said, before = self.said(action, by, id), self.written
        self.cast.pass_time(seconds=1)
        self.acts += 1
        note = f"{by.principal[-4:]} {wish}"
        try:
            done = self.cast.core.run(wish, by)
        except Killed:
            self.journal.append(f"{note} -> killed")
            return None
        except Refusal as refusal:
            self.journal.append(f"{note} -> {refusal.code} {[f.code for f in refusal.faults]}")
            if action.name not in FINDS_CONFLICTS:
                assert self.written == before, f"refused, and yet something changed: {note}"
            _refused_as_said(action, said, by, refusal, note)
            return None
        self.journal.append(f"{note} -> done")
        assert said is not None, f"done to what they cannot see: {note}"
        assert said["allowed"], f"not allowed ({said['reason_code']}), and yet done: {note}"
        return done

    def plans(self, wish: Command[Any], by: Actor, action: Action, id: str) -> str | None:
        """The token of a simulation, which changes nothing."""
        before = self.written
        with suppress(KeyError):
            planned = self.tries(wish, by, action, id)
            assert self.written == before, f"only tried, and yet something changed: {wish}"
            if planned is not None:
                self.tokens[action.name, id] = planned.token
                return str(planned.token)
        return None

    def platform(self, sweep: Command[Any]) -> None:
        self.acts += 1
        with suppress(Killed):
            self.cast.core.run(sweep, SYSTEM)
        self.journal.append(f"system {sweep}")

    def said(self, action: Action, by: Actor, id: str) -> dict[str, Any] | None:
        """What the list says of the action, a second before; None where the thing is hidden."""
        wanted = Selection(action.noun, ("allowed_actions", "id"))
        shown = self.cast.ports.reader.one(wanted, id, by, self.cast.time)
        if shown is None:
            return None
        listed: list[dict[str, Any]] = shown["allowed_actions"]
        return next(one for one in listed if one["action"] == action.name)


def _refused_as_said(
    action: Action, said: dict[str, Any] | None, by: Actor, refusal: Refusal, note: str
) -> None:
    name = f"{action.noun}.{action.name}"
    assert explained(refusal.code).cure, f"nobody could explain {refusal.code}"
    if said is None:
        assert refusal.code in (f"{action.noun}_not_found", _gate(action, by)), f"{refusal.code}: {note}"
    elif said["allowed"]:
        assert refusal.code in FORESEEN["*"] | FORESEEN.get(name, frozenset()), (
            f"{name} was allowed, and yet {refusal.code} {refusal.details} {refusal.faults}: {note}"
        )
    else:
        assert refusal.code == said["reason_code"], f"said {said['reason_code']}, was {refusal.code}: {note}"


def _gate(action: Action, by: Actor) -> str | None:
    try:
        action.gate(by)
    except Refusal as refusal:
        return refusal.code
    return None
