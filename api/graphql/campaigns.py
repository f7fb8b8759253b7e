"""Campaigns in the graph."""

from typing import TYPE_CHECKING, Annotated, Any

import strawberry

from api.graphql.asking import Asking, look_up, page_of, read_many, read_one
from api.graphql.doing import carry_out
from api.graphql.organizations import Organization
from api.graphql.projects import Project
from api.graphql.shapes import (
    AllowedAction,
    Connection,
    LocalizedText,
    LocalizedTextInput,
    Moment,
    Money,
    MoneyInput,
    Node,
    UserError,
)
from domain.ids import CampaignId, ProjectId
from domain.model import campaigns as domain
from domain.model.pledges import PledgeState
from domain.text import Text
from domain.usecases import campaigns as usecases
from domain.usecases.campaigns import (
    CampaignChanges,
    CancelCampaign,
    CreateCampaign,
    LaunchCampaign,
    UpdateCampaign,
)

if TYPE_CHECKING:  # they know each other
    from api.graphql.pledges import Pledge


@strawberry.type
class Reward:
    id: strawberry.ID
    title: LocalizedText
    least: Money
    limit: int | None
    left: int | None
    delivery: LocalizedText


@strawberry.type
class CampaignTotals:
    promised: Money
    collected: Money
    elsewhere: Money
    elsewhere_as_of: Moment | None
    refunded: Money


@strawberry.type
class Campaign(Node):
    id: strawberry.ID
    project_id: strawberry.ID
    project: Project | None
    organization_id: strawberry.ID | None
    organization: Organization | None
    mirrored: bool
    external_id: strawberry.ID | None
    state: domain.CampaignState
    title: LocalizedText
    story: LocalizedText
    deadline: Moment
    model: domain.Model
    goal: Money
    raised: Money
    backers: int
    totals: CampaignTotals
    raised_at_end: Money | None
    least: Money
    most: Money
    rewards: list[Reward]
    province: str | None
    goals: list[int]
    url: str | None
    launched_at: Moment | None
    ended_at: Moment | None
    settled_at: Moment | None
    created_at: Moment
    updated_at: Moment
    version: int
    allowed_actions: list[AllowedAction]

    @strawberry.field
    def pledges(
        self,
        info: Asking,
        first: int = 20,
        after: str | None = None,
        state: list[PledgeState] | None = None,
    ) -> Connection[Annotated["Pledge", strawberry.lazy("api.graphql.pledges")]]:
        return look_up(self, info, "pledges", page_of(first, after, state=state))


@strawberry.type(description="The campaign made or changed.")
class CampaignPayload:
    campaign: Campaign | None
    user_errors: list[UserError]


@strawberry.input
class RewardInput:
    id: str | None = None
    title: LocalizedTextInput
    least: MoneyInput
    limit: int | None = None
    delivery: LocalizedTextInput | None = None

    def value(self) -> usecases.Reward:
        return usecases.Reward(
            id=self.id,
            title=self.title.text(),
            least=self.least.money(),
            limit=self.limit,
            delivery=self.delivery.text() if self.delivery else Text(),
        )


@strawberry.input
class CampaignInput:
    """What both wishes may bring; `said` is what they did."""

    story: LocalizedTextInput | None = strawberry.UNSET
    model: domain.Model | None = strawberry.UNSET
    least: MoneyInput | None = strawberry.UNSET
    most: MoneyInput | None = strawberry.UNSET
    rewards: list[RewardInput] | None = strawberry.UNSET
    idempotency_key: str | None = None

    def said(self) -> dict[str, Any]:
        own = {name: value for name, value in vars(self).items() if name in COLUMNS}
        return {name: _plain(value) for name, value in own.items() if value not in (strawberry.UNSET, None)}


COLUMNS = set(vars(CampaignChanges()))


@strawberry.input
class CreateCampaignInput(CampaignInput):
    project_id: strawberry.ID
    title: LocalizedTextInput
    goal: MoneyInput
    deadline: Moment

    def command(self) -> CreateCampaign:
        return CreateCampaign(project_id=ProjectId(self.project_id), **self.said())


@strawberry.input
class UpdateCampaignInput(CampaignInput):
    id: strawberry.ID
    expected_version: int
    title: LocalizedTextInput | None = strawberry.UNSET
    goal: MoneyInput | None = strawberry.UNSET
    deadline: Moment | None = strawberry.UNSET

    def command(self) -> UpdateCampaign:
        return UpdateCampaign(
            campaign_id=CampaignId(self.id),
            expected_version=self.expected_version,
            changes=CampaignChanges(**self.said()),
        )


@strawberry.input
class CampaignActionInput:
    id: strawberry.ID
    expected_version: int | None = None
    idempotency_key: str | None = None


def _plain(value: Any) -> Any:
    match value:
        case LocalizedTextInput():
            return value.text()
        case MoneyInput():
            return value.money()
        case list():
            return tuple(each.value() for each in value)
    return value


@strawberry.type
class CampaignQueries:
    @strawberry.field(description="Campaigns, newest first.")
    def campaigns(  # noqa: PLR0913, PLR0917  one parameter a filter
        self,
        info: Asking,
        first: int = 20,
        after: str | None = None,
        sort: str | None = None,
        state: list[domain.CampaignState] | None = None,
        model: list[domain.Model] | None = None,
        project_id: list[strawberry.ID] | None = None,
        organization_id: list[strawberry.ID] | None = None,
        province: list[str] | None = None,
        goal: list[int] | None = None,
    ) -> Connection[Campaign]:
        belongs = {"project_id": project_id, "organization_id": organization_id}
        where = {"state": state, "model": model, "province": province, "goal": goal, **belongs}
        return read_many(info, "campaigns", page_of(first, after, sort, **where))

    @strawberry.field(description="A campaign.")
    def campaign(self, info: Asking, id: strawberry.ID) -> Campaign | None:
        return read_one(info, "campaign", id)


@strawberry.type
class CampaignMutations:
    @strawberry.mutation(description="Draft a campaign for a project.")
    def create_campaign(self, info: Asking, input: CreateCampaignInput) -> CampaignPayload:
        return carry_out(info, "campaign", input.command, CampaignPayload)

    @strawberry.mutation(description="Change a campaign; once it is live, only its words.")
    def update_campaign(self, info: Asking, input: UpdateCampaignInput) -> CampaignPayload:
        return carry_out(info, "campaign", input.command, CampaignPayload)

    @strawberry.mutation(description="Show a campaign to everybody, and take pledges until its deadline.")
    def launch_campaign(self, info: Asking, input: CampaignActionInput) -> CampaignPayload:
        wish = LaunchCampaign(campaign_id=CampaignId(input.id), expected_version=input.expected_version)
        return carry_out(info, "campaign", lambda: wish, CampaignPayload)

    @strawberry.mutation(
        description="Call a campaign off: no card is charged, and what was paid is given back."
    )
    def cancel_campaign(self, info: Asking, input: CampaignActionInput) -> CampaignPayload:
        wish = CancelCampaign(campaign_id=CampaignId(input.id), expected_version=input.expected_version)
        return carry_out(info, "campaign", lambda: wish, CampaignPayload)
