"""How judging rounds end, in the graph: ranked, decided, published, each with its simulation; ranking and bundle."""

import json

import strawberry

from api.caller import run
from api.graphql.asking import Asking, page_of, read_part
from api.graphql.doing import carry_out
from api.graphql.judging import RoundPayload
from api.graphql.planning import PlanPayload, SimulationInput, show_plan
from api.graphql.rounds import Standing
from api.graphql.shapes import Connection, Json, LocalizedTextInput
from domain.errors import NotFound
from domain.ids import RoundId
from domain.model.standings import Move
from domain.usecases.bundles import ShowRoundBundle
from domain.usecases.rounds_deciding import DecideRound, SimulateDecideRound
from domain.usecases.rounds_publishing import PublishRound, SimulatePublishRound
from domain.usecases.rounds_ranking import RankRound, SimulateRankRound


@strawberry.input
class RankRoundInput:
    id: strawberry.ID
    plan_token: str | None = None
    expected_version: int | None = None
    idempotency_key: str | None = None

    def command(self) -> RankRound:
        return RankRound(
            round_id=RoundId(self.id), plan_token=self.plan_token, expected_version=self.expected_version
        )


@strawberry.input
class MoveInput:
    entry_id: strawberry.ID
    place: int | None
    reason: LocalizedTextInput

    def move(self) -> Move:
        return Move(entry_id=self.entry_id, place=self.place, reason=self.reason.text().as_dict())


@strawberry.input
class SimulateDecideRoundInput:
    id: strawberry.ID
    moves: list[MoveInput] | None = None

    def command(self) -> SimulateDecideRound:
        return SimulateDecideRound(
            round_id=RoundId(self.id), moves=tuple(move.move() for move in self.moves or ())
        )


@strawberry.input
class DecideRoundInput:
    id: strawberry.ID
    moves: list[MoveInput] | None = None
    plan_token: str | None = None
    expected_version: int | None = None
    idempotency_key: str | None = None

    def command(self) -> DecideRound:
        return DecideRound(
            round_id=RoundId(self.id),
            moves=tuple(move.move() for move in self.moves or ()),
            plan_token=self.plan_token,
            expected_version=self.expected_version,
        )


@strawberry.input
class PublishRoundInput:
    id: strawberry.ID
    plan_token: str | None = None
    expected_version: int | None = None
    idempotency_key: str | None = None

    def command(self) -> PublishRound:
        return PublishRound(
            round_id=RoundId(self.id), plan_token=self.plan_token, expected_version=self.expected_version
        )


@strawberry.type
class ResultQueries:
    @strawberry.field(description="The ranking of a round, best first; null where the round may not be seen.")
    def ranking(
        self,
        info: Asking,
        round_id: strawberry.ID,
        first: int = 20,
        after: str | None = None,
        sort: str | None = None,
    ) -> Connection[Standing] | None:
        return read_part(info, "round", round_id, "ranking", page_of(first, after, sort))

    @strawberry.field(
        description="What anybody can recompute a published round from; null where there is none."
    )
    def round_bundle(self, id: strawberry.ID) -> Json | None:
        try:
            bundle: Json = json.loads(run(ShowRoundBundle(round_id=id)))
        except NotFound:
            return None
        return bundle


@strawberry.type
class ResultMutations:
    @strawberry.mutation(description="Rank the entries by the round's method.")
    def rank_round(self, info: Asking, input: RankRoundInput) -> RoundPayload:
        return carry_out(info, "round", input.command, RoundPayload)

    @strawberry.mutation(description="The ranking that there would be; nothing changes.")
    def simulate_rank_round(self, info: Asking, input: SimulationInput) -> PlanPayload:
        return show_plan(info, lambda: SimulateRankRound(round_id=RoundId(input.id)))

    @strawberry.mutation(description="Give out the places as ranked, but for the chair's moves.")
    def decide_round(self, info: Asking, input: DecideRoundInput) -> RoundPayload:
        return carry_out(info, "round", input.command, RoundPayload)

    @strawberry.mutation(
        description="Who would get which place, and what each move would do; nothing changes."
    )
    def simulate_decide_round(self, info: Asking, input: SimulateDecideRoundInput) -> PlanPayload:
        return show_plan(info, input.command)

    @strawberry.mutation(description="Publish what became of every entry, in one moment.")
    def publish_round(self, info: Asking, input: PublishRoundInput) -> RoundPayload:
        return carry_out(info, "round", input.command, RoundPayload)

    @strawberry.mutation(description="What would become of every entry, and which grants would be offered.")
    def simulate_publish_round(self, info: Asking, input: SimulationInput) -> PlanPayload:
        return show_plan(info, lambda: SimulatePublishRound(round_id=RoundId(input.id)))
