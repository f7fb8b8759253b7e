"""/v1/projects/{id}/needs and .../measurements: what a project still needs, and what it needed before."""

from flask import Response
from flask.views import MethodView
from marshmallow import Schema, fields

from api.caller import run
from api.rest.answering import cached, json_response, show_part
from api.rest.api import Nouns
from api.rest.fields import Moment, MoneySchema, PageInfoSchema, TextSchema
from domain.ids import ProjectId
from domain.model.measurements import Cause
from domain.model.needs import Factor
from domain.model.suggestions import SuggestionKind, SupplierKind
from domain.usecases.needs import ShowProjectNeeds

blueprint = Nouns("needs", __name__, description="What projects still need, and who could help.")


class SuggestionSchema(Schema):
    kind = fields.Enum(SuggestionKind, by_value=True, required=True)
    about = fields.String(allow_none=True, required=True)
    input = fields.Dict(allow_none=True, required=True)


class SupplierSchema(Schema):
    kind = fields.Enum(SupplierKind, by_value=True, required=True)
    id = fields.String(allow_none=True, required=True)
    skill = fields.String(allow_none=True, required=True)
    title = fields.Nested(TextSchema, required=True)
    count = fields.Integer(required=True)


class NeedSchema(Schema):
    factor = fields.Enum(Factor, by_value=True, required=True)
    gap = fields.Integer(required=True)
    asked = fields.List(fields.String(), required=True)
    covered = fields.List(fields.String(), required=True)
    missing = fields.List(fields.String(), required=True)
    asked_amount = fields.Nested(MoneySchema, allow_none=True, required=True)
    covered_amount = fields.Nested(MoneySchema, allow_none=True, required=True)
    missing_amount = fields.Nested(MoneySchema, allow_none=True, required=True)
    suggestions = fields.List(fields.Nested(SuggestionSchema), required=True)
    suppliers = fields.List(fields.Nested(SupplierSchema), required=True)


class ProjectNeedsSchema(Schema):
    project_id = fields.String(required=True)
    project_version = fields.Integer(required=True)
    factors = fields.List(fields.Nested(NeedSchema), required=True)


class MeasurementSchema(Schema):
    id = fields.String(required=True)
    project_id = fields.String(required=True)
    factor = fields.Enum(Factor, by_value=True, required=True)
    gap = fields.Integer(required=True)
    previous_gap = fields.Integer(allow_none=True, required=True)
    detail = fields.Dict(required=True)
    cause = fields.Enum(Cause, by_value=True, required=True)
    measured_at = Moment(required=True)


class MeasurementPage(Schema):
    data = fields.List(fields.Nested(MeasurementSchema), required=True)
    page = fields.Nested(PageInfoSchema, required=True)


@blueprint.route("/projects/<project_id>/needs")
class Needs(MethodView):
    @blueprint.doc(operationId="projectNeeds")
    @blueprint.response(200, ProjectNeedsSchema)
    def get(self, project_id: str) -> Response:
        """What a project still needs of the four factors, and who could help"""
        return cached(json_response(run(ShowProjectNeeds(project_id=ProjectId(project_id)))), 0)


@blueprint.route("/projects/<project_id>/measurements")
class Measurements(MethodView):
    @blueprint.doc(operationId="measurements")
    @blueprint.response(200, MeasurementPage)
    def get(self, project_id: str) -> Response:
        """List how the gaps of a project's needs have changed"""
        return show_part("project", project_id, "measurements")
