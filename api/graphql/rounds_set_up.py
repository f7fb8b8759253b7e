"""How rounds are set up, in the graph: their rules, and more time for the judges."""

from typing import Any

import strawberry

from api.graphql.asking import Asking
from api.graphql.doing import carry_out
from api.graphql.judging import RoundPayload
from api.graphql.shapes import LocalizedTextInput, Moment, text_or_none
from domain.ids import CallId, RoundId
from domain.model import ranking
from domain.text import Text
from domain.usecases import rounds as usecases
from domain.usecases.rounds import CreateRound, RoundChanges, UpdateRound
from domain.usecases.rounds_running import ExtendRound


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
class RoundInput:
    """What both wishes may bring; `said` is what they did, and a null only where something may be absent."""

    guidance: LocalizedTextInput | None = strawberry.UNSET
    reviews_per_entry: int | None = strawberry.UNSET
    quorum: int | None = strawberry.UNSET
    final: bool | None = strawberry.UNSET
    waiting_list: int | None = strawberry.UNSET
    blind: bool | None = strawberry.UNSET
    method: ranking.Method | None = strawberry.UNSET
    due_at: Moment | None = strawberry.UNSET
    calibration_entry_ids: list[strawberry.ID] | None = strawberry.UNSET
    idempotency_key: str | None = None

    def said(self) -> dict[str, Any]:
        own = {name: value for name, value in vars(self).items() if name in COLUMNS}
        return {
            name: _plain(value)
            for name, value in own.items()
            if value is not strawberry.UNSET and (value is not None or name == "due_at")
        }


COLUMNS = set(vars(RoundChanges()))


def _plain(value: Any) -> Any:
    if isinstance(value, LocalizedTextInput):
        return value.text()
    if isinstance(value, list):
        return tuple(one.criterion() if isinstance(one, CriterionInput) else one for one in value)
    return value


@strawberry.input
class CreateRoundInput(RoundInput):
    call_id: strawberry.ID
    name: LocalizedTextInput
    criteria: list[CriterionInput]
    places: int

    def command(self) -> CreateRound:
        return CreateRound(call_id=CallId(self.call_id), **self.said())


@strawberry.input
class UpdateRoundInput(RoundInput):
    id: strawberry.ID
    expected_version: int
    name: LocalizedTextInput | None = strawberry.UNSET
    criteria: list[CriterionInput] | None = strawberry.UNSET
    places: int | None = strawberry.UNSET

    def command(self) -> UpdateRound:
        return UpdateRound(
            round_id=RoundId(self.id),
            expected_version=self.expected_version,
            changes=RoundChanges(**self.said()),
        )


@strawberry.input
class ExtendRoundInput:
    id: strawberry.ID
    due_at: Moment
    reason: str
    expected_version: int | None = None
    idempotency_key: str | None = None


@strawberry.type
class RoundSetUpMutations:
    @strawberry.mutation(description="Set up a judging round.")
    def create_round(self, info: Asking, input: CreateRoundInput) -> RoundPayload:
        return carry_out(info, "round", input.command, RoundPayload)

    @strawberry.mutation(description="Change the rules of a round that is a draft.")
    def update_round(self, info: Asking, input: UpdateRoundInput) -> RoundPayload:
        return carry_out(info, "round", input.command, RoundPayload)

    @strawberry.mutation(description="Give the judges more time, for a reason that they read.")
    def extend_round(self, info: Asking, input: ExtendRoundInput) -> RoundPayload:
        wish = ExtendRound(
            round_id=RoundId(input.id),
            due_at=input.due_at,
            reason=input.reason,
            expected_version=input.expected_version,
        )
        return carry_out(info, "round", lambda: wish, RoundPayload)
