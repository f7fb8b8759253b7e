"""Placements in the graph."""

from typing import Any

import strawberry

from api.graphql.accounts import Account
from api.graphql.asking import Asking, page_of, read_one, read_part
from api.graphql.doing import carry_out
from api.graphql.opportunities import Opportunity
from api.graphql.projects import Project
from api.graphql.shapes import AllowedAction, Connection, Moment, Node, UserError
from api.graphql.volunteers import Volunteer
from domain.ids import OpportunityId, PlacementId
from domain.model import placements as domain
from domain.usecases.placements import (
    AcceptPlacement,
    CompletePlacement,
    CreatePlacement,
    DeclinePlacement,
    MarkNoShow,
    OfferPlacement,
    WithdrawPlacement,
)


@strawberry.type
class Placement(Node):
    id: strawberry.ID
    opportunity_id: strawberry.ID
    opportunity: Opportunity | None
    project_id: strawberry.ID
    project: Project | None
    volunteer_id: strawberry.ID
    volunteer: Volunteer | None
    account_id: strawberry.ID
    applicant: Account | None
    state: domain.PlacementState
    message: str | None
    offered_at: Moment | None
    expires_at: Moment | None
    accepted_at: Moment | None
    ended_at: Moment | None
    created_at: Moment
    updated_at: Moment
    version: int
    allowed_actions: list[AllowedAction]


@strawberry.type(description="The placement made or changed.")
class PlacementPayload:
    placement: Placement | None
    user_errors: list[UserError]


@strawberry.input
class CreatePlacementInput:
    opportunity_id: strawberry.ID
    message: str | None = None
    idempotency_key: str | None = None


@strawberry.input
class PlacementActionInput:
    id: strawberry.ID
    expected_version: int | None = None
    idempotency_key: str | None = None


@strawberry.type
class PlacementQueries:
    @strawberry.field(
        description="The placements of an opportunity that the caller may see; null where it may not be seen."
    )
    def placements(
        self,
        info: Asking,
        opportunity_id: strawberry.ID,
        first: int = 20,
        after: str | None = None,
        sort: str | None = None,
        state: list[domain.PlacementState] | None = None,
    ) -> Connection[Placement] | None:
        page = page_of(first, after, sort, state=state)
        return read_part(info, "opportunity", opportunity_id, "placements", page)

    @strawberry.field(description="A placement.")
    def placement(self, info: Asking, id: strawberry.ID) -> Placement | None:
        return read_one(info, "placement", id)


@strawberry.type
class PlacementMutations:
    @strawberry.mutation(description="Apply to an opportunity as a volunteer.")
    def create_placement(self, info: Asking, input: CreatePlacementInput) -> PlacementPayload:
        wish = CreatePlacement(opportunity_id=OpportunityId(input.opportunity_id), message=input.message)
        return carry_out(info, "placement", lambda: wish, PlacementPayload)

    @strawberry.mutation(description="Offer a place to whoever applied; it is held for 48 hours.")
    def offer_placement(self, info: Asking, input: PlacementActionInput) -> PlacementPayload:
        return _carry_out(info, OfferPlacement, input)

    @strawberry.mutation(description="Accept the place that is offered.")
    def accept_placement(self, info: Asking, input: PlacementActionInput) -> PlacementPayload:
        return _carry_out(info, AcceptPlacement, input)

    @strawberry.mutation(description="Decline: an application, as the project; an offer, as the volunteer.")
    def decline_placement(self, info: Asking, input: PlacementActionInput) -> PlacementPayload:
        return _carry_out(info, DeclinePlacement, input)

    @strawberry.mutation(description="Step back as the volunteer, until the work is done.")
    def withdraw_placement(self, info: Asking, input: PlacementActionInput) -> PlacementPayload:
        return _carry_out(info, WithdrawPlacement, input)

    @strawberry.mutation(description="Say that the volunteer did the work.")
    def complete_placement(self, info: Asking, input: PlacementActionInput) -> PlacementPayload:
        return _carry_out(info, CompletePlacement, input)

    @strawberry.mutation(description="Say that the volunteer did not come.")
    def mark_no_show(self, info: Asking, input: PlacementActionInput) -> PlacementPayload:
        return _carry_out(info, MarkNoShow, input)


def _carry_out(info: Asking, move: Any, input: PlacementActionInput) -> PlacementPayload:
    """One of the moves of a placement: they all take the same."""
    wish = move(placement_id=PlacementId(input.id), expected_version=input.expected_version)
    return carry_out(info, "placement", lambda: wish, PlacementPayload)
