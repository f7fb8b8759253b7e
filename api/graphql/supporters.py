"""Supporters in the graph: what organizations say to being named."""

from typing import Any

import strawberry

from api.graphql.asking import Asking, page_of, read_many, read_one
from api.graphql.doing import carry_out
from api.graphql.organizations import Organization
from api.graphql.projects import Project
from api.graphql.shapes import AllowedAction, Connection, LocalizedText, Moment, Node, UserError
from domain.ids import SupporterId
from domain.model import supporters as domain
from domain.usecases.supporters import ConfirmSupporter, DeclineSupporter, WithdrawSupporter


@strawberry.type
class Supporter(Node):
    id: strawberry.ID
    project_id: strawberry.ID
    project: Project | None
    project_title: LocalizedText
    organization_id: strawberry.ID
    organization: Organization | None
    part: LocalizedText
    state: domain.SupporterState
    answered_at: Moment | None
    created_at: Moment
    updated_at: Moment
    version: int
    allowed_actions: list[AllowedAction]


@strawberry.type(description="The supporter changed.")
class SupporterPayload:
    supporter: Supporter | None
    user_errors: list[UserError]


@strawberry.input
class SupporterActionInput:
    id: strawberry.ID
    expected_version: int | None = None
    idempotency_key: str | None = None


@strawberry.type
class SupporterQueries:
    @strawberry.field(description="What one's organizations are named in, and whom one's projects name.")
    def supporters(
        self,
        info: Asking,
        first: int = 20,
        after: str | None = None,
        sort: str | None = None,
        state: list[domain.SupporterState] | None = None,
        project_id: list[strawberry.ID] | None = None,
        organization_id: list[strawberry.ID] | None = None,
    ) -> Connection[Supporter]:
        page = page_of(
            first, after, sort, state=state, project_id=project_id, organization_id=organization_id
        )
        return read_many(info, "supporters", page)

    @strawberry.field(description="A supporter; to the organization's managers and the project's owner.")
    def supporter(self, info: Asking, id: strawberry.ID) -> Supporter | None:
        return read_one(info, "supporter", id)


@strawberry.type
class SupporterMutations:
    @strawberry.mutation(
        description="Confirm that the organization supports the project, with the part that is written there."
    )
    def confirm_supporter(self, info: Asking, input: SupporterActionInput) -> SupporterPayload:
        return _carry_out(info, ConfirmSupporter, input)

    @strawberry.mutation(description="Say that the organization does not support the project so.")
    def decline_supporter(self, info: Asking, input: SupporterActionInput) -> SupporterPayload:
        return _carry_out(info, DeclineSupporter, input)

    @strawberry.mutation(description="Say that the organization supports the project no more.")
    def withdraw_supporter(self, info: Asking, input: SupporterActionInput) -> SupporterPayload:
        return _carry_out(info, WithdrawSupporter, input)


def _carry_out(info: Asking, move: Any, input: SupporterActionInput) -> SupporterPayload:
    """One of the answers: they all take the same."""
    wish = move(supporter_id=SupporterId(input.id), expected_version=input.expected_version)
    return carry_out(info, "supporter", lambda: wish, SupporterPayload)
