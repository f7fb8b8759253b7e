"""/v1/rounds/{id}/assign and by hand: which judge reads what, tried out first where one wants."""

from collections.abc import Sequence

from flask import Response
from flask.views import MethodView
from marshmallow import Schema, fields

from api.rest.answering import carry_out, expected_version
from api.rest.api import Nouns
from api.rest.fields import Closed, Said
from api.rest.planning import PlannedInput, PlanSchema, show_plan
from api.rest.v1.reviews import ReviewSchema
from api.rest.v1.rounds.asked import SimulateOpenRoundInput
from api.rest.v1.rounds.shown import RoundSchema
from domain.ids import AccountId, EntryId, ReviewId, RoundId
from domain.model.conflicts import ConflictKind
from domain.usecases.assignments import AssignReview, AssignRound, SimulateAssignRound, UnassignReview
from domain.usecases.rounds_opening import SimulateOpenRound

blueprint = Nouns("assignments", __name__, description="Which judge reads what.")


class AssignRoundInput(PlannedInput):
    """The plan that was seen, where one was."""


class AssignReviewInput(Closed):
    judge_id = Said(required=True)
    entry_id = Said(required=True)


class PairSchema(Schema):
    judge_id = fields.String(required=True)
    entry_id = fields.String(required=True)


class LoadSchema(Schema):
    judge_id = fields.String(required=True)
    entries = fields.Integer(required=True)


class LackSchema(Schema):
    entry_id = fields.String(required=True)
    have = fields.Integer(required=True)
    need = fields.Integer(required=True)
    candidates = fields.List(fields.String(), required=True)


class FoundConflictSchema(PairSchema):
    kind = fields.Enum(ConflictKind, by_value=True, required=True)


class AssignmentSchema(Schema):
    pairs = fields.List(fields.Nested(PairSchema), required=True)
    assigned = fields.List(fields.Nested(PairSchema), required=True)
    unassigned = fields.List(fields.Nested(PairSchema), required=True)
    loads = fields.List(fields.Nested(LoadSchema), required=True)  # type: ignore[assignment]  # hides a method that answers never need
    lacking = fields.List(fields.Nested(LackSchema), required=True)
    connected = fields.Boolean(required=True)
    conflicts = fields.List(fields.Nested(FoundConflictSchema), required=True)


class OpeningSchema(AssignmentSchema):
    discussed_entry_ids = fields.List(fields.String(), required=True)


class AssignmentPlanSchema(PlanSchema):
    plan = fields.Nested(AssignmentSchema, required=True)


class OpeningPlanSchema(PlanSchema):
    plan = fields.Nested(OpeningSchema, required=True)


@blueprint.route("/rounds/<round_id>/open/simulation")
class OpenSimulation(MethodView):
    @blueprint.doc(operationId="simulateOpenRound")
    @blueprint.arguments(SimulateOpenRoundInput, as_kwargs=True)
    @blueprint.response(200, OpeningPlanSchema)
    def post(self, round_id: str, discuss: Sequence[str] = (), reason: str = "") -> Response:
        """Who would read what if the round opened; nothing changes"""
        entries = tuple(EntryId(id) for id in discuss)
        return show_plan(SimulateOpenRound(round_id=RoundId(round_id), discuss=entries, reason=reason))


@blueprint.route("/rounds/<round_id>/assign")
class Assigning(MethodView):
    @blueprint.doc(operationId="assignRound")
    @blueprint.arguments(AssignRoundInput, as_kwargs=True)
    @blueprint.response(200, RoundSchema)
    def post(self, round_id: str, plan_token: str | None = None) -> Response:
        """Assign what is not begun anew: to new judges, around new conflicts, evenly"""
        version = expected_version(needed=False)
        wish = AssignRound(round_id=RoundId(round_id), plan_token=plan_token, expected_version=version)
        return carry_out(wish, "round")


@blueprint.route("/rounds/<round_id>/assign/simulation")
class AssignSimulation(MethodView):
    @blueprint.doc(operationId="simulateAssignRound")
    @blueprint.response(200, AssignmentPlanSchema)
    def post(self, round_id: str) -> Response:
        """Who would read what after assigning anew; nothing changes"""
        return show_plan(SimulateAssignRound(round_id=RoundId(round_id)))


@blueprint.route("/rounds/<round_id>/reviews")
class AssigningByHand(MethodView):
    @blueprint.doc(operationId="assignReview")
    @blueprint.arguments(AssignReviewInput, as_kwargs=True)
    @blueprint.response(201, ReviewSchema)
    def post(self, round_id: str, judge_id: str, entry_id: str) -> Response:
        """Give one entry to one judge, by hand"""
        wish = AssignReview(
            round_id=RoundId(round_id), judge_id=AccountId(judge_id), entry_id=EntryId(entry_id)
        )
        return carry_out(wish, "review", status=201)


@blueprint.route("/reviews/<review_id>/unassign")
class UnassigningByHand(MethodView):
    @blueprint.doc(operationId="unassignReview")
    @blueprint.response(200, RoundSchema)
    def post(self, review_id: str) -> Response:
        """Take a review that has not been begun from its judge, by hand"""
        version = expected_version(needed=False)
        wish = UnassignReview(review_id=ReviewId(review_id), expected_version=version)
        return carry_out(wish, "round")
