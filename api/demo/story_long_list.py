"""The story's first round, the long list: who reads what, who may not, what comes of it, and a no that was wrong."""

from typing import Any

from api.demo.faces import Shown
from api.demo.scene import ENTRIES, JUDGES, Scene
from api.demo.story_reviews import PLANNED, Task, score, send_in, tasks, write
from api.demo.telling import Person, Teller, expect

GO_ON, IN_ROUND, EACH = 12, ENTRIES - 1, 2  # places, entries, and reviews of each
SUPPORTED, CALIBRATION = 0, 1  # which of the entries
GUIDANCE = {"th": "ให้คะแนนจากสิ่งที่เขียนไว้ ไม่ใช่จากสิ่งที่คาดเดา", "en": "Score what is written, not what you guess"}
RULES: dict[str, Any] = {name: PLANNED[name] for name in ("criteria", "method")}


def set_up(t: Teller, s: Scene) -> None:
    with t.step(
        "it sets up the first round while the call is open: twelve go on; the lottery's seed is committed to"
    ):
        rules = {**RULES, "reviews_per_entry": EACH, "quorum": EACH, "guidance": GUIDANCE, "final": False}
        name = {"th": "รอบแรก", "en": "Long list"}
        s.long_list = t.do(
            "createRound", s.foundation, call_id=s.call["id"], name=name, places=GO_ON, **rules
        )
        judges = [judge.id for judge in s.judges]
        s.long_list = t.do("setRoundPanel", s.foundation, id=s.long_list["id"], judge_ids=judges)
        expect(
            s.long_list["seed_hash"] and s.long_list["seed"] is None, "the seed is not kept until the ranking"
        )


def judge_long_list(t: Teller, s: Scene) -> None:
    _open(t, s)
    _declare(t, s)
    _calibrate(t, s)
    _review(t, s)
    _look(t, s)


def _open(t: Teller, s: Scene) -> None:
    with t.step(
        "opening is simulated first: who would read what, and one conflict of interest found in the data"
    ):
        wish = {"id": s.long_list["id"], "expected_version": s.long_list["version"]}
        named = [s.entries[CALIBRATION]["id"]]
        s.long_list = t.do("updateRound", s.foundation, calibration_entry_ids=named, **wish)
        simulated = t.do("simulateOpenRound", s.foundation, id=s.long_list["id"])
        pairs = simulated["plan"]["pairs"]
        barred = (s.judges[0].id, s.entries[SUPPORTED]["id"])
        expect(len(pairs) == EACH * (IN_ROUND - 1) + JUDGES, f"{len(pairs)} reviews are planned")
        expect(barred not in {(one["judge_id"], one["entry_id"]) for one in pairs}, "a supporter would judge")
    with t.step("it opens just as planned: by the plan's token, or not at all"):
        with t.refused("plan_stale"):
            t.do("openRound", s.foundation, id=s.long_list["id"], plan_token="another")
        _advance(t, s, "openRound", "open", plan_token=simulated["plan_token"])
        [found] = t.all("conflicts", s.foundation, round_id=s.long_list["id"])
        expect((found["kind"], found["judge_id"], found["entry_id"]) == ("supporter", *barred), f"{found}")
        expect(len(tasks(t, s, s.long_list["id"])) == len(pairs), "not every review was assigned")


def _declare(t: Teller, s: Scene) -> None:
    with t.step("a judge knows an applicant and says so; the place goes to whoever has least to do"):
        judge, review = next(task for task in tasks(t, s, s.long_list["id"]) if not task[1]["calibration"])
        wish = {"round_id": s.long_list["id"], "entry_id": review["entry_id"], "reason": "เป็นลูกศิษย์ของผม"}
        t.do("declareConflict", judge, **wish)
        with t.refused("entry_not_found"):
            t.show("entry", judge, id=review["entry_id"])
        left = [one for _, one in tasks(t, s, s.long_list["id"]) if one["entry_id"] == review["entry_id"]]
        expect(len(left) == EACH, f"{len(left)} judges are left")


def _calibrate(t: Teller, s: Scene) -> None:
    with t.step("all score one entry first, and each sees how generous that shows them to be"):
        todo = tasks(t, s, s.long_list["id"])
        with t.refused("calibration_first"):
            send_in(t, score(t, s, next(task for task in todo if not task[1]["calibration"])))
        for task in todo:
            if task[1]["calibration"]:
                send_in(t, score(t, s, task))
        own = t.show("roundCalibration", s.judges[0], round_id=s.long_list["id"])["own"]
    t.aside(f"the first judge is {float(own['leniency']):+.2f} points from the others")


def _review(t: Teller, s: Scene) -> None:
    todo = tasks(t, s, s.long_list["id"])
    with t.step("a score off the scale is refused"), t.refused("score_off_scale"):
        write(t, todo[0], scores={"feasibility": 6})
    with t.step("the judges score, comment and recommend, and send in all reviews but one"):
        written = [score(t, s, task) for task in todo]
        for task in written[1:]:
            send_in(t, task)
        totals = t.show("roundProgress", s.foundation, round_id=s.long_list["id"])["totals"]
        expect(totals["entries_with_quorum"] == IN_ROUND - 1, f"the progress is {totals}")
    _miss_one(t, s, written[0])


def _miss_one(t: Teller, s: Scene, missing: Task) -> None:
    with t.step("sealed with one missing, the round cannot be ranked"):
        _advance(t, s, "sealRound", "sealed")
        with t.refused("round_is_sealed"):
            send_in(t, missing)
        with t.refused("quorum_not_met"):
            t.do("rankRound", s.foundation, id=s.long_list["id"])
    with t.step("opened again, it gets the last review, and is sealed"):
        _advance(t, s, "openRound", "open")
        send_in(t, missing)
        _advance(t, s, "sealRound", "sealed")
        sent = EACH * (IN_ROUND - 1) + JUDGES
        expect(len(s.long_list["commitments"]) == sent, "not every review is committed to")


def _look(t: Teller, s: Scene) -> None:
    with t.step("what is sealed is read only after a look with a reason, which the judges see"):
        with t.refused("look_first"):
            t.do("releaseComments", s.foundation, id=s.long_list["id"], review_ids=[])
        unread = t.all("reviews", s.foundation, round_id=s.long_list["id"])
        expect(not any(review["comment"] for review in unread), "comments are read without a look")
        t.do("lookIntoRound", s.foundation, id=s.long_list["id"], reason="เลือกความเห็นให้ผู้สมัคร")
        looks = t.all("looks", s.judges[0], round_id=s.long_list["id"])
        expect([one["account_id"] for one in looks] == [s.foundation.id], f"{looks}")
    with t.step("the comments that help are released for the letters; private ones never are"):
        read = t.all("reviews", s.foundation, round_id=s.long_list["id"], state=["submitted"])
        ids = [review["id"] for review in read]
        s.long_list = t.do("releaseComments", s.foundation, id=s.long_list["id"], review_ids=ids)


def publish_long_list(t: Teller, s: Scene) -> None:
    with t.step("the round is ranked, decided and published: twelve go on, and nothing is won yet"):
        for operation, state in (
            ("rankRound", "ranked"),
            ("decideRound", "decided"),
            ("publishRound", "published"),
        ):
            _advance(t, s, operation, state)
        entries = t.all("entries", s.foundation, call_id=s.call["id"])
        expect([entry["advanced"] for entry in entries].count(True) == GO_ON, "not just twelve go on")
        [refused] = [entry for entry in entries if entry["state"] == "not_selected"]
    citizen = s.owner(refused["project_id"])
    with t.step(
        "who does not go on has a letter: the score and the reason by criterion, and the judges' comments"
    ):
        [letter] = t.all("entryLetters", citizen, entry_id=refused["id"])
        expect((letter["outcome"], len(letter["comments"])) == ("not_selected", EACH), f"{letter}")
        expect(all(one["reason"]["th"] for one in letter["criteria"]), "a reason is missing")
    t.aside(letter["criteria"][0]["reason"]["en"])
    _appeal(t, s, citizen, refused)


def _appeal(t: Teller, s: Scene, citizen: Person, refused: Shown) -> None:
    grounds = {"th": "กรรมการอ่านแผนดูแลหลังหมดทุนไม่ครบ ขอให้พิจารณาหน้า 3 อีกครั้ง"}
    with t.step("its citizen appeals, once; a judge who had not scored it is asked"):
        s.appeal = t.do("lodgeAppeal", citizen, entry_id=refused["id"], grounds=grounds)
        with t.refused("already_appealed"):
            t.do("lodgeAppeal", citizen, entry_id=refused["id"], grounds=grounds)
        s.appeal = t.do("assignAppeal", s.foundation, id=s.appeal["id"], judges=1)
        [asked] = t.all("opinions", s.foundation, appeal_id=s.appeal["id"])
        scored = {one["judge_id"] for one in _of_entry(t, s, refused)}
        expect(asked["judge_id"] not in scored, "who scored it looks again")
    with t.step("the judge advises to uphold it, the foundation does, with its reason: thirteen go on"):
        judge = next(judge for judge in s.judges if judge.id == asked["judge_id"])
        said = "หน้า 3 มีข้อตกลงกับ อบต. จริง คะแนนความยั่งยืนควรสูงกว่านี้"
        t.do("giveOpinion", judge, id=asked["id"], advice="uphold", comment=said)
        reason = {"th": "กรรมการอ่านใหม่แล้ว เห็นว่าข้อตกลงมีอยู่จริง"}
        s.appeal = t.do("decideAppeal", s.foundation, id=s.appeal["id"], upheld=True, reason=reason)
        again = t.show("entry", citizen, id=refused["id"])
        expect((s.appeal["state"], again["advanced"]) == ("upheld", True), f"{s.appeal}, {again['state']}")


def _of_entry(t: Teller, s: Scene, entry: Shown) -> list[Shown]:
    return t.all("reviews", s.foundation, round_id=s.long_list["id"], entry_id=[entry["id"]])


def _advance(t: Teller, s: Scene, operation: str, to: str, **given: object) -> None:
    s.long_list = t.do(operation, s.foundation, id=s.long_list["id"], **given)
    expect(s.long_list["state"] == to, f"the round is {s.long_list['state']}")
