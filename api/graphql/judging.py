"""What managers do with rounds, in the graph."""

import strawberry

from api.graphql.asking import Asking
from api.graphql.doing import carry_out
from api.graphql.rounds import Round
from api.graphql.shapes import LocalizedTextInput, UserError, text_or_none
from domain.ids import AccountId, CallId, RoundId
from domain.model import ranking
from domain.model.standings import Move
from domain.text import Text
from domain.usecases import rounds as usecases
from domain.usecases.conflicts import PinnedConflict
from domain.usecases.rounds import CreateRound
from domain.usecases.rounds_opening import OpenRound
from domain.usecases.rounds_panel import SetRoundPanel
from domain.usecases.rounds_running import SealRound


@strawberry.type(description="The round made or changed.")
class RoundPayload:
    round: Round | None
    user_errors: list[UserError]


@strawberry.input
class CriterionInput:
    key: str
    title: LocalizedTextInput
    weight: int
    min: int
    max: int
    minimum: int | None = None
    guidance: LocalizedTextInput | None = None

    def criterion(self) -> usecases.Criterion:
        return usecases.Criterion(
            key=self.key,
            title=self.title.text(),
            weight=self.weight,
            min=self.min,
            max=self.max,
            minimum=self.minimum,
            guidance=text_or_none(self.guidance) or Text(),
        )


@strawberry.input
class CreateRoundInput:
    call_id: strawberry.ID
    name: LocalizedTextInput
    criteria: list[CriterionInput]
    reviews_per_entry: int = 3
    quorum: int = 3
    places: int
    waiting_list: int = 5
    blind: bool = True
    method: ranking.Method = ranking.Method.FAIR
    idempotency_key: str | None = None

    def command(self) -> CreateRound:
        return CreateRound(
            call_id=CallId(self.call_id),
            name=self.name.text(),
            criteria=tuple(criterion.criterion() for criterion in self.criteria),
            reviews_per_entry=self.reviews_per_entry,
            quorum=self.quorum,
            places=self.places,
            waiting_list=self.waiting_list,
            blind=self.blind,
            method=self.method,
        )


@strawberry.input
class PinnedConflictInput:
    judge_id: strawberry.ID
    entry_id: strawberry.ID
    reason: str


@strawberry.input
class SetRoundPanelInput:
    id: strawberry.ID
    judge_ids: list[strawberry.ID]
    conflicts: list[PinnedConflictInput] | None = None
    expected_version: int | None = None
    idempotency_key: str | None = None

    def command(self) -> SetRoundPanel:
        pinned = (
            PinnedConflict(judge_id=one.judge_id, entry_id=one.entry_id, reason=one.reason)
            for one in self.conflicts or ()
        )
        return SetRoundPanel(
            round_id=RoundId(self.id),
            judge_ids=tuple(AccountId(id) for id in self.judge_ids),
            conflicts=None if self.conflicts is None else tuple(pinned),
            expected_version=self.expected_version,
        )


@strawberry.input
class RoundActionInput:
    id: strawberry.ID
    expected_version: int | None = None
    idempotency_key: str | None = None


@strawberry.input
class MoveInput:
    entry_id: strawberry.ID
    place: int | None
    reason: LocalizedTextInput


@strawberry.input
class DecideRoundInput:
    id: strawberry.ID
    moves: list[MoveInput] | None = None
    expected_version: int | None = None
    idempotency_key: str | None = None

    def command(self) -> DecideRound:
        moves = (
            Move(entry_id=move.entry_id, place=move.place, reason=move.reason.text().as_dict())
            for move in self.moves or ()
        )
        return DecideRound(
            round_id=RoundId(self.id), moves=tuple(moves), expected_version=self.expected_version
        )


@strawberry.type
class RoundMutations:
    @strawberry.mutation(description="Set up a judging round.")
    def create_round(self, info: Asking, input: CreateRoundInput) -> RoundPayload:
        return carry_out(info, "round", input.command, RoundPayload)

    @strawberry.mutation(description="Name the judges, in place of whoever was named before.")
    def set_round_panel(self, info: Asking, input: SetRoundPanelInput) -> RoundPayload:
        return carry_out(info, "round", input.command, RoundPayload)

    @strawberry.mutation(
        description="Assign the entries to the judges and let them begin; a sealed round opens again."
    )
    def open_round(self, info: Asking, input: RoundActionInput) -> RoundPayload:
        wish = OpenRound(round_id=RoundId(input.id), expected_version=input.expected_version)
        return carry_out(info, "round", lambda: wish, RoundPayload)

    @strawberry.mutation(description="Let no review change any more, and publish the commitments.")
    def seal_round(self, info: Asking, input: RoundActionInput) -> RoundPayload:
        wish = SealRound(round_id=RoundId(input.id), expected_version=input.expected_version)
        return carry_out(info, "round", lambda: wish, RoundPayload)

    @strawberry.mutation(description="Rank the entries by the round's method.")
    def rank_round(self, info: Asking, input: RoundActionInput) -> RoundPayload:
        wish = RankRound(round_id=RoundId(input.id), expected_version=input.expected_version)
        return carry_out(info, "round", lambda: wish, RoundPayload)

    @strawberry.mutation(description="Give out the places as ranked, but for the chair's moves.")
    def decide_round(self, info: Asking, input: DecideRoundInput) -> RoundPayload:
        return carry_out(info, "round", input.command, RoundPayload)

    @strawberry.mutation(description="Announce the winners and offer their grants, in one moment.")
    def publish_round(self, info: Asking, input: RoundActionInput) -> RoundPayload:
        wish = PublishRound(round_id=RoundId(input.id), expected_version=input.expected_version)
        return carry_out(info, "round", lambda: wish, RoundPayload)
