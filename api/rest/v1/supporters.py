"""/v1/supporters: what organizations say to being named as supporters of a project."""

from typing import Any

from flask import Response
from flask.views import MethodView
from marshmallow import Schema, fields

from api.rest.answering import carry_out, expected_version, show_list, show_one
from api.rest.api import Nouns
from api.rest.fields import AllowedActionSchema, Moment, PageInfoSchema, TextSchema
from domain.ids import SupporterId
from domain.model.supporters import SupporterState
from domain.usecases.supporters import ConfirmSupporter, DeclineSupporter, WithdrawSupporter

blueprint = Nouns("supporters", __name__, description="Organizations that projects name as supporters.")


class SupporterSchema(Schema):
    id = fields.String(required=True)
    project_id = fields.String(required=True)
    project_title = fields.Nested(TextSchema, required=True)
    organization_id = fields.String(required=True)
    part = fields.Nested(TextSchema, required=True)
    state = fields.Enum(SupporterState, by_value=True, required=True)
    answered_at = Moment(allow_none=True, required=True)
    created_at = Moment(required=True)
    updated_at = Moment(required=True)
    version = fields.Integer(required=True)
    allowed_actions = fields.List(fields.Nested(AllowedActionSchema))


class SupporterPage(Schema):
    data = fields.List(fields.Nested(SupporterSchema), required=True)
    page = fields.Nested(PageInfoSchema, required=True)


@blueprint.route("/supporters")
class Supporters(MethodView):
    @blueprint.doc(operationId="supporters")
    @blueprint.response(200, SupporterPage)
    def get(self) -> Response:
        """List what one's organizations are named in, and whom one's projects name"""
        return show_list("supporters")


@blueprint.route("/supporters/<supporter_id>")
class OneSupporter(MethodView):
    @blueprint.doc(operationId="supporter")
    @blueprint.response(200, SupporterSchema)
    def get(self, supporter_id: str) -> Response:
        """A supporter; to the organization's managers and the project's owner"""
        return show_one("supporter", supporter_id)


@blueprint.route("/supporters/<supporter_id>/confirm")
class Confirmation(MethodView):
    @blueprint.doc(operationId="confirmSupporter")
    @blueprint.response(200, SupporterSchema)
    def post(self, supporter_id: str) -> Response:
        """Confirm that the organization supports the project, with the part that is written there"""
        return _carry_out(ConfirmSupporter, supporter_id)


@blueprint.route("/supporters/<supporter_id>/decline")
class Refusal(MethodView):
    @blueprint.doc(operationId="declineSupporter")
    @blueprint.response(200, SupporterSchema)
    def post(self, supporter_id: str) -> Response:
        """Say that the organization does not support the project so"""
        return _carry_out(DeclineSupporter, supporter_id)


@blueprint.route("/supporters/<supporter_id>/withdraw")
class Withdrawal(MethodView):
    @blueprint.doc(operationId="withdrawSupporter")
    @blueprint.response(200, SupporterSchema)
    def post(self, supporter_id: str) -> Response:
        """Say that the organization supports the project no more"""
        return _carry_out(WithdrawSupporter, supporter_id)


def _carry_out(move: Any, supporter_id: str) -> Response:
    """One of the answers: they all take the same."""
    wish = move(supporter_id=SupporterId(supporter_id), expected_version=expected_version(needed=False))
    return carry_out(wish, "supporter")
