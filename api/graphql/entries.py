"""Entries in the graph."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from api.graphql.accounts import Account
from api.graphql.asking import Asking, look_up, page_of, read_one, read_part
from api.graphql.calls import Call
from api.graphql.doing import carry_out
from api.graphql.organizations import Organization
from api.graphql.projects import Project
from api.graphql.shapes import (
    AllowedAction,
    Connection,
    Json,
    LocalizedText,
    Moment,
    Node,
    UserError,
    an_object,
    given,
)
from domain.ids import CallId, EntryId, OrganizationId, ProjectId
from domain.model import entries as domain
from domain.usecases.entries import SubmitEntry, WithdrawEntry

if TYPE_CHECKING:  # the two know each other
    from api.graphql.appeals import Appeal, Opinion
    from api.graphql.letters import Letter
    from api.graphql.mentorships import Mentorship
    from api.graphql.reviews import Review
    from api.graphql.rounds import Round


@strawberry.type
class Reason:
    code: str
    note: LocalizedText


@strawberry.type
class Entry(Node):
    id: strawberry.ID
    call_id: strawberry.ID
    call: Call | None
    organization_id: strawberry.ID
    project_id: strawberry.ID | None
    project: Project | None
    account_id: strawberry.ID | None
    applicant: Account | None
    applicant_organization_id: strawberry.ID | None
    applicant_organization: Organization | None
    state: domain.EntryState
    title: LocalizedText
    province: str | None
    document: Json
    people: Json | None
    answers: Json
    fingerprint: str | None
    submission: int
    submitted_at: Moment
    reasons: list[Reason] | None
    round_id: strawberry.ID | None
    round: Annotated["Round", strawberry.lazy("api.graphql.rounds")] | None
    advanced: bool
    place: int | None
    waiting_place: int | None
    created_at: Moment
    updated_at: Moment
    version: int
    allowed_actions: list[AllowedAction]

    @strawberry.field
    def reviews(
        self, info: Asking, first: int = 20, after: str | None = None
    ) -> Connection[Annotated["Review", strawberry.lazy("api.graphql.reviews")]]:
        return look_up(self, info, "reviews", page_of(first, after))

    @strawberry.field
    def letters(
        self, info: Asking, first: int = 20, after: str | None = None
    ) -> Connection[Annotated["Letter", strawberry.lazy("api.graphql.letters")]]:
        return look_up(self, info, "letters", page_of(first, after))

    @strawberry.field
    def appeals(
        self, info: Asking, first: int = 20, after: str | None = None
    ) -> Connection[Annotated["Appeal", strawberry.lazy("api.graphql.appeals")]]:
        return look_up(self, info, "appeals", page_of(first, after))

    @strawberry.field
    def opinions(
        self, info: Asking, first: int = 20, after: str | None = None
    ) -> Connection[Annotated["Opinion", strawberry.lazy("api.graphql.appeals")]]:
        return look_up(self, info, "opinions", page_of(first, after))

    @strawberry.field
    def mentorships(
        self, info: Asking, first: int = 20, after: str | None = None
    ) -> Connection[Annotated["Mentorship", strawberry.lazy("api.graphql.mentorships")]]:
        return look_up(self, info, "mentorships", page_of(first, after))


@strawberry.type(description="The entry made or changed.")
class EntryPayload:
    entry: Entry | None
    user_errors: list[UserError]


@strawberry.input
class SubmitEntryInput:
    call_id: strawberry.ID
    project_id: strawberry.ID
    applicant_organization_id: strawberry.ID | None = None
    answers: Json | None = None
    idempotency_key: str | None = None


@strawberry.input
class EntryActionInput:
    id: strawberry.ID
    expected_version: int | None = None
    idempotency_key: str | None = None


@strawberry.type
class EntryQueries:
    @strawberry.field(
        description="The entries of a call that the caller may see; null where the call may not be seen."
    )
    def entries(
        self,
        info: Asking,
        call_id: strawberry.ID,
        first: int = 20,
        after: str | None = None,
        sort: str | None = None,
        state: list[domain.EntryState] | None = None,
        province: list[str] | None = None,
    ) -> Connection[Entry] | None:
        page = page_of(first, after, sort, state=state, province=province)
        return read_part(info, "call", call_id, "entries", page)

    @strawberry.field(description="An entry.")
    def entry(self, info: Asking, id: strawberry.ID) -> Entry | None:
        return read_one(info, "entry", id)


@strawberry.type
class EntryMutations:
    @strawberry.mutation(description="Enter a project into a call; its fingerprint is the receipt.")
    def submit_entry(self, info: Asking, input: SubmitEntryInput) -> EntryPayload:
        for_whom = input.applicant_organization_id

        def command() -> SubmitEntry:
            return SubmitEntry(
                call_id=CallId(input.call_id),
                project_id=ProjectId(input.project_id),
                applicant_organization_id=OrganizationId(for_whom) if for_whom else None,
                answers=an_object(given(input.answers, {}), "/answers"),
            )

        return carry_out(info, "entry", command, EntryPayload)

    @strawberry.mutation(description="Take an entry back, until its round is ranked.")
    def withdraw_entry(self, info: Asking, input: EntryActionInput) -> EntryPayload:
        wish = WithdrawEntry(entry_id=EntryId(input.id), expected_version=input.expected_version)
        return carry_out(info, "entry", lambda: wish, EntryPayload)
