"""/v1/projects/{id}/updates and /v1/updates: what projects tell those who follow them."""

from flask import Response
from flask.views import MethodView
from marshmallow import Schema, fields

from api.rest.answering import carry_out, show_one, show_part
from api.rest.api import Nouns
from api.rest.fields import Closed, Moment, NameInput, PageInfoSchema, TextInput, TextSchema
from domain.ids import ProjectId
from domain.text import Text
from domain.usecases.updates import CreateUpdate

blueprint = Nouns("updates", __name__, description="What projects tell those who follow them.")


class CreateUpdateInput(Closed):
    title = fields.Nested(NameInput, required=True)
    body = fields.Nested(TextInput, required=True)


class HtmlSchema(Schema):
    """What is written in Markdown, as HTML; longer than what it is made from."""

    th = fields.String()
    en = fields.String()


class UpdateSchema(Schema):
    id = fields.String(required=True)
    project_id = fields.String(required=True)
    title = fields.Nested(TextSchema, required=True)
    body = fields.Nested(TextSchema, required=True)
    body_html = fields.Nested(HtmlSchema, required=True)
    published_at = Moment(required=True)
    created_at = Moment(required=True)
    updated_at = Moment(required=True)
    version = fields.Integer(required=True)


class UpdatePage(Schema):
    data = fields.List(fields.Nested(UpdateSchema), required=True)
    page = fields.Nested(PageInfoSchema, required=True)


@blueprint.route("/projects/<project_id>/updates")
class Updates(MethodView):
    @blueprint.doc(operationId="updates")
    @blueprint.response(200, UpdatePage)
    def get(self, project_id: str) -> Response:
        """List the updates of a project"""
        return show_part("project", project_id, "updates")

    @blueprint.doc(operationId="createUpdate")
    @blueprint.arguments(CreateUpdateInput, as_kwargs=True)
    @blueprint.response(201, UpdateSchema)
    def post(self, project_id: str, title: Text, body: Text) -> Response:
        """Post an update of a project; it stays as it is posted"""
        wish = CreateUpdate(project_id=ProjectId(project_id), title=title, body=body)
        return carry_out(wish, "update", status=201)


@blueprint.route("/updates/<update_id>")
class OneUpdate(MethodView):
    @blueprint.doc(operationId="update")
    @blueprint.response(200, UpdateSchema)
    def get(self, update_id: str) -> Response:
        """An update"""
        return show_one("update", update_id)
