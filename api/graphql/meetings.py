"""The meetings of mentorships in the graph."""

import strawberry

from api.graphql.asking import Asking, page_of, read_one, read_part
from api.graphql.doing import carry_out
from api.graphql.mentorships import Mentorship
from api.graphql.shapes import (
    AllowedAction,
    Connection,
    LocalizedText,
    LocalizedTextInput,
    Moment,
    Node,
    UserError,
    given,
    text_or_none,
)
from domain.ids import MeetingId, MentorshipId
from domain.model import meetings as domain
from domain.usecases.meetings import CancelMeeting, HoldMeeting, MeetingChanges, PlanMeeting, UpdateMeeting


@strawberry.type
class Meeting(Node):
    id: strawberry.ID
    mentorship_id: strawberry.ID
    mentorship: Mentorship | None
    account_id: strawberry.ID
    applicant_organization_id: strawberry.ID | None
    mentor_id: strawberry.ID
    state: domain.MeetingState
    topic: LocalizedText
    venue: str
    starts_at: Moment
    minutes: int
    notes: LocalizedText | None
    reason: LocalizedText | None
    held_at: Moment | None
    cancelled_at: Moment | None
    created_at: Moment
    updated_at: Moment
    version: int
    allowed_actions: list[AllowedAction]


@strawberry.type(description="The meeting made or changed.")
class MeetingPayload:
    meeting: Meeting | None
    user_errors: list[UserError]


@strawberry.input
class PlanMeetingInput:
    mentorship_id: strawberry.ID
    topic: LocalizedTextInput
    starts_at: Moment
    minutes: int = 60
    venue: str = ""
    idempotency_key: str | None = None

    def command(self) -> PlanMeeting:
        return PlanMeeting(
            mentorship_id=MentorshipId(self.mentorship_id),
            topic=self.topic.text(),
            starts_at=self.starts_at,
            minutes=self.minutes,
            venue=self.venue,
        )


@strawberry.input
class UpdateMeetingInput:
    id: strawberry.ID
    expected_version: int
    topic: LocalizedTextInput | None = strawberry.UNSET
    starts_at: Moment | None = strawberry.UNSET
    minutes: int | None = strawberry.UNSET
    venue: str | None = strawberry.UNSET
    idempotency_key: str | None = None

    def command(self) -> UpdateMeeting:
        changes = MeetingChanges(
            topic=text_or_none(given(self.topic)),
            starts_at=given(self.starts_at),
            minutes=given(self.minutes),
            venue=given(self.venue),
        )
        return UpdateMeeting(
            meeting_id=MeetingId(self.id), expected_version=self.expected_version, changes=changes
        )


@strawberry.input
class HoldMeetingInput:
    id: strawberry.ID
    notes: LocalizedTextInput
    minutes: int | None = None
    expected_version: int | None = None
    idempotency_key: str | None = None


@strawberry.input
class CancelMeetingInput:
    id: strawberry.ID
    reason: LocalizedTextInput
    expected_version: int | None = None
    idempotency_key: str | None = None


@strawberry.type
class MeetingQueries:
    @strawberry.field(
        description="The meetings of a mentorship, the soonest first; null where it may not be seen."
    )
    def meetings(
        self,
        info: Asking,
        mentorship_id: strawberry.ID,
        first: int = 20,
        after: str | None = None,
        sort: str | None = None,
        state: list[domain.MeetingState] | None = None,
    ) -> Connection[Meeting] | None:
        return read_part(
            info, "mentorship", mentorship_id, "meetings", page_of(first, after, sort, state=state)
        )

    @strawberry.field(description="A meeting.")
    def meeting(self, info: Asking, id: strawberry.ID) -> Meeting | None:
        return read_one(info, "meeting", id)


@strawberry.type
class MeetingMutations:
    @strawberry.mutation(description="Plan a meeting.")
    def plan_meeting(self, info: Asking, input: PlanMeetingInput) -> MeetingPayload:
        return carry_out(info, "meeting", input.command, MeetingPayload)

    @strawberry.mutation(description="Move or rename a meeting that is planned.")
    def update_meeting(self, info: Asking, input: UpdateMeetingInput) -> MeetingPayload:
        return carry_out(info, "meeting", input.command, MeetingPayload)

    @strawberry.mutation(description="Say that a meeting was held, and what was agreed.")
    def hold_meeting(self, info: Asking, input: HoldMeetingInput) -> MeetingPayload:
        wish = HoldMeeting(
            meeting_id=MeetingId(input.id),
            notes=input.notes.text(),
            minutes=input.minutes,
            expected_version=input.expected_version,
        )
        return carry_out(info, "meeting", lambda: wish, MeetingPayload)

    @strawberry.mutation(description="Cancel a meeting, with the reason.")
    def cancel_meeting(self, info: Asking, input: CancelMeetingInput) -> MeetingPayload:
        wish = CancelMeeting(
            meeting_id=MeetingId(input.id),
            reason=input.reason.text(),
            expected_version=input.expected_version,
        )
        return carry_out(info, "meeting", lambda: wish, MeetingPayload)
