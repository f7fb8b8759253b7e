"""Campaigns that partners name by ids of their own, in the graph."""

from typing import Any, cast

import strawberry

from api.caller import run
from api.graphql.asking import Asking, Gatherer, type_named
from api.graphql.campaigns import Campaign, CampaignPayload, RewardInput
from api.graphql.doing import carry_out
from api.graphql.projects.asked import ProjectDocumentInput
from api.graphql.shapes import LocalizedTextInput, Moment, MoneyInput
from domain.errors import NotFound
from domain.ids import ProjectId
from domain.model.campaigns import Model
from domain.text import Text
from domain.usecases.external_campaigns import Reported, SetExternalCampaign, ShowExternalCampaign


@strawberry.input
class ReportedTotalsInput:
    raised: MoneyInput
    backers: int

    def value(self) -> Reported:
        return Reported(raised=self.raised.money(), backers=self.backers)


@strawberry.input
class SetExternalCampaignInput:
    external_id: strawberry.ID
    project_id: strawberry.ID | None = None
    project: ProjectDocumentInput | None = None
    title: LocalizedTextInput
    story: LocalizedTextInput | None = None
    goal: MoneyInput
    deadline: Moment
    model: Model = Model.ALL_OR_NOTHING
    rewards: list[RewardInput] | None = None
    totals: ReportedTotalsInput
    as_of: Moment
    url: str
    expected_version: int | None = None
    create_only: bool = False
    idempotency_key: str | None = None

    def command(self) -> SetExternalCampaign:
        return SetExternalCampaign(
            external_id=self.external_id,
            project_id=ProjectId(self.project_id) if self.project_id is not None else None,
            project=self.project.document() if self.project else None,
            title=self.title.text(),
            story=self.story.text() if self.story else Text(),
            goal=self.goal.money(),
            deadline=self.deadline,
            model=self.model,
            rewards=tuple(reward.value() for reward in self.rewards or ()),
            totals=self.totals.value(),
            as_of=self.as_of,
            url=self.url,
            expected_version=self.expected_version,
            create_only=self.create_only,
        )


@strawberry.type
class ExternalCampaignQueries:
    @strawberry.field(description="The caller's own campaign, by the caller's own id; for clients.")
    def external_campaign(self, info: Asking, external_id: strawberry.ID) -> Campaign | None:
        wish = Gatherer(info._raw_info, info.context).one("campaign", type_named(info, "campaign"))
        try:
            shown: Any = run(ShowExternalCampaign(external_id=external_id, selection=wish.selection()))
        except NotFound:
            return None
        return cast(Campaign, shown)


@strawberry.type
class ExternalCampaignMutations:
    @strawberry.mutation(
        description="Mirror a campaign of one's own site, and report what it has raised; for clients."
    )
    def set_external_campaign(self, info: Asking, input: SetExternalCampaignInput) -> CampaignPayload:
        return carry_out(info, "campaign", input.command, CampaignPayload)
