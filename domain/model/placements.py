"""A placement is a volunteer's part in an opportunity: applied for, offered, accepted, done."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.events import Event
from domain.ids import AccountId, OpportunityId, PlacementId, ProjectId, VolunteerId
from domain.lifecycle import Lifecycle

OFFER_LASTS = timedelta(hours=48)


class PlacementState(StrEnum):
    APPLIED = "applied"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    LAPSED = "lapsed"
    COMPLETED = "completed"
    NO_SHOW = "no_show"
    WITHDRAWN = "withdrawn"


_S = PlacementState
LIFECYCLE = Lifecycle[PlacementState](
    "placement",
    {
        _S.APPLIED: frozenset({_S.OFFERED, _S.DECLINED, _S.WITHDRAWN}),
        _S.OFFERED: frozenset({_S.ACCEPTED, _S.DECLINED, _S.LAPSED, _S.WITHDRAWN}),
        _S.ACCEPTED: frozenset({_S.COMPLETED, _S.NO_SHOW, _S.WITHDRAWN}),
        _S.DECLINED: frozenset(),
        _S.LAPSED: frozenset(),
        _S.COMPLETED: frozenset(),
        _S.NO_SHOW: frozenset(),
        _S.WITHDRAWN: frozenset(),
    },
)
OVER = frozenset({_S.DECLINED, _S.LAPSED, _S.WITHDRAWN})
"""Where a volunteer has no part any more, and may apply again."""


@dataclass(eq=False, kw_only=True)
class Placement:
    id: PlacementId
    opportunity_id: OpportunityId
    project_id: ProjectId
    volunteer_id: VolunteerId
    account_id: AccountId  # the volunteer's
    owner_id: AccountId  # the project's owner
    message: str | None
    created_at: datetime
    updated_at: datetime
    state: PlacementState = PlacementState.APPLIED
    offered_at: datetime | None = None
    expires_at: datetime | None = None  # until when the offer can be accepted, this moment not included
    accepted_at: datetime | None = None
    ended_at: datetime | None = None  # when it was declined, withdrawn, completed, or lapsed
    version: int = 1

    def is_due(self, now: datetime) -> bool:
        """Whether an offer's time is over, and nobody answered it."""
        return self.state is PlacementState.OFFERED and self.expires_at is not None and now >= self.expires_at

    def applied(self, *, now: datetime) -> Event:
        return self.event("applied", now=now, tally={"placements.applied": 1})

    def offer(self, *, now: datetime) -> Event:
        """From here on it holds a place, until it is answered or its time is over."""
        self.state = LIFECYCLE.move(self.state, PlacementState.OFFERED)
        self.offered_at, self.expires_at = now, now + OFFER_LASTS
        return self.event("offered", now=now)

    def accept(self, *, now: datetime) -> Event:
        self.state = LIFECYCLE.move(self.state, PlacementState.ACCEPTED)
        self.accepted_at = now
        return self.event("accepted", now=now, tally={"placements.accepted": 1})

    def decline(self, *, now: datetime) -> Event:
        """An application, by the project; an offer, by the volunteer."""
        return self._end(PlacementState.DECLINED, now)

    def lapse(self, *, now: datetime) -> Event:
        """Nobody answered the offer, or what was offered is called off."""
        return self._end(PlacementState.LAPSED, now)

    def withdraw(self, *, now: datetime) -> Event:
        had_accepted = self.state is PlacementState.ACCEPTED
        return self._end(PlacementState.WITHDRAWN, now, {"placements.accepted": -1} if had_accepted else {})

    def complete(self, *, now: datetime) -> Event:
        return self._end(PlacementState.COMPLETED, now, {"placements.completed": 1})

    def miss(self, *, now: datetime) -> Event:
        """The volunteer had accepted and did not come."""
        return self._end(PlacementState.NO_SHOW, now)

    def event(self, what: str, *, now: datetime, tally: dict[str, int] | None = None) -> Event:
        return Event(
            type=f"placement.{what}",
            subject=self.id,
            version=self.version,
            at=now,
            account_id=self.account_id,
            owner_id=self.owner_id,
            tally=tally or {},
        )

    def _end(self, to: PlacementState, now: datetime, tally: dict[str, int] | None = None) -> Event:
        self.state = LIFECYCLE.move(self.state, to)
        self.ended_at = now
        return self.event(_TOLD.get(to, str(to)), now=now, tally=tally)


_TOLD = {PlacementState.NO_SHOW: "missed"}
"""Events are past participles."""
