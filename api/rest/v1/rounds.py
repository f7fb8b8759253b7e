"""/v1/calls/{id}/rounds and /v1/rounds: judging, from the panel to the publication."""

from typing import Any

from flask import Response
from flask.views import MethodView
from marshmallow import Schema, fields, post_load

from api.rest.answering import carry_out, expected_version, show_one, show_part
from api.rest.api import Nouns
from api.rest.fields import (
    AllowedActionSchema,
    Closed,
    Moment,
    PageInfoSchema,
    Said,
    TextInput,
    TextSchema,
    Whole,
    many,
)
from domain.ids import AccountId, CallId, RoundId
from domain.model.ranking import Method
from domain.model.rounds import Move, RoundState
from domain.text import Text
from domain.usecases.results import DecideRound, PublishRound, RankRound
from domain.usecases.rounds import CreateRound, Criterion, OpenRound, PinnedConflict, SealRound, SetRoundPanel

blueprint = Nouns("rounds", __name__, description="Judging rounds of a call.")


class CriterionSchema(Closed):
    key = Said(required=True, most=40)
    title = fields.Nested(TextSchema, required=True)
    weight = Whole(required=True, least=1, most=100)
    min = Whole(required=True, least=0, most=100)
    max = Whole(required=True, least=1, most=100)
    minimum = Whole(least=0, most=100, allow_none=True, load_default=None)
    guidance = fields.Nested(TextSchema, load_default=dict)


class CriterionInput(CriterionSchema):
    title = fields.Nested(TextInput, required=True)
    guidance = fields.Nested(TextInput, load_default=Text())

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> Criterion:
        return Criterion(**data)


class CreateRoundInput(Closed):
    name = fields.Nested(TextInput, required=True)
    criteria = many(fields.Nested(CriterionInput), most=20, required=True)
    reviews_per_entry = Whole(least=1, most=50, load_default=3)
    quorum = Whole(least=1, most=50, load_default=3)
    places = Whole(required=True, least=1, most=1000)
    waiting_list = Whole(least=0, most=1000, load_default=5)
    blind = fields.Boolean(load_default=True, truthy={True}, falsy={False})
    method = fields.Enum(Method, by_value=True, load_default=Method.FAIR)


class PinnedConflictInput(Closed):
    judge_id = Said(required=True)
    entry_id = Said(required=True)
    reason = Said(required=True, most=2000)

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> PinnedConflict:
        return PinnedConflict(**data)


class SetRoundPanelInput(Closed):
    judge_ids = many(Said(), most=200, required=True)
    conflicts = many(fields.Nested(PinnedConflictInput), most=2000, load_default=[])


class MoveInput(Closed):
    entry_id = Said(required=True)
    place = Whole(required=True, least=1, most=1000, allow_none=True)
    reason = fields.Nested(TextInput, required=True)

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> Move:
        return Move(entry_id=data["entry_id"], place=data["place"], reason=data["reason"].as_dict())


class DecideRoundInput(Closed):
    moves = many(fields.Nested(MoveInput), most=1000, load_default=[])


class RoundSchema(Schema):
    id = fields.String(required=True)
    call_id = fields.String(required=True)
    organization_id = fields.String(required=True)
    state = fields.Enum(RoundState, by_value=True, required=True)
    name = fields.Nested(TextSchema, required=True)
    criteria = fields.List(fields.Nested(CriterionSchema), required=True)
    reviews_per_entry = fields.Integer(required=True)
    quorum = fields.Integer(required=True)
    places = fields.Integer(required=True)
    waiting_list = fields.Integer(required=True)
    blind = fields.Boolean(required=True)
    method = fields.Enum(Method, by_value=True, required=True)
    method_version = fields.String(allow_none=True, required=True)
    seed_hash = fields.String(required=True)
    seed = fields.String(allow_none=True, required=True)
    judge_ids = fields.List(fields.String(), allow_none=True, required=True)
    commitments = fields.List(fields.String(), required=True)
    opened_at = Moment(allow_none=True, required=True)
    sealed_at = Moment(allow_none=True, required=True)
    ranked_at = Moment(allow_none=True, required=True)
    decided_at = Moment(allow_none=True, required=True)
    published_at = Moment(allow_none=True, required=True)
    created_at = Moment(required=True)
    updated_at = Moment(required=True)
    version = fields.Integer(required=True)
    allowed_actions = fields.List(fields.Nested(AllowedActionSchema))


class RoundPage(Schema):
    data = fields.List(fields.Nested(RoundSchema), required=True)
    page = fields.Nested(PageInfoSchema, required=True)


class BelowMinimumSchema(Schema):
    criterion = fields.String(required=True)
    mean = fields.String(required=True)
    minimum = fields.Integer(required=True)


class StandingSchema(Schema):
    id = fields.String(required=True)
    round_id = fields.String(required=True)
    entry_id = fields.String(required=True)
    position = fields.Integer(allow_none=True, required=True)
    score = fields.String(allow_none=True, required=True)
    reviews = fields.Integer(required=True)
    tie_broken_by = fields.String(allow_none=True, required=True)
    criteria = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    below_minimum = fields.List(fields.Nested(BelowMinimumSchema), required=True)
    place = fields.Integer(allow_none=True, required=True)
    waiting_place = fields.Integer(allow_none=True, required=True)
    moved_reason = fields.Nested(TextSchema, allow_none=True, required=True)


class RankingPage(Schema):
    data = fields.List(fields.Nested(StandingSchema), required=True)
    page = fields.Nested(PageInfoSchema, required=True)


@blueprint.route("/calls/<call_id>/rounds")
class Rounds(MethodView):
    @blueprint.doc(operationId="rounds")
    @blueprint.response(200, RoundPage)
    def get(self, call_id: str) -> Response:
        """List the rounds of a call"""
        return show_part("call", call_id, "rounds")

    @blueprint.doc(operationId="createRound")
    @blueprint.arguments(CreateRoundInput, as_kwargs=True)
    @blueprint.response(201, RoundSchema)
    def post(self, call_id: str, criteria: list[Criterion], **given: Any) -> Response:
        """Set up a judging round"""
        wish = CreateRound(call_id=CallId(call_id), criteria=tuple(criteria), **given)
        return carry_out(wish, "round", status=201)


@blueprint.route("/rounds/<round_id>")
class OneRound(MethodView):
    @blueprint.doc(operationId="round")
    @blueprint.response(200, RoundSchema)
    def get(self, round_id: str) -> Response:
        """A round"""
        return show_one("round", round_id)


@blueprint.route("/rounds/<round_id>/panel")
class Panel(MethodView):
    @blueprint.doc(operationId="setRoundPanel")
    @blueprint.arguments(SetRoundPanelInput, as_kwargs=True)
    @blueprint.response(200, RoundSchema)
    def put(self, round_id: str, judge_ids: list[str], conflicts: list[PinnedConflict]) -> Response:
        """Name the judges, in place of whoever was named before"""
        wish = SetRoundPanel(
            round_id=RoundId(round_id),
            judge_ids=tuple(AccountId(id) for id in judge_ids),
            conflicts=tuple(conflicts),
            expected_version=expected_version(needed=False),
        )
        return carry_out(wish, "round")


@blueprint.route("/rounds/<round_id>/open")
class Opening(MethodView):
    @blueprint.doc(operationId="openRound")
    @blueprint.response(200, RoundSchema)
    def post(self, round_id: str) -> Response:
        """Assign the entries to the judges and let them begin; a sealed round opens again"""
        version = expected_version(needed=False)
        return carry_out(OpenRound(round_id=RoundId(round_id), expected_version=version), "round")


@blueprint.route("/rounds/<round_id>/seal")
class Sealing(MethodView):
    @blueprint.doc(operationId="sealRound")
    @blueprint.response(200, RoundSchema)
    def post(self, round_id: str) -> Response:
        """Let no review change any more, and publish the commitments"""
        version = expected_version(needed=False)
        return carry_out(SealRound(round_id=RoundId(round_id), expected_version=version), "round")


@blueprint.route("/rounds/<round_id>/rank")
class Ranking(MethodView):
    @blueprint.doc(operationId="rankRound")
    @blueprint.response(200, RoundSchema)
    def post(self, round_id: str) -> Response:
        """Rank the entries by the round's method"""
        version = expected_version(needed=False)
        return carry_out(RankRound(round_id=RoundId(round_id), expected_version=version), "round")


@blueprint.route("/rounds/<round_id>/decide")
class Deciding(MethodView):
    @blueprint.doc(operationId="decideRound")
    @blueprint.arguments(DecideRoundInput, as_kwargs=True)
    @blueprint.response(200, RoundSchema)
    def post(self, round_id: str, moves: list[Move]) -> Response:
        """Give out the places as ranked, but for the chair's moves"""
        version = expected_version(needed=False)
        wish = DecideRound(round_id=RoundId(round_id), moves=tuple(moves), expected_version=version)
        return carry_out(wish, "round")


@blueprint.route("/rounds/<round_id>/publish")
class Publishing(MethodView):
    @blueprint.doc(operationId="publishRound")
    @blueprint.response(200, RoundSchema)
    def post(self, round_id: str) -> Response:
        """Announce the winners and offer their grants, in one moment"""
        version = expected_version(needed=False)
        return carry_out(PublishRound(round_id=RoundId(round_id), expected_version=version), "round")


@blueprint.route("/rounds/<round_id>/ranking")
class RankingOfRound(MethodView):
    @blueprint.doc(operationId="ranking")
    @blueprint.response(200, RankingPage)
    def get(self, round_id: str) -> Response:
        """The ranking of a round, best first"""
        return show_part("round", round_id, "ranking")
