"""How far a round is, in the graph, and reminders of it."""

from typing import Any

import strawberry

from api.caller import run
from api.graphql.asking import Asking
from api.graphql.doing import carry_out
from api.graphql.judging import RoundPayload
from api.graphql.shapes import LocalizedText, Moment
from domain.errors import NotFound
from domain.ids import RoundId
from domain.model import rounds as domain
from domain.usecases.progress import RemindJudges, ShowRoundProgress


@strawberry.type
class ProgressTotals:
    entries: int
    entries_with_quorum: int
    judges: int
    judges_done: int
    assigned: int
    drafts: int
    submitted: int
    barred: int
    abstained: int
    recused: int


@strawberry.type
class JudgeProgress:
    judge_id: strawberry.ID
    on_panel: bool
    assigned: int
    drafts: int
    submitted: int
    barred: int
    abstained: int
    recused: int
    overdue: int
    last_activity_at: Moment | None
    reminded_at: Moment | None


@strawberry.type
class EntryProgress:
    entry_id: strawberry.ID
    title: LocalizedText
    have: int
    pending: int
    need: int
    wanted: int
    quorum_met: bool


@strawberry.type
class RoundProgress:
    round_id: strawberry.ID
    state: domain.RoundState
    due_at: Moment | None
    is_overdue: bool
    totals: ProgressTotals
    judges: list[JudgeProgress]
    entries: list[EntryProgress]


@strawberry.input
class RemindJudgesInput:
    id: strawberry.ID
    idempotency_key: str | None = None


@strawberry.type
class ProgressQueries:
    @strawberry.field(
        description="How far each judge and each entry of a round is; null where the round may not be seen."
    )
    def round_progress(self, info: Asking, round_id: strawberry.ID) -> RoundProgress | None:
        try:
            shown: Any = run(ShowRoundProgress(round_id=RoundId(round_id)))
        except NotFound:
            return None
        return shown


@strawberry.type
class ProgressMutations:
    @strawberry.mutation(
        description="Ask judges for the reviews that are still wanted, each at most once a day."
    )
    def remind_judges(self, info: Asking, input: RemindJudgesInput) -> RoundPayload:
        wish = RemindJudges(round_id=RoundId(input.id))
        return carry_out(info, "round", lambda: wish, RoundPayload)
