"""The finished round of the demo: nine judges, ninety reviews, ten winners; one declines, and the next moves up."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial

from api.demo.data import projects
from api.demo.programme import OVER, call_of
from api.demo.rounds import advance, commenting, create, reviewing, seat
from api.demo.sower import Sower, Step
from domain.ids import GrantId
from domain.ports import Shown
from domain.usecases.grants import AcceptGrant, DeclineGrant
from domain.usecases.rounds_deciding import DecideRound
from domain.usecases.rounds_opening import OpenRound
from domain.usecases.rounds_publishing import PublishRound
from domain.usecases.rounds_ranking import RankRound
from domain.usecases.rounds_running import SealRound

ROUND = "plik-thai-2025-final"
DECLINED_PLACE = 8
# Before the call closes, so that nobody could choose the lottery.
CREATED = datetime(2025, 9, 15, 3, tzinfo=UTC)
SEATED = datetime(2025, 10, 6, 3, tzinfo=UTC)
OPENED = datetime(2025, 10, 8, 3, tzinfo=UTC)
FIRST_REVIEW = datetime(2025, 10, 10, 1, tzinfo=UTC)
DAYS_TO_REVIEW = 24
SEALED = datetime(2025, 11, 6, 3, tzinfo=UTC)
DECIDED = datetime(2025, 11, 12, 6, tzinfo=UTC)
PUBLISHED = datetime(2025, 11, 20, 3, tzinfo=UTC)


def seating(sower: Sower) -> Iterator[Step]:
    """The round is set up while entries still come in, and opened when all are screened."""
    yield CREATED, partial(create, sower, ROUND)
    yield SEATED, partial(seat, sower, ROUND)
    yield OPENED, partial(advance, sower, ROUND, "draft", OpenRound)


def judging(sower: Sower) -> Iterator[Step]:
    yield from reviewing(sower, ROUND, FIRST_REVIEW, DAYS_TO_REVIEW)


def ending(sower: Sower) -> Iterator[Step]:
    """From the seal to the publication, and the winners' answers."""
    yield SEALED, partial(advance, sower, ROUND, "open", SealRound)
    yield from commenting(sower, ROUND, SEALED + timedelta(minutes=20))
    yield SEALED + timedelta(hours=1), partial(advance, sower, ROUND, "sealed", RankRound)
    yield DECIDED, partial(advance, sower, ROUND, "ranked", DecideRound)
    yield PUBLISHED, partial(advance, sower, ROUND, "decided", PublishRound)
    for place in range(1, call_of(sower, OVER)["award_count"] + 1):
        if place == DECLINED_PLACE:
            yield PUBLISHED + timedelta(days=4), partial(_decline, sower)
            yield PUBLISHED + timedelta(days=6), partial(_accept, sower, place)
        else:
            yield PUBLISHED + timedelta(hours=7 * place), partial(_accept, sower, place)


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
