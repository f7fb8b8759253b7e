"""What is shown of a project in the graph."""

from typing import Annotated

import strawberry

from api.graphql.shapes import AllowedAction, LocalizedText, Moment, Money, Node, UserError
from domain.model import project_checks, projects


@strawberry.type(description="A place on the map, in degrees.")
class Location:
    latitude: float
    longitude: float


@strawberry.type(
    description="One cause in the tree of causes; those with no cause behind them are its roots."
)
class RootCause:
    id: strawberry.ID
    cause: LocalizedText
    because_of: strawberry.ID | None
    evidence: list[LocalizedText]


@strawberry.type(description="What is wrong, where, for whom, and why.")
class ProjectProblem:
    statement: LocalizedText
    people_affected: int | None
    community: LocalizedText
    province: str | None
    location: Location | None
    root_causes: list[RootCause]
    goals: list[int]


@strawberry.type(description="What is to be done about it.")
class ProjectSolution:
    approach: LocalizedText
    activities: list[LocalizedText]


@strawberry.type(description="Somebody who does it.")
class TeamMember:
    name: str
    role: LocalizedText
    skills: list[str]


@strawberry.type(description="Something to be paid for.")
class BudgetLine:
    id: strawberry.ID
    item: LocalizedText
    quantity: int
    unit_cost: Money


@strawberry.type(description="Who helps, and how.")
class Supporter:
    name: LocalizedText
    part: LocalizedText
    organization_id: strawberry.ID | None


@strawberry.type(description="A good that the project claims to do; impact is measured against it.")
class Benefit:
    id: strawberry.ID
    dimension: project_checks.Dimension
    horizon: project_checks.Horizon
    statement: LocalizedText
    indicator: LocalizedText
    unit: LocalizedText
    baseline: float | None
    target: float | None


@strawberry.type(description="What citizens want to do about a problem of theirs.")
class Project(Node):
    id: strawberry.ID
    account_id: strawberry.ID
    owner: Annotated["Account", strawberry.lazy("api.graphql.accounts")] | None  # type: ignore[name-defined]  # noqa: F821  lazy: the two know each other
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
