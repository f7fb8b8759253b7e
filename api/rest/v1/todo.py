"""/v1/me/todo: everything that waits for an account, whatever its roles."""

from flask import Response
from flask.views import MethodView
from marshmallow import Schema, fields

from api.caller import actor
from api.rest.answering import show_part
from api.rest.api import Nouns
from api.rest.fields import Moment, PageInfoSchema, TextSchema
from domain.model.todo import TodoKind

blueprint = Nouns("todo", __name__, description="What waits for an account.")


class TodoSchema(Schema):
    id = fields.String(required=True)
    kind = fields.Enum(TodoKind, by_value=True, required=True)
    about = fields.String(required=True)
    call_id = fields.String(allow_none=True, required=True)
    project_id = fields.String(allow_none=True, required=True)
    title = fields.Nested(TextSchema, required=True)
    due_at = Moment(allow_none=True, required=True)
    count = fields.Integer(required=True)
    created_at = Moment(required=True)


class TodoPage(Schema):
    data = fields.List(fields.Nested(TodoSchema), required=True)
    page = fields.Nested(PageInfoSchema, required=True)


@blueprint.route("/me/todo")
class TodoList(MethodView):
    @blueprint.doc(operationId="todo")
    @blueprint.response(200, TodoPage)
    def get(self) -> Response:
        """List what waits for oneself, the soonest first"""
        return show_part("account", actor().known_account, "todo")
