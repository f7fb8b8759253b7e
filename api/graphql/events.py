"""The feed and its sums in the graph."""

from typing import Any

import strawberry

from api.caller import run
from api.graphql.asking import Asking, page_of, read_many
from api.graphql.shapes import Connection, Json, Moment, Money, Node
from domain.usecases.showing import ShowInsights


@strawberry.type
class Event(Node):
    id: strawberry.ID
    type: str
    time: Moment
    subject: strawberry.ID
    version: int
    sequence: int
    link: str | None


@strawberry.type
class Outcomes:
    succeeded: int
    failed: int
    success_percent: int | None


@strawberry.type
class MoneyTotals:
    raised: Money
    collected: Money
    refunded: Money
    granted: Money
    accepted: Money


@strawberry.type
class ByProvince:
    province: str
    projects_published: int
    entries_selected: int
    campaigns: Outcomes


@strawberry.type
class ByGoal:
    goal: int
    projects_published: int
    campaigns: Outcomes


@strawberry.type
class ByModel:
    model: str
    campaigns: Outcomes


@strawberry.type
class ByMonth:
    month: str
    campaigns: Outcomes


@strawberry.type
class Insights:
    as_of_sequence: int
    counts: Json
    money: MoneyTotals
    campaigns: Outcomes
    by_province: list[ByProvince]
    by_goal: list[ByGoal]
    by_model: list[ByModel]
    by_month: list[ByMonth]


@strawberry.type
class EventQueries:
    @strawberry.field(description="The feed, oldest first; come back with `endCursor`.")
    def events(
        self,
        info: Asking,
        first: int = 20,
        after: str | None = None,
        sort: str | None = None,
        types: list[str] | None = None,
        subject: list[strawberry.ID] | None = None,
    ) -> Connection[Event]:
        return read_many(info, "events", page_of(first, after, sort, types=types, subject=subject))

    @strawberry.field(description="What the platform did so far, in numbers.")
    def insights(self) -> Insights:
        shown: Any = run(ShowInsights())
        return shown
