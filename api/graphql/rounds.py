"""Rounds and their rankings in the graph."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from api.graphql.analysis import BelowMinimum, JudgeAnalysis, RoundAnalysis, StandingAnalysis
from api.graphql.asking import Asking, look_up, page_of, read_one, read_part
from api.graphql.calls import Call
from api.graphql.entries import Entry
from api.graphql.shapes import AllowedAction, Connection, Json, LocalizedText, Moment, Node
from domain.model import ranking
from domain.model import rounds as domain

if TYPE_CHECKING:  # the two know each other
    from api.graphql.conflicts import Conflict
    from api.graphql.letters import Letter
    from api.graphql.looks import Look
    from api.graphql.reviews import Review


@strawberry.type
class Criterion:
    key: str
    title: LocalizedText
    weight: int
    min: int
    max: int
    minimum: int | None
    guidance: LocalizedText


@strawberry.type
class RoundExtension:
    due_before: Moment | None
    due_at: Moment
    reason: str
    at: Moment


@strawberry.type
class Reopening:
    at: Moment
    reason: str
    entry_ids: list[strawberry.ID]


@strawberry.type
class Standing(Node):
    id: strawberry.ID
    round_id: strawberry.ID
    round: "Round | None"
    entry_id: strawberry.ID
    entry: Entry | None
    position: int | None
    score: str | None
    reviews: int
    tie_broken_by: str | None
    criteria: Json
    below_minimum: list[BelowMinimum]
    analysis: StandingAnalysis | None
    place: int | None
    waiting_place: int | None
    moved_reason: LocalizedText | None


@strawberry.type
class Round(Node):
    id: strawberry.ID
    call_id: strawberry.ID
    call: Call | None
    organization_id: strawberry.ID
    number: int
    final: bool
    state: domain.RoundState
    name: LocalizedText
    guidance: LocalizedText
    criteria: list[Criterion]
    due_at: Moment | None
    overdue: bool
    extensions: list[RoundExtension] | None
    calibration_entry_ids: list[strawberry.ID] | None
    discussed_entry_ids: list[strawberry.ID] | None
    reopenings: list[Reopening] | None
    reviews_per_entry: int
    quorum: int
    places: int
    waiting_list: int
    blind: bool
    method: ranking.Method
    method_version: str | None
    seed_hash: str
    seed: str | None
    judge_ids: list[strawberry.ID] | None
    commitments: list[str]
    analysis: RoundAnalysis | None
    judge_analyses: list[JudgeAnalysis] | None
    opened_at: Moment | None
    sealed_at: Moment | None
    ranked_at: Moment | None
    decided_at: Moment | None
    published_at: Moment | None
    cancelled_at: Moment | None
    created_at: Moment
    updated_at: Moment
    version: int
    allowed_actions: list[AllowedAction]

    @strawberry.field
    def ranking(self, info: Asking, first: int = 20, after: str | None = None) -> Connection[Standing]:
        return look_up(self, info, "ranking", page_of(first, after))

    @strawberry.field
    def reviews(
        self, info: Asking, first: int = 20, after: str | None = None
    ) -> Connection[Annotated["Review", strawberry.lazy("api.graphql.reviews")]]:
        return look_up(self, info, "reviews", page_of(first, after))

    @strawberry.field
    def letters(
        self, info: Asking, first: int = 20, after: str | None = None
    ) -> Connection[Annotated["Letter", strawberry.lazy("api.graphql.letters")]]:
        return look_up(self, info, "letters", page_of(first, after))

    @strawberry.field
    def looks(
        self, info: Asking, first: int = 20, after: str | None = None
    ) -> Connection[Annotated["Look", strawberry.lazy("api.graphql.looks")]]:
        return look_up(self, info, "looks", page_of(first, after))

    @strawberry.field
    def conflicts(
        self, info: Asking, first: int = 20, after: str | None = None
    ) -> Connection[Annotated["Conflict", strawberry.lazy("api.graphql.conflicts")]]:
        return look_up(self, info, "conflicts", page_of(first, after))


@strawberry.type
class RoundQueries:
    @strawberry.field(description="The rounds of a call; null where the call may not be seen.")
    def rounds(
        self,
        info: Asking,
        call_id: strawberry.ID,
        first: int = 20,
        after: str | None = None,
        sort: str | None = None,
        state: list[domain.RoundState] | None = None,
    ) -> Connection[Round] | None:
        return read_part(info, "call", call_id, "rounds", page_of(first, after, sort, state=state))

    @strawberry.field(description="A round.")
    def round(self, info: Asking, id: strawberry.ID) -> Round | None:
        return read_one(info, "round", id)
