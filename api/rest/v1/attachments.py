"""/v1/projects/{id}/attachments and /v1/attachments: files of projects, and their content."""

from collections.abc import Iterator
from urllib.parse import quote

from flask import Response, request
from flask.views import MethodView
from marshmallow import Schema, fields
from werkzeug.exceptions import ClientDisconnected

from api.caller import actor, run
from api.conditions import known_already
from api.rest.answering import OWN as PRIVATE
from api.rest.answering import (
    PUBLIC,
    cached,
    carry_out,
    expected_version,
    json_response,
    show_one,
    show_part,
)
from api.rest.api import Nouns
from api.rest.asking import everything
from api.rest.fields import AllowedActionSchema, Closed, Moment, PageInfoSchema, Whole
from domain.errors import Malformed
from domain.ids import AttachmentId, ProjectId
from domain.model.attachments import LONGEST_NAME, MOST_BYTES, AttachmentState
from domain.usecases.attachments import CreateAttachment, OpenAttachment, RemoveAttachment, UploadAttachment
from domain.usecases.showing import Show

PIECE = 64 * 1024
BINARY = {
    "application/octet-stream": {"schema": {"type": "string", "format": "binary"}, "example": "%PDF-1.7 ..."}
}
IN_HEADERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-")

blueprint = Nouns("attachments", __name__, description="Files of projects.")


class CreateAttachmentInput(Closed):
    name = fields.String(required=True, metadata={"maxLength": LONGEST_NAME})
    size = Whole(required=True, metadata={"minimum": 1, "maximum": MOST_BYTES})


class AttachmentSchema(Schema):
    id = fields.String(required=True)
    project_id = fields.String(required=True)
    name = fields.String(required=True)
    state = fields.Enum(AttachmentState, by_value=True, required=True)
    content_type = fields.String(allow_none=True, required=True)
    size = fields.Integer(required=True)
    sha256 = fields.String(allow_none=True, required=True)
    upload_path = fields.String(required=True)
    created_at = Moment(required=True)
    updated_at = Moment(required=True)
    version = fields.Integer(required=True)
    allowed_actions = fields.List(fields.Nested(AllowedActionSchema))


class AttachmentPage(Schema):
    data = fields.List(fields.Nested(AttachmentSchema), required=True)
    page = fields.Nested(PageInfoSchema, required=True)


@blueprint.route("/projects/<project_id>/attachments")
class Attachments(MethodView):
    @blueprint.doc(operationId="attachments")
    @blueprint.response(200, AttachmentPage)
    def get(self, project_id: str) -> Response:
        """List the files of a project"""
        return show_part("project", project_id, "attachments")

    @blueprint.doc(operationId="createAttachment")
    @blueprint.arguments(CreateAttachmentInput, as_kwargs=True)
    @blueprint.response(201, AttachmentSchema)
    def post(self, project_id: str, name: str, size: int) -> Response:
        """Announce a file; its content is then sent to `upload_path`"""
        wish = CreateAttachment(project_id=ProjectId(project_id), name=name, size=size)
        return carry_out(wish, "attachment", status=201)


@blueprint.route("/attachments/<attachment_id>")
class OneAttachment(MethodView):
    @blueprint.doc(operationId="attachment")
    @blueprint.response(200, AttachmentSchema)
    def get(self, attachment_id: str) -> Response:
        """A file of a project"""
        return show_one("attachment", attachment_id)

    @blueprint.doc(operationId="removeAttachment")
    @blueprint.response(200, AttachmentSchema)
    def delete(self, attachment_id: str) -> Response:
        """Remove a file from its project; entries that were submitted with it keep it"""
        id, version = AttachmentId(attachment_id), expected_version(needed=False)
        return carry_out(RemoveAttachment(attachment_id=id, expected_version=version), "attachment")


@blueprint.route("/attachments/<attachment_id>/content")
class Content(MethodView):
    @blueprint.doc(operationId="attachmentContent")
    @blueprint.response(200, content_type="application/octet-stream")
    def get(self, attachment_id: str) -> Response:
        """Fetch the content of a file; it is never shown by the browser"""
        opened = run(OpenAttachment(attachment_id=AttachmentId(attachment_id)))
        response = Response(opened.chunks, content_type=_typed(opened.content_type))
        response.content_length = opened.size
        response.headers["Content-Disposition"] = disposition(opened.name)
        response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'; frame-ancestors 'none'"
        response.headers["Cache-Control"] = PRIVATE if actor().is_known else PUBLIC
        response.headers["Vary"] = "Authorization"
        response.headers["ETag"] = f'"{opened.sha256}"'
        known_already(response)
        response.direct_passthrough = response.status_code == 200  # nobody gathers or squeezes it
        return response

    @blueprint.doc(operationId="uploadAttachment", requestBody={"required": True, "content": BINARY})
    @blueprint.response(200, AttachmentSchema)
    def put(self, attachment_id: str) -> Response:
        """Send the content of a file, as it is: its bytes and nothing around them"""
        request.max_content_length = MOST_BYTES + 1
        wish = UploadAttachment(attachment_id=AttachmentId(attachment_id), content=Sent())
        changed = run(wish)
        shown = run(Show(id=changed.id, selection=everything("attachment")))
        return cached(json_response(shown), changed.version)


class Sent:
    """The bytes of the request, read when they are wanted."""

    def __iter__(self) -> Iterator[bytes]:
        try:
            while piece := request.stream.read(PIECE):
                yield piece
        except ClientDisconnected as error:
            raise Malformed("request_malformed") from error


def disposition(name: str) -> str:
    """To be saved under this name (RFC 6266): in ASCII for those who know no other, and in full (RFC 8187)."""
    plain = "".join(letter if letter in IN_HEADERS else "_" for letter in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _typed(content_type: str) -> str:
    return f"{content_type}; charset=utf-8" if content_type.startswith("text/") else content_type
