"""What is shown of a project in the graph."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from api.graphql.asking import Asking, look_up, page_of
from api.graphql.shapes import AllowedAction, Connection, LocalizedText, Moment, Money, Node, UserError
from domain.model import project_shape, projects
from domain.model.attachments import AttachmentState
from domain.model.campaigns import CampaignState
from domain.model.needs import Factor
from domain.model.opportunities import OpportunityState
from domain.model.teammates import TeammateKind, TeammateState

if TYPE_CHECKING:  # the two know each other
    from api.graphql.accounts import Account
    from api.graphql.attachments import Attachment
    from api.graphql.campaigns import Campaign
    from api.graphql.needs import Measurement
    from api.graphql.opportunities import Opportunity
    from api.graphql.organizations import Organization
    from api.graphql.teammates import Teammate
    from api.graphql.updates import Update
    from api.graphql.versions import Version


@strawberry.type
class Location:
    latitude: float
    longitude: float


@strawberry.type
class RootCause:
    id: strawberry.ID
    cause: LocalizedText
    because_of: strawberry.ID | None
    evidence: list[LocalizedText]


@strawberry.type
class ProjectProblem:
    statement: LocalizedText
    people_affected: int | None
    community: LocalizedText
    province: str | None
    location: Location | None
    root_causes: list[RootCause]
    goals: list[int]


@strawberry.type
class ProjectSolution:
    approach: LocalizedText
    activities: list[LocalizedText]


@strawberry.type
class TeamMember:
    id: strawberry.ID
    name: str
    role: LocalizedText
    skills: list[str]
    confirmed: bool


@strawberry.type
class BudgetLine:
    id: strawberry.ID
    item: LocalizedText
    quantity: int
    unit_cost: Money


@strawberry.type
class Source:
    id: strawberry.ID
    source: LocalizedText
    amount: Money
    secured: bool


@strawberry.type
class NamedSupporter:
    id: strawberry.ID
    name: LocalizedText
    part: LocalizedText
    organization_id: strawberry.ID | None
    confirmed: bool


@strawberry.type
class Benefit:
    id: strawberry.ID
    dimension: project_shape.Dimension
    horizon: project_shape.Horizon
    statement: LocalizedText
    indicator: LocalizedText
    unit: LocalizedText
    baseline: float | None
    target: float | None


@strawberry.type
class Project(Node):
    id: strawberry.ID
    account_id: strawberry.ID | None
    owner: Annotated["Account", strawberry.lazy("api.graphql.accounts")] | None
    organization_id: strawberry.ID | None
    organization: Annotated["Organization", strawberry.lazy("api.graphql.organizations")] | None
    state: projects.ProjectState
    title: LocalizedText
    summary: LocalizedText
    problem: ProjectProblem
    solution: ProjectSolution
    team: list[TeamMember]
    skills_missing: list[str]
    budget: list[BudgetLine]
    budget_total: Money
    asked_for: Money | None
    from_elsewhere: list[Source]
    supporters: list[NamedSupporter]
    benefits: list[Benefit]
    findable: bool
    merged_into: strawberry.ID | None
    ended_at: Moment | None
    ended_reason: LocalizedText | None
    created_at: Moment
    updated_at: Moment
    version: int
    allowed_actions: list[AllowedAction]

    @strawberry.field
    def campaigns(
        self,
        info: Asking,
        first: int = 20,
        after: str | None = None,
        state: list[CampaignState] | None = None,
    ) -> Connection[Annotated["Campaign", strawberry.lazy("api.graphql.campaigns")]]:
        return look_up(self, info, "campaigns", page_of(first, after, state=state))

    @strawberry.field
    def opportunities(
        self,
        info: Asking,
        first: int = 20,
        after: str | None = None,
        state: list[OpportunityState] | None = None,
        province: list[str] | None = None,
        skill: list[str] | None = None,
        remote: bool | None = None,
    ) -> Connection[Annotated["Opportunity", strawberry.lazy("api.graphql.opportunities")]]:
        truth = None if remote is None else [str(remote).lower()]
        page = page_of(first, after, state=state, province=province, skill=skill, remote=truth)
        return look_up(self, info, "opportunities", page)

    @strawberry.field
    def versions(
        self, info: Asking, first: int = 20, after: str | None = None
    ) -> Connection[Annotated["Version", strawberry.lazy("api.graphql.versions")]]:
        return look_up(self, info, "versions", page_of(first, after))

    @strawberry.field
    def attachments(
        self,
        info: Asking,
        first: int = 20,
        after: str | None = None,
        state: list[AttachmentState] | None = None,
    ) -> Connection[Annotated["Attachment", strawberry.lazy("api.graphql.attachments")]]:
        return look_up(self, info, "attachments", page_of(first, after, state=state))

    @strawberry.field
    def measurements(
        self, info: Asking, first: int = 20, after: str | None = None, factor: list[Factor] | None = None
    ) -> Connection[Annotated["Measurement", strawberry.lazy("api.graphql.needs")]]:
        return look_up(self, info, "measurements", page_of(first, after, factor=factor))

    @strawberry.field
    def updates(
        self, info: Asking, first: int = 20, after: str | None = None
    ) -> Connection[Annotated["Update", strawberry.lazy("api.graphql.updates")]]:
        return look_up(self, info, "updates", page_of(first, after))

    @strawberry.field
    def teammates(
        self,
        info: Asking,
        first: int = 20,
        after: str | None = None,
        state: list[TeammateState] | None = None,
        kind: list[TeammateKind] | None = None,
    ) -> Connection[Annotated["Teammate", strawberry.lazy("api.graphql.teammates")]]:
        return look_up(self, info, "teammates", page_of(first, after, state=state, kind=kind))

    @strawberry.field
    def merges(
        self,
        info: Asking,
        first: int = 20,
        after: str | None = None,
        state: list[TeammateState] | None = None,
        kind: list[TeammateKind] | None = None,
    ) -> Connection[Annotated["Teammate", strawberry.lazy("api.graphql.teammates")]]:
        return look_up(self, info, "merges", page_of(first, after, state=state, kind=kind))


@strawberry.type(description="The project made or changed.")
class ProjectPayload:
    project: Project | None
    user_errors: list[UserError]
