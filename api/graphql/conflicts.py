"""Conflicts of interest in the graph."""

import strawberry

from api.graphql.accounts import Account
from api.graphql.asking import Asking, page_of, read_one, read_part
from api.graphql.doing import carry_out
from api.graphql.entries import Entry
from api.graphql.rounds import Round
from api.graphql.shapes import AllowedAction, Connection, Moment, Node, UserError
from domain.ids import AccountId, ConflictId, EntryId, RoundId
from domain.model import conflicts as domain
from domain.usecases.conflicts import DeclareConflict, LiftConflict


@strawberry.type
class Conflict(Node):
    id: strawberry.ID
    round_id: strawberry.ID
    round: Round | None
    judge_id: strawberry.ID
    judge: Account | None
    entry_id: strawberry.ID
    entry: Entry | None
    kind: domain.ConflictKind
    state: domain.ConflictState
    reason: str
    lifted_reason: str | None
    lifted_at: Moment | None
    created_at: Moment
    updated_at: Moment
    version: int
    allowed_actions: list[AllowedAction]


@strawberry.type(description="The conflict made or lifted.")
class ConflictPayload:
    conflict: Conflict | None
    user_errors: list[UserError]


@strawberry.input
class DeclareConflictInput:
    round_id: strawberry.ID
    entry_id: strawberry.ID
    judge_id: strawberry.ID | None = None
    reason: str
    idempotency_key: str | None = None


@strawberry.input
class LiftConflictInput:
    id: strawberry.ID
    reason: str
    expected_version: int | None = None
    idempotency_key: str | None = None


@strawberry.type
class ConflictQueries:
    @strawberry.field(
        description="The conflicts of a round: a judge's own, a manager's all; null where it may not be seen."
    )
    def conflicts(  # noqa: PLR0913, PLR0917  one parameter a filter
        self,
        info: Asking,
        round_id: strawberry.ID,
        first: int = 20,
        after: str | None = None,
        sort: str | None = None,
        kind: list[domain.ConflictKind] | None = None,
        state: list[domain.ConflictState] | None = None,
        judge_id: list[strawberry.ID] | None = None,
        entry_id: list[strawberry.ID] | None = None,
    ) -> Connection[Conflict] | None:
        page = page_of(first, after, sort, kind=kind, state=state, judge_id=judge_id, entry_id=entry_id)
        return read_part(info, "round", round_id, "conflicts", page)

    @strawberry.field(description="A conflict of interest.")
    def conflict(self, info: Asking, id: strawberry.ID) -> Conflict | None:
        return read_one(info, "conflict", id)


@strawberry.type
class ConflictMutations:
    @strawberry.mutation(
        description="Say that there is a conflict: a judge of themselves, a manager of a judge."
    )
    def declare_conflict(self, info: Asking, input: DeclareConflictInput) -> ConflictPayload:
        wish = DeclareConflict(
            round_id=RoundId(input.round_id),
            entry_id=EntryId(input.entry_id),
            judge_id=None if input.judge_id is None else AccountId(input.judge_id),
            reason=input.reason,
        )
        return carry_out(info, "conflict", lambda: wish, ConflictPayload)

    @strawberry.mutation(description="Take away what a manager has pinned.")
    def lift_conflict(self, info: Asking, input: LiftConflictInput) -> ConflictPayload:
        wish = LiftConflict(
            conflict_id=ConflictId(input.id), reason=input.reason, expected_version=input.expected_version
        )
        return carry_out(info, "conflict", lambda: wish, ConflictPayload)
