"""/v1/rounds/{id}/calibration: what judges learn of themselves from the entries that all of them score first."""

from flask import Response
from flask.views import MethodView
from marshmallow import Schema, fields

from api.caller import run
from api.rest.answering import json_response
from api.rest.api import Nouns
from domain.ids import RoundId
from domain.usecases.calibration import ShowCalibration

blueprint = Nouns(
    "calibration", __name__, description="How lenient judges are, by entries that all score first."
)


class LeniencySchema(Schema):
    judge_id = fields.String(required=True)
    mean = fields.String(required=True)
    panel_mean = fields.String(required=True)
    leniency = fields.String(required=True)
    judges = fields.Integer(required=True)


class CalibrationSchema(Schema):
    round_id = fields.String(required=True)
    entry_ids = fields.List(fields.String(), allow_none=True, required=True)
    own = fields.Nested(LeniencySchema, allow_none=True, required=True)
    panel = fields.List(fields.Nested(LeniencySchema), allow_none=True, required=True)


@blueprint.route("/rounds/<round_id>/calibration")
class CalibrationOfRound(MethodView):
    @blueprint.doc(operationId="roundCalibration")
    @blueprint.response(200, CalibrationSchema)
    def get(self, round_id: str) -> Response:
        """A judge's own leniency against the others', once three have sent in the calibration"""
        response = json_response(run(ShowCalibration(round_id=RoundId(round_id))))
        response.headers["Cache-Control"] = "no-store"
        return response
