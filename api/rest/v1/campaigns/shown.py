"""How a campaign is shown."""

from marshmallow import Schema, fields

from api.rest.fields import AllowedActionSchema, Moment, MoneySchema, PageInfoSchema, TextSchema
from domain.model.campaigns import CampaignState, Model


class RewardSchema(Schema):
    id = fields.String(required=True)
    title = fields.Nested(TextSchema, required=True)
    least = fields.Nested(MoneySchema, required=True)
    limit = fields.Integer(allow_none=True, required=True)
    left = fields.Integer(allow_none=True, required=True)
    delivery = fields.Nested(TextSchema, required=True)


class CampaignTotalsSchema(Schema):
    promised = fields.Nested(MoneySchema, required=True)
    collected = fields.Nested(MoneySchema, required=True)
    elsewhere = fields.Nested(MoneySchema, required=True)
    elsewhere_as_of = Moment(allow_none=True, required=True)
    refunded = fields.Nested(MoneySchema, required=True)


class CampaignSchema(Schema):
    id = fields.String(required=True)
    project_id = fields.String(required=True)
    organization_id = fields.String(allow_none=True, required=True)
    mirrored = fields.Boolean(required=True)
    external_id = fields.String(allow_none=True, required=True)
    state = fields.Enum(CampaignState, by_value=True, required=True)
    title = fields.Nested(TextSchema, required=True)
    story = fields.Nested(TextSchema, required=True)
    deadline = Moment(required=True)
    model = fields.Enum(Model, by_value=True, required=True)
    goal = fields.Nested(MoneySchema, required=True)
    raised = fields.Nested(MoneySchema, required=True)
    backers = fields.Integer(required=True)
    totals = fields.Nested(CampaignTotalsSchema, required=True)
    raised_at_end = fields.Nested(MoneySchema, allow_none=True, required=True)
    least = fields.Nested(MoneySchema, required=True)
    most = fields.Nested(MoneySchema, required=True)
    rewards = fields.List(fields.Nested(RewardSchema), required=True)
    province = fields.String(allow_none=True, required=True)
    goals = fields.List(fields.Integer(), required=True)
    url = fields.String(allow_none=True, required=True)
    launched_at = Moment(allow_none=True, required=True)
    ended_at = Moment(allow_none=True, required=True)
    settled_at = Moment(allow_none=True, required=True)
    created_at = Moment(required=True)
    updated_at = Moment(required=True)
    version = fields.Integer(required=True)
    allowed_actions = fields.List(fields.Nested(AllowedActionSchema))


class CampaignPage(Schema):
    data = fields.List(fields.Nested(CampaignSchema), required=True)
    page = fields.Nested(PageInfoSchema, required=True)
