"""The finished round of the demo: nine judges, ninety reviews, ten winners; one declines, and the next moves up."""

import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial

from api.demo.data import Item, items, projects
from api.demo.judging import opinion
from api.demo.programme import OVER, call_of, entries_of, project_of
from api.demo.sower import Sower, Step
from domain.collections import Changed
from domain.core import Command
from domain.ids import CallId, GrantId, ReviewId, RoundId
from domain.ports import Shown
from domain.text import Text
from domain.usecases.grants import AcceptGrant, DeclineGrant
from domain.usecases.reviews import SubmitReview, UpdateReview
from domain.usecases.rounds import CreateRound, Criterion
from domain.usecases.rounds_deciding import DecideRound
from domain.usecases.rounds_opening import OpenRound
from domain.usecases.rounds_panel import SetRoundPanel
from domain.usecases.rounds_publishing import PublishRound
from domain.usecases.rounds_ranking import RankRound
from domain.usecases.rounds_running import SealRound

CHAIR = "fund-manager-1"
DECLINED_PLACE = 8
CREATED = datetime(
    2025, 9, 15, 3, tzinfo=UTC
)  # before the call closes, so that nobody could choose the lottery
SEATED = datetime(2025, 10, 6, 3, tzinfo=UTC)
OPENED = datetime(2025, 10, 8, 3, tzinfo=UTC)
FIRST_REVIEW = datetime(2025, 10, 10, 1, tzinfo=UTC)
DAYS_TO_REVIEW = 24
SEALED = datetime(2025, 11, 6, 3, tzinfo=UTC)
DECIDED = datetime(2025, 11, 12, 6, tzinfo=UTC)
PUBLISHED = datetime(2025, 11, 20, 3, tzinfo=UTC)


def seating(sower: Sower) -> Iterator[Step]:
    """The round is set up while entries still come in, and opened when all are screened."""
    yield CREATED, partial(_create, sower)
    yield SEATED, partial(_seat, sower)
    yield OPENED, partial(_advance, sower, "draft", OpenRound)


def reviewing(sower: Sower) -> Iterator[Step]:
    """Every judge reads at their own pace; a review is written one day and sent in the next."""
    proposed = {found["id"]: project for project in projects() if (found := project_of(sower, project))}
    projects_of = {entry["id"]: proposed[id] for id, entry in entries_of(sower, OVER).items()}
    judges = {sower.account(key): key for key in _planned()["panel"]}
    for review in sower.of("round", judged_round(sower)["id"], "reviews"):
        judge, project = judges[review["judge_id"]], projects_of[review["entry_id"]]
        pace = random.Random(f"when {judge} reads {project['key']}")
        day = FIRST_REVIEW + timedelta(minutes=pace.randrange(DAYS_TO_REVIEW * 24 * 60))
        yield day, partial(_write, sower, judge, review, project)
        yield day + timedelta(hours=pace.randint(1, 20)), partial(_send_in, sower, judge, review)


def ending(sower: Sower) -> Iterator[Step]:
    """From the seal to the publication, and the winners' answers."""
    yield SEALED, partial(_advance, sower, "open", SealRound)
    yield SEALED + timedelta(hours=1), partial(_advance, sower, "sealed", RankRound)
    yield DECIDED, partial(_advance, sower, "ranked", DecideRound)
    yield PUBLISHED, partial(_advance, sower, "decided", PublishRound)
    for place in range(1, call_of(sower, OVER)["award_count"] + 1):
        if place == DECLINED_PLACE:
            yield PUBLISHED + timedelta(days=4), partial(_decline, sower)
            yield PUBLISHED + timedelta(days=6), partial(_accept, sower, place)
        else:
            yield PUBLISHED + timedelta(hours=7 * place), partial(_accept, sower, place)


def _planned() -> Item:
    return next(round for round in items("rounds") if round["call"] == OVER)


def judged_round(sower: Sower) -> Shown:
    return sower.of("call", call_of(sower, OVER)["id"], "rounds")[0]


def _create(sower: Sower) -> None:
    call, planned = call_of(sower, OVER), _planned()
    if sower.of("call", call["id"], "rounds"):
        return
    wish = CreateRound(
        call_id=CallId(call["id"]),
        name=Text.of(planned["name"]),
        criteria=tuple(_criterion(one) for one in planned["criteria"]),
        reviews_per_entry=planned["reviews_per_entry"],
        quorum=planned["quorum"],
        places=planned["places"],
    )
    sower.run_as(CHAIR, wish)


def _criterion(planned: Item) -> Criterion:
    said = {"title": Text.of(planned["title"]), "guidance": Text.of(planned["guidance"])}
    return Criterion(**planned | said)


def _seat(sower: Sower) -> None:
    if not (round := judged_round(sower))["judge_ids"]:
        judges = tuple(sower.account(key) for key in _planned()["panel"])
        sower.run_as(CHAIR, SetRoundPanel(round_id=RoundId(round["id"]), judge_ids=judges))


def _advance(sower: Sower, state: str, wish: Callable[..., Command[Changed]]) -> None:
    """The next step of the round, where it stands before it."""
    if (round := judged_round(sower))["state"] == state:
        sower.run_as(CHAIR, wish(round_id=RoundId(round["id"])))


def _write(sower: Sower, judge: str, review: Shown, project: Item) -> None:
    if review["state"] == "assigned":
        found = opinion(judge, project, _planned()["criteria"], items("reviews"))
        changes = {"scores": found.scores, "comment": found.comment}
        wish = UpdateReview(
            review_id=ReviewId(review["id"]), expected_version=review["version"], changes=changes
        )
        sower.run_as(judge, wish)


def _send_in(sower: Sower, judge: str, review: Shown) -> None:
    if review["state"] in ("assigned", "draft"):
        sower.run_as(judge, SubmitReview(review_id=ReviewId(review["id"])))


def _accept(sower: Sower, place: int) -> None:
    for grant in _grants(sower):
        if grant["place"] == place and grant["state"] == "offered":
            sower.run_as(_winner(sower, grant), AcceptGrant(grant_id=GrantId(grant["id"])))


def _decline(sower: Sower) -> None:
    """Once: whoever moves up to the place keeps it."""
    grants = _grants(sower)
    if any(grant["state"] == "declined" for grant in grants):
        return
    [grant] = [grant for grant in grants if grant["place"] == DECLINED_PLACE]
    sower.run_as(_winner(sower, grant), DeclineGrant(grant_id=GrantId(grant["id"])))


def _grants(sower: Sower) -> list[Shown]:
    return sower.all("grants", call_id=call_of(sower, OVER)["id"])


def _winner(sower: Sower, grant: Shown) -> str:
    accounts = {sower.account(project["proposer"]): project["proposer"] for project in projects()}
    return str(accounts[grant["account_id"]])
