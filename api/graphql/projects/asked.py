"""What may be sent of a project through the graph."""

from dataclasses import fields, is_dataclass
from typing import Any

import strawberry

from api.graphql.projects.patches import (
    BenefitPatch,
    BudgetLinePatch,
    NamedSupporterPatch,
    RootCausePatch,
    SourcePatch,
    TeamMemberPatch,
    place_in,
    rows_by_id,
)
from api.graphql.shapes import LocalizedTextInput, MoneyInput
from domain.ids import ProjectId
from domain.model import project_shape
from domain.text import Text
from domain.usecases.projects import (
    CancelProject,
    CompleteProject,
    CreateProject,
    PublishProject,
    UpdateProject,
)

OURS = ("id", "expected_version", "idempotency_key")  # said of the wish, not of the project


@strawberry.input
class LocationInput:
    latitude: float | None = strawberry.UNSET
    longitude: float | None = strawberry.UNSET


@strawberry.input
class RootCauseInput:
    id: strawberry.ID | None = strawberry.UNSET
    cause: LocalizedTextInput
    because_of: strawberry.ID | None = strawberry.UNSET
    evidence: list[LocalizedTextInput] | None = strawberry.UNSET


@strawberry.input
class ProjectProblemInput:
    statement: LocalizedTextInput | None = strawberry.UNSET
    people_affected: int | None = strawberry.UNSET
    community: LocalizedTextInput | None = strawberry.UNSET
    province: str | None = strawberry.UNSET
    location: LocationInput | None = strawberry.UNSET
    root_causes: list[RootCauseInput] | None = strawberry.UNSET
    goals: list[int] | None = strawberry.UNSET


@strawberry.input
class ProjectProblemPatch(ProjectProblemInput):
    root_causes_by_id: list[RootCausePatch] | None = strawberry.UNSET


@strawberry.input
class ProjectSolutionInput:
    approach: LocalizedTextInput | None = strawberry.UNSET
    activities: list[LocalizedTextInput] | None = strawberry.UNSET


@strawberry.input
class TeamMemberInput:
    id: strawberry.ID | None = strawberry.UNSET
    name: str
    role: LocalizedTextInput | None = strawberry.UNSET
    skills: list[str] | None = strawberry.UNSET


@strawberry.input
class BudgetLineInput:
    id: strawberry.ID | None = strawberry.UNSET
    item: LocalizedTextInput
    quantity: int
    unit_cost: MoneyInput


@strawberry.input
class SourceInput:
    id: strawberry.ID | None = strawberry.UNSET
    source: LocalizedTextInput
    amount: MoneyInput
    secured: bool | None = strawberry.UNSET


@strawberry.input
class NamedSupporterInput:
    id: strawberry.ID | None = strawberry.UNSET
    name: LocalizedTextInput
    part: LocalizedTextInput | None = strawberry.UNSET
    organization_id: strawberry.ID | None = strawberry.UNSET


@strawberry.input
class BenefitInput:
    id: strawberry.ID | None = strawberry.UNSET
    dimension: project_shape.Dimension
    horizon: project_shape.Horizon
    statement: LocalizedTextInput
    indicator: LocalizedTextInput | None = strawberry.UNSET
    unit: LocalizedTextInput | None = strawberry.UNSET
    baseline: float | None = strawberry.UNSET
    target: float | None = strawberry.UNSET


@strawberry.input
class ProjectFields:
    """What may be said of a project but its title; `document` is what was."""

    summary: LocalizedTextInput | None = strawberry.UNSET
    problem: ProjectProblemInput | None = strawberry.UNSET
    solution: ProjectSolutionInput | None = strawberry.UNSET
    team: list[TeamMemberInput] | None = strawberry.UNSET
    skills_missing: list[str] | None = strawberry.UNSET
    budget: list[BudgetLineInput] | None = strawberry.UNSET
    asked_for: MoneyInput | None = strawberry.UNSET
    from_elsewhere: list[SourceInput] | None = strawberry.UNSET
    supporters: list[NamedSupporterInput] | None = strawberry.UNSET
    benefits: list[BenefitInput] | None = strawberry.UNSET

    def document(self) -> dict[str, Any]:
        sent: dict[str, Any] = as_sent(self)
        return {name: value for name, value in sent.items() if name not in OURS}


@strawberry.input
class ProjectDocumentInput(ProjectFields):
    title: LocalizedTextInput


@strawberry.input
class CreateProjectInput(ProjectDocumentInput):
    idempotency_key: str | None = None

    def command(self) -> CreateProject:
        return CreateProject(document=self.document())


@strawberry.input
class UpdateProjectInput(ProjectFields):
    id: strawberry.ID
    expected_version: int
    title: LocalizedTextInput | None = strawberry.UNSET
    problem: ProjectProblemPatch | None = strawberry.UNSET
    team_by_id: list[TeamMemberPatch] | None = strawberry.UNSET
    budget_by_id: list[BudgetLinePatch] | None = strawberry.UNSET
    from_elsewhere_by_id: list[SourcePatch] | None = strawberry.UNSET
    supporters_by_id: list[NamedSupporterPatch] | None = strawberry.UNSET
    benefits_by_id: list[BenefitPatch] | None = strawberry.UNSET
    idempotency_key: str | None = None

    def command(self) -> UpdateProject:
        id, version = ProjectId(self.id), self.expected_version
        return UpdateProject(project_id=id, expected_version=version, changes=rows_by_id(self.document()))

    def place(self, pointer: str) -> str:
        """Where that which the domain points at was sent: rows by id stand in lists here."""
        return place_in(self.document(), pointer)


@strawberry.input(description="Which project, and the version it was decided on.")
class PublishProjectInput:
    id: strawberry.ID
    expected_version: int | None = None
    idempotency_key: str | None = None

    def command(self) -> PublishProject:
        return PublishProject(project_id=ProjectId(self.id), expected_version=self.expected_version)


@strawberry.input(description="Which project, what became of it, and the version it was decided on.")
class CompleteProjectInput:
    id: strawberry.ID
    outcome: LocalizedTextInput | None = None
    expected_version: int | None = None
    idempotency_key: str | None = None

    def command(self) -> CompleteProject:
        outcome = self.outcome.text() if self.outcome else Text()
        return CompleteProject(
            project_id=ProjectId(self.id), outcome=outcome, expected_version=self.expected_version
        )


@strawberry.input(description="Which project, why it is given up, and the version it was decided on.")
class CancelProjectInput:
    id: strawberry.ID
    reason: LocalizedTextInput
    expected_version: int | None = None
    idempotency_key: str | None = None

    def command(self) -> CancelProject:
        return CancelProject(
            project_id=ProjectId(self.id), reason=self.reason.text(), expected_version=self.expected_version
        )


def as_sent(value: Any) -> Any:
    """An input as plain data; what was not given is absent, and a null is None."""
    if is_dataclass(value):
        given = {field.name: getattr(value, field.name) for field in fields(value)}
        return {name: as_sent(item) for name, item in given.items() if item is not strawberry.UNSET}
    return [as_sent(item) for item in value] if isinstance(value, list) else value
