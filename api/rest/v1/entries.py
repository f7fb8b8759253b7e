"""/v1/calls/{id}/entries and /v1/entries: projects as submitted to a call."""

from typing import Any

from flask import Response
from flask.views import MethodView
from marshmallow import Schema, fields, post_load

from api.caller import language, run
from api.problems import row_errors
from api.rest.answering import carry_out, expected_version, json_response, show_one, show_part
from api.rest.api import Nouns
from api.rest.fields import (
    AllowedActionSchema,
    Closed,
    Moment,
    PageInfoSchema,
    Said,
    TextInput,
    TextSchema,
    Whole,
    many,
)
from domain.ids import CallId, EntryId
from domain.model.entries import EntryState, Verdict
from domain.text import Text
from domain.usecases.entries import SubmitEntry, WithdrawEntry
from domain.usecases.entries_screening import (
    MOST_ROWS,
    DisqualifyEntry,
    Reason,
    RowScreened,
    ScreenEntries,
    ScreenEntry,
    ScreeningRow,
)

blueprint = Nouns("entries", __name__, description="Projects as submitted to a call.")


class SubmitEntryInput(Closed):
    project_id = Said(required=True)
    applicant_organization_id = Said(load_default=None)
    answers = fields.Dict(keys=fields.String(), load_default=dict)


class ReasonSchema(Closed):
    code = Said(required=True, most=60)
    note = fields.Nested(TextSchema, load_default=dict)


class ReasonInput(Closed):
    code = Said(required=True, most=60)
    note = fields.Nested(TextInput, load_default=Text())

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> Reason:
        return Reason(code=data["code"], note=data["note"].as_dict())


class ScreenEntryInput(Closed):
    verdict = fields.Enum(Verdict, by_value=True, required=True)
    reasons = many(fields.Nested(ReasonInput), most=20, load_default=[])


class ScreeningRowInput(ScreenEntryInput):
    entry_id = Said(required=True)
    expected_version = Whole(least=1, allow_none=True, load_default=None)

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> ScreeningRow:
        return ScreeningRow(**data | {"reasons": tuple(data["reasons"])})


class ScreenEntriesInput(Closed):
    rows = many(fields.Nested(ScreeningRowInput), most=MOST_ROWS, required=True)


class RowErrorSchema(Schema):
    pointer = fields.String(allow_none=True, required=True)
    code = fields.String(required=True)
    message = fields.String(required=True)
    details = fields.Dict()


class ScreenedSchema(Schema):
    entry_id = fields.String(required=True)
    state = fields.Enum(EntryState, by_value=True, allow_none=True, required=True)
    version = fields.Integer(allow_none=True, required=True)
    errors = fields.List(fields.Nested(RowErrorSchema), required=True)


class ScreenedPage(Schema):
    results = fields.List(fields.Nested(ScreenedSchema), required=True)


class DisqualifyEntryInput(Closed):
    reasons = many(fields.Nested(ReasonInput), most=20, required=True)


class EntrySchema(Schema):
    id = fields.String(required=True)
    call_id = fields.String(required=True)
    organization_id = fields.String(required=True)
    project_id = fields.String(allow_none=True, required=True)
    account_id = fields.String(allow_none=True, required=True)
    applicant_organization_id = fields.String(allow_none=True, required=True)
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
    advanced = fields.Boolean(required=True)
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
    def post(self, call_id: str, **given: Any) -> Response:
        """Enter a project into a call; its fingerprint is the receipt"""
        wish = SubmitEntry(call_id=CallId(call_id), **given)
        return carry_out(wish, "entry", status=201)


@blueprint.route("/calls/<call_id>/screen")
class ScreeningMany(MethodView):
    @blueprint.doc(operationId="screenEntries")
    @blueprint.arguments(ScreenEntriesInput, as_kwargs=True)
    @blueprint.response(200, ScreenedPage)
    def post(self, call_id: str, rows: list[ScreeningRow]) -> Response:
        """Screen many entries of a call at once; each row is done, or refused, by itself"""
        done = run(ScreenEntries(call_id=CallId(call_id), rows=tuple(rows)))
        response = json_response({"results": [_shown(row) for row in done]})
        response.headers["Cache-Control"] = "no-store"
        return response


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
    def post(self, entry_id: str, verdict: Verdict, reasons: list[Reason]) -> Response:
        """Say whether an entry is eligible; a no needs a reason"""
        wish = ScreenEntry(
            entry_id=EntryId(entry_id),
            verdict=verdict,
            reasons=tuple(reasons),
            expected_version=expected_version(needed=False),
        )
        return carry_out(wish, "entry")


@blueprint.route("/entries/<entry_id>/disqualify")
class Disqualification(MethodView):
    @blueprint.doc(operationId="disqualifyEntry")
    @blueprint.arguments(DisqualifyEntryInput, as_kwargs=True)
    @blueprint.response(200, EntrySchema)
    def post(self, entry_id: str, reasons: list[Reason]) -> Response:
        """Put an entry out for good, for a reason; a place that it had won goes to the first who waits"""
        version = expected_version(needed=False)
        wish = DisqualifyEntry(entry_id=EntryId(entry_id), reasons=tuple(reasons), expected_version=version)
        return carry_out(wish, "entry")


@blueprint.route("/entries/<entry_id>/withdraw")
class Withdrawal(MethodView):
    @blueprint.doc(operationId="withdrawEntry")
    @blueprint.response(200, EntrySchema)
    def post(self, entry_id: str) -> Response:
        """Take an entry back, until its round is ranked"""
        wish = WithdrawEntry(entry_id=EntryId(entry_id), expected_version=expected_version(needed=False))
        return carry_out(wish, "entry")


def _shown(row: RowScreened) -> dict[str, Any]:
    errors = row_errors(row.refusal, language()) if row.refusal else []
    return {"entry_id": row.entry_id, "state": row.state, "version": row.version, "errors": errors}
