"""How a volunteer and a project come together: one applies, the other offers, the first accepts. And what follows.

Whatever moves a place locks the opportunity before the placement, so that no place is given twice.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from domain.access import Actor, platform_only
from domain.actions import Action, permit
from domain.bounds import Long
from domain.collections import Changed
from domain.core import Command, use_case
from domain.errors import Conflict
from domain.events import Event
from domain.ids import OpportunityId, PlacementId
from domain.model.measurements import Cause
from domain.model.opportunities import Opportunity
from domain.model.placements import Placement, PlacementState
from domain.model.volunteers import Volunteer
from domain.policy import placements as policy
from domain.policy.opportunities import CREATE_PLACEMENT
from domain.ports import Ports
from domain.usecases.calls import not_stale
from domain.usecases.needs import remeasure

Move = Callable[[Opportunity, Placement, datetime], Event]


@dataclass(frozen=True, kw_only=True)
class CreatePlacement(Command[Changed]):
    """An application of whoever asks, with a word to the project if they like."""

    opportunity_id: OpportunityId
    message: Annotated[str | None, Long(1, 2000)] = None


@use_case(CreatePlacement, allow=CREATE_PLACEMENT.gate)
def create_placement(cmd: CreatePlacement, actor: Actor, ports: Ports) -> Changed:
    """Taken from whoever consented to be seen and has the skills; it holds no place yet."""
    now = ports.now()
    with ports.work() as work:
        opportunity = work.opportunities.share(cmd.opportunity_id)
        permit(CREATE_PLACEMENT, opportunity, actor, now)
        volunteer = work.volunteers.share_of(actor.known_account)
        if volunteer is None or not volunteer.consent:
            raise Conflict("volunteer_profile_missing")
        opportunity.must_suit(volunteer)
        placement = _applied(opportunity, volunteer, cmd.message, ports, now)
        work.placements.add(placement)
        work.tell(placement.applied(now=now))
        return work.done(placement)


@dataclass(frozen=True, kw_only=True)
class OfferPlacement(Command[Changed]):
    placement_id: PlacementId
    expected_version: int | None = None


@use_case(OfferPlacement, allow=policy.OFFER.gate)
def offer_placement(cmd: OfferPlacement, actor: Actor, ports: Ports) -> Changed:
    """Holds a place for the volunteer for 48 hours; refused where none is left."""

    def offer(opportunity: Opportunity, placement: Placement, now: datetime) -> Event:
        opportunity.hold()
        return placement.offer(now=now)

    return _moved(cmd, policy.OFFER, offer, actor, ports)


@dataclass(frozen=True, kw_only=True)
class AcceptPlacement(Command[Changed]):
    placement_id: PlacementId
    expected_version: int | None = None


@use_case(AcceptPlacement, allow=policy.ACCEPT.gate)
def accept_placement(cmd: AcceptPlacement, actor: Actor, ports: Ports) -> Changed:
    """The place that was held is the volunteer's."""

    def accept(opportunity: Opportunity, placement: Placement, now: datetime) -> Event:
        opportunity.fill()
        return placement.accept(now=now)

    return _moved(cmd, policy.ACCEPT, accept, actor, ports)


@dataclass(frozen=True, kw_only=True)
class DeclinePlacement(Command[Changed]):
    placement_id: PlacementId
    expected_version: int | None = None


@use_case(DeclinePlacement, allow=policy.DECLINE.gate)
def decline_placement(cmd: DeclinePlacement, actor: Actor, ports: Ports) -> Changed:
    """An application, by the project; an offer, by the volunteer, which frees the place."""

    def decline(opportunity: Opportunity, placement: Placement, now: datetime) -> Event:
        _give_back(opportunity, placement)
        return placement.decline(now=now)

    return _moved(cmd, policy.DECLINE, decline, actor, ports)


@dataclass(frozen=True, kw_only=True)
class WithdrawPlacement(Command[Changed]):
    placement_id: PlacementId
    expected_version: int | None = None


@use_case(WithdrawPlacement, allow=policy.WITHDRAW.gate)
def withdraw_placement(cmd: WithdrawPlacement, actor: Actor, ports: Ports) -> Changed:
    """The volunteer steps back, until the work is done; a place that was held or accepted is free again."""

    def withdraw(opportunity: Opportunity, placement: Placement, now: datetime) -> Event:
        _give_back(opportunity, placement)
        return placement.withdraw(now=now)

    return _moved(cmd, policy.WITHDRAW, withdraw, actor, ports)


@dataclass(frozen=True, kw_only=True)
class CompletePlacement(Command[Changed]):
    placement_id: PlacementId
    expected_version: int | None = None


@use_case(CompletePlacement, allow=policy.COMPLETE.gate)
def complete_placement(cmd: CompletePlacement, actor: Actor, ports: Ports) -> Changed:
    """The project says that the volunteer did the work."""
    return _moved(cmd, policy.COMPLETE, lambda _, placement, now: placement.complete(now=now), actor, ports)


@dataclass(frozen=True, kw_only=True)
class MarkNoShow(Command[Changed]):
    placement_id: PlacementId
    expected_version: int | None = None


@use_case(MarkNoShow, allow=policy.MARK_NO_SHOW.gate)
def mark_no_show(cmd: MarkNoShow, actor: Actor, ports: Ports) -> Changed:
    """The project says that the volunteer did not come."""
    return _moved(cmd, policy.MARK_NO_SHOW, lambda _, placement, now: placement.miss(now=now), actor, ports)


@dataclass(frozen=True, kw_only=True)
class LapseDueOffers(Command[int]):
    """The sweep: every offer that nobody answered in time gives its place back. Answers how many were due."""


@use_case(LapseDueOffers, allow=platform_only)
def lapse_due_offers(cmd: LapseDueOffers, actor: Actor, ports: Ports) -> int:
    now = ports.now()
    with ports.work() as work:
        due = work.placements.due(now)
    for id in due:
        with ports.work() as work:
            opportunity = work.opportunities.lock(work.placements.get(id).opportunity_id)
            placement = work.placements.lock(id)
            if placement.is_due(now):
                _give_back(opportunity, placement)
                work.tell(placement.lapse(now=now))
    return len(due)


Answer = (
    OfferPlacement | AcceptPlacement | DeclinePlacement | WithdrawPlacement | CompletePlacement | MarkNoShow
)


def _moved(cmd: Answer, action: Action, move: Move, actor: Actor, ports: Ports) -> Changed:
    """One step of a placement, with whatever it does to the places."""
    now = ports.now()
    with ports.work() as work:
        opportunity = work.opportunities.lock(work.placements.get(cmd.placement_id).opportunity_id)
        placement = work.placements.lock(cmd.placement_id)
        permit(action, placement, actor, now)
        not_stale(placement.version, cmd.expected_version)
        work.tell(move(opportunity, placement, now))
        if placement.state is PlacementState.COMPLETED:
            remeasure(work, placement.project_id, ports, Cause.PLACEMENT_COMPLETED)
        return work.done(placement)


def _give_back(opportunity: Opportunity, placement: Placement) -> None:
    """The place that it holds, if it holds one."""
    if placement.state in (PlacementState.OFFERED, PlacementState.ACCEPTED):
        opportunity.release(accepted=placement.state is PlacementState.ACCEPTED)


def _applied(
    opportunity: Opportunity, volunteer: Volunteer, message: str | None, ports: Ports, now: datetime
) -> Placement:
    return Placement(
        id=PlacementId(ports.new_id("placement")),
        opportunity_id=opportunity.id,
        project_id=opportunity.project_id,
        volunteer_id=volunteer.id,
        account_id=volunteer.account_id,
        owner_id=opportunity.account_id,
        message=message,
        created_at=now,
        updated_at=now,
    )
