"""/v1/rounds/{id}/progress and remind: what a manager does to see a round through."""

from flask import Response
from flask.views import MethodView
from marshmallow import Schema, fields

from api.caller import run
from api.rest.answering import cached, carry_out, json_response
from api.rest.api import Nouns
from api.rest.fields import Moment, TextSchema
from api.rest.v1.rounds.shown import RoundSchema
from domain.ids import RoundId
from domain.model.rounds import RoundState
from domain.usecases.progress import RemindJudges, ShowRoundProgress

blueprint = Nouns("progress", __name__, description="How far a round is, and reminders of it.")


class CountsSchema(Schema):
    assigned = fields.Integer(required=True)
    drafts = fields.Integer(required=True)
    submitted = fields.Integer(required=True)
    barred = fields.Integer(required=True)
    abstained = fields.Integer(required=True)
    recused = fields.Integer(required=True)


class ProgressTotalsSchema(CountsSchema):
    entries = fields.Integer(required=True)
    entries_with_quorum = fields.Integer(required=True)
    judges = fields.Integer(required=True)
    judges_done = fields.Integer(required=True)


class JudgeProgressSchema(CountsSchema):
    judge_id = fields.String(required=True)
    on_panel = fields.Boolean(required=True)
    overdue = fields.Integer(required=True)
    last_activity_at = Moment(allow_none=True, required=True)
    reminded_at = Moment(allow_none=True, required=True)


class EntryProgressSchema(Schema):
    entry_id = fields.String(required=True)
    title = fields.Nested(TextSchema, required=True)
    have = fields.Integer(required=True)
    pending = fields.Integer(required=True)
    need = fields.Integer(required=True)
    wanted = fields.Integer(required=True)
    quorum_met = fields.Boolean(required=True)


class RoundProgressSchema(Schema):
    round_id = fields.String(required=True)
    state = fields.Enum(RoundState, by_value=True, required=True)
    due_at = Moment(allow_none=True, required=True)
    is_overdue = fields.Boolean(required=True)
    totals = fields.Nested(ProgressTotalsSchema, required=True)
    judges = fields.List(fields.Nested(JudgeProgressSchema), required=True)
    entries = fields.List(fields.Nested(EntryProgressSchema), required=True)


@blueprint.route("/rounds/<round_id>/progress")
class ProgressOfRound(MethodView):
    @blueprint.doc(operationId="roundProgress")
    @blueprint.response(200, RoundProgressSchema)
    def get(self, round_id: str) -> Response:
        """How far each judge and each entry of a round is; no score is in it"""
        return cached(json_response(run(ShowRoundProgress(round_id=RoundId(round_id)))), 0)


@blueprint.route("/rounds/<round_id>/remind")
class Reminding(MethodView):
    @blueprint.doc(operationId="remindJudges")
    @blueprint.response(200, RoundSchema)
    def post(self, round_id: str) -> Response:
        """Ask judges for the reviews that are still wanted, each at most once a day"""
        return carry_out(RemindJudges(round_id=RoundId(round_id)), "round")
