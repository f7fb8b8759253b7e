"""An entry is a project as submitted to one call: a frozen snapshot, and what becomes of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from domain.events import Event
from domain.ids import AccountId, CallId, EntryId, OrganizationId, ProjectId, RoundId
from domain.lifecycle import Lifecycle
from domain.text import fingerprint


class EntryState(StrEnum):
    SUBMITTED = "submitted"
    NEEDS_WORK = "needs_work"
    ELIGIBLE = "eligible"
    INELIGIBLE = "ineligible"
    IN_REVIEW = "in_review"
    SELECTED = "selected"
    WAITLISTED = "waitlisted"
    NOT_SELECTED = "not_selected"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    DISQUALIFIED = "disqualified"


LIFECYCLE = Lifecycle[EntryState](
    "entry",
    {
        EntryState.SUBMITTED: frozenset(
            {
                EntryState.ELIGIBLE,
                EntryState.INELIGIBLE,
                EntryState.NEEDS_WORK,
                EntryState.WITHDRAWN,
                EntryState.DISQUALIFIED,
            }
        ),
        EntryState.NEEDS_WORK: frozenset({EntryState.SUBMITTED, EntryState.WITHDRAWN}),
        EntryState.ELIGIBLE: frozenset({EntryState.IN_REVIEW, EntryState.WITHDRAWN, EntryState.DISQUALIFIED}),
        EntryState.INELIGIBLE: frozenset({EntryState.ELIGIBLE, EntryState.NEEDS_WORK}),
        EntryState.IN_REVIEW: frozenset(
            {
                EntryState.IN_REVIEW,  # in the next round
                EntryState.SELECTED,
                EntryState.WAITLISTED,
                EntryState.NOT_SELECTED,
                EntryState.WITHDRAWN,
                EntryState.DISQUALIFIED,
            }
        ),
        EntryState.SELECTED: frozenset({EntryState.DECLINED, EntryState.DISQUALIFIED}),
        EntryState.WAITLISTED: frozenset({EntryState.SELECTED, EntryState.DISQUALIFIED}),
        EntryState.NOT_SELECTED: frozenset(
            {EntryState.WAITLISTED, EntryState.IN_REVIEW, EntryState.DISQUALIFIED}  # by an appeal
        ),
        EntryState.DECLINED: frozenset(),
        EntryState.WITHDRAWN: frozenset(),
        EntryState.DISQUALIFIED: frozenset(),
    },
)


OVER = frozenset(state for state, ways in LIFECYCLE.moves.items() if not ways)
"""From which nothing leads on."""


class Verdict(StrEnum):
    """What screening says."""

    ELIGIBLE = "eligible"
    INELIGIBLE = "ineligible"
    NEEDS_WORK = "needs_work"


def asked_in(document: Mapping[str, Any]) -> int:
    """What a project asks for, in minor units: what it says, or else all that it costs."""
    wanted = document.get("asked_for") or document.get("budget_total") or {}
    return int(wanted.get("amount") or 0)


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """What was submitted. Judges of a blind round read the document and the answers, not the people."""

    title: dict[str, str]
    province: str | None
    document: dict[str, Any]
    people: dict[str, Any]
    answers: dict[str, Any]

    @property
    def asked(self) -> int:
        """What it asks for, in minor units."""
        return asked_in(self.document)

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the canonical JSON of all of it: the applicant's receipt."""
        return fingerprint({"document": self.document, "people": self.people, "answers": self.answers})


@dataclass(eq=False, kw_only=True)
class Entry:
    id: EntryId
    call_id: CallId
    organization_id: OrganizationId  # the call's
    project_id: ProjectId
    account_id: AccountId  # who submitted it
    applicant_organization_id: OrganizationId | None = None  # for which; none: for themselves
    slot: int  # which of the applicant's entries in this call: no two live ones share it
    title: dict[str, str]
    province: str | None
    document: dict[str, Any]
    people: dict[str, Any]
    answers: dict[str, Any]
    fingerprint: str
    submitted_at: datetime
    created_at: datetime
    updated_at: datetime
    submission: int = 1  # counts snapshots: one that needed work is submitted again
    state: EntryState = EntryState.SUBMITTED
    reasons: list[dict[str, Any]] = field(default_factory=list)
    round_id: RoundId | None = None  # that it is in, or was in last
    advanced: bool = False  # the published round let it on, and no next round took it yet
    ranked_at: datetime | None = None
    appeals_until: datetime | None = None  # against a no; none: there was none, or none may appeal
    place: int | None = None  # what it won
    waiting_place: int | None = None  # where it stands in the waiting list
    version: int = 1

    @property
    def asked(self) -> int:
        """What it asks for, in minor units."""
        return asked_in(self.document)

    def resubmit(self, snapshot: Snapshot, *, now: datetime) -> Event:
        """A new snapshot in place of the one that needed work."""
        self.state = LIFECYCLE.move(self.state, EntryState.SUBMITTED)
        for name, value in vars(snapshot).items():
            setattr(self, name, value)
        self.fingerprint, self.submitted_at = snapshot.fingerprint, now
        self.submission += 1
        self.reasons = []
        return self.event("resubmitted", now=now, tally={"entries.needs_work": -1})

    def screen(self, verdict: Verdict, reasons: list[dict[str, Any]], *, now: datetime) -> Event:
        again = {"entries.ineligible": -1} if self.state is EntryState.INELIGIBLE else {}
        self.state = LIFECYCLE.move(self.state, EntryState(verdict))
        self.reasons = reasons
        return self.event("screened", now=now, tally={f"entries.{verdict}": 1, **again})

    def withdraw(self, *, now: datetime) -> Event:
        mended = {"entries.needs_work": -1} if self.state is EntryState.NEEDS_WORK else {}
        self.state = LIFECYCLE.move(self.state, EntryState.WITHDRAWN)
        return self.event("withdrawn", now=now, tally={"entries.withdrawn": 1, **mended})

    def enter(self, round_id: RoundId) -> None:
        """Into a round, to be judged: the first, or the next."""
        self.state = LIFECYCLE.move(self.state, EntryState.IN_REVIEW)
        self.round_id, self.ranked_at, self.advanced = round_id, None, False

    def win(self, place: int, *, now: datetime) -> Event:
        self.state = LIFECYCLE.move(self.state, EntryState.SELECTED)
        self.place = place
        return self.event("selected", now=now, public=True, tally=self._won())

    def wait(self, waiting_place: int, *, now: datetime) -> Event:
        self.state = LIFECYCLE.move(self.state, EntryState.WAITLISTED)
        self.waiting_place = waiting_place
        return self.event("waitlisted", now=now, tally={"entries.waitlisted": 1})

    def move_up(self, place: int, *, now: datetime) -> Event:
        """From the waiting list to the place that a winner gave back."""
        self.state = LIFECYCLE.move(self.state, EntryState.SELECTED)
        self.place, self.waiting_place = place, None
        tally = {**self._won(), "entries.waitlisted": -1}
        return self.event("selected", now=now, public=True, tally=tally)

    def advance(self, *, now: datetime) -> Event:
        """On to the next round of its call, which is not there yet."""
        self.advanced = True
        return self.event("advanced", now=now)

    def pass_over(self, *, now: datetime, appeals_until: datetime | None = None) -> Event:
        self.state = LIFECYCLE.move(self.state, EntryState.NOT_SELECTED)
        self.appeals_until = appeals_until
        return self.event("not_selected", now=now)

    def readmit(self, *, now: datetime) -> Event:
        """An appeal was right: on to the next round after all."""
        self.state = LIFECYCLE.move(self.state, EntryState.IN_REVIEW)
        self.advanced = True
        return self.event("readmitted", now=now)

    def decline(self, *, now: datetime) -> Event:
        """Gives its place back."""
        self.state = LIFECYCLE.move(self.state, EntryState.DECLINED)
        self.place = None
        taken_back = {name: -number for name, number in self._won().items()}
        return self.event("declined", now=now, public=True, tally={**taken_back, "entries.declined": 1})

    def disqualify(self, reasons: list[dict[str, Any]], *, now: datetime) -> Event:
        """Out for good, wherever it stood; a place that it had won is free."""
        tally, was = {"entries.disqualified": 1}, self.state
        if was is EntryState.SELECTED:
            tally |= {name: -number for name, number in self._won().items()}
        elif was is EntryState.WAITLISTED:
            tally |= {"entries.waitlisted": -1}
        self.state = LIFECYCLE.move(was, EntryState.DISQUALIFIED)
        self.reasons, self.place, self.waiting_place, self.advanced = reasons, None, None, False
        return self.event("disqualified", now=now, public=was is EntryState.SELECTED, tally=tally)

    def event(
        self, what: str, *, now: datetime, public: bool = False, tally: dict[str, int] | None = None
    ) -> Event:
        return Event(
            type=f"entry.{what}",
            subject=self.id,
            version=self.version,
            at=now,
            public=public,
            organization_id=self.organization_id,
            account_id=self.account_id,
            tally=tally or {},
        )

    def _won(self) -> dict[str, int]:
        where = {f"entries.selected.province.{self.province}": 1} if self.province else {}
        return {"entries.selected": 1, **where}
