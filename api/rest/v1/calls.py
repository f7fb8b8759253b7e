"""/v1/calls: invitations to submit projects."""

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
    MoneyInput,
    MoneySchema,
    NameInput,
    PageInfoSchema,
    Said,
    TextInput,
    TextSchema,
    Whole,
    many,
)
from domain.ids import CallId, OrganizationId
from domain.model.calls import MOST_APPEAL_DAYS, ApplicantKind, CallState, Split
from domain.model.phases import Phase
from domain.model.screening import MOST_OWN
from domain.text import Text
from domain.usecases.calls import (
    CallChanges,
    CloseCall,
    CreateCall,
    Eligibility,
    OpenCall,
    ReasonCode,
    UpdateCall,
)
from domain.usecases.calls_running import ArchiveCall, CancelCall, ExtendCall

blueprint = Nouns("calls", __name__, description="Open invitations to submit projects.")


class EligibilitySchema(Closed):
    provinces = many(fields.String(), load_default=[])
    applicants = many(fields.Enum(ApplicantKind, by_value=True), load_default=[])
    max_entries_per_account = Whole(least=1, most=100, load_default=1)


class EligibilityInput(EligibilitySchema):
    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> Eligibility:
        lists = {name: tuple(data[name]) for name in ("provinces", "applicants")}
        return Eligibility(**data | lists)


class ReasonCodeSchema(Closed):
    code = fields.String(required=True)
    title = fields.Nested(TextSchema, required=True)


class ReasonCodeInput(Closed):
    code = Said(required=True, most=60)
    title = fields.Nested(NameInput, required=True)

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> ReasonCode:
        return ReasonCode(**data)


class UpdateCallInput(Closed):
    title = fields.Nested(NameInput)
    brief = fields.Nested(TextInput)
    opens_at = Moment()
    closes_at = Moment()
    award_count = Whole(least=1, most=1000)
    pool = fields.Nested(MoneyInput)
    split = fields.Enum(Split, by_value=True)
    award = fields.Nested(MoneyInput)
    eligibility = fields.Nested(EligibilityInput)
    questions = fields.Dict(keys=fields.String())
    reason_codes = many(fields.Nested(ReasonCodeInput), most=MOST_OWN)
    decision_due_at = Moment()
    appeal_days = Whole(least=0, most=MOST_APPEAL_DAYS)

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        return data | ({"reason_codes": tuple(data["reason_codes"])} if "reason_codes" in data else {})


class CreateCallInput(UpdateCallInput):
    organization_id = Said(required=True)
    title = fields.Nested(NameInput, required=True)
    opens_at = Moment(required=True)
    closes_at = Moment(required=True)
    award_count = Whole(required=True, least=1, most=1000)
    pool = fields.Nested(MoneyInput, required=True)
    split = fields.Enum(Split, by_value=True, load_default=Split.EQUAL)


class ExtendCallInput(Closed):
    closes_at = Moment(required=True)
    reason = fields.Nested(TextInput, required=True)


class CancelCallInput(Closed):
    reason = fields.Nested(TextInput, required=True)


class CallExtensionSchema(Schema):
    closed_before = Moment(required=True)
    closes_at = Moment(required=True)
    reason = fields.Nested(TextSchema, required=True)
    at = Moment(required=True)


class CallSchema(Schema):
    id = fields.String(required=True)
    organization_id = fields.String(required=True)
    state = fields.Enum(CallState, by_value=True, required=True)
    phase = fields.Enum(Phase, by_value=True, required=True)
    title = fields.Nested(TextSchema, required=True)
    brief = fields.Nested(TextSchema, required=True)
    opens_at = Moment(required=True)
    closes_at = Moment(required=True)
    award_count = fields.Integer(required=True)
    pool = fields.Nested(MoneySchema, required=True)
    split = fields.Enum(Split, by_value=True, required=True)
    award = fields.Nested(MoneySchema, allow_none=True, required=True)
    eligibility = fields.Nested(EligibilitySchema, required=True)
    questions = fields.Dict(required=True)
    reason_codes = fields.List(fields.Nested(ReasonCodeSchema), required=True)
    screening_reasons = fields.List(fields.Nested(ReasonCodeSchema))
    decision_due_at = Moment(allow_none=True, required=True)
    overdue = fields.Boolean(required=True)
    appeal_days = fields.Integer(required=True)
    appeals_until = Moment(allow_none=True, required=True)
    extensions = fields.List(fields.Nested(CallExtensionSchema), required=True)
    began_at = Moment(allow_none=True, required=True)
    announced_at = Moment(allow_none=True, required=True)
    cancelled_reason = fields.Nested(TextSchema, allow_none=True, required=True)
    created_at = Moment(required=True)
    updated_at = Moment(required=True)
    version = fields.Integer(required=True)
    allowed_actions = fields.List(fields.Nested(AllowedActionSchema))


class CallPage(Schema):
    data = fields.List(fields.Nested(CallSchema), required=True)
    page = fields.Nested(PageInfoSchema, required=True)


@blueprint.route("/calls")
class Calls(MethodView):
    @blueprint.doc(operationId="calls")
    @blueprint.response(200, CallPage)
    def get(self) -> Response:
        """List calls"""
        return show_list("calls")

    @blueprint.doc(operationId="createCall")
    @blueprint.arguments(CreateCallInput, as_kwargs=True)
    @blueprint.response(201, CallSchema)
    def post(self, organization_id: str, **given: Any) -> Response:
        """Draft a call"""
        return carry_out(
            CreateCall(organization_id=OrganizationId(organization_id), **given), "call", status=201
        )


@blueprint.route("/calls/<call_id>")
class OneCall(MethodView):
    @blueprint.doc(operationId="call")
    @blueprint.response(200, CallSchema)
    def get(self, call_id: str) -> Response:
        """A call"""
        return show_one("call", call_id)

    @blueprint.doc(operationId="updateCall")
    @blueprint.arguments(UpdateCallInput, as_kwargs=True)
    @blueprint.response(200, CallSchema)
    def patch(self, call_id: str, **given: Any) -> Response:
        """Change a call; once it is open, only its words"""
        changes = CallChanges(**given)
        wish = UpdateCall(call_id=CallId(call_id), expected_version=needed_version(), changes=changes)
        return carry_out(wish, "call")


@blueprint.route("/calls/<call_id>/open")
class Opening(MethodView):
    @blueprint.doc(operationId="openCall")
    @blueprint.response(200, CallSchema)
    def post(self, call_id: str) -> Response:
        """Publish a call"""
        return carry_out(
            OpenCall(call_id=CallId(call_id), expected_version=expected_version(needed=False)), "call"
        )


@blueprint.route("/calls/<call_id>/extend")
class Extension(MethodView):
    @blueprint.doc(operationId="extendCall")
    @blueprint.arguments(ExtendCallInput, as_kwargs=True)
    @blueprint.response(200, CallSchema)
    def post(self, call_id: str, **given: Any) -> Response:
        """Give a call a later end, for a reason; who entered is told"""
        version = expected_version(needed=False)
        return carry_out(ExtendCall(call_id=CallId(call_id), expected_version=version, **given), "call")


@blueprint.route("/calls/<call_id>/close")
class Closing(MethodView):
    @blueprint.doc(operationId="closeCall")
    @blueprint.response(200, CallSchema)
    def post(self, call_id: str) -> Response:
        """Close a call before its time"""
        return carry_out(
            CloseCall(call_id=CallId(call_id), expected_version=expected_version(needed=False)), "call"
        )


@blueprint.route("/calls/<call_id>/cancel")
class Cancellation(MethodView):
    @blueprint.doc(operationId="cancelCall")
    @blueprint.arguments(CancelCallInput, as_kwargs=True)
    @blueprint.response(200, CallSchema)
    def post(self, call_id: str, reason: Text) -> Response:
        """Give a call up, for a reason, before its winners are announced"""
        version = expected_version(needed=False)
        return carry_out(CancelCall(call_id=CallId(call_id), expected_version=version, reason=reason), "call")


@blueprint.route("/calls/<call_id>/archive")
class Archiving(MethodView):
    @blueprint.doc(operationId="archiveCall")
    @blueprint.response(200, CallSchema)
    def post(self, call_id: str) -> Response:
        """Put a call away, when nobody may appeal any more"""
        return carry_out(
            ArchiveCall(call_id=CallId(call_id), expected_version=expected_version(needed=False)), "call"
        )
