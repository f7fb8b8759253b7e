"""What projects need, in the graph."""

import strawberry

from api.caller import run
from api.graphql.asking import Asking, page_of, read_part
from api.graphql.projects import Project
from api.graphql.shapes import Connection, Json, LocalizedText, Moment, Money, Node
from domain.errors import NotFound
from domain.ids import ProjectId
from domain.model import measurements, needs, suggestions
from domain.usecases.needs import ShowProjectNeeds


@strawberry.type
class Suggestion:
    kind: suggestions.SuggestionKind
    about: str | None
    input: Json | None


@strawberry.type
class Supplier:
    kind: suggestions.SupplierKind
    id: strawberry.ID | None
    skill: str | None
    title: LocalizedText
    count: int


@strawberry.type
class Need:
    factor: needs.Factor
    gap: int
    asked: list[str]
    covered: list[str]
    missing: list[str]
    asked_amount: Money | None
    covered_amount: Money | None
    missing_amount: Money | None
    suggestions: list[Suggestion]
    suppliers: list[Supplier]


@strawberry.type
class ProjectNeeds:
    project_id: strawberry.ID
    project_version: int
    factors: list[Need]


@strawberry.type
class Measurement(Node):
    id: strawberry.ID
    project_id: strawberry.ID
    project: Project | None
    factor: needs.Factor
    gap: int
    previous_gap: int | None
    detail: Json
    cause: measurements.Cause
    measured_at: Moment


@strawberry.type
class NeedQueries:
    @strawberry.field(description="What a project still needs of the four factors, and who could help.")
    def project_needs(self, info: Asking, project_id: strawberry.ID) -> ProjectNeeds | None:
        try:
            return run(ShowProjectNeeds(project_id=ProjectId(project_id)))  # type: ignore[return-value]  # shown as it is
        except NotFound:
            return None

    @strawberry.field(
        description="How the gaps of a project's needs have changed, newest first; null where it may not be seen."
    )
    def measurements(
        self,
        info: Asking,
        project_id: strawberry.ID,
        first: int = 20,
        after: str | None = None,
        sort: str | None = None,
        factor: list[needs.Factor] | None = None,
    ) -> Connection[Measurement] | None:
        return read_part(
            info, "project", project_id, "measurements", page_of(first, after, sort, factor=factor)
        )
