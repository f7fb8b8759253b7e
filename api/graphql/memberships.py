"""Memberships of organizations in the graph."""

from typing import TYPE_CHECKING, Annotated, Any

import strawberry

from api.caller import actor
from api.graphql.asking import Asking, page_of, read_one, read_part
from api.graphql.doing import carry_out
from api.graphql.shapes import AllowedAction, Connection, Moment, Node, UserError
from domain import access
from domain.ids import AccountId, MembershipId, OrganizationId
from domain.model import memberships as domain
from domain.usecases.memberships import (
    AcceptMembership,
    AddMember,
    DeclineMembership,
    LeaveOrganization,
    RemoveMember,
)

if TYPE_CHECKING:  # they know each other
    from api.graphql.accounts import Account
    from api.graphql.organizations import Organization


@strawberry.type
class Membership(Node):
    id: strawberry.ID
    organization_id: strawberry.ID
    organization: Annotated["Organization", strawberry.lazy("api.graphql.organizations")] | None
    account_id: strawberry.ID | None
    account: Annotated["Account", strawberry.lazy("api.graphql.accounts")] | None
    email: str | None
    role: access.Role
    state: domain.MembershipState
    created_at: Moment
    updated_at: Moment
    accepted_at: Moment | None
    left_at: Moment | None
    version: int
    allowed_actions: list[AllowedAction]


@strawberry.type(description="The membership made or changed.")
class MembershipPayload:
    membership: Membership | None
    user_errors: list[UserError]


@strawberry.input
class AddMemberInput:
    organization_id: strawberry.ID
    role: access.Role
    account_id: strawberry.ID | None = None
    email: str | None = None
    idempotency_key: str | None = None


@strawberry.input
class MembershipActionInput:
    id: strawberry.ID
    expected_version: int | None = None
    idempotency_key: str | None = None


@strawberry.type
class MembershipQueries:
    @strawberry.field(description="A membership, or an invitation.")
    def membership(self, info: Asking, id: strawberry.ID) -> Membership | None:
        return read_one(info, "membership", id)

    @strawberry.field(description="The members of an organization and its invitations; to its members.")
    def members(
        self,
        info: Asking,
        organization_id: strawberry.ID,
        first: int = 20,
        after: str | None = None,
        sort: str | None = None,
        state: list[domain.MembershipState] | None = None,
    ) -> Connection[Membership] | None:
        page = page_of(first, after, sort, state=state)
        return read_part(info, "organization", organization_id, "members", page)

    @strawberry.field(description="One's own memberships, and the invitations to answer.")
    def my_memberships(
        self,
        info: Asking,
        first: int = 20,
        after: str | None = None,
        sort: str | None = None,
        state: list[domain.MembershipState] | None = None,
    ) -> Connection[Membership] | None:
        account_id = actor().account_id
        page = page_of(first, after, sort, state=state)
        return read_part(info, "account", account_id, "memberships", page) if account_id else None


@strawberry.type
class MembershipMutations:
    @strawberry.mutation(
        description="Invite somebody to act for the organization, or change a member's role."
    )
    def add_member(self, info: Asking, input: AddMemberInput) -> MembershipPayload:
        def command() -> AddMember:
            return AddMember(
                organization_id=OrganizationId(input.organization_id),
                role=input.role,
                account_id=AccountId(input.account_id) if input.account_id else None,
                email=input.email,
            )

        return carry_out(info, "membership", command, MembershipPayload)

    @strawberry.mutation(description="Accept the invitation: from now on one acts for the organization.")
    def accept_membership(self, info: Asking, input: MembershipActionInput) -> MembershipPayload:
        return _carry_out(info, AcceptMembership, input)

    @strawberry.mutation(description="Decline the invitation.")
    def decline_membership(self, info: Asking, input: MembershipActionInput) -> MembershipPayload:
        return _carry_out(info, DeclineMembership, input)

    @strawberry.mutation(description="Leave the organization; its last owner cannot.")
    def leave_organization(self, info: Asking, input: MembershipActionInput) -> MembershipPayload:
        return _carry_out(info, LeaveOrganization, input)

    @strawberry.mutation(description="Remove a member, or take an invitation back; as an owner.")
    def remove_member(self, info: Asking, input: MembershipActionInput) -> MembershipPayload:
        return _carry_out(info, RemoveMember, input)


def _carry_out(info: Asking, move: Any, input: Any) -> Any:
    """One of the moves of a membership: they all take the same."""

    def command() -> Any:
        return move(membership_id=MembershipId(input.id), expected_version=input.expected_version)

    return carry_out(info, "membership", command, MembershipPayload)
