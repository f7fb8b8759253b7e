"""/v1/mentorships: incubation."""

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
)
from domain.ids import AccountId, EntryId, MentorshipId
from domain.model.mentorships import MentorshipState
from domain.text import Text
from domain.usecases.mentorships import (
    AcceptMentorship,
    DeclineMentorship,
    EndMentorship,
    ProposeMentorship,
    WithdrawMentorship,
)

blueprint = Nouns("mentorships", __name__, description="Incubation: mentors of winners, and their meetings.")


class ProposeMentorshipInput(Closed):
    mentor_id = Said(required=True)
    focus = fields.Nested(TextInput, load_default=Text())


class EndMentorshipInput(Closed):
    summary = fields.Nested(TextInput, required=True)


class MentorshipSchema(Schema):
    id = fields.String(required=True)
    call_id = fields.String(required=True)
    entry_id = fields.String(required=True)
    organization_id = fields.String(required=True)
    account_id = fields.String(required=True)
    applicant_organization_id = fields.String(allow_none=True, required=True)
    mentor_id = fields.String(required=True)
    state = fields.Enum(MentorshipState, by_value=True, required=True)
    focus = fields.Nested(TextSchema, required=True)
    summary = fields.Nested(TextSchema, allow_none=True, required=True)
    meetings_held = fields.Integer(required=True)
    minutes_held = fields.Integer(required=True)
    accepted_at = Moment(allow_none=True, required=True)
    ended_at = Moment(allow_none=True, required=True)
    created_at = Moment(required=True)
    updated_at = Moment(required=True)
    version = fields.Integer(required=True)
    allowed_actions = fields.List(fields.Nested(AllowedActionSchema))


class MentorshipPage(Schema):
    data = fields.List(fields.Nested(MentorshipSchema), required=True)
    page = fields.Nested(PageInfoSchema, required=True)


@blueprint.route("/calls/<call_id>/mentorships")
class MentorshipsOfCall(MethodView):
    @blueprint.doc(operationId="mentorships")
    @blueprint.response(200, MentorshipPage)
    def get(self, call_id: str) -> Response:
        """List the mentorships of a call that the caller may see"""
        return show_part("call", call_id, "mentorships")


@blueprint.route("/entries/<entry_id>/mentorships")
class MentorshipsOfEntry(MethodView):
    @blueprint.doc(operationId="entryMentorships")
    @blueprint.response(200, MentorshipPage)
    def get(self, entry_id: str) -> Response:
        """List the mentorships of an entry that the caller may see"""
        return show_part("entry", entry_id, "mentorships")

    @blueprint.doc(operationId="proposeMentorship")
    @blueprint.arguments(ProposeMentorshipInput, as_kwargs=True)
    @blueprint.response(201, MentorshipSchema)
    def post(self, entry_id: str, mentor_id: str, focus: Text) -> Response:
        """Ask somebody to accompany a winner"""
        wish = ProposeMentorship(entry_id=EntryId(entry_id), mentor_id=AccountId(mentor_id), focus=focus)
        return carry_out(wish, "mentorship", status=201)


@blueprint.route("/mentorships/<mentorship_id>")
class OneMentorship(MethodView):
    @blueprint.doc(operationId="mentorship")
    @blueprint.response(200, MentorshipSchema)
    def get(self, mentorship_id: str) -> Response:
        """A mentorship"""
        return show_one("mentorship", mentorship_id)


@blueprint.route("/mentorships/<mentorship_id>/accept")
class Acceptance(MethodView):
    @blueprint.doc(operationId="acceptMentorship")
    @blueprint.response(200, MentorshipSchema)
    def post(self, mentorship_id: str) -> Response:
        """Agree to be the mentor"""
        return _move(AcceptMentorship, mentorship_id)


@blueprint.route("/mentorships/<mentorship_id>/decline")
class Refusal(MethodView):
    @blueprint.doc(operationId="declineMentorship")
    @blueprint.response(200, MentorshipSchema)
    def post(self, mentorship_id: str) -> Response:
        """Decline to be the mentor"""
        return _move(DeclineMentorship, mentorship_id)


@blueprint.route("/mentorships/<mentorship_id>/withdraw")
class Withdrawal(MethodView):
    @blueprint.doc(operationId="withdrawMentorship")
    @blueprint.response(200, MentorshipSchema)
    def post(self, mentorship_id: str) -> Response:
        """Take back a mentorship that was not answered"""
        return _move(WithdrawMentorship, mentorship_id)


@blueprint.route("/mentorships/<mentorship_id>/end")
class Ending(MethodView):
    @blueprint.doc(operationId="endMentorship")
    @blueprint.arguments(EndMentorshipInput, as_kwargs=True)
    @blueprint.response(200, MentorshipSchema)
    def post(self, mentorship_id: str, summary: Text) -> Response:
        """End a mentorship with what came of it"""
        return _move(EndMentorship, mentorship_id, summary=summary)


def _move(
    wish: type[AcceptMentorship | DeclineMentorship | WithdrawMentorship | EndMentorship],
    mentorship_id: str,
    **given: Any,
) -> Response:
    version = expected_version(needed=False)
    asked: Any = wish(mentorship_id=MentorshipId(mentorship_id), expected_version=version, **given)
    return carry_out(asked, "mentorship")
