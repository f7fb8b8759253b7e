"""From a call to its winners: entries, rounds, reviews and conflicts of interest."""

from collections.abc import Collection as Collected
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from domain.collections.common import Collection
from domain.ids import AccountId, CallId, EntryId, OrganizationId, ProjectId, RoundId
from domain.model.calls import Call
from domain.model.conflicts import ConflictKind, ConflictOfInterest, Facts, Pair
from domain.model.entries import Entry
from domain.model.grants import Grant
from domain.model.looks import Look
from domain.model.reminders import Occasion, Reminder
from domain.model.reviews import Review
from domain.model.rounds import Round
from domain.model.standings import Standing


class Calls(Collection[Call], Protocol):
    def due(self, now: datetime) -> Sequence[str]:
        """Ids of open calls whose time is over."""

    def taking_entries(self, now: datetime, *, since: datetime) -> Sequence[Call]:
        """Some that take entries now and did at that moment, those that close first."""

    def to_begin(self, now: datetime) -> Sequence[str]:
        """Ids of open calls whose first moment has come, and nobody was told yet."""

    def to_end_appeals(self, now: datetime) -> Sequence[str]:
        """Ids of those whose time for appeals is over, and nobody was told yet."""


class Entries(Collection[Entry], Protocol):
    def live_of(self, call_id: CallId, project_id: ProjectId) -> Entry | None:
        """The project's entry in the call, locked; withdrawn ones are not live."""

    def slots(
        self, call_id: CallId, account_id: AccountId, organization_id: OrganizationId | None
    ) -> Sequence[int]:
        """Which of its entries in the call the applicant has used: the organization, where there is one."""

    def applicants_of(self, call_id: CallId) -> Sequence[AccountId]:
        """Who applies with what of a call still goes on, each once: in person, or as a manager of an organization."""

    def lock_live_of_call(self, call_id: CallId) -> Sequence[Entry]:
        """All of a call that are not withdrawn, by id, locked."""

    def lock_in_round(self, round_id: RoundId) -> Sequence[Entry]:
        """All that are in review in the round, by id, locked."""

    def in_round(self, round_id: RoundId) -> Sequence[Entry]:
        """All that are in review in the round, by id, to look at."""

    def lock_first_waiting(self, call_id: CallId) -> Entry | None:
        """Whoever is next on the call's waiting list, locked."""

    def lock_waiting(self, call_id: CallId) -> Sequence[Entry]:
        """The call's whole waiting list, by id, locked."""

    def ids_in_round(self, round_id: RoundId) -> frozenset[str]:
        """Of all that are in review in the round."""


class Rounds(Collection[Round], Protocol):
    def begun_after(self, round: Round) -> bool:
        """Whether a later round of the call has opened."""

    def latest_of(self, call_id: CallId) -> Round | None:
        """The call's last round so far."""

    def begun_in(self, call_id: CallId) -> bool:
        """Whether a round of the call was ever opened."""


class Reviews(Collection[Review], Protocol):
    def add_all(self, reviews: Iterable[Review]) -> None: ...

    def of_calibration(self, round_id: RoundId) -> Sequence[Review]:
        """Those of entries that every judge scores first, by id."""

    def calibration_waits(self, review: Review) -> bool:
        """Whether its judge must first send in one of the calibration, of an entry still in the round."""

    def remove(self, reviews: Iterable[Review]) -> None:
        """Takes back what was assigned, and that nobody has begun."""

    def of_round(self, round_id: RoundId) -> Sequence[Review]:
        """All of a round, by id."""

    def of_entries(self, entry_ids: Iterable[str]) -> Sequence[Review]:
        """All of these entries, in any round."""

    def judges_ever(self, entry_id: EntryId) -> frozenset[str]:
        """All who were ever given the entry to review, in any round, whatever came of it."""


class Looks(Collection[Look], Protocol):
    def has_looked(self, round_id: RoundId, account_id: AccountId) -> bool:
        """Whether the account has recorded a look into the round."""

    def accounts_of(self, round_id: RoundId) -> Sequence[str]:
        """Who has recorded a look into the round."""


class Standings(Protocol):
    def add_all(self, standings: Iterable[Standing]) -> None: ...

    def of_round(self, round_id: RoundId) -> Sequence[Standing]:
        """All of a round, in order. Whoever changes them has the round locked."""


class Bundles(Protocol):
    def keep(self, round_id: RoundId, document: str, now: datetime) -> None:
        """What anybody can recompute the published round from, as JSON, for good."""


class Conflicts(Collection[ConflictOfInterest], Protocol):
    def add_all(self, conflicts: Iterable[ConflictOfInterest]) -> None: ...

    def of_round(self, round_id: RoundId) -> frozenset[Pair]:
        """(judge, entry) of all that stand."""

    def kinds_of_round(self, round_id: RoundId) -> frozenset[tuple[str, str, ConflictKind]]:
        """(judge, entry, why) of all that stand."""

    def lock_pinned(self, round_id: RoundId) -> Sequence[ConflictOfInterest]:
        """The chair's that stand, by id, locked."""

    def facts(self, judge_ids: Collected[str], entries: Collected[Entry]) -> Facts:
        """What the data knows of these judges and of those around these entries, in as many statements for many."""

    def barred_from(self, entry_id: EntryId) -> frozenset[str]:
        """Judges who are in conflict with the entry, in any round."""


class Grants(Collection[Grant], Protocol):
    def lock_of_entry(self, entry_id: EntryId) -> Grant | None:
        """The entry's, offered or accepted, locked."""

    def promised(self, call_id: CallId) -> int:
        """What all grants of a call that stand are worth together, in minor units."""

    def first_given_back(self, call_id: CallId) -> Grant | None:
        """Of the best place of the call that nobody has any more: the grant that was promised last for it."""


class Reminders(Protocol):
    def add_all(self, reminders: Iterable[Reminder]) -> None: ...

    def to_send(self, now: datetime) -> Sequence[str]:
        """Ids of rounds with judges whose reviews are wanted soon, and who were not told so yet."""

    def latest(self, round_id: RoundId) -> Mapping[str, datetime]:
        """When each judge was last reminded."""

    def had(self, round_id: RoundId, occasion: Occasion, due_at: datetime) -> frozenset[str]:
        """Who was reminded of this occasion, and of that time."""
