"""/v1/mentorships and /v1/meetings: incubation."""

from typing import Any

from flask import Response
from flask.views import MethodView
from marshmallow import Schema, fields

from api.rest.answering import carry_out, expected_version, needed_version, show_one, show_part
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
)
from domain.ids import AccountId, EntryId, MeetingId, MentorshipId
from domain.model.meetings import LONGEST, MeetingState
from domain.model.mentorships import MentorshipState
from domain.text import Text
from domain.usecases.mentorships import (
    AcceptMentorship,
    CancelMeeting,
    DeclineMentorship,
    EndMentorship,
    HoldMeeting,
    MeetingChanges,
    PlanMeeting,
    ProposeMentorship,
    UpdateMeeting,
    WithdrawMentorship,
)

blueprint = Nouns("mentorships", __name__, description="Incubation: mentors of winners, and their meetings.")


class ProposeMentorshipInput(Closed):
    mentor_id = Said(required=True)
    focus = fields.Nested(TextInput, load_default=Text())


class EndMentorshipInput(Closed):
    summary = fields.Nested(TextInput, required=True)


class PlanMeetingInput(Closed):
    topic = fields.Nested(NameInput, required=True)
    starts_at = Moment(required=True)
    minutes = Whole(least=5, most=LONGEST, load_default=60)
    venue = Said(most=500, least=0, load_default="")


class UpdateMeetingInput(Closed):
    topic = fields.Nested(NameInput)
    starts_at = Moment()
    minutes = Whole(least=5, most=LONGEST)
    venue = Said(most=500, least=0)


class HoldMeetingInput(Closed):
    notes = fields.Nested(TextInput, required=True)
    minutes = Whole(least=5, most=LONGEST, load_default=None, allow_none=True)


class CancelMeetingInput(Closed):
    reason = fields.Nested(TextInput, required=True)


class MentorshipSchema(Schema):
    id = fields.String(required=True)
    call_id = fields.String(required=True)
    entry_id = fields.String(required=True)
    organization_id = fields.String(required=True)
    account_id = fields.String(required=True)
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


class MeetingSchema(Schema):
    id = fields.String(required=True)
    mentorship_id = fields.String(required=True)
    account_id = fields.String(required=True)
    mentor_id = fields.String(required=True)
    state = fields.Enum(MeetingState, by_value=True, required=True)
    topic = fields.Nested(TextSchema, required=True)
    venue = fields.String(required=True)
    starts_at = Moment(required=True)
    minutes = fields.Integer(required=True)
    notes = fields.Nested(TextSchema, allow_none=True, required=True)
    reason = fields.Nested(TextSchema, allow_none=True, required=True)
    held_at = Moment(allow_none=True, required=True)
    cancelled_at = Moment(allow_none=True, required=True)
    created_at = Moment(required=True)
    updated_at = Moment(required=True)
    version = fields.Integer(required=True)
    allowed_actions = fields.List(fields.Nested(AllowedActionSchema))


class MeetingPage(Schema):
    data = fields.List(fields.Nested(MeetingSchema), required=True)
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


@blueprint.route("/mentorships/<mentorship_id>/meetings")
class Meetings(MethodView):
    @blueprint.doc(operationId="meetings")
    @blueprint.response(200, MeetingPage)
    def get(self, mentorship_id: str) -> Response:
        """List the meetings of a mentorship, the soonest first"""
        return show_part("mentorship", mentorship_id, "meetings")

    @blueprint.doc(operationId="planMeeting")
    @blueprint.arguments(PlanMeetingInput, as_kwargs=True)
    @blueprint.response(201, MeetingSchema)
    def post(self, mentorship_id: str, **given: Any) -> Response:
        """Plan a meeting"""
        wish = PlanMeeting(mentorship_id=MentorshipId(mentorship_id), **given)
        return carry_out(wish, "meeting", status=201)


@blueprint.route("/meetings/<meeting_id>")
class OneMeeting(MethodView):
    @blueprint.doc(operationId="meeting")
    @blueprint.response(200, MeetingSchema)
    def get(self, meeting_id: str) -> Response:
        """A meeting"""
        return show_one("meeting", meeting_id)

    @blueprint.doc(operationId="updateMeeting")
    @blueprint.arguments(UpdateMeetingInput, as_kwargs=True)
    @blueprint.response(200, MeetingSchema)
    def patch(self, meeting_id: str, **given: Any) -> Response:
        """Move or rename a meeting that is planned"""
        wish = UpdateMeeting(
            meeting_id=MeetingId(meeting_id),
            expected_version=needed_version(),
            changes=MeetingChanges(**given),
        )
        return carry_out(wish, "meeting")


@blueprint.route("/meetings/<meeting_id>/hold")
class Holding(MethodView):
    @blueprint.doc(operationId="holdMeeting")
    @blueprint.arguments(HoldMeetingInput, as_kwargs=True)
    @blueprint.response(200, MeetingSchema)
    def post(self, meeting_id: str, **given: Any) -> Response:
        """Say that a meeting was held, and what was agreed"""
        version = expected_version(needed=False)
        return carry_out(
            HoldMeeting(meeting_id=MeetingId(meeting_id), expected_version=version, **given), "meeting"
        )


@blueprint.route("/meetings/<meeting_id>/cancel")
class Cancelling(MethodView):
    @blueprint.doc(operationId="cancelMeeting")
    @blueprint.arguments(CancelMeetingInput, as_kwargs=True)
    @blueprint.response(200, MeetingSchema)
    def post(self, meeting_id: str, reason: Text) -> Response:
        """Cancel a meeting, with the reason"""
        version = expected_version(needed=False)
        return carry_out(
            CancelMeeting(meeting_id=MeetingId(meeting_id), expected_version=version, reason=reason),
            "meeting",
        )


def _move(
    wish: type[AcceptMentorship | DeclineMentorship | WithdrawMentorship | EndMentorship],
    mentorship_id: str,
    **given: Any,
) -> Response:
    version = expected_version(needed=False)
    asked: Any = wish(mentorship_id=MentorshipId(mentorship_id), expected_version=version, **given)
    return carry_out(asked, "mentorship")
