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
