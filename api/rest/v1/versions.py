"""/v1/projects/{id}/versions: what a project was, and what has changed in it."""

from flask import Response, request
from flask.views import MethodView
from marshmallow import Schema, fields

from api.caller import run
from api.rest.answering import cached, json_response, show_part
from api.rest.api import Nouns
from api.rest.asking import wanted_one
from api.rest.fields import Moment, PageInfoSchema
from domain.errors import Invalid
from domain.ids import ProjectId
from domain.usecases.versions import ShowProjectChanges, ShowProjectVersion

LONGEST = 9  # digits

blueprint = Nouns("versions", __name__, description="What projects were, and what has changed in them.")


class VersionSchema(Schema):
    id = fields.String(required=True)
    project_id = fields.String(required=True)
    number = fields.Integer(required=True)
    document = fields.Dict(required=True)
    account_id = fields.String(allow_none=True, required=True)
    created_at = Moment(required=True)


class VersionPage(Schema):
    data = fields.List(fields.Nested(VersionSchema), required=True)
    page = fields.Nested(PageInfoSchema, required=True)


class ChangeSchema(Schema):
    pointer = fields.String(required=True)
    before = fields.Raw(required=True, allow_none=True)
    after = fields.Raw(required=True, allow_none=True)


class ProjectChangesSchema(Schema):
    project_id = fields.String(required=True)
    number = fields.Integer(required=True)
    since = fields.Integer(required=True)
    changes = fields.List(fields.Nested(ChangeSchema), required=True)


@blueprint.route("/projects/<project_id>/versions")
class Versions(MethodView):
    @blueprint.doc(operationId="projectVersions")
    @blueprint.response(200, VersionPage)
    def get(self, project_id: str) -> Response:
        """List the versions of a project, to whoever may change it"""
        return show_part("project", project_id, "versions")


@blueprint.route("/projects/<project_id>/versions/<number>")
class OneVersion(MethodView):
    @blueprint.doc(operationId="projectVersion")
    @blueprint.response(200, VersionSchema)
    def get(self, project_id: str, number: str) -> Response:
        """A project as it was"""
        wish = ShowProjectVersion(
            project_id=ProjectId(project_id), number=_numbered(number), selection=wanted_one("version")
        )
        return cached(json_response(run(wish)), 0)


@blueprint.route("/projects/<project_id>/versions/<number>/changes")
class Changes(MethodView):
    @blueprint.doc(operationId="projectChanges")
    @blueprint.response(200, ProjectChangesSchema)
    def get(self, project_id: str, number: str) -> Response:
        """What has changed in a project since another version, rows matched by their ids"""
        wish = ShowProjectChanges(project_id=ProjectId(project_id), number=_numbered(number), since=_since())
        return cached(json_response(run(wish)), 0)


def _numbered(word: str) -> int:
    """None has the number nought: whoever writes no number is told so after their credentials were looked at."""
    return int(word) if _is_number(word) else 0


def _since() -> int | None:
    for name in request.args:
        if name not in ("since", "lang"):
            raise Invalid("unknown_parameter", name=name, known=["lang", "since"])
    word = request.args.get("since")
    if word is not None and not _is_number(word):
        raise Invalid("invalid_input")
    return None if word is None else int(word)


def _is_number(word: str) -> bool:
    return word.isascii() and word.isdigit() and len(word) <= LONGEST
