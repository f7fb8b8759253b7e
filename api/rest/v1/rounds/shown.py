"""What is shown of rounds and their rankings over REST."""

from marshmallow import Schema, fields

from api.rest.fields import AllowedActionSchema, Closed, Moment, PageInfoSchema, Said, TextSchema, Whole
from domain.model.ranking import Method
from domain.model.rounds import RoundState


class CriterionSchema(Closed):
    key = Said(required=True, most=40)
    title = fields.Nested(TextSchema, required=True)
    weight = Whole(required=True, least=1, most=100)
    min = Whole(required=True, least=0, most=100)
    max = Whole(required=True, least=1, most=100)
    minimum = Whole(least=0, most=100, allow_none=True, load_default=None)
    guidance = fields.Nested(TextSchema, load_default=dict)


class RankingLineSchema(Schema):
    """The scores on both sides of the line, and what lies between."""

    last_in = fields.String(required=True)
    first_out = fields.String(required=True)
    margin = fields.String(required=True)


class ComparedMethodSchema(Schema):
    """Who has a place under a method, best first."""

    method = fields.Enum(Method, by_value=True, required=True)
    version = fields.String(required=True)
    entry_ids = fields.List(fields.String(), required=True)


class RoundAnalysisSchema(Schema):
    method = fields.Enum(Method, by_value=True, required=True)
    method_version = fields.String(required=True)
    places = fields.Integer(required=True)
    resamples = fields.Integer(required=True)
    agreement = fields.String(allow_none=True, required=True)
    median_spread = fields.String(allow_none=True, required=True)
    line = fields.Nested(RankingLineSchema, allow_none=True, required=True)
    methods = fields.List(fields.Nested(ComparedMethodSchema), required=True)


class JudgeAnalysisSchema(Schema):
    judge_id = fields.String(required=True)
    reviews = fields.Integer(required=True)
    leniency = fields.String(required=True)
    residual = fields.String(required=True)
    outlier = fields.Boolean(required=True)


class RoundExtensionSchema(Schema):
    due_before = Moment(allow_none=True, required=True)
    due_at = Moment(required=True)
    reason = fields.String(required=True)
    at = Moment(required=True)


class ReopeningSchema(Schema):
    at = Moment(required=True)
    reason = fields.String(required=True)
    entry_ids = fields.List(fields.String(), required=True)


class RoundSchema(Schema):
    id = fields.String(required=True)
    call_id = fields.String(required=True)
    organization_id = fields.String(required=True)
    number = fields.Integer(required=True)
    final = fields.Boolean(required=True)
    state = fields.Enum(RoundState, by_value=True, required=True)
    name = fields.Nested(TextSchema, required=True)
    guidance = fields.Nested(TextSchema, required=True)
    criteria = fields.List(fields.Nested(CriterionSchema), required=True)
    due_at = Moment(allow_none=True, required=True)
    overdue = fields.Boolean(required=True)
    extensions = fields.List(fields.Nested(RoundExtensionSchema), allow_none=True, required=True)
    calibration_entry_ids = fields.List(fields.String(), allow_none=True, required=True)
    discussed_entry_ids = fields.List(fields.String(), allow_none=True, required=True)
    reopenings = fields.List(fields.Nested(ReopeningSchema), allow_none=True, required=True)
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
    analysis = fields.Nested(RoundAnalysisSchema, allow_none=True, required=True)
    judge_analyses = fields.List(fields.Nested(JudgeAnalysisSchema), allow_none=True, required=True)
    opened_at = Moment(allow_none=True, required=True)
    sealed_at = Moment(allow_none=True, required=True)
    ranked_at = Moment(allow_none=True, required=True)
    decided_at = Moment(allow_none=True, required=True)
    published_at = Moment(allow_none=True, required=True)
    cancelled_at = Moment(allow_none=True, required=True)
    created_at = Moment(required=True)
    updated_at = Moment(required=True)
    version = fields.Integer(required=True)
    allowed_actions = fields.List(fields.Nested(AllowedActionSchema))


class RoundPage(Schema):
    data = fields.List(fields.Nested(RoundSchema), required=True)
    page = fields.Nested(PageInfoSchema, required=True)
