"""/v1/projects/{id}/similar and /v1/entries/{id}/similar: what is like it, in whatever call."""

from typing import Any

from flask import Response
from flask.views import MethodView
from marshmallow import Schema, fields

from api.alike import alike
from api.rest.answering import cached, carry_out, expected_version, json_response
from api.rest.api import Nouns
from api.rest.asking import wanted_one
from api.rest.fields import Closed, Number, TextSchema
from api.rest.v1.entries import EntrySchema
from api.rest.v1.projects.shown import ProjectSchema
from domain.ids import EntryId, ProjectId
from domain.model.entries import EntryState
from domain.model.likeness import TeamUp
from domain.model.projects import ProjectState
from domain.usecases.similar import SetProjectFindable, SimilarEntries, SimilarProjects

blueprint = Nouns("similar", __name__, description="What is like a project or an entry, by its words.")


class SetProjectFindableInput(Closed):
    findable = fields.Boolean(required=True, truthy={True}, falsy={False})


class SimilarProjectSchema(Schema):
    project_id = fields.String(required=True)
    title = fields.Nested(TextSchema, required=True)
    summary = fields.Nested(TextSchema, required=True)
    state = fields.Enum(ProjectState, by_value=True, required=True)
    similarity = Number(required=True)
    suggestions = fields.List(fields.Enum(TeamUp, by_value=True), required=True)
    project = fields.Nested(ProjectSchema, allow_none=True, required=True)


class SimilarProjectsSchema(Schema):
    data = fields.List(fields.Nested(SimilarProjectSchema), required=True)


class SimilarEntrySchema(Schema):
    entry_id = fields.String(required=True)
    call_id = fields.String(required=True)
    title = fields.Nested(TextSchema, required=True)
    summary = fields.Nested(TextSchema, required=True)
    state = fields.Enum(EntryState, by_value=True, required=True)
    similarity = Number(required=True)
    entry = fields.Nested(EntrySchema, allow_none=True, required=True)


class SimilarEntriesSchema(Schema):
    data = fields.List(fields.Nested(SimilarEntrySchema), required=True)


@blueprint.route("/projects/<project_id>/similar")
class SimilarToProject(MethodView):
    @blueprint.doc(operationId="similarProjects")
    @blueprint.response(200, SimilarProjectsSchema)
    def get(self, project_id: str) -> Response:
        """List the projects that are most like this one, with what may be done about each"""
        return _shown(SimilarProjects(project_id=ProjectId(project_id)), "project")


@blueprint.route("/entries/<entry_id>/similar")
class SimilarToEntry(MethodView):
    @blueprint.doc(operationId="similarEntries")
    @blueprint.response(200, SimilarEntriesSchema)
    def get(self, entry_id: str) -> Response:
        """List the entries into all calls of the organization that are most like this one"""
        return _shown(SimilarEntries(entry_id=EntryId(entry_id)), "entry")


@blueprint.route("/projects/<project_id>/findable")
class Findable(MethodView):
    @blueprint.doc(operationId="setProjectFindable")
    @blueprint.arguments(SetProjectFindableInput, as_kwargs=True)
    @blueprint.response(200, ProjectSchema)
    def put(self, project_id: str, findable: bool) -> Response:
        """Let others who draft something alike see this draft's title and summary, or let them no longer"""
        id, version = ProjectId(project_id), expected_version(needed=False)
        wish = SetProjectFindable(project_id=id, findable=findable, expected_version=version)
        return carry_out(wish, "project")


def _shown(wish: Any, noun: str) -> Response:
    return cached(json_response({"data": alike(wish, noun, wanted_one(noun))}), 0)
