"""Files of projects in the graph. Their content is sent and fetched by REST: the graph has no bytes."""

import strawberry

from api.graphql.asking import Asking, page_of, read_one, read_part
from api.graphql.doing import carry_out
from api.graphql.projects import Project
from api.graphql.shapes import AllowedAction, Connection, Moment, Node, UserError
from domain.ids import AttachmentId, ProjectId
from domain.model.attachments import AttachmentState
from domain.usecases.attachments import CreateAttachment, RemoveAttachment


@strawberry.type
class Attachment(Node):
    id: strawberry.ID
    project_id: strawberry.ID
    project: Project | None
    name: str
    state: AttachmentState
    content_type: str | None
    size: int
    sha256: str | None
    upload_path: str
    created_at: Moment
    updated_at: Moment
    version: int
    allowed_actions: list[AllowedAction]


@strawberry.type(description="The file announced or removed.")
class AttachmentPayload:
    attachment: Attachment | None
    user_errors: list[UserError]


@strawberry.input
class CreateAttachmentInput:
    project_id: strawberry.ID
    name: str
    size: int
    idempotency_key: str | None = None


@strawberry.input
class RemoveAttachmentInput:
    id: strawberry.ID
    expected_version: int | None = None
    idempotency_key: str | None = None


@strawberry.type
class AttachmentQueries:
    @strawberry.field(
        description="The files of a project, newest first; null where the project may not be seen."
    )
    def attachments(
        self,
        info: Asking,
        project_id: strawberry.ID,
        first: int = 20,
        after: str | None = None,
        sort: str | None = None,
        state: list[AttachmentState] | None = None,
    ) -> Connection[Attachment] | None:
        return read_part(info, "project", project_id, "attachments", page_of(first, after, sort, state=state))

    @strawberry.field(description="A file of a project.")
    def attachment(self, info: Asking, id: strawberry.ID) -> Attachment | None:
        return read_one(info, "attachment", id)


@strawberry.type
class AttachmentMutations:
    @strawberry.mutation(description="Announce a file; its content is then sent to `uploadPath`.")
    def create_attachment(self, info: Asking, input: CreateAttachmentInput) -> AttachmentPayload:
        def command() -> CreateAttachment:
            return CreateAttachment(project_id=ProjectId(input.project_id), name=input.name, size=input.size)

        return carry_out(info, "attachment", command, AttachmentPayload)

    @strawberry.mutation(
        description="Remove a file from its project; entries that were submitted with it keep it."
    )
    def remove_attachment(self, info: Asking, input: RemoveAttachmentInput) -> AttachmentPayload:
        def command() -> RemoveAttachment:
            id = AttachmentId(input.id)
            return RemoveAttachment(attachment_id=id, expected_version=input.expected_version)

        return carry_out(info, "attachment", command, AttachmentPayload)
