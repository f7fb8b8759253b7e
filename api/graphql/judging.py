"""What managers do with rounds, in the graph."""

import strawberry

from api.graphql.asking import Asking
from api.graphql.doing import carry_out
from api.graphql.rounds import Round
from api.graphql.shapes import UserError
from domain.ids import AccountId, EntryId, RoundId
from domain.usecases.conflicts import PinnedConflict
from domain.usecases.rounds_opening import OpenRound
from domain.usecases.rounds_panel import SetRoundPanel
from domain.usecases.rounds_running import SealRound


@strawberry.type(description="The round made or changed.")
class RoundPayload:
    round: Round | None
    user_errors: list[UserError]


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
class OpenRoundInput:
    id: strawberry.ID
    discuss: list[strawberry.ID] | None = None
    reason: str | None = None
    plan_token: str | None = None
    expected_version: int | None = None
    idempotency_key: str | None = None

    def command(self) -> OpenRound:
        return OpenRound(
            round_id=RoundId(self.id),
            discuss=tuple(EntryId(id) for id in self.discuss or ()),
            reason=self.reason or "",
            plan_token=self.plan_token,
            expected_version=self.expected_version,
        )


@strawberry.type
class RoundMutations:
    @strawberry.mutation(description="Name the judges, in place of whoever was named before.")
    def set_round_panel(self, info: Asking, input: SetRoundPanelInput) -> RoundPayload:
        return carry_out(info, "round", input.command, RoundPayload)

    @strawberry.mutation(
        description="Assign the entries to the judges and let them begin; a sealed round opens again."
    )
    def open_round(self, info: Asking, input: OpenRoundInput) -> RoundPayload:
        return carry_out(info, "round", input.command, RoundPayload)

    @strawberry.mutation(description="Let no review change any more, and publish the commitments.")
    def seal_round(self, info: Asking, input: RoundActionInput) -> RoundPayload:
        wish = SealRound(round_id=RoundId(input.id), expected_version=input.expected_version)
        return carry_out(info, "round", lambda: wish, RoundPayload)
