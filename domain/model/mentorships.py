"""A mentorship accompanies a winner through incubation: somebody with experience, and the meetings that they hold."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.errors import Fault, Invalid
from domain.events import Event
from domain.ids import AccountId, CallId, EntryId, MentorshipId, OrganizationId
from domain.lifecycle import Lifecycle
from domain.text import says_nothing


class MentorshipState(StrEnum):
    PROPOSED = "proposed"
    ACTIVE = "active"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"


LIFECYCLE = Lifecycle[MentorshipState](
    "mentorship",
    {
        MentorshipState.PROPOSED: frozenset(
            {MentorshipState.ACTIVE, MentorshipState.DECLINED, MentorshipState.WITHDRAWN}
        ),
        MentorshipState.ACTIVE: frozenset({MentorshipState.ENDED}),
        MentorshipState.DECLINED: frozenset(),
        MentorshipState.WITHDRAWN: frozenset(),
        MentorshipState.ENDED: frozenset(),
    },
)
LIVE = frozenset({MentorshipState.PROPOSED, MentorshipState.ACTIVE})


@dataclass(eq=False, kw_only=True)
class Mentorship:
    id: MentorshipId
    call_id: CallId
    entry_id: EntryId
    organization_id: OrganizationId  # the call's
    account_id: AccountId  # who entered it
    mentor_id: AccountId
    focus: dict[str, str]  # what the mentor is to help with
    created_at: datetime
    updated_at: datetime
    state: MentorshipState = MentorshipState.PROPOSED
    applicant_organization_id: OrganizationId | None = None  # for which; none: for themselves
    summary: dict[str, str] | None = None  # what came of it, once it has ended
    meetings_held: int = 0
    minutes_held: int = 0
    accepted_at: datetime | None = None
    ended_at: datetime | None = None
    version: int = 1

    def proposed(self, applicants: Collection[AccountId], *, now: datetime) -> Event:
        """Raises Invalid where the mentor is the applicant, or one of them."""
        if self.mentor_id == self.account_id or self.mentor_id in applicants:
            raise Invalid("invalid_input", faults=[Fault("/mentor_id", "mentor_is_the_applicant")])
        return self.event("proposed", now=now)

    def accept(self, *, now: datetime) -> Event:
        self.state = LIFECYCLE.move(self.state, MentorshipState.ACTIVE)
        self.accepted_at = now
        return self.event("accepted", now=now)

    def decline(self, *, now: datetime) -> Event:
        self.state = LIFECYCLE.move(self.state, MentorshipState.DECLINED)
        return self.event("declined", now=now)

    def withdraw(self, *, now: datetime) -> Event:
        self.state = LIFECYCLE.move(self.state, MentorshipState.WITHDRAWN)
        return self.event("withdrawn", now=now)

    def end(self, summary: dict[str, str], *, now: datetime) -> Event:
        """Raises Invalid where nothing is said of what came of it."""
        if says_nothing(summary):
            raise Invalid("invalid_input", faults=[Fault("/summary", "text_missing")])
        self.state = LIFECYCLE.move(self.state, MentorshipState.ENDED)
        self.summary, self.ended_at = summary, now
        return self.event("ended", now=now)

    def count(self, minutes: int) -> None:
        """A meeting was held; kept here, so that no list has to add up."""
        self.meetings_held += 1
        self.minutes_held += minutes

    def event(self, what: str, *, now: datetime) -> Event:
        return Event(
            type=f"mentorship.{what}",
            subject=self.id,
            version=self.version,
            at=now,
            organization_id=self.organization_id,
            account_id=self.mentor_id,
            owner_id=self.account_id,
        )
