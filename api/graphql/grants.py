"""Grants in the graph."""

import strawberry

from api.graphql.asking import Asking, page_of, read_many, read_one
from api.graphql.calls import Call
from api.graphql.doing import carry_out
from api.graphql.entries import Entry
from api.graphql.organizations import Organization
from api.graphql.projects import Project
from api.graphql.shapes import AllowedAction, Connection, LocalizedText, Moment, Money, Node, UserError
from domain.ids import GrantId
from domain.model import grants as domain
from domain.usecases.grants import AcceptGrant, DeclineGrant


@strawberry.type
class Grant(Node):
    id: strawberry.ID
    call_id: strawberry.ID
    call: Call | None
    entry_id: strawberry.ID
    entry: Entry | None
    project_id: strawberry.ID
    project: Project | None
    organization_id: strawberry.ID
    organization: Organization | None
    account_id: strawberry.ID | None
    applicant_organization_id: strawberry.ID | None
    place: int
    amount: Money
    state: domain.GrantState
    title: LocalizedText
    accepted_at: Moment | None
    declined_at: Moment | None
    withdrawn_at: Moment | None
    created_at: Moment
    updated_at: Moment
    version: int
    allowed_actions: list[AllowedAction]


@strawberry.type(description="The grant answered.")
class GrantPayload:
    grant: Grant | None
    user_errors: list[UserError]


@strawberry.input
class GrantActionInput:
    id: strawberry.ID
    expected_version: int | None = None
    idempotency_key: str | None = None


@strawberry.type
class GrantQueries:
    @strawberry.field(description="Grants, newest first.")
    def grants(  # noqa: PLR0913, PLR0917  one parameter a filter
        self,
        info: Asking,
        first: int = 20,
        after: str | None = None,
        sort: str | None = None,
        state: list[domain.GrantState] | None = None,
        call_id: list[strawberry.ID] | None = None,
        organization_id: list[strawberry.ID] | None = None,
        project_id: list[strawberry.ID] | None = None,
    ) -> Connection[Grant]:
        filters = {"call_id": call_id, "organization_id": organization_id, "project_id": project_id}
        return read_many(info, "grants", page_of(first, after, sort, state=state, **filters))

    @strawberry.field(description="A grant.")
    def grant(self, info: Asking, id: strawberry.ID) -> Grant | None:
        return read_one(info, "grant", id)


@strawberry.type
class GrantMutations:
    @strawberry.mutation(description="Accept a grant.")
    def accept_grant(self, info: Asking, input: GrantActionInput) -> GrantPayload:
        wish = AcceptGrant(grant_id=GrantId(input.id), expected_version=input.expected_version)
        return carry_out(info, "grant", lambda: wish, GrantPayload)

    @strawberry.mutation(description="Decline a grant; the first of the waiting list moves up.")
    def decline_grant(self, info: Asking, input: GrantActionInput) -> GrantPayload:
        wish = DeclineGrant(grant_id=GrantId(input.id), expected_version=input.expected_version)
        return carry_out(info, "grant", lambda: wish, GrantPayload)
