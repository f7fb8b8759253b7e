"""The story's middle: a panel judges, and ten are chosen."""

from api.demo.data import items
from api.demo.faces import Shown
from api.demo.judging import opinion
from api.demo.scene import Scene
from api.demo.telling import Person, Teller, expect

PLACES, WAITING = 10, 2
[PLANNED] = [round for round in items("rounds") if round["key"] == "plik-thai-2025-final"]


def set_up(t: Teller, s: Scene) -> None:
    with t.step("the foundation sets up a round while the call is open: the lottery's seed is committed to"):
        body = {name: PLANNED[name] for name in ("name", "criteria", "reviews_per_entry", "quorum", "method")}
        wish = {"call_id": s.call["id"], "places": PLACES, "waiting_list": WAITING, **body}
        s.round = t.do("createRound", s.foundation, **wish)
        judges = [judge.id for judge in s.judges]
        s.round = t.do("setRoundPanel", s.foundation, id=s.round["id"], judge_ids=judges)
        expect(s.round["seed_hash"] and s.round["seed"] is None, "the seed is not kept until the ranking")


def judge(t: Teller, s: Scene) -> None:
    with t.step("it opens the round: every eligible entry gets three of the five judges"):
        _advance(t, s, "openRound", "open")
        reviews = [(judge, _reviews(t, s, judge)) for judge in s.judges]
        loads = [len(theirs) for _, theirs in reviews]
        expect(sum(loads) == 3 * 13 and max(loads) - min(loads) <= 1, f"uneven loads {loads}")
    with t.step("a score off the scale is refused"), t.refused("score_off_scale"):
        _write(t, *_first(reviews), scores={"feasibility": 6})
    with t.step("the judges score and comment, and send in all reviews but one"):
        written = [(judge, _judge(t, s, judge, review)) for judge, theirs in reviews for review in theirs]
        for by, review in written[1:]:
            t.do("submitReview", by, id=review["id"])
    with t.step("sealed with one missing, the round cannot be ranked"):
        _advance(t, s, "sealRound", "sealed")
        with t.refused("round_is_sealed"):
            t.do("submitReview", written[0][0], id=written[0][1]["id"])
        with t.refused("quorum_not_met"):
            t.do("rankRound", s.foundation, id=s.round["id"])
    with t.step("opened again, it gets the last review, and is sealed"):
        _advance(t, s, "openRound", "open")
        t.do("submitReview", written[0][0], id=written[0][1]["id"])
        _advance(t, s, "sealRound", "sealed")
        expect(len(s.round["commitments"]) == len(written), "not every review is committed to")


def choose(t: Teller, s: Scene) -> None:
    with t.step("the round is ranked, and the lottery's seed revealed"):
        _advance(t, s, "rankRound", "ranked")
        expect(s.round["seed"], "the seed is not revealed")
        ranking = t.all("ranking", s.foundation, round_id=s.round["id"])
        expect([row["position"] for row in ranking] == list(range(1, 14)), "not every entry is ranked")
    with t.step("an eleventh winner is refused; ten are decided as ranked"):
        move = {"entry_id": ranking[PLACES]["entry_id"], "place": PLACES + 1, "reason": {"th": "ขอเพิ่มอีกหนึ่ง"}}
        with t.refused("no_such_place"):
            t.do("decideRound", s.foundation, id=s.round["id"], moves=[move])
        s.round = t.do("decideRound", s.foundation, id=s.round["id"], moves=[])
    with t.step("published in one moment: ten are selected, two wait, one is not selected"):
        _advance(t, s, "publishRound", "published")
        states = [entry["state"] for entry in t.all("entries", s.foundation, call_id=s.call["id"])]
        counts = [states.count(state) for state in ("selected", "waitlisted", "not_selected", "ineligible")]
        expect(counts == [PLACES, WAITING, 1, 1], f"{counts}")


def _advance(t: Teller, s: Scene, operation: str, to: str) -> None:
    s.round = t.do(operation, s.foundation, id=s.round["id"])
    expect(s.round["state"] == to, f"the round is {s.round['state']}")


def _reviews(t: Teller, s: Scene, judge: Person) -> list[Shown]:
    """What the judge is to read: without the names of those who propose it, since the round is blind."""
    return t.all("reviews", judge, round_id=s.round["id"])


def _first(reviews: list[tuple[Person, list[Shown]]]) -> tuple[Person, Shown]:
    judge, theirs = reviews[0]
    return judge, theirs[0]


def _judge(t: Teller, s: Scene, judge: Person, review: Shown) -> Shown:
    entry = next(entry for entry in s.entries if entry["id"] == review["entry_id"])
    name = f"judge {s.judges.index(judge)}"
    found = opinion(name, s.of_project(entry["project_id"]), PLANNED["criteria"], items("reviews"))
    return _write(t, judge, review, scores=found.scores, comment=found.comment)


def _write(t: Teller, judge: Person, review: Shown, **words: object) -> Shown:
    return t.do("updateReview", judge, id=review["id"], expected_version=review["version"], **words)
