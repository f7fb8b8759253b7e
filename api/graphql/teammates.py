"""Teammates in the graph."""

from typing import Any

import strawberry

from api.graphql.accounts import Account
from api.graphql.asking import Asking, page_of, read_many, read_one
from api.graphql.doing import carry_out
from api.graphql.organizations import Organization
from api.graphql.projects import Project
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
from domain.ids import AccountId, ProjectId, TeammateId
from domain.model import teammates as domain
from domain.text import Text
from domain.usecases.teammates import AskToJoin, InviteTeammate, ProposeMerge
from domain.usecases.teammates_answering import (
    AcceptTeammate,
    DeclineTeammate,
    LeaveTeammate,
    RemoveTeammate,
    WithdrawTeammate,
)


@strawberry.type
class Teammate(Node):
    id: strawberry.ID
    project_id: strawberry.ID
    project: Project | None
    project_title: LocalizedText
    owner_id: strawberry.ID | None
    owner: Account | None
    organization_id: strawberry.ID | None
    organization: Organization | None
    kind: domain.TeammateKind
    state: domain.TeammateState
    by_email: bool
    account_id: strawberry.ID | None
    account: Account | None
    member_id: strawberry.ID | None
    role: LocalizedText
    message: str | None
    can_edit: bool
    merging_project_id: strawberry.ID | None
    merging_project: Project | None
    answered_at: Moment | None
    ended_at: Moment | None
    created_at: Moment
    updated_at: Moment
    version: int
    allowed_actions: list[AllowedAction]


@strawberry.type(description="The teammate made or changed.")
class TeammatePayload:
    teammate: Teammate | None
    user_errors: list[UserError]


@strawberry.input(description="An account, or an e-mail address.")
class InviteTeammateInput:
    project_id: strawberry.ID
    account_id: strawberry.ID | None = None
    email: str | None = None
    member_id: strawberry.ID | None = None
    role: LocalizedTextInput | None = None
    message: str | None = None
    can_edit: bool = False
    idempotency_key: str | None = None

    def command(self) -> InviteTeammate:
        return InviteTeammate(
            project_id=ProjectId(self.project_id),
            account_id=AccountId(self.account_id) if self.account_id else None,
            email=self.email,
            member_id=self.member_id,
            role=text_or_none(self.role) or Text(),
            message=self.message,
            can_edit=self.can_edit,
        )


@strawberry.input
class AskToJoinInput:
    project_id: strawberry.ID
    role: LocalizedTextInput | None = None
    message: str | None = None
    idempotency_key: str | None = None

    def command(self) -> AskToJoin:
        role = text_or_none(self.role) or Text()
        return AskToJoin(project_id=ProjectId(self.project_id), role=role, message=self.message)


@strawberry.input
class ProposeMergeInput:
    project_id: strawberry.ID
    merging_project_id: strawberry.ID
    message: str | None = None
    idempotency_key: str | None = None

    def command(self) -> ProposeMerge:
        merging = ProjectId(self.merging_project_id)
        return ProposeMerge(
            project_id=ProjectId(self.project_id), merging_project_id=merging, message=self.message
        )


@strawberry.input(
    description="What the owner says who accepts somebody that asked; the invited says no more."
)
class AcceptTeammateInput:
    id: strawberry.ID
    can_edit: bool | None = None
    member_id: strawberry.ID | None = None
    expected_version: int | None = None
    idempotency_key: str | None = None

    def command(self) -> AcceptTeammate:
        return AcceptTeammate(
            teammate_id=TeammateId(self.id),
            can_edit=self.can_edit,
            member_id=self.member_id,
            expected_version=self.expected_version,
        )


@strawberry.input
class TeammateActionInput:
    id: strawberry.ID
    expected_version: int | None = None
    idempotency_key: str | None = None


@strawberry.type
class TeammateQueries:
    @strawberry.field(description="One's own parts in projects, and those of others in one's own projects.")
    def teammates(  # noqa: PLR0913, PLR0917  one argument a filter, by name
        self,
        info: Asking,
        first: int = 20,
        after: str | None = None,
        sort: str | None = None,
        state: list[domain.TeammateState] | None = None,
        kind: list[domain.TeammateKind] | None = None,
        project_id: list[strawberry.ID] | None = None,
        merging_project_id: list[strawberry.ID] | None = None,
    ) -> Connection[Teammate]:
        projects = {"project_id": project_id, "merging_project_id": merging_project_id}
        page = page_of(first, after, sort, state=state, kind=kind, **projects)
        return read_many(info, "teammates", page)

    @strawberry.field(description="A teammate; to the two sides alone.")
    def teammate(self, info: Asking, id: strawberry.ID) -> Teammate | None:
        return read_one(info, "teammate", id)


@strawberry.type
class TeammateMutations:
    @strawberry.mutation(description="Invite somebody to the team of a project.")
    def invite_teammate(self, info: Asking, input: InviteTeammateInput) -> TeammatePayload:
        return carry_out(info, "teammate", input.command, TeammatePayload)

    @strawberry.mutation(description="Ask to join the team of a project.")
    def ask_to_join(self, info: Asking, input: AskToJoinInput) -> TeammatePayload:
        return carry_out(info, "teammate", input.command, TeammatePayload)

    @strawberry.mutation(description="Propose to merge one's own project into another.")
    def propose_merge(self, info: Asking, input: ProposeMergeInput) -> TeammatePayload:
        return carry_out(info, "teammate", input.command, TeammatePayload)

    @strawberry.mutation(
        description="Accept: an invitation, as the invited; a request or a merge, as the project's owner."
    )
    def accept_teammate(self, info: Asking, input: AcceptTeammateInput) -> TeammatePayload:
        return carry_out(info, "teammate", input.command, TeammatePayload)

    @strawberry.mutation(description="Decline, as whoever was asked.")
    def decline_teammate(self, info: Asking, input: TeammateActionInput) -> TeammatePayload:
        return _carry_out(info, DeclineTeammate, input)

    @strawberry.mutation(description="Take back what one proposed, before it is answered.")
    def withdraw_teammate(self, info: Asking, input: TeammateActionInput) -> TeammatePayload:
        return _carry_out(info, WithdrawTeammate, input)

    @strawberry.mutation(description="Leave the team.")
    def leave_teammate(self, info: Asking, input: TeammateActionInput) -> TeammatePayload:
        return _carry_out(info, LeaveTeammate, input)

    @strawberry.mutation(description="Remove somebody from the team, as the project's owner.")
    def remove_teammate(self, info: Asking, input: TeammateActionInput) -> TeammatePayload:
        return _carry_out(info, RemoveTeammate, input)


def _carry_out(info: Asking, move: Any, input: TeammateActionInput) -> TeammatePayload:
    """One of the moves of a teammate: they all take the same."""
    wish = move(teammate_id=TeammateId(input.id), expected_version=input.expected_version)
    return carry_out(info, "teammate", lambda: wish, TeammatePayload)
