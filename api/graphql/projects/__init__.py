"""Projects in the graph."""

import strawberry

from api.graphql.asking import Asking, page_of, read_many, read_one
from api.graphql.doing import carry_out
from api.graphql.projects.asked import (
    CancelProjectInput,
    CompleteProjectInput,
    CreateProjectInput,
    PublishProjectInput,
    UpdateProjectInput,
)
from api.graphql.projects.shown import Project, ProjectPayload
from api.graphql.shapes import Connection
from domain.model.projects import ProjectState

__all__ = ["Project", "ProjectMutations", "ProjectQueries"]


@strawberry.type
class ProjectQueries:
    @strawberry.field(
        description="Projects that the caller may see, newest first. `goal`: of one of these Goals, 1 to 17."
    )
    def projects(  # noqa: PLR0913, PLR0917  one argument a filter, by name
        self,
        info: Asking,
        first: int = 20,
        after: str | None = None,
        sort: str | None = None,
        state: list[ProjectState] | None = None,
        province: list[str] | None = None,
        goal: list[int] | None = None,
        account_id: list[strawberry.ID] | None = None,
        organization_id: list[strawberry.ID] | None = None,
    ) -> Connection[Project]:
        owners = {"account_id": account_id, "organization_id": organization_id}
        filters = {"state": state, "province": province, "goal": goal, **owners}
        return read_many(info, "projects", page_of(first, after, sort, **filters))

    @strawberry.field(description="A project.")
    def project(self, info: Asking, id: strawberry.ID) -> Project | None:
        return read_one(info, "project", id)


@strawberry.type
class ProjectMutations:
    @strawberry.mutation(description="Draft a project.")
    def create_project(self, info: Asking, input: CreateProjectInput) -> ProjectPayload:
        return carry_out(info, "project", input.command, ProjectPayload)

    @strawberry.mutation(description="Change a project.")
    def update_project(self, info: Asking, input: UpdateProjectInput) -> ProjectPayload:
        return carry_out(info, "project", input.command, ProjectPayload, place=input.place)

    @strawberry.mutation(description="Show a project to everybody.")
    def publish_project(self, info: Asking, input: PublishProjectInput) -> ProjectPayload:
        return carry_out(info, "project", input.command, ProjectPayload)

    @strawberry.mutation(description="Say that a project is done; nothing may still run for it.")
    def complete_project(self, info: Asking, input: CompleteProjectInput) -> ProjectPayload:
        return carry_out(info, "project", input.command, ProjectPayload)

    @strawberry.mutation(description="Give a project up, for a reason; nothing may still run for it.")
    def cancel_project(self, info: Asking, input: CancelProjectInput) -> ProjectPayload:
        return carry_out(info, "project", input.command, ProjectPayload)
