"""Which judge reads what, in the graph: tried out, dealt anew, and by hand."""

import strawberry

from api.graphql.asking import Asking
from api.graphql.doing import carry_out
from api.graphql.judging import RoundPayload
from api.graphql.planning import PlanPayload, SimulationInput, show_plan
from api.graphql.reviews import ReviewActionInput, ReviewPayload
from domain.ids import AccountId, EntryId, ReviewId, RoundId
from domain.usecases.assignments import AssignReview, AssignRound, SimulateAssignRound, UnassignReview
from domain.usecases.rounds_opening import SimulateOpenRound


@strawberry.input
class SimulateOpenRoundInput:
    id: strawberry.ID
    discuss: list[strawberry.ID] | None = None
    reason: str | None = None

    def command(self) -> SimulateOpenRound:
        return SimulateOpenRound(
            round_id=RoundId(self.id),
            discuss=tuple(EntryId(id) for id in self.discuss or ()),
            reason=self.reason or "",
        )


@strawberry.input
class AssignRoundInput:
    id: strawberry.ID
    plan_token: str | None = None
    expected_version: int | None = None
    idempotency_key: str | None = None

    def command(self) -> AssignRound:
        return AssignRound(
            round_id=RoundId(self.id), plan_token=self.plan_token, expected_version=self.expected_version
        )


@strawberry.input
class AssignReviewInput:
    round_id: strawberry.ID
    judge_id: strawberry.ID
    entry_id: strawberry.ID
    idempotency_key: str | None = None

    def command(self) -> AssignReview:
        return AssignReview(
            round_id=RoundId(self.round_id),
            judge_id=AccountId(self.judge_id),
            entry_id=EntryId(self.entry_id),
        )


@strawberry.type
class AssignmentMutations:
    @strawberry.mutation(description="Who would read what if the round opened; nothing changes.")
    def simulate_open_round(self, info: Asking, input: SimulateOpenRoundInput) -> PlanPayload:
        return show_plan(info, input.command)

    @strawberry.mutation(
        description="Assign what is not begun anew: to new judges, around new conflicts, evenly."
    )
    def assign_round(self, info: Asking, input: AssignRoundInput) -> RoundPayload:
        return carry_out(info, "round", input.command, RoundPayload)

    @strawberry.mutation(description="Who would read what after assigning anew; nothing changes.")
    def simulate_assign_round(self, info: Asking, input: SimulationInput) -> PlanPayload:
        return show_plan(info, lambda: SimulateAssignRound(round_id=RoundId(input.id)))

    @strawberry.mutation(description="Give one entry to one judge, by hand.")
    def assign_review(self, info: Asking, input: AssignReviewInput) -> ReviewPayload:
        return carry_out(info, "review", input.command, ReviewPayload)

    @strawberry.mutation(description="Take a review that has not been begun from its judge, by hand.")
    def unassign_review(self, info: Asking, input: ReviewActionInput) -> RoundPayload:
        wish = UnassignReview(review_id=ReviewId(input.id), expected_version=input.expected_version)
        return carry_out(info, "round", lambda: wish, RoundPayload)
