"""Rounds for stories, brought as far as a story needs them, through the API as managers and judges would."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask.testing import FlaskClient

from tests.faces import Rest, Shown
from tests.world import CRITERIA, House, Person, a_house, enter, open_call, register, rfc3339

STEPS = ("draft", "open", "sealed", "ranked", "decided", "published")
VERBS = {"sealed": "sealRound", "ranked": "rankRound", "decided": "decideRound", "published": "publishRound"}
Points = Callable[[int], int]


@dataclass
class Judging:
    """A call with its entries, the first one the best, and one round of it."""

    house: House
    call: Shown
    applicants: Sequence[Person]
    entries: Sequence[Shown]
    judges: Sequence[Person]
    round: Shown

    @property
    def manager(self) -> Person:
        return self.house.manager

    @property
    def entry_ids(self) -> list[str]:
        return [entry["id"] for entry in self.entries]

    def run(self, verb: str, **given: Any) -> Shown:
        """The manager brings the round one step on."""
        self.round = self.manager.does(verb, id=self.round["id"], **given)
        return self.round

    def reviews_of(self, who: Person) -> list[Shown]:
        """The reviews of the round that somebody sees."""
        listed: list[Shown] = who.does("reviews", round_id=self.round["id"], first=100)["data"]
        return listed

    def review_of(self, judge: Person, entry: int = 0) -> Shown:
        """What the judge writes of an entry."""
        own = (one for one in self.reviews_of(judge) if one["judge_id"] == judge.id)
        return next(one for one in own if one["entry_id"] == self.entry_ids[entry])

    def look(self, who: Person | None = None) -> Shown:
        """The manager, or somebody, looks behind the seal."""
        looked: Shown = (who or self.manager).does("lookIntoRound", id=self.round["id"], reason="ตรวจสอบ")
        return looked

    def next_round(self, *, places: int, **rules: Any) -> Shown:
        """The same panel judges those whom the round before let on; a draft."""
        wanted = {"reviews_per_entry": 3, "quorum": 3, **rules}
        self.round = create_round(self.manager, self.call, places=places, **wanted)
        return self.run("setRoundPanel", judge_ids=[judge.id for judge in self.judges])

    def ranking(self) -> list[Shown]:
        listed: list[Shown] = self.manager.does("ranking", round_id=self.round["id"], first=100)["data"]
        return listed

    def grants(self) -> list[Shown]:
        """By place, with those that were declined."""
        listed = self.manager.does("grants", call_id=self.call["id"], first=100)["data"]
        return sorted(listed, key=lambda grant: (grant["place"], grant["created_at"]))

    def applicant_of(self, thing: Shown) -> Person:
        """Whose a grant or a standing is."""
        return self.applicants[self.entry_ids.index(thing["entry_id"])]

    def entry(self, number: int, who: Person | None = None) -> Shown:
        shown: Shown = (who or self.manager).does("entry", id=self.entry_ids[number])
        return shown


def a_judging(  # noqa: PLR0913  each says how much of something there is
    client: FlaskClient,
    *,
    until: str = "open",
    entries: int = 3,
    judges: int = 3,
    places: int = 1,
    calibration: int = 0,
    terms: Shown | None = None,
    points: Points = lambda number: max(5 - number, 1),
    **rules: Any,
) -> Judging:
    """With `entries` eligible ones, the first few of them for `calibration`. All reviews are in where the round is
    `sealed` or further.

    `terms` are more of the call's. `points(number)` is what every judge gives the entry of this number, on every
    criterion.
    """
    house = a_house(client)
    call = open_call(house.manager, house.organization, award_count=places, **(terms or {}))
    applicants = [register(client) for _ in range(entries)]
    entered = [enter(applicant, call) for applicant in applicants]
    for entry in entered:
        house.manager.does("screenEntry", id=entry["id"], verdict="eligible")
    house.manager.does("closeCall", id=call["id"])
    panel = [register(client) for _ in range(judges)]
    if calibration:
        rules["calibration_entry_ids"] = [entry["id"] for entry in entered[:calibration]]
    judging = Judging(house, call, applicants, entered, panel, create_round(house.manager, call, **rules))
    judging.run("setRoundPanel", judge_ids=[judge.id for judge in panel])
    bring(judging, until, points)
    return judging


def create_round(manager: Person, call: Shown, **rules: Any) -> Shown:
    given = {"name": {"th": "รอบตัดสิน"}, "criteria": CRITERIA, "places": call["award_count"], **rules}
    made: Shown = manager.does("createRound", call_id=call["id"], **given)
    return made


def bring(
    judging: Judging,
    until: str,
    points: Points = lambda number: max(5 - number, 1),
    *,
    since: str = "draft",
) -> None:
    """Bring a round that is in the state `since` as far as this state."""
    for state in STEPS[STEPS.index(since) + 1 : STEPS.index(until) + 1]:
        if state == "open":
            judging.run("openRound")
        elif state == "sealed":
            for judge in judging.judges:
                judge_all(judging, judge, points)
        if state in VERBS:
            judging.run(VERBS[state], **({"moves": []} if state == "decided" else {}))


def judge_all(judging: Judging, judge: Person, points: Points) -> None:
    """The judge scores and sends in all reviews that they have, those of the calibration first."""
    for review in sorted(judging.reviews_of(judge), key=lambda review: not review["calibration"]):
        if review["judge_id"] == judge.id and review["state"] in ("assigned", "draft"):
            score(judge, review, points(judging.entry_ids.index(review["entry_id"])))
            judge.does("submitReview", id=review["id"])


def score(judge: Person, review: Shown, points: int) -> Shown:
    """The same points on every criterion; not sent in yet."""
    scores = {criterion["key"]: points for criterion in CRITERIA}
    written: Shown = judge.does(
        "updateReview", id=review["id"], expected_version=review["version"], scores=scores
    )
    return written


def scores_for(face: Any, **points: int | None) -> Any:
    """Scores as the face takes them: an object in REST, a list in the graph, which has no objects of any key."""
    if isinstance(face, Rest):
        return points
    return [{"criterion": key, "score": given} for key, given in points.items()]


def closing_soon(**time: float) -> dict[str, str]:
    """For a call that a movable clock passes while it leaves those of other stories alone."""
    return {"opens_at": rfc3339(-timedelta(days=1)), "closes_at": rfc3339(timedelta(**time))}
