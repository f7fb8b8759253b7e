"""From a call to its winners: entries, rounds, reviews and conflicts of interest."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol

from domain.collections.common import Collection
from domain.ids import AccountId, CallId, ProjectId, RoundId
from domain.model.calls import Call
from domain.model.conflicts import ConflictOfInterest
from domain.model.entries import Entry
from domain.model.reviews import Review
from domain.model.rounds import Round
from domain.model.standings import Standing


class Calls(Collection[Call], Protocol):
    def due(self, now: datetime) -> Sequence[str]:
        """Ids of open calls whose time is over."""


class Entries(Collection[Entry], Protocol):
    def live_of(self, call_id: CallId, project_id: ProjectId) -> Entry | None:
        """The project's entry in the call, locked; withdrawn ones are not live."""

    def slots(self, call_id: CallId, account_id: AccountId) -> Sequence[int]:
        """Which of its entries in the call an account has used."""

    def lock_live_of_call(self, call_id: CallId) -> Sequence[Entry]:
        """All of a call that are not withdrawn, by id, locked."""

    def lock_in_round(self, round_id: RoundId) -> Sequence[Entry]:
        """All that are in review in the round, by id, locked."""

    def lock_first_waiting(self, call_id: CallId) -> Entry | None:
        """Whoever is next on the call's waiting list, locked."""


class Rounds(Collection[Round], Protocol):
    def unpublished_of(self, call_id: CallId) -> bool:
        """Whether the call has a round that is not finished."""


class Reviews(Collection[Review], Protocol):
    def add_all(self, reviews: Iterable[Review]) -> None: ...

    def of_round(self, round_id: RoundId) -> Sequence[Review]:
        """All of a round, by id."""


class Standings(Protocol):
    def add_all(self, standings: Iterable[Standing]) -> None: ...

    def of_round(self, round_id: RoundId) -> Sequence[Standing]:
        """All of a round, in order."""


class Conflicts(Protocol):
    def add_all(self, conflicts: Iterable[ConflictOfInterest]) -> None:
        """Keeps those not known yet."""

    def replace_pinned(self, round_id: RoundId, conflicts: Iterable[ConflictOfInterest]) -> None:
        """The chair's, in place of the chair's earlier ones."""

    def of_round(self, round_id: RoundId) -> frozenset[tuple[str, str]]:
        """(judge, entry) of all that are known."""
