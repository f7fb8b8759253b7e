"""The story's middle: of those whom the long list let on, ten are chosen, and anybody may check how."""

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import orjson

from api.demo.faces import Shown
from api.demo.scene import Scene
from api.demo.story_long_list import IN_ROUND, RULES
from api.demo.story_reviews import score, send_in, tasks
from api.demo.telling import Teller, Unexpected, expect

PLACES, WAITING, EACH = 10, 2, 3
RAISED, TO = 11, 10  # who is moved, by the ranking, and to which place
REASON = {"th": "จังหวัดนี้ยังไม่เคยได้รับทุน", "en": "No project of this province was ever funded"}
CHECKING = 60  # seconds that recomputing may take


def judge_final(t: Teller, s: Scene) -> None:
    with t.step("the final round: ten places, a waiting list of two, three reviews of each entry"):
        rules = {**RULES, "reviews_per_entry": EACH, "quorum": EACH, "waiting_list": WAITING}
        name = {"th": "รอบตัดสิน", "en": "Final round"}
        s.round = t.do("createRound", s.foundation, call_id=s.call["id"], name=name, places=PLACES, **rules)
        judges = [judge.id for judge in s.judges]
        s.round = t.do("setRoundPanel", s.foundation, id=s.round["id"], judge_ids=judges)
        _advance(t, s, "openRound", "open")
        loads = [sum(by is judge for by, _ in tasks(t, s, s.round["id"])) for judge in s.judges]
        expect(sum(loads) == EACH * IN_ROUND and max(loads) - min(loads) <= 1, f"uneven loads {loads}")
    with t.step(f"the judges send in {EACH * IN_ROUND} reviews, and the round is sealed"):
        for task in tasks(t, s, s.round["id"]):
            send_in(t, score(t, s, task))
        _advance(t, s, "sealRound", "sealed")


def choose(t: Teller, s: Scene) -> None:
    with t.step("it is ranked, and the lottery's seed revealed; how sure each place is, is said"):
        _advance(t, s, "rankRound", "ranked")
        expect(s.round["seed"], "the seed is not revealed")
        ranking = t.all("ranking", s.foundation, round_id=s.round["id"])
        expect(
            [row["position"] for row in ranking] == list(range(1, IN_ROUND + 1)), "not every entry is ranked"
        )
    _compare(t, s, ranking)
    _decide(t, s, ranking)
    with t.step(
        "published in one moment: ten are selected, two wait, one is not selected, each has a letter"
    ):
        plan = t.do("simulatePublishRound", s.foundation, id=s.round["id"])
        expect(len(plan["plan"]["letters"]) == IN_ROUND, "not everybody would have a letter")
        _advance(t, s, "publishRound", "published", plan_token=plan["plan_token"])
        states = [entry["state"] for entry in t.all("entries", s.foundation, call_id=s.call["id"])]
        counts = [states.count(state) for state in ("selected", "waitlisted", "not_selected", "ineligible")]
        expect(counts == [PLACES, WAITING, 1, 1], f"{counts}")
        told = t.all("notices", s.citizens[0], kind=["letter_ready"])
        expect(len(told) == 2, f"{len(told)} notices of letters")
    _recompute(t, s)


def _compare(t: Teller, s: Scene, ranking: list[Shown]) -> None:
    at_the_line = ranking[PLACES - 1]["analysis"]
    line, methods = s.round["analysis"]["line"], s.round["analysis"]["methods"]
    t.aside(
        f"the tenth has a place with probability {at_the_line['probability']}; the line is {line['margin']} wide"
    )
    ours = set(next(one["entry_ids"] for one in methods if one["method"] == s.round["method"]))
    same = (f"{one['method']} {len(ours & set(one['entry_ids']))} of {PLACES}" for one in methods)
    t.aside(
        f"the same winners by: {', '.join(same)}; agreement of the panel {s.round['analysis']['agreement']}"
    )


def _decide(t: Teller, s: Scene, ranking: list[Shown]) -> None:
    move = {"entry_id": ranking[RAISED - 1]["entry_id"], "place": TO, "reason": REASON}
    with t.step("an eleventh place is refused; moving the eleventh up to the tenth is simulated"):
        with t.refused("no_such_place"):
            t.do("simulateDecideRound", s.foundation, id=s.round["id"], moves=[move | {"place": PLACES + 1}])
        plan = t.do("simulateDecideRound", s.foundation, id=s.round["id"], moves=[move])
        waits = {one["entry_id"]: one["waiting_place"] for one in plan["plan"]["waiting_list"]}
        expect(waits.get(ranking[TO - 1]["entry_id"]) == 1, f"the tenth does not wait first: {waits}")
        expect(t.show("round", s.foundation, id=s.round["id"])["state"] == "ranked", "a simulation decided")
    with t.step("the chair decides just that, with a reason that everybody will read"):
        _advance(t, s, "decideRound", "decided", moves=[move], plan_token=plan["plan_token"])


def _recompute(t: Teller, s: Scene) -> None:
    with t.step("anybody takes the bundle and a script of sixty lines, and finds the same winners"):
        bundle = t.show("roundBundle", id=s.round["id"])
        said = _run(t.carry("GET", "/recompute.py"), bundle)
        bundle["reviews"][0]["content"]["scores"]["feasibility"] ^= 1
        expect("committed" in said and not _run(t.carry("GET", "/recompute.py"), bundle), "a forgery passes")
    t.aside(said)


def _run(script: bytes, bundle: Shown) -> str:
    """What the platform's own script says of a bundle, in a Python of its own; empty where it finds it false."""
    with TemporaryDirectory() as folder:
        file = Path(folder, "recompute.py")
        file.write_bytes(script)
        command = [sys.executable, "-I", str(file)]
        done = subprocess.run(
            command, input=orjson.dumps(bundle), capture_output=True, timeout=CHECKING, check=False
        )
    if b"Traceback" in done.stderr:
        raise Unexpected(f"recomputing fails: {done.stderr.decode()[-200:]}")
    return done.stdout.decode().strip()


def _advance(t: Teller, s: Scene, operation: str, to: str, **given: object) -> None:
    s.round = t.do(operation, s.foundation, id=s.round["id"], **given)
    expect(s.round["state"] == to, f"the round is {s.round['state']}")
