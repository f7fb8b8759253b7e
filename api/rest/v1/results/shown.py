"""What is shown of how rounds end over REST: standings, plans, and the shape of the bundle."""

from marshmallow import Schema, fields

from api.rest.fields import Moment, MoneySchema, PageInfoSchema, TextSchema
from api.rest.planning import PlanSchema
from api.rest.v1.assignments import FoundConflictSchema
from api.rest.v1.letters import LetterPlanSchema
from api.rest.v1.rounds.shown import JudgeAnalysisSchema, RoundAnalysisSchema
from domain.model.calls import CallState
from domain.model.entries import EntryState
from domain.model.ranking import Method
from domain.model.rounds import RoundState


class BelowMinimumSchema(Schema):
    criterion = fields.String(required=True)
    mean = fields.String(required=True)
    minimum = fields.Integer(required=True)


class StandingAnalysisSchema(Schema):
    probability = fields.String(allow_none=True, required=True)
    resamples = fields.Integer(required=True)
    margin = fields.String(allow_none=True, required=True)
    spread = fields.String(allow_none=True, required=True)
    disagreement = fields.List(fields.String(), required=True)
    positions = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    needs_discussion = fields.Boolean(required=True)
    discussion = fields.List(fields.String(), required=True)


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
    analysis = fields.Nested(StandingAnalysisSchema, allow_none=True, required=True)
    place = fields.Integer(allow_none=True, required=True)
    waiting_place = fields.Integer(allow_none=True, required=True)
    moved_reason = fields.Nested(TextSchema, allow_none=True, required=True)


class RankingPage(Schema):
    data = fields.List(fields.Nested(StandingSchema), required=True)
    page = fields.Nested(PageInfoSchema, required=True)


class RankedSchema(StandingSchema):
    """A standing that there would be, and the reviews that it comes from."""

    class Meta:
        exclude = ("id", "round_id", "place", "waiting_place", "moved_reason")

    review_ids = fields.List(fields.String(), required=True)


class WholeAnalysisSchema(RoundAnalysisSchema):
    judges = fields.List(fields.Nested(JudgeAnalysisSchema), required=True)


class RankedRoundSchema(Schema):
    state = fields.Enum(RoundState, by_value=True, required=True)
    method_version = fields.String(required=True)
    analysis = fields.Nested(WholeAnalysisSchema, required=True)


class RankingPlanSchema(Schema):
    round = fields.Nested(RankedRoundSchema, required=True)
    conflicts = fields.List(fields.Nested(FoundConflictSchema), required=True)
    ranking = fields.List(fields.Nested(RankedSchema), required=True)


class RankRoundPlanSchema(PlanSchema):
    plan = fields.Nested(RankingPlanSchema, required=True)


class RoundStepSchema(Schema):
    state = fields.Enum(RoundState, by_value=True, required=True)


class PlacedSchema(Schema):
    place = fields.Integer(required=True)
    entry_id = fields.String(required=True)
    position = fields.Integer(allow_none=True, required=True)
    grant = fields.Nested(MoneySchema, allow_none=True, required=True)


class WaitingSchema(Schema):
    waiting_place = fields.Integer(required=True)
    entry_id = fields.String(required=True)


class MoveEffectSchema(Schema):
    """What one move does, on top of those before it."""

    entry_id = fields.String(required=True)
    place = fields.Integer(allow_none=True, required=True)
    reason = fields.Nested(TextSchema, required=True)
    displaces = fields.List(fields.String(), required=True)
    lets_in = fields.List(fields.String(), required=True)


class DecisionPlanSchema(Schema):
    round = fields.Nested(RoundStepSchema, required=True)
    places = fields.List(fields.Nested(PlacedSchema), required=True)
    waiting_list = fields.List(fields.Nested(WaitingSchema), required=True)
    moves = fields.List(fields.Nested(MoveEffectSchema), required=True)


class DecideRoundPlanSchema(PlanSchema):
    plan = fields.Nested(DecisionPlanSchema, required=True)


class FateSchema(Schema):
    """What an entry would become."""

    entry_id = fields.String(required=True)
    state = fields.Enum(EntryState, by_value=True, required=True)
    place = fields.Integer(allow_none=True, required=True)
    waiting_place = fields.Integer(allow_none=True, required=True)
    advanced = fields.Boolean(required=True)


class OfferSchema(Schema):
    entry_id = fields.String(required=True)
    place = fields.Integer(required=True)
    amount = fields.Nested(MoneySchema, required=True)


class CallStepSchema(Schema):
    state = fields.Enum(CallState, by_value=True, required=True)


class PublicationPlanSchema(Schema):
    round = fields.Nested(RoundStepSchema, required=True)
    call = fields.Nested(CallStepSchema, required=True)
    appeal_days = fields.Integer(required=True)
    entries = fields.List(fields.Nested(FateSchema), required=True)
    grants = fields.List(fields.Nested(OfferSchema), required=True)
    letters = fields.List(fields.Nested(LetterPlanSchema), required=True)


class PublishRoundPlanSchema(PlanSchema):
    plan = fields.Nested(PublicationPlanSchema, required=True)


class CommittedSchema(Schema):
    """A commitment, and what it was to: its SHA-256 is that of the canonical JSON of `content`."""

    commitment = fields.String(required=True)
    content = fields.Dict(required=True)


class SeedSchema(Schema):
    commitment = fields.String(required=True)
    content = fields.String(required=True)


class CountedReviewSchema(CommittedSchema):
    judge = fields.String(required=True)
    earlier = fields.List(fields.Nested(CommittedSchema), required=True)


class RuleSchema(Schema):
    key = fields.String(required=True)
    weight = fields.Integer(required=True)
    min = fields.Integer(required=True)
    max = fields.Integer(required=True)
    minimum = fields.Integer(allow_none=True, required=True)


class RulesSchema(Schema):
    criteria = fields.List(fields.Nested(RuleSchema), required=True)
    reviews_per_entry = fields.Integer(required=True)
    quorum = fields.Integer(required=True)
    places = fields.Integer(required=True)
    waiting_list = fields.Integer(required=True)
    method = fields.Enum(Method, by_value=True, required=True)
    method_version = fields.String(required=True)
    ties = fields.List(fields.String(), required=True)
    seed = fields.Nested(SeedSchema, required=True)


class BundledStandingSchema(StandingSchema):
    class Meta:
        exclude = ("id", "round_id", "criteria", "analysis", "moved_reason")


class RoundBundleSchema(Schema):
    format = fields.String(required=True)
    round_id = fields.String(required=True)
    call_id = fields.String(required=True)
    number = fields.Integer(required=True)
    final = fields.Boolean(required=True)
    published_at = Moment(required=True)
    rules = fields.Nested(RulesSchema, required=True)
    commitments = fields.List(fields.String(), required=True)
    reviews = fields.List(fields.Nested(CountedReviewSchema), required=True)
    standings = fields.List(fields.Nested(BundledStandingSchema), required=True)
    moves = fields.Dict(keys=fields.String(), values=fields.Integer(allow_none=True), required=True)
    winners = fields.List(fields.String(), required=True)
    waiting_list = fields.List(fields.String(), required=True)
