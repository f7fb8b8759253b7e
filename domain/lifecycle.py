"""A state machine is a table: from each state, where one may go.

The same table feeds the guard, the exhaustive tests, the database's CHECK, the diagrams in docs and
`allowed_actions`. What is not in the table is refused with a code that names the present state.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from domain.errors import Conflict

S = TypeVar("S", bound=StrEnum)


@dataclass(frozen=True)
class Lifecycle(Generic[S]):
    noun: str
    moves: Mapping[S, frozenset[S]]

    def move(self, now_in: S, to: S, *, only_from: frozenset[S] | None = None) -> S:
        """The state moved to; refuses with `<noun>_is_<state>` what the table does not have. `only_from` is for where
        more than one act leads to a state, each from states of its own."""
        if to not in self.moves[now_in] or (only_from is not None and now_in not in only_from):
            raise Conflict(f"{self.noun}_is_{now_in}", state=str(now_in), allowed=sorted(self.moves[now_in]))
        return to

    def sources(self, to: S) -> frozenset[S]:
        """The states from which one may come here."""
        return frozenset(state for state, reachable in self.moves.items() if to in reachable)
