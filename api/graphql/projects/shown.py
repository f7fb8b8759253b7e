"""What is shown of a project in the graph."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from api.graphql.shapes import AllowedAction, LocalizedText, Moment, Money, Node, UserError
from domain.model import project_checks, projects

if TYPE_CHECKING:  # the two know each other
    from api.graphql.accounts import Account


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
    name: str
    role: LocalizedText
    skills: list[str]


@strawberry.type
class BudgetLine:
    id: strawberry.ID
    item: LocalizedText
    quantity: int
    unit_cost: Money


@strawberry.type
class Supporter:
    name: LocalizedText
    part: LocalizedText
    organization_id: strawberry.ID | None


@strawberry.type
class Benefit:
    id: strawberry.ID
    dimension: project_checks.Dimension
    horizon: project_checks.Horizon
    statement: LocalizedText
    indicator: LocalizedText
    unit: LocalizedText
    baseline: float | None
    target: float | None


@strawberry.type
class Project(Node):
    id: strawberry.ID
    account_id: strawberry.ID
    owner: Annotated["Account", strawberry.lazy("api.graphql.accounts")] | None
    state: projects.ProjectState
    title: LocalizedText
    summary: LocalizedText
    problem: ProjectProblem
    solution: ProjectSolution
    team: list[TeamMember]
    skills_missing: list[str]
    budget: list[BudgetLine]
    budget_total: Money
    supporters: list[Supporter]
    benefits: list[Benefit]
    created_at: Moment
    updated_at: Moment
    version: int
    allowed_actions: list[AllowedAction]


@strawberry.type(description="The project made or changed.")
class ProjectPayload:
    project: Project | None
    user_errors: list[UserError]
