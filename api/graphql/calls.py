"""Calls in the graph."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from api.graphql.asking import Asking, look_up, page_of, read_many, read_one
from api.graphql.doing import carry_out
from api.graphql.organizations import Organization
from api.graphql.shapes import (
    AllowedAction,
    Connection,
    Json,
    LocalizedText,
    LocalizedTextInput,
    Moment,
    Money,
    MoneyInput,
    Node,
    UserError,
    an_object,
    given,
    text_or_none,
)
from domain.ids import CallId, OrganizationId
from domain.model import calls as domain
from domain.model.entries import EntryState
from domain.model.rounds import RoundState
from domain.text import Text
from domain.usecases import calls as usecases
from domain.usecases.calls import CallChanges, CloseCall, CreateCall, OpenCall, UpdateCall

if TYPE_CHECKING:  # the two know each other
    from api.graphql.entries import Entry
    from api.graphql.grants import Grant
    from api.graphql.rounds import Round


@strawberry.type
class Eligibility:
    provinces: list[str]
    max_entries_per_account: int


@strawberry.type
class Call(Node):
    id: strawberry.ID
    organization_id: strawberry.ID
    organization: Organization | None
    state: domain.CallState
    title: LocalizedText
    brief: LocalizedText
    opens_at: Moment
    closes_at: Moment
    award_count: int
    pool: Money
    split: domain.Split
    eligibility: Eligibility
    questions: Json
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


@strawberry.type(description="The call made or changed.")
class CallPayload:
    call: Call | None
    user_errors: list[UserError]


@strawberry.input
class EligibilityInput:
    provinces: list[str] | None = None
    max_entries_per_account: int = 1

    def eligibility(self) -> usecases.Eligibility:
        return usecases.Eligibility(
            provinces=tuple(self.provinces or ()), max_entries_per_account=self.max_entries_per_account
        )


@strawberry.input
class CreateCallInput:
    organization_id: strawberry.ID
    title: LocalizedTextInput
    brief: LocalizedTextInput | None = None
    opens_at: Moment
    closes_at: Moment
    award_count: int
    pool: MoneyInput
    split: domain.Split = domain.Split.EQUAL
    eligibility: EligibilityInput | None = None
    questions: Json | None = None
    idempotency_key: str | None = None

    def command(self) -> CreateCall:
        return CreateCall(
            organization_id=OrganizationId(self.organization_id),
            title=self.title.text(),
            brief=text_or_none(self.brief) or Text(),
            opens_at=self.opens_at,
            closes_at=self.closes_at,
            award_count=self.award_count,
            pool=self.pool.money(),
            split=self.split,
            eligibility=self.eligibility.eligibility() if self.eligibility else usecases.Eligibility(),
            questions=an_object(given(self.questions, {}), "/questions"),
        )


@strawberry.input
class UpdateCallInput:
    id: strawberry.ID
    expected_version: int
    title: LocalizedTextInput | None = None
    brief: LocalizedTextInput | None = None
    opens_at: Moment | None = None
    closes_at: Moment | None = None
    award_count: int | None = None
    pool: MoneyInput | None = None
    eligibility: EligibilityInput | None = None
    questions: Json | None = None
    idempotency_key: str | None = None

    def command(self) -> UpdateCall:
        changes = CallChanges(
            title=text_or_none(self.title),
            brief=text_or_none(self.brief),
            opens_at=self.opens_at,
            closes_at=self.closes_at,
            award_count=self.award_count,
            pool=self.pool.money() if self.pool else None,
            eligibility=self.eligibility.eligibility() if self.eligibility else None,
            questions=an_object(self.questions, "/questions") if self.questions is not None else None,
        )
        return UpdateCall(call_id=CallId(self.id), expected_version=self.expected_version, changes=changes)


@strawberry.input
class CallActionInput:
    id: strawberry.ID
    expected_version: int | None = None
    idempotency_key: str | None = None


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

    @strawberry.mutation(description="Change a call; once it is open, only its words and a later end.")
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
