"""How sure a ranking is, and where its judges disagree, in the graph."""

import strawberry

from api.graphql.shapes import Json
from domain.model import ranking


@strawberry.type
class BelowMinimum:
    criterion: str
    mean: str
    minimum: int


@strawberry.type
class StandingAnalysis:
    probability: str | None
    resamples: int
    margin: str | None
    spread: str | None
    disagreement: list[str]
    positions: Json
    needs_discussion: bool
    discussion: list[str]


@strawberry.type(description="The scores on both sides of the line, and what lies between.")
class RankingLine:
    last_in: str
    first_out: str
    margin: str


@strawberry.type(description="Who has a place under a method, best first.")
class ComparedMethod:
    method: ranking.Method
    version: str
    entry_ids: list[strawberry.ID]


@strawberry.type
class RoundAnalysis:
    method: ranking.Method
    method_version: str
    places: int
    resamples: int
    agreement: str | None
    median_spread: str | None
    line: RankingLine | None
    methods: list[ComparedMethod]


@strawberry.type
class JudgeAnalysis:
    judge_id: strawberry.ID
    reviews: int
    leniency: str
    residual: str
    outlier: bool
