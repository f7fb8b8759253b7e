"""What a project's owner does with a campaign: draft, change, launch, call off."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Annotated, Any

from domain.access import Actor
from domain.actions import permit
from domain.bounds import Between, Long
from domain.collections import Changed
from domain.core import Command, use_case
from domain.errors import Conflict, Fault, Invalid
from domain.ids import CampaignId, ProjectId
from domain.model.campaigns import (
    LEAST_CHARGE,
    LONGEST_REWARD_ID,
    USUAL_MOST,
    Campaign,
    CampaignState,
    Model,
)
from domain.model.measurements import Cause
from domain.model.projects import Project, ProjectState
from domain.money import Money
from domain.policy import campaigns as policy
from domain.policy.projects import CREATE_CAMPAIGN
from domain.ports import Ports
from domain.text import LONGEST_NAME, SPREAD, Text
from domain.usecases.calls import not_stale
from domain.usecases.needs import remeasure


@dataclass(frozen=True, kw_only=True)
class Reward:
    """What backers of at least so much get; of a limited one no more are given than there are."""

    id: Annotated[str | None, Long(1, LONGEST_REWARD_ID)] = None  # none: it is called by its place
    title: Annotated[Text, Long(0, LONGEST_NAME)]
    least: Money
    limit: Annotated[int | None, Between(1, 1_000_000)] = None
    delivery: Annotated[Text, Long(0, LONGEST_NAME)] = Text()

    def document(self, id: str) -> dict[str, Any]:
        return {
            "id": id,
            "title": self.title.as_dict(),
            "least": self.least.amount,
            "limit": self.limit,
            "delivery": self.delivery.as_dict(),
        }


MOST_REWARDS = 50
Rewards = Annotated[tuple[Reward, ...], Long(0, MOST_REWARDS)]


def documents(rewards: Iterable[Reward]) -> list[dict[str, Any]]:
    """Those without an id are called r1, r2 and so on, as far as no other is called so."""
    rewards = tuple(rewards)
    named = {reward.id for reward in rewards}
    free = (name for name in (f"r{number}" for number in count(1)) if name not in named)
    return [reward.document(reward.id or next(free)) for reward in rewards]


@dataclass(frozen=True, kw_only=True)
class CreateCampaign(Command[Changed]):
    project_id: ProjectId
    title: Annotated[Text, Long(0, LONGEST_NAME)]
    story: Text = Text()
    goal: Money
    deadline: datetime
    model: Model = Model.ALL_OR_NOTHING
    least: Money | None = None  # none: what the provider takes at least
    most: Money | None = None
    rewards: Rewards = ()


@use_case(CreateCampaign, allow=CREATE_CAMPAIGN.gate)
def create_campaign(cmd: CreateCampaign, actor: Actor, ports: Ports) -> Changed:
    """A draft, seen by its owner alone."""
    now = ports.now()
    with ports.work() as work:
        project = work.projects.share(cmd.project_id)
        permit(CREATE_CAMPAIGN, project, actor, now)
        campaign = Campaign(
            id=CampaignId(ports.new_id("campaign")),
            project_id=project.id,
            account_id=project.account_id,
            title=cmd.title.as_dict(),
            story=cmd.story.as_dict(),
            goal_amount=cmd.goal.amount,
            currency=cmd.goal.currency,
            deadline=cmd.deadline,
            model=cmd.model,
            least_amount=cmd.least.amount if cmd.least else LEAST_CHARGE,
            most_amount=cmd.most.amount if cmd.most else USUAL_MOST,
            rewards=documents(cmd.rewards),
            created_at=now,
            updated_at=now,
        )
        campaign.check(now=now)
        work.campaigns.add(campaign)
        work.tell(campaign.event("created", now=now))
        return work.done(campaign)


@dataclass(frozen=True, kw_only=True)
class CampaignChanges:
    title: Annotated[Text | None, Long(0, LONGEST_NAME)] = None
    story: Text | None = None
    goal: Money | None = None
    deadline: datetime | None = None
    model: Model | None = None
    least: Money | None = None
    most: Money | None = None
    rewards: Annotated[tuple[Reward, ...] | None, Long(0, MOST_REWARDS)] = None


@dataclass(frozen=True, kw_only=True)
class UpdateCampaign(Command[Changed]):
    """Changes what is given. Once it is live its terms are a promise to its backers: only its words may change."""

    campaign_id: CampaignId
    expected_version: int
    changes: CampaignChanges = field(metadata=SPREAD)


FREE_WHILE_LIVE = {"title", "story"}


@use_case(UpdateCampaign, allow=policy.UPDATE.gate)
def update_campaign(cmd: UpdateCampaign, actor: Actor, ports: Ports) -> Changed:
    now = ports.now()
    with ports.work() as work:
        campaign = work.campaigns.lock(cmd.campaign_id)
        permit(policy.UPDATE, campaign, actor, now)
        not_stale(campaign.version, cmd.expected_version)
        _keep_promises(campaign, cmd.changes)
        for name, value in _columns(cmd.changes).items():
            setattr(campaign, name, value)
        if campaign.state is CampaignState.DRAFT:
            campaign.check(now=now)
        elif cmd.changes.title:  # a deadline that has passed since the launch is no fault of its words
            campaign.check(now=campaign.created_at)
        work.tell(campaign.event("updated", now=now))
        return work.done(campaign)


@dataclass(frozen=True, kw_only=True)
class LaunchCampaign(Command[Changed]):
    campaign_id: CampaignId
    expected_version: int | None = None


@use_case(LaunchCampaign, allow=policy.LAUNCH.gate)
def launch_campaign(cmd: LaunchCampaign, actor: Actor, ports: Ports) -> Changed:
    """From here on everybody sees it and may pledge."""
    now = ports.now()
    with ports.work() as work:
        campaign = work.campaigns.lock(cmd.campaign_id)
        permit(policy.LAUNCH, campaign, actor, now)
        not_stale(campaign.version, cmd.expected_version)
        project = work.projects.share(campaign.project_id)
        _refuse_unpublished(project)
        campaign.check(now=now)
        work.tell(campaign.launch(project, now=now))
        if not campaign.mirrored:  # the partner gives its own out
            work.rewards.offer(campaign)
        return work.done(campaign)


@dataclass(frozen=True, kw_only=True)
class CancelCampaign(Command[Changed]):
    campaign_id: CampaignId
    expected_version: int | None = None


@use_case(CancelCampaign, allow=policy.CANCEL.gate)
def cancel_campaign(cmd: CancelCampaign, actor: Actor, ports: Ports) -> Changed:
    """Every backer gets everything back; the settling sweep sees to it."""
    now = ports.now()
    with ports.work() as work:
        campaign = work.campaigns.lock(cmd.campaign_id)
        permit(policy.CANCEL, campaign, actor, now)
        not_stale(campaign.version, cmd.expected_version)
        work.tell(campaign.cancel(now=now))
        remeasure(work, campaign.project_id, ports, Cause.CAMPAIGN_ENDED)
        return work.done(campaign)


def _refuse_unpublished(project: Project) -> None:
    if project.state is not ProjectState.PUBLISHED:
        raise Conflict(f"project_is_{project.state}", state=str(project.state))


def _keep_promises(campaign: Campaign, changes: CampaignChanges) -> None:
    if campaign.state is CampaignState.DRAFT:
        return
    given = [name for name, value in vars(changes).items() if value is not None]
    faults = [Fault(f"/{name}", "fixed_once_live") for name in given if name not in FREE_WHILE_LIVE]
    if faults:
        raise Invalid("invalid_input", faults=faults)


def _columns(changes: CampaignChanges) -> Mapping[str, Any]:
    """The changes as the campaign stores them."""
    given = {name: value for name, value in vars(changes).items() if value is not None}
    for name in ("goal", "least", "most"):
        if money := given.pop(name, None):
            given[f"{name}_amount"] = money.amount
    if (rewards := given.pop("rewards", None)) is not None:
        given["rewards"] = documents(rewards)
    return {name: value.as_dict() if isinstance(value, Text) else value for name, value in given.items()}
