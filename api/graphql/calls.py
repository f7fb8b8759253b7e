"""Calls in the graph."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from api.graphql.asking import Asking, look_up, page_of, read_many, read_one
from api.graphql.calls_asked import (
    CallActionInput,
    CancelCallInput,
    CreateCallInput,
    ExtendCallInput,
    UpdateCallInput,
)
from api.graphql.doing import carry_out
from api.graphql.organizations import Organization
from api.graphql.shapes import (
    AllowedAction,
    Connection,
    Json,
    LocalizedText,
    Moment,
    Money,
    Node,
    UserError,
)
from domain.ids import CallId
from domain.model import calls as domain
from domain.model.entries import EntryState
from domain.model.phases import Phase
from domain.model.rounds import RoundState
from domain.usecases.calls import CloseCall, OpenCall
from domain.usecases.calls_running import ArchiveCall

if TYPE_CHECKING:  # the two know each other
    from api.graphql.appeals import Appeal
    from api.graphql.entries import Entry
    from api.graphql.grants import Grant
    from api.graphql.mentorships import Mentorship
    from api.graphql.rounds import Round


@strawberry.type
class Eligibility:
    provinces: list[str]
    applicants: list[domain.ApplicantKind]
    max_entries_per_account: int


@strawberry.type
class ReasonCode:
    code: str
    title: LocalizedText


@strawberry.type
class CallExtension:
    closed_before: Moment
    closes_at: Moment
    reason: LocalizedText
    at: Moment


@strawberry.type
class Call(Node):
    id: strawberry.ID
    organization_id: strawberry.ID
    organization: Organization | None
    state: domain.CallState
    phase: Phase
    title: LocalizedText
    brief: LocalizedText
    opens_at: Moment
    closes_at: Moment
    award_count: int
    pool: Money
    split: domain.Split
    award: Money | None
    eligibility: Eligibility
    questions: Json
    reason_codes: list[ReasonCode]
    screening_reasons: list[ReasonCode]
    decision_due_at: Moment | None
    overdue: bool
    appeal_days: int
    appeals_until: Moment | None
    extensions: list[CallExtension]
    began_at: Moment | None
    announced_at: Moment | None
    cancelled_reason: LocalizedText | None
    created_at: Moment
    updated_at: Moment
    version: int
    allowed_actions: list[AllowedAction]

    @strawberry.field
    def entries(
        self,
        info: Asking,
        first: int = 20,
        after: str | None = None,
        state: list[EntryState] | None = None,
        province: list[str] | None = None,
    ) -> Connection[Annotated["Entry", strawberry.lazy("api.graphql.entries")]]:
        return look_up(self, info, "entries", page_of(first, after, state=state, province=province))

    @strawberry.field
    def rounds(
        self, info: Asking, first: int = 20, after: str | None = None, state: list[RoundState] | None = None
    ) -> Connection[Annotated["Round", strawberry.lazy("api.graphql.rounds")]]:
        return look_up(self, info, "rounds", page_of(first, after, state=state))

    @strawberry.field
    def grants(
        self, info: Asking, first: int = 20, after: str | None = None
    ) -> Connection[Annotated["Grant", strawberry.lazy("api.graphql.grants")]]:
        return look_up(self, info, "grants", page_of(first, after))

    @strawberry.field
    def appeals(
        self, info: Asking, first: int = 20, after: str | None = None
    ) -> Connection[Annotated["Appeal", strawberry.lazy("api.graphql.appeals")]]:
        return look_up(self, info, "appeals", page_of(first, after))

    @strawberry.field
    def mentorships(
        self, info: Asking, first: int = 20, after: str | None = None
    ) -> Connection[Annotated["Mentorship", strawberry.lazy("api.graphql.mentorships")]]:
        return look_up(self, info, "mentorships", page_of(first, after))


@strawberry.type(description="The call made or changed.")
class CallPayload:
    call: Call | None
    user_errors: list[UserError]


@strawberry.type
class CallQueries:
    @strawberry.field(description="Calls that the caller may see, newest first.")
    def calls(
        self,
        info: Asking,
        first: int = 20,
        after: str | None = None,
        sort: str | None = None,
        state: list[domain.CallState] | None = None,
        organization_id: list[strawberry.ID] | None = None,
    ) -> Connection[Call]:
        return read_many(
            info, "calls", page_of(first, after, sort, state=state, organization_id=organization_id)
        )

    @strawberry.field(description="A call.")
    def call(self, info: Asking, id: strawberry.ID) -> Call | None:
        return read_one(info, "call", id)


@strawberry.type
class CallMutations:
    @strawberry.mutation(description="Draft a call.")
    def create_call(self, info: Asking, input: CreateCallInput) -> CallPayload:
        return carry_out(info, "call", input.command, CallPayload)

    @strawberry.mutation(description="Change a call; once it is open, only its words.")
    def update_call(self, info: Asking, input: UpdateCallInput) -> CallPayload:
        return carry_out(info, "call", input.command, CallPayload)

    @strawberry.mutation(description="Publish a call.")
    def open_call(self, info: Asking, input: CallActionInput) -> CallPayload:
        wish = OpenCall(call_id=CallId(input.id), expected_version=input.expected_version)
        return carry_out(info, "call", lambda: wish, CallPayload)

    @strawberry.mutation(description="Close a call before its time.")
    def close_call(self, info: Asking, input: CallActionInput) -> CallPayload:
        wish = CloseCall(call_id=CallId(input.id), expected_version=input.expected_version)
        return carry_out(info, "call", lambda: wish, CallPayload)

    @strawberry.mutation(description="Give a call a later end, for a reason; who entered is told.")
    def extend_call(self, info: Asking, input: ExtendCallInput) -> CallPayload:
        return carry_out(info, "call", input.command, CallPayload)

    @strawberry.mutation(description="Give a call up, for a reason, before its winners are announced.")
    def cancel_call(self, info: Asking, input: CancelCallInput) -> CallPayload:
        return carry_out(info, "call", input.command, CallPayload)

    @strawberry.mutation(description="Put a call away, when nobody may appeal any more.")
    def archive_call(self, info: Asking, input: CallActionInput) -> CallPayload:
        wish = ArchiveCall(call_id=CallId(input.id), expected_version=input.expected_version)
        return carry_out(info, "call", lambda: wish, CallPayload)
