"""Updates in the graph."""

import strawberry

from api.graphql.asking import Asking, page_of, read_one, read_part
from api.graphql.doing import carry_out
from api.graphql.projects import Project
from api.graphql.shapes import Connection, LocalizedText, LocalizedTextInput, Moment, Node, UserError
from domain.ids import ProjectId
from domain.usecases.updates import CreateUpdate


@strawberry.type
class Update(Node):
    id: strawberry.ID
    project_id: strawberry.ID
    project: Project | None
    title: LocalizedText
    body: LocalizedText
    body_html: LocalizedText
    published_at: Moment
    created_at: Moment
    updated_at: Moment
    version: int


@strawberry.type(description="The update posted.")
class UpdatePayload:
    update: Update | None
    user_errors: list[UserError]


@strawberry.input
class CreateUpdateInput:
    project_id: strawberry.ID
    title: LocalizedTextInput
    body: LocalizedTextInput
    idempotency_key: str | None = None


@strawberry.type
class UpdateQueries:
    @strawberry.field(
        description="The updates of a project, newest first; null where the project may not be seen."
    )
    def updates(
        self,
        info: Asking,
        project_id: strawberry.ID,
        first: int = 20,
        after: str | None = None,
        sort: str | None = None,
    ) -> Connection[Update] | None:
        return read_part(info, "project", project_id, "updates", page_of(first, after, sort))

    @strawberry.field(description="An update.")
    def update(self, info: Asking, id: strawberry.ID) -> Update | None:
        return read_one(info, "update", id)


@strawberry.type
class UpdateMutations:
    @strawberry.mutation(description="Post an update of a project; it stays as it is posted.")
    def create_update(self, info: Asking, input: CreateUpdateInput) -> UpdatePayload:
        def command() -> CreateUpdate:
            return CreateUpdate(
                project_id=ProjectId(input.project_id), title=input.title.text(), body=input.body.text()
            )

        return carry_out(info, "update", command, UpdatePayload)
