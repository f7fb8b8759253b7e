"""/v1/calls/{id}/entries and /v1/entries: projects as submitted to a call."""

from typing import Any

from flask import Response
from flask.views import MethodView
from marshmallow import Schema, fields

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
    many,
)
from domain.ids import CallId, EntryId, ProjectId
from domain.model.entries import EntryState, Verdict
from domain.text import Text
from domain.usecases.entries import SubmitEntry, WithdrawEntry
from domain.usecases.entries_screening import Reason, ScreenEntry

blueprint = Nouns("entries", __name__, description="Projects as submitted to a call.")


class SubmitEntryInput(Closed):
    project_id = Said(required=True)
    answers = fields.Dict(keys=fields.String(), load_default=dict)


class ReasonSchema(Closed):
    code = Said(required=True, most=60)
    note = fields.Nested(TextSchema, load_default=dict)


class ReasonInput(Closed):
    code = Said(required=True, most=60)
    note = fields.Nested(TextInput, load_default=Text())


class ScreenEntryInput(Closed):
    verdict = fields.Enum(Verdict, by_value=True, required=True)
    reasons = many(fields.Nested(ReasonInput), most=20, load_default=[])


class EntrySchema(Schema):
    id = fields.String(required=True)
    call_id = fields.String(required=True)
    organization_id = fields.String(required=True)
    project_id = fields.String(allow_none=True, required=True)
    account_id = fields.String(allow_none=True, required=True)
    state = fields.Enum(EntryState, by_value=True, required=True)
    title = fields.Nested(TextSchema, required=True)
    province = fields.String(allow_none=True, required=True)
    document = fields.Dict(required=True)
    people = fields.Dict(allow_none=True, required=True)
    answers = fields.Dict(required=True)
    fingerprint = fields.String(allow_none=True, required=True)
    submission = fields.Integer(required=True)
    submitted_at = Moment(required=True)
    reasons = fields.List(fields.Nested(ReasonSchema), allow_none=True, required=True)
    round_id = fields.String(allow_none=True, required=True)
    place = fields.Integer(allow_none=True, required=True)
    waiting_place = fields.Integer(allow_none=True, required=True)
    created_at = Moment(required=True)
    updated_at = Moment(required=True)
    version = fields.Integer(required=True)
    allowed_actions = fields.List(fields.Nested(AllowedActionSchema))


class EntryPage(Schema):
    data = fields.List(fields.Nested(EntrySchema), required=True)
    page = fields.Nested(PageInfoSchema, required=True)


@blueprint.route("/calls/<call_id>/entries")
class Entries(MethodView):
    @blueprint.doc(operationId="entries")
    @blueprint.response(200, EntryPage)
    def get(self, call_id: str) -> Response:
        """List the entries of a call that the caller may see"""
        return show_part("call", call_id, "entries")

    @blueprint.doc(operationId="submitEntry")
    @blueprint.arguments(SubmitEntryInput, as_kwargs=True)
    @blueprint.response(201, EntrySchema)
    def post(self, call_id: str, project_id: str, answers: dict[str, Any]) -> Response:
        """Enter a project into a call; its fingerprint is the receipt"""
        wish = SubmitEntry(call_id=CallId(call_id), project_id=ProjectId(project_id), answers=answers)
        return carry_out(wish, "entry", status=201)


@blueprint.route("/entries/<entry_id>")
class OneEntry(MethodView):
    @blueprint.doc(operationId="entry")
    @blueprint.response(200, EntrySchema)
    def get(self, entry_id: str) -> Response:
        """An entry"""
        return show_one("entry", entry_id)


@blueprint.route("/entries/<entry_id>/screen")
class Screening(MethodView):
    @blueprint.doc(operationId="screenEntry")
    @blueprint.arguments(ScreenEntryInput, as_kwargs=True)
    @blueprint.response(200, EntrySchema)
    def post(self, entry_id: str, verdict: Verdict, reasons: list[dict[str, Any]]) -> Response:
        """Say whether an entry is eligible; a no needs a reason"""
        given = tuple(Reason(code=reason["code"], note=reason["note"].as_dict()) for reason in reasons)
        wish = ScreenEntry(
            entry_id=EntryId(entry_id),
            verdict=verdict,
            reasons=given,
            expected_version=expected_version(needed=False),
        )
        return carry_out(wish, "entry")


@blueprint.route("/entries/<entry_id>/withdraw")
class Withdrawal(MethodView):
    @blueprint.doc(operationId="withdrawEntry")
    @blueprint.response(200, EntrySchema)
    def post(self, entry_id: str) -> Response:
        """Take an entry back, until its round is ranked"""
        wish = WithdrawEntry(entry_id=EntryId(entry_id), expected_version=expected_version(needed=False))
        return carry_out(wish, "entry")
