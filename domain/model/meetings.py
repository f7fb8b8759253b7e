"""A meeting is one session of a mentorship: planned, then held or cancelled."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.errors import Fault, Invalid
from domain.events import Event
from domain.ids import AccountId, MeetingId, MentorshipId, OrganizationId
from domain.lifecycle import Lifecycle
from domain.text import says_nothing

LONGEST = 24 * 60  # minutes


class MeetingState(StrEnum):
    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"


LIFECYCLE = Lifecycle[MeetingState](
    "meeting",
    {
        MeetingState.PLANNED: frozenset({MeetingState.HELD, MeetingState.CANCELLED}),
        MeetingState.HELD: frozenset(),
        MeetingState.CANCELLED: frozenset(),
    },
)


@dataclass(eq=False, kw_only=True)
class Meeting:
    id: MeetingId
    mentorship_id: MentorshipId
    organization_id: OrganizationId  # the call's
    account_id: AccountId  # who entered
    mentor_id: AccountId
    topic: dict[str, str]
    venue: str  # an address, or a link
    starts_at: datetime
    minutes: int
    created_at: datetime
    updated_at: datetime
    state: MeetingState = MeetingState.PLANNED
    applicant_organization_id: OrganizationId | None = None  # for which; none: for themselves
    notes: dict[str, str] | None = None  # what was agreed, once it was held
    reason: dict[str, str] | None = None  # why it was cancelled
    held_at: datetime | None = None
    cancelled_at: datetime | None = None
    version: int = 1

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)

    def check(self) -> None:
        if says_nothing(self.topic):
            raise Invalid("invalid_input", faults=[Fault("/topic", "text_missing")])

    def hold(self, notes: dict[str, str], minutes: int | None, *, now: datetime) -> Event:
        """Not before it has begun, which its action holds; `minutes` where it took another time than planned. Raises
        Invalid where nothing is said of what was agreed."""
        if says_nothing(notes):
            raise Invalid("invalid_input", faults=[Fault("/notes", "text_missing")])
        self.state = LIFECYCLE.move(self.state, MeetingState.HELD)
        self.notes, self.held_at, self.minutes = notes, now, minutes or self.minutes
        return self.event("held", now=now)

    def cancel(self, reason: dict[str, str], *, now: datetime) -> Event:
        if says_nothing(reason):
            raise Invalid("invalid_input", faults=[Fault("/reason", "reason_missing")])
        self.state = LIFECYCLE.move(self.state, MeetingState.CANCELLED)
        self.reason, self.cancelled_at = reason, now
        return self.event("cancelled", now=now)

    def event(self, what: str, *, now: datetime) -> Event:
        return Event(
            type=f"meeting.{what}",
            subject=self.id,
            version=self.version,
            at=now,
            organization_id=self.organization_id,
            account_id=self.mentor_id,
            owner_id=self.account_id,
        )
