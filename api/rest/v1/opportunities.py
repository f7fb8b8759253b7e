"""/v1/projects/{id}/opportunities and /v1/opportunities: work that projects have for volunteers."""

from typing import Any

from flask import Response
from flask.views import MethodView
from marshmallow import Schema, fields, post_load

from api.rest.answering import carry_out, expected_version, needed_version, show_list, show_one
from api.rest.api import Nouns
from api.rest.fields import (
    AllowedActionSchema,
    Closed,
    Moment,
    NameInput,
    PageInfoSchema,
    Said,
    TextInput,
    TextSchema,
    Whole,
    many,
)
from domain.ids import OpportunityId, ProjectId
from domain.model.opportunities import OpportunityState
from domain.text import Text
from domain.usecases.opportunities import (
    CancelOpportunity,
    CloseOpportunity,
    CreateOpportunity,
    NeededSkill,
    OpenOpportunity,
    OpportunityChanges,
    Shift,
    UpdateOpportunity,
)

blueprint = Nouns("opportunities", __name__, description="Work that projects have for volunteers.")


class NeededSkillSchema(Closed):
    skill_id = Said(required=True, most=60)
    least_level = Whole(least=1, most=5, load_default=1)


class NeededSkillInput(NeededSkillSchema):
    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> NeededSkill:
        return NeededSkill(**data)


class ShiftSchema(Closed):
    starts_at = Moment(required=True)
    ends_at = Moment(required=True)


class ShiftInput(ShiftSchema):
    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> Shift:
        return Shift(**data)


class UpdateOpportunityInput(Closed):
    title = fields.Nested(NameInput)
    description = fields.Nested(TextInput)
    skills = many(fields.Nested(NeededSkillInput), most=20)
    places = Whole(least=1, most=1000)
    province = Said(most=5, allow_none=True)
    remote = fields.Boolean(truthy={True}, falsy={False})
    hours_per_week = Whole(least=1, most=60, allow_none=True)
    shifts = many(fields.Nested(ShiftInput), most=100)
    starts_at = Moment(allow_none=True)
    ends_at = Moment(allow_none=True)
    apply_by = Moment(allow_none=True)
    least_age = Whole(least=0, most=120, allow_none=True)

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        return {name: tuple(value) if isinstance(value, list) else value for name, value in data.items()}


class CreateOpportunityInput(UpdateOpportunityInput):
    title = fields.Nested(NameInput, required=True)
    description = fields.Nested(TextInput, load_default=Text())
    places = Whole(least=1, most=1000, load_default=1)
    remote = fields.Boolean(truthy={True}, falsy={False}, load_default=False)


class OpportunitySchema(Schema):
    id = fields.String(required=True)
    project_id = fields.String(required=True)
    account_id = fields.String(required=True)
    state = fields.Enum(OpportunityState, by_value=True, required=True)
    title = fields.Nested(TextSchema, required=True)
    description = fields.Nested(TextSchema, required=True)
    skills = fields.List(fields.Nested(NeededSkillSchema), required=True)
    places = fields.Integer(required=True)
    accepted_count = fields.Integer(required=True)
    full = fields.Boolean(required=True)
    offered_count = fields.Integer(allow_none=True, required=True)
    province = fields.String(allow_none=True, required=True)
    remote = fields.Boolean(required=True)
    hours_per_week = fields.Integer(allow_none=True, required=True)
    shifts = fields.List(fields.Nested(ShiftSchema), required=True)
    starts_at = Moment(allow_none=True, required=True)
    ends_at = Moment(allow_none=True, required=True)
    apply_by = Moment(allow_none=True, required=True)
    least_age = fields.Integer(allow_none=True, required=True)
    created_at = Moment(required=True)
    updated_at = Moment(required=True)
    version = fields.Integer(required=True)
    allowed_actions = fields.List(fields.Nested(AllowedActionSchema))


class OpportunityPage(Schema):
    data = fields.List(fields.Nested(OpportunitySchema), required=True)
    page = fields.Nested(PageInfoSchema, required=True)


@blueprint.route("/projects/<project_id>/opportunities")
class OpportunitiesOfProject(MethodView):
    @blueprint.doc(operationId="createOpportunity")
    @blueprint.arguments(CreateOpportunityInput, as_kwargs=True)
    @blueprint.response(201, OpportunitySchema)
    def post(self, project_id: str, **given: Any) -> Response:
        """Draft an opportunity for volunteers"""
        wish = CreateOpportunity(project_id=ProjectId(project_id), **given)
        return carry_out(wish, "opportunity", status=201)


@blueprint.route("/opportunities")
class Opportunities(MethodView):
    @blueprint.doc(operationId="opportunities")
    @blueprint.response(200, OpportunityPage)
    def get(self) -> Response:
        """List opportunities for volunteers"""
        return show_list("opportunities")


@blueprint.route("/opportunities/<opportunity_id>")
class OneOpportunity(MethodView):
    @blueprint.doc(operationId="opportunity")
    @blueprint.response(200, OpportunitySchema)
    def get(self, opportunity_id: str) -> Response:
        """An opportunity"""
        return show_one("opportunity", opportunity_id)

    @blueprint.doc(operationId="updateOpportunity")
    @blueprint.arguments(UpdateOpportunityInput, as_kwargs=True)
    @blueprint.response(200, OpportunitySchema)
    def patch(self, opportunity_id: str, **given: Any) -> Response:
        """Change an opportunity; once it is open, only its words, its places and the time to apply"""
        wish = UpdateOpportunity(
            opportunity_id=OpportunityId(opportunity_id),
            expected_version=needed_version(),
            changes=OpportunityChanges(**given),
        )
        return carry_out(wish, "opportunity")


@blueprint.route("/opportunities/<opportunity_id>/open")
class Opening(MethodView):
    @blueprint.doc(operationId="openOpportunity")
    @blueprint.response(200, OpportunitySchema)
    def post(self, opportunity_id: str) -> Response:
        """Show an opportunity to everybody, and let volunteers apply"""
        id, version = OpportunityId(opportunity_id), expected_version(needed=False)
        return carry_out(OpenOpportunity(opportunity_id=id, expected_version=version), "opportunity")


@blueprint.route("/opportunities/<opportunity_id>/close")
class Closing(MethodView):
    @blueprint.doc(operationId="closeOpportunity")
    @blueprint.response(200, OpportunitySchema)
    def post(self, opportunity_id: str) -> Response:
        """Take no more applications; those that are in can still be offered places"""
        id, version = OpportunityId(opportunity_id), expected_version(needed=False)
        return carry_out(CloseOpportunity(opportunity_id=id, expected_version=version), "opportunity")


@blueprint.route("/opportunities/<opportunity_id>/cancel")
class Cancelling(MethodView):
    @blueprint.doc(operationId="cancelOpportunity")
    @blueprint.response(200, OpportunitySchema)
    def post(self, opportunity_id: str) -> Response:
        """Call an opportunity off: applications are declined, offers lapse"""
        id, version = OpportunityId(opportunity_id), expected_version(needed=False)
        return carry_out(CancelOpportunity(opportunity_id=id, expected_version=version), "opportunity")
