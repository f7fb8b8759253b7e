"""/v1/rounds/{id}/looks and /v1/looks: who of the organizers looked into a sealed round, and why."""

from flask import Response
from flask.views import MethodView
from marshmallow import Schema, fields

from api.rest.answering import carry_out, show_one, show_part
from api.rest.api import Nouns
from api.rest.fields import Closed, Moment, PageInfoSchema, Said
from domain.ids import RoundId
from domain.usecases.rounds_running import LookIntoRound

blueprint = Nouns(
    "looks", __name__, description="Looks of organizers into sealed rounds, with their reasons."
)


class LookIntoRoundInput(Closed):
    reason = Said(required=True, most=2000)


class LookSchema(Schema):
    id = fields.String(required=True)
    round_id = fields.String(required=True)
    account_id = fields.String(required=True)
    reason = fields.String(required=True)
    created_at = Moment(required=True)


class LookPage(Schema):
    data = fields.List(fields.Nested(LookSchema), required=True)
    page = fields.Nested(PageInfoSchema, required=True)


@blueprint.route("/rounds/<round_id>/looks")
class Looks(MethodView):
    @blueprint.doc(operationId="looks")
    @blueprint.response(200, LookPage)
    def get(self, round_id: str) -> Response:
        """List who of the organizers looked into a round; its managers and its judges see them"""
        return show_part("round", round_id, "looks")

    @blueprint.doc(operationId="lookIntoRound")
    @blueprint.arguments(LookIntoRoundInput, as_kwargs=True)
    @blueprint.response(201, LookSchema)
    def post(self, round_id: str, reason: str) -> Response:
        """Read from now on what the reviews of a sealed round say; the panel sees why"""
        return carry_out(LookIntoRound(round_id=RoundId(round_id), reason=reason), "look", status=201)


@blueprint.route("/looks/<look_id>")
class OneLook(MethodView):
    @blueprint.doc(operationId="look")
    @blueprint.response(200, LookSchema)
    def get(self, look_id: str) -> Response:
        """A look into a round"""
        return show_one("look", look_id)
