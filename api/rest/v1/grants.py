"""/v1/grants: money promised to winners."""

from flask import Response
from flask.views import MethodView
from marshmallow import Schema, fields

from api.rest.answering import carry_out, expected_version, show_list, show_one
from api.rest.api import Nouns
from api.rest.fields import AllowedActionSchema, Moment, MoneySchema, PageInfoSchema, TextSchema
from domain.ids import GrantId
from domain.model.grants import GrantState
from domain.usecases.grants import AcceptGrant, DeclineGrant

blueprint = Nouns("grants", __name__, description="Money that a sponsor promises to a project.")


class GrantSchema(Schema):
    id = fields.String(required=True)
    call_id = fields.String(required=True)
    entry_id = fields.String(required=True)
    project_id = fields.String(required=True)
    organization_id = fields.String(required=True)
    account_id = fields.String(allow_none=True, required=True)
    applicant_organization_id = fields.String(allow_none=True, required=True)
    place = fields.Integer(required=True)
    amount = fields.Nested(MoneySchema, required=True)
    state = fields.Enum(GrantState, by_value=True, required=True)
    title = fields.Nested(TextSchema, required=True)
    accepted_at = Moment(allow_none=True, required=True)
    declined_at = Moment(allow_none=True, required=True)
    withdrawn_at = Moment(allow_none=True, required=True)
    created_at = Moment(required=True)
    updated_at = Moment(required=True)
    version = fields.Integer(required=True)
    allowed_actions = fields.List(fields.Nested(AllowedActionSchema))


class GrantPage(Schema):
    data = fields.List(fields.Nested(GrantSchema), required=True)
    page = fields.Nested(PageInfoSchema, required=True)


@blueprint.route("/grants")
class Grants(MethodView):
    @blueprint.doc(operationId="grants")
    @blueprint.response(200, GrantPage)
    def get(self) -> Response:
        """List grants"""
        return show_list("grants")


@blueprint.route("/grants/<grant_id>")
class OneGrant(MethodView):
    @blueprint.doc(operationId="grant")
    @blueprint.response(200, GrantSchema)
    def get(self, grant_id: str) -> Response:
        """A grant"""
        return show_one("grant", grant_id)


@blueprint.route("/grants/<grant_id>/accept")
class Acceptance(MethodView):
    @blueprint.doc(operationId="acceptGrant")
    @blueprint.response(200, GrantSchema)
    def post(self, grant_id: str) -> Response:
        """Accept a grant"""
        version = expected_version(needed=False)
        return carry_out(AcceptGrant(grant_id=GrantId(grant_id), expected_version=version), "grant")


@blueprint.route("/grants/<grant_id>/decline")
class Refusal(MethodView):
    @blueprint.doc(operationId="declineGrant")
    @blueprint.response(200, GrantSchema)
    def post(self, grant_id: str) -> Response:
        """Decline a grant; the first of the waiting list moves up"""
        version = expected_version(needed=False)
        return carry_out(DeclineGrant(grant_id=GrantId(grant_id), expected_version=version), "grant")
