"""/v1/events and /v1/insights: what happened, in one order; and how much of it."""

from flask import Response
from flask.views import MethodView
from marshmallow import Schema, fields

from api.caller import run
from api.rest.answering import cached, json_response, show_list
from api.rest.api import Nouns
from api.rest.fields import Moment, MoneySchema, PageInfoSchema
from domain.usecases.showing import ShowInsights

blueprint = Nouns("events", __name__, description="The feed of what happened, and its sums.")


class EventSchema(Schema):
    id = fields.String(required=True)
    type = fields.String(required=True)
    time = Moment(required=True)
    subject = fields.String(required=True)
    version = fields.Integer(required=True)
    sequence = fields.Integer(required=True)
    link = fields.String(allow_none=True, required=True)


class EventPage(Schema):
    data = fields.List(fields.Nested(EventSchema), required=True)
    page = fields.Nested(PageInfoSchema, required=True)


class OutcomesSchema(Schema):
    succeeded = fields.Integer(required=True)
    failed = fields.Integer(required=True)
    success_percent = fields.Integer(allow_none=True, required=True)


class MoneyTotalsSchema(Schema):
    raised = fields.Nested(MoneySchema, required=True)
    collected = fields.Nested(MoneySchema, required=True)
    refunded = fields.Nested(MoneySchema, required=True)
    granted = fields.Nested(MoneySchema, required=True)
    accepted = fields.Nested(MoneySchema, required=True)


class ByProvinceSchema(Schema):
    province = fields.String(required=True)
    projects_published = fields.Integer(required=True)
    entries_selected = fields.Integer(required=True)
    campaigns = fields.Nested(OutcomesSchema, required=True)


class ByGoalSchema(Schema):
    goal = fields.Integer(required=True)
    projects_published = fields.Integer(required=True)
    campaigns = fields.Nested(OutcomesSchema, required=True)


class ByModelSchema(Schema):
    model = fields.String(required=True)
    campaigns = fields.Nested(OutcomesSchema, required=True)


class ByMonthSchema(Schema):
    month = fields.String(required=True)
    campaigns = fields.Nested(OutcomesSchema, required=True)


class InsightsSchema(Schema):
    as_of_sequence = fields.Integer(required=True)
    counts = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    money = fields.Nested(MoneyTotalsSchema, required=True)
    campaigns = fields.Nested(OutcomesSchema, required=True)
    by_province = fields.List(fields.Nested(ByProvinceSchema), required=True)
    by_goal = fields.List(fields.Nested(ByGoalSchema), required=True)
    by_model = fields.List(fields.Nested(ByModelSchema), required=True)
    by_month = fields.List(fields.Nested(ByMonthSchema), required=True)


@blueprint.route("/events")
class Events(MethodView):
    @blueprint.doc(operationId="events")
    @blueprint.response(200, EventPage)
    def get(self) -> Response:
        """The feed, oldest first; come back with `next_cursor`"""
        return show_list("events")


@blueprint.route("/insights")
class Insights(MethodView):
    @blueprint.doc(operationId="insights")
    @blueprint.response(200, InsightsSchema)
    def get(self) -> Response:
        """What the platform did so far, in numbers"""
        return cached(json_response(run(ShowInsights())), 0)
