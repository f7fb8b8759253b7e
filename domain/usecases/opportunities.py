"""What a project does with an opportunity for volunteers: draft, change, open, close, call off."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Annotated, Any

from domain.access import Actor
from domain.actions import permit
from domain.bounds import Between, Long
from domain.collections import Changed, Work
from domain.core import Command, use_case
from domain.errors import Fault, Invalid
from domain.ids import OpportunityId, ProjectId
from domain.model.opportunities import Opportunity, OpportunityState
from domain.model.placements import PlacementState
from domain.model.projects import Project
from domain.policy import opportunities as policy
from domain.policy.projects import CREATE_OPPORTUNITY
from domain.ports import Ports
from domain.text import LONGEST_NAME, SPREAD, Text
from domain.usecases.calls import not_stale


class Kept(Enum):
    """In place of a value that is not to be changed, where null would take it away."""

    AS_IT_IS = "as it is"


KEPT = Kept.AS_IT_IS


@dataclass(frozen=True, kw_only=True)
class NeededSkill:
    """By its id in the vocabulary, and the level that is enough."""

    skill_id: str
    least_level: Annotated[int, Between(1, 5)] = 1


@dataclass(frozen=True, kw_only=True)
class Shift:
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, kw_only=True)
class CreateOpportunity(Command[Changed]):
    project_id: ProjectId
    title: Annotated[Text, Long(0, LONGEST_NAME)]
    description: Text = Text()
    skills: Annotated[tuple[NeededSkill, ...], Long(0, 20)] = ()
    places: Annotated[int, Between(1, 1000)] = 1
    province: str | None = None
    remote: bool = False
    hours_per_week: Annotated[int | None, Between(1, 60)] = None
    shifts: Annotated[tuple[Shift, ...], Long(0, 100)] = ()
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    apply_by: datetime | None = None
    least_age: Annotated[int | None, Between(0, 120)] = None


@use_case(CreateOpportunity, allow=CREATE_OPPORTUNITY.gate)
def create_opportunity(cmd: CreateOpportunity, actor: Actor, ports: Ports) -> Changed:
    """A draft, seen by the project's owner alone. Where nothing is said, it happens where the project does."""
    now = ports.now()
    with ports.work() as work:
        project = work.projects.share(cmd.project_id)
        permit(CREATE_OPPORTUNITY, project, actor, now)
        said = {name: value for name, value in vars(cmd).items() if name != "project_id"}
        opportunity = Opportunity(
            id=OpportunityId(ports.new_id("opportunity")),
            project_id=project.id,
            account_id=project.person,
            created_at=now,
            updated_at=now,
            **_columns(said),
        )
        _check(opportunity, project)
        work.opportunities.add(opportunity)
        work.tell(opportunity.event("created", now=now))
        return work.done(opportunity)


@dataclass(frozen=True, kw_only=True)
class OpportunityChanges:
    title: Annotated[Text | Kept, Long(0, LONGEST_NAME)] = KEPT
    description: Text | Kept = KEPT
    skills: Annotated[tuple[NeededSkill, ...] | Kept, Long(0, 20)] = KEPT
    places: Annotated[int | Kept, Between(1, 1000)] = KEPT
    province: str | Kept | None = KEPT
    remote: bool | Kept = KEPT
    hours_per_week: Annotated[int | Kept | None, Between(1, 60)] = KEPT
    shifts: Annotated[tuple[Shift, ...] | Kept, Long(0, 100)] = KEPT
    starts_at: datetime | Kept | None = KEPT
    ends_at: datetime | Kept | None = KEPT
    apply_by: datetime | Kept | None = KEPT
    least_age: Annotated[int | Kept | None, Between(0, 120)] = KEPT


@dataclass(frozen=True, kw_only=True)
class UpdateOpportunity(Command[Changed]):
    """Changes what is given; null takes away what may be absent. Once it is open, who applied relies on the rest."""

    opportunity_id: OpportunityId
    expected_version: int
    changes: OpportunityChanges = field(metadata=SPREAD)


FREE_WHILE_OPEN = {"title", "description", "places", "apply_by"}


@use_case(UpdateOpportunity, allow=policy.UPDATE.gate)
def update_opportunity(cmd: UpdateOpportunity, actor: Actor, ports: Ports) -> Changed:
    now = ports.now()
    with ports.work() as work:
        opportunity = work.opportunities.lock(cmd.opportunity_id)
        permit(policy.UPDATE, opportunity, actor, now)
        not_stale(opportunity.version, cmd.expected_version)
        changes = {name: value for name, value in vars(cmd.changes).items() if value is not KEPT}
        if opportunity.state is OpportunityState.OPEN:
            _keep_promises(changes, now)
        for name, value in _columns(changes).items():
            setattr(opportunity, name, value)
        _check(opportunity, work.projects.get(opportunity.project_id))
        work.tell(opportunity.event("updated", now=now))
        return work.done(opportunity)


@dataclass(frozen=True, kw_only=True)
class OpenOpportunity(Command[Changed]):
    opportunity_id: OpportunityId
    expected_version: int | None = None


@use_case(OpenOpportunity, allow=policy.OPEN.gate)
def open_opportunity(cmd: OpenOpportunity, actor: Actor, ports: Ports) -> Changed:
    """From here on everybody sees it, and volunteers may apply."""
    now = ports.now()
    with ports.work() as work:
        opportunity = work.opportunities.lock(cmd.opportunity_id)
        permit(policy.OPEN, opportunity, actor, now)
        not_stale(opportunity.version, cmd.expected_version)
        work.tell(opportunity.open(now=now))
        return work.done(opportunity)


@dataclass(frozen=True, kw_only=True)
class CloseOpportunity(Command[Changed]):
    opportunity_id: OpportunityId
    expected_version: int | None = None


@use_case(CloseOpportunity, allow=policy.CLOSE.gate)
def close_opportunity(cmd: CloseOpportunity, actor: Actor, ports: Ports) -> Changed:
    """Takes no more applications; those that are in can still be offered places."""
    now = ports.now()
    with ports.work() as work:
        opportunity = work.opportunities.lock(cmd.opportunity_id)
        permit(policy.CLOSE, opportunity, actor, now)
        not_stale(opportunity.version, cmd.expected_version)
        work.tell(opportunity.close(now=now))
        return work.done(opportunity)


@dataclass(frozen=True, kw_only=True)
class CancelOpportunity(Command[Changed]):
    opportunity_id: OpportunityId
    expected_version: int | None = None


@use_case(CancelOpportunity, allow=policy.CANCEL.gate)
def cancel_opportunity(cmd: CancelOpportunity, actor: Actor, ports: Ports) -> Changed:
    """Applications are declined and offers lapse. Who has accepted keeps the placement: what was done until then can
    still be completed."""
    now = ports.now()
    with ports.work() as work:
        opportunity = work.opportunities.lock(cmd.opportunity_id)
        permit(policy.CANCEL, opportunity, actor, now)
        not_stale(opportunity.version, cmd.expected_version)
        work.tell(opportunity.cancel(now=now))
        _let_go(opportunity, work, now)
        return work.done(opportunity)


def _let_go(opportunity: Opportunity, work: Work, now: datetime) -> None:
    for placement in work.placements.lock_waiting(opportunity.id):
        if placement.state is PlacementState.OFFERED:
            opportunity.release(accepted=False)
            work.tell(placement.lapse(now=now))
        else:
            work.tell(placement.decline(now=now))


def _check(opportunity: Opportunity, project: Project) -> None:
    if opportunity.province is None and not opportunity.remote:
        opportunity.province = project.province
    opportunity.check()


def _keep_promises(changes: dict[str, Any], now: datetime) -> None:
    faults = [Fault(f"/{name}", "fixed_for_applicants") for name in changes if name not in FREE_WHILE_OPEN]
    if (end := changes.get("apply_by")) is not None and end <= now:
        faults.append(Fault("/apply_by", "apply_by_in_the_past"))
    if faults:
        raise Invalid("invalid_input", faults=faults)


def _columns(said: dict[str, Any]) -> dict[str, Any]:
    """What is said as the opportunity stores it."""
    stored = {name: value.as_dict() if isinstance(value, Text) else value for name, value in said.items()}
    if "skills" in stored:
        stored["skills"] = [vars(skill) for skill in stored["skills"]]
    if "shifts" in stored:
        stored["shifts"] = [
            {name: _rfc3339(moment) for name, moment in vars(shift).items()} for shift in stored["shifts"]
        ]
    return stored


def _rfc3339(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
