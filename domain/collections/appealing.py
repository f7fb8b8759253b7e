"""What follows a decision: letters, appeals against it, and what judges who look again say."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from domain.collections.common import Collection
from domain.ids import AppealId, CallId, EntryId, RoundId
from domain.model.appeals import Appeal, Opinion
from domain.model.letters import Letter


class Letters(Collection[Letter], Protocol):
    def add_all(self, letters: Iterable[Letter]) -> None: ...


class Appeals(Collection[Appeal], Protocol):
    def against(self, entry_id: EntryId, round_id: RoundId) -> Appeal | None:
        """The one against what the round decided about the entry."""

    def lock_live_of(self, entry_id: EntryId) -> Sequence[Appeal]:
        """Those about the entry that are not answered yet, locked."""

    def undecided_in(self, call_id: CallId) -> bool:
        """Whether any in the call is not answered yet."""


class Opinions(Collection[Opinion], Protocol):
    def lock_of(self, appeal_id: AppealId) -> Sequence[Opinion]:
        """All on an appeal, by id, locked."""
