"""How a round of the demo goes, step by step, by its key in rounds.yaml."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from api.demo.data import Item, items, keyed, projects
from api.demo.judging import opinion
from api.demo.programme import call_of, entries_of, project_of
from api.demo.sower import Sower, Step
from domain.collections import Changed
from domain.core import Command
from domain.ids import CallId, ReviewId, RoundId
from domain.model.ranking import Method
from domain.ports import Shown
from domain.text import Text
from domain.usecases.letters import ReleaseComments
from domain.usecases.reviews import SubmitReview, UpdateReview
from domain.usecases.rounds import CreateRound, Criterion
from domain.usecases.rounds_panel import SetRoundPanel
from domain.usecases.rounds_running import LookIntoRound

CHAIR = "fund-manager-1"
AS_THEY_STAND = ("reviews_per_entry", "quorum", "places", "waiting_list", "final", "blind")


def planned(round: str) -> Item:
    return keyed(items("rounds"))[round]


def find_round(sower: Sower, round: str) -> Shown | None:
    plan = planned(round)
    rounds = sower.of("call", call_of(sower, plan["call"])["id"], "rounds")
    return next((one for one in rounds if one["name"] == plan["name"]), None)


def round_of(sower: Sower, round: str) -> Shown:
    found = find_round(sower, round)
    assert found is not None, f"{round} is created before it is used"
    return found


def create(sower: Sower, round: str, **more: Any) -> None:
    """`more`: what fits the day, such as when reviews are due."""
    if find_round(sower, round):
        return
    plan = planned(round)
    wish = CreateRound(
        call_id=CallId(call_of(sower, plan["call"])["id"]),
        name=Text.of(plan["name"]),
        criteria=tuple(_criterion(one) for one in plan["criteria"]),
        guidance=Text.of(plan.get("guidance", {})),
        method=Method(plan["method"]),
        **{name: plan[name] for name in AS_THEY_STAND if name in plan},
        **more,
    )
    sower.run_as(CHAIR, wish)


def _criterion(plan: Item) -> Criterion:
    said = {"title": Text.of(plan["title"]), "guidance": Text.of(plan["guidance"])}
    return Criterion(**plan | said)


def seat(sower: Sower, round: str) -> None:
    if not (found := round_of(sower, round))["judge_ids"]:
        judges = tuple(sower.account(key) for key in planned(round)["panel"])
        sower.run_as(CHAIR, SetRoundPanel(round_id=RoundId(found["id"]), judge_ids=judges))


def advance(sower: Sower, round: str, state: str, wish: Callable[..., Command[Changed]]) -> None:
    """Its next step, where it stands before it."""
    if (found := round_of(sower, round))["state"] == state:
        sower.run_as(CHAIR, wish(round_id=RoundId(found["id"])))


@dataclass(frozen=True)
class Task:
    """What a judge is to read, and the review that is to come of it."""

    judge: str
    project: Item
    review: Shown


def tasks(sower: Sower, round: str) -> Iterator[Task]:
    plan = planned(round)
    proposed = {found["id"]: project for project in projects() if (found := project_of(sower, project))}
    projects_of = {entry["id"]: proposed[id] for id, entry in entries_of(sower, plan["call"]).items()}
    judges = {sower.account(key): key for key in plan["panel"]}
    for review in sower.of("round", round_of(sower, round)["id"], "reviews"):
        yield Task(judges[review["judge_id"]], projects_of[review["entry_id"]], review)


def reviewing(sower: Sower, round: str, first: datetime, days: int) -> Iterator[Step]:
    """Every judge reads at their own pace; a review is written one day and sent in the next."""
    for task in tasks(sower, round):
        pace = random.Random(f"when {task.judge} reads {task.project['key']}")
        day = first + timedelta(minutes=pace.randrange(days * 24 * 60))
        yield day, partial(write, sower, round, task)
        yield day + timedelta(hours=pace.randint(1, 20)), partial(send_in, sower, task)


def write(sower: Sower, round: str, task: Task) -> None:
    if task.review["state"] == "assigned":
        found = opinion(task.judge, task.project, planned(round)["criteria"], items("reviews"))
        changes = {"scores": found.scores, "comment": found.comment}
        wish = UpdateReview(
            review_id=ReviewId(task.review["id"]), expected_version=task.review["version"], changes=changes
        )
        sower.run_as(task.judge, wish)


def send_in(sower: Sower, task: Task) -> None:
    if task.review["state"] in ("assigned", "draft"):
        sower.run_as(task.judge, SubmitReview(review_id=ReviewId(task.review["id"])))


def commenting(sower: Sower, round: str, day: datetime) -> Iterator[Step]:
    """Before the ranking: somebody reads what is sealed, which is logged, and releases it for the letters."""
    yield day, partial(_look, sower, round)
    yield day + timedelta(minutes=20), partial(_release, sower, round)


def _look(sower: Sower, round: str) -> None:
    found = round_of(sower, round)
    if not sower.of("round", found["id"], "looks"):
        wish = LookIntoRound(round_id=RoundId(found["id"]), reason="เลือกความเห็นที่ช่วยผู้สมัคร")
        sower.run_as(CHAIR, wish)


def _release(sower: Sower, round: str) -> None:
    found = round_of(sower, round)
    reviews = sower.of("round", found["id"], "reviews")
    if not any(review["released"] for review in reviews):
        ids = tuple(ReviewId(review["id"]) for review in reviews if review["state"] == "submitted")
        sower.run_as(CHAIR, ReleaseComments(round_id=RoundId(found["id"]), review_ids=ids))
