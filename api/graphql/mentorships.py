"""Incubation in the graph: mentors of winners."""

from typing import TYPE_CHECKING, Annotated, Any

import strawberry

from api.graphql.accounts import Account
from api.graphql.asking import Asking, look_up, page_of, read_one, read_part
from api.graphql.doing import carry_out
from api.graphql.entries import Entry
from api.graphql.shapes import (
    AllowedAction,
    Connection,
    LocalizedText,
    LocalizedTextInput,
    Moment,
    Node,
    UserError,
    text_or_none,
)
from domain.ids import AccountId, EntryId, MentorshipId
from domain.model import mentorships as domain
from domain.text import Text
from domain.usecases.mentorships import (
    AcceptMentorship,
    DeclineMentorship,
    EndMentorship,
    ProposeMentorship,
    WithdrawMentorship,
)

if TYPE_CHECKING:  # the two know each other
    from api.graphql.meetings import Meeting


@strawberry.type
class Mentorship(Node):
    id: strawberry.ID
    call_id: strawberry.ID
    entry_id: strawberry.ID
    entry: Entry | None
    organization_id: strawberry.ID
    account_id: strawberry.ID
    applicant: Account | None
    applicant_organization_id: strawberry.ID | None
    mentor_id: strawberry.ID
    mentor: Account | None
    state: domain.MentorshipState
    focus: LocalizedText
    summary: LocalizedText | None
    meetings_held: int
    minutes_held: int
    accepted_at: Moment | None
    ended_at: Moment | None
    created_at: Moment
    updated_at: Moment
    version: int
    allowed_actions: list[AllowedAction]

    @strawberry.field
    def meetings(
        self, info: Asking, first: int = 20, after: str | None = None, sort: str | None = None
    ) -> Connection[Annotated["Meeting", strawberry.lazy("api.graphql.meetings")]]:
        return look_up(self, info, "meetings", page_of(first, after, sort))


@strawberry.type(description="The mentorship made or changed.")
class MentorshipPayload:
    mentorship: Mentorship | None
    user_errors: list[UserError]


@strawberry.input
class ProposeMentorshipInput:
    entry_id: strawberry.ID
    mentor_id: strawberry.ID
    focus: LocalizedTextInput | None = None
    idempotency_key: str | None = None

    def command(self) -> ProposeMentorship:
        return ProposeMentorship(
            entry_id=EntryId(self.entry_id),
            mentor_id=AccountId(self.mentor_id),
            focus=text_or_none(self.focus) or Text(),
        )


@strawberry.input
class MentorshipActionInput:
    id: strawberry.ID
    expected_version: int | None = None
    idempotency_key: str | None = None


@strawberry.input
class EndMentorshipInput:
    id: strawberry.ID
    summary: LocalizedTextInput
    expected_version: int | None = None
    idempotency_key: str | None = None


@strawberry.type
class MentorshipQueries:
    @strawberry.field(
        description="The mentorships of a call that the caller may see; null where the call may not be seen."
    )
    def mentorships(
        self,
        info: Asking,
        call_id: strawberry.ID,
        first: int = 20,
        after: str | None = None,
        sort: str | None = None,
        state: list[domain.MentorshipState] | None = None,
    ) -> Connection[Mentorship] | None:
        return read_part(info, "call", call_id, "mentorships", page_of(first, after, sort, state=state))

    @strawberry.field(description="The mentorships of an entry; null where it may not be seen.")
    def entry_mentorships(
        self,
        info: Asking,
        entry_id: strawberry.ID,
        first: int = 20,
        after: str | None = None,
        sort: str | None = None,
        state: list[domain.MentorshipState] | None = None,
    ) -> Connection[Mentorship] | None:
        return read_part(info, "entry", entry_id, "mentorships", page_of(first, after, sort, state=state))

    @strawberry.field(description="A mentorship.")
    def mentorship(self, info: Asking, id: strawberry.ID) -> Mentorship | None:
        return read_one(info, "mentorship", id)


@strawberry.type
class MentorshipMutations:
    @strawberry.mutation(description="Ask somebody to accompany a winner.")
    def propose_mentorship(self, info: Asking, input: ProposeMentorshipInput) -> MentorshipPayload:
        return carry_out(info, "mentorship", input.command, MentorshipPayload)

    @strawberry.mutation(description="Agree to be the mentor.")
    def accept_mentorship(self, info: Asking, input: MentorshipActionInput) -> MentorshipPayload:
        return _move(info, AcceptMentorship, input)

    @strawberry.mutation(description="Decline to be the mentor.")
    def decline_mentorship(self, info: Asking, input: MentorshipActionInput) -> MentorshipPayload:
        return _move(info, DeclineMentorship, input)

    @strawberry.mutation(description="Take back a mentorship that was not answered.")
    def withdraw_mentorship(self, info: Asking, input: MentorshipActionInput) -> MentorshipPayload:
        return _move(info, WithdrawMentorship, input)

    @strawberry.mutation(description="End a mentorship with what came of it.")
    def end_mentorship(self, info: Asking, input: EndMentorshipInput) -> MentorshipPayload:
        return _move(info, EndMentorship, input, summary=input.summary.text())


def _move(
    info: Asking,
    wish: type[AcceptMentorship | DeclineMentorship | WithdrawMentorship | EndMentorship],
    input: MentorshipActionInput | EndMentorshipInput,
    **said: Any,
) -> MentorshipPayload:
    asked: Any = wish(mentorship_id=MentorshipId(input.id), expected_version=input.expected_version, **said)
    return carry_out(info, "mentorship", lambda: asked, MentorshipPayload)
