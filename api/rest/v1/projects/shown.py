"""What is shown of a project: every field is there, empty where nothing was said yet."""

from marshmallow import Schema, fields

from api.rest.fields import (
    AllowedActionSchema,
    Closed,
    Moment,
    MoneySchema,
    Number,
    PageInfoSchema,
    TextSchema,
)
from domain.model.project_shape import Dimension, Horizon
from domain.model.projects import ProjectState


class LocationSchema(Closed):
    latitude = Number(required=True)
    longitude = Number(required=True)


class RootCauseSchema(Schema):
    id = fields.String(required=True)
    cause = fields.Nested(TextSchema, required=True)
    because_of = fields.String(allow_none=True, required=True)
    evidence = fields.List(fields.Nested(TextSchema), required=True)


class ProjectProblemSchema(Schema):
    statement = fields.Nested(TextSchema, required=True)
    people_affected = fields.Integer(allow_none=True, required=True)
    community = fields.Nested(TextSchema, required=True)
    province = fields.String(allow_none=True, required=True)
    location = fields.Nested(LocationSchema, allow_none=True, required=True)
    root_causes = fields.List(fields.Nested(RootCauseSchema), required=True)
    goals = fields.List(fields.Integer(), required=True)


class ProjectSolutionSchema(Schema):
    approach = fields.Nested(TextSchema, required=True)
    activities = fields.List(fields.Nested(TextSchema), required=True)


class TeamMemberSchema(Schema):
    id = fields.String(required=True)
    name = fields.String(required=True)
    role = fields.Nested(TextSchema, required=True)
    skills = fields.List(fields.String(), required=True)
    confirmed = fields.Boolean(required=True)


class BudgetLineSchema(Schema):
    id = fields.String(required=True)
    item = fields.Nested(TextSchema, required=True)
    quantity = fields.Integer(required=True)
    unit_cost = fields.Nested(MoneySchema, required=True)


class SourceSchema(Schema):
    id = fields.String(required=True)
    source = fields.Nested(TextSchema, required=True)
    amount = fields.Nested(MoneySchema, required=True)
    secured = fields.Boolean(required=True)


class NamedSupporterSchema(Schema):
    id = fields.String(required=True)
    name = fields.Nested(TextSchema, required=True)
    part = fields.Nested(TextSchema, required=True)
    organization_id = fields.String(allow_none=True, required=True)
    confirmed = fields.Boolean(required=True)


class BenefitSchema(Schema):
    id = fields.String(required=True)
    dimension = fields.Enum(Dimension, by_value=True, required=True)
    horizon = fields.Enum(Horizon, by_value=True, required=True)
    statement = fields.Nested(TextSchema, required=True)
    indicator = fields.Nested(TextSchema, required=True)
    unit = fields.Nested(TextSchema, required=True)
    baseline = Number(allow_none=True, required=True)
    target = Number(allow_none=True, required=True)


class ProjectSchema(Schema):
    id = fields.String(required=True)
    account_id = fields.String(allow_none=True, required=True)
    organization_id = fields.String(allow_none=True, required=True)
    state = fields.Enum(ProjectState, by_value=True, required=True)
    title = fields.Nested(TextSchema, required=True)
    summary = fields.Nested(TextSchema, required=True)
    problem = fields.Nested(ProjectProblemSchema, required=True)
    solution = fields.Nested(ProjectSolutionSchema, required=True)
    team = fields.List(fields.Nested(TeamMemberSchema), required=True)
    skills_missing = fields.List(fields.String(), required=True)
    budget = fields.List(fields.Nested(BudgetLineSchema), required=True)
    budget_total = fields.Nested(MoneySchema, required=True)
    asked_for = fields.Nested(MoneySchema, allow_none=True, required=True)
    from_elsewhere = fields.List(fields.Nested(SourceSchema), required=True)
    supporters = fields.List(fields.Nested(NamedSupporterSchema), required=True)
    benefits = fields.List(fields.Nested(BenefitSchema), required=True)
    findable = fields.Boolean(required=True)
    merged_into = fields.String(allow_none=True, required=True)
    ended_at = Moment(allow_none=True, required=True)
    ended_reason = fields.Nested(TextSchema, allow_none=True, required=True)
    created_at = Moment(required=True)
    updated_at = Moment(required=True)
    version = fields.Integer(required=True)
    allowed_actions = fields.List(fields.Nested(AllowedActionSchema))


class ProjectPage(Schema):
    data = fields.List(fields.Nested(ProjectSchema), required=True)
    page = fields.Nested(PageInfoSchema, required=True)
