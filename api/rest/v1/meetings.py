"""/v1/mentorships/{id}/meetings and /v1/meetings: what mentors and winners meet for."""

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
from domain.ids import MeetingId, MentorshipId
from domain.model.meetings import LONGEST, MeetingState
from domain.text import Text
from domain.usecases.meetings import CancelMeeting, HoldMeeting, MeetingChanges, PlanMeeting, UpdateMeeting

blueprint = Nouns("meetings", __name__, description="The meetings of mentorships.")


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


class MeetingSchema(Schema):
    id = fields.String(required=True)
    mentorship_id = fields.String(required=True)
    account_id = fields.String(required=True)
    applicant_organization_id = fields.String(allow_none=True, required=True)
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
