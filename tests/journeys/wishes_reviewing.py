"""The steps of the story around reviews: a round's rules and time, abstaining, a discussion, a look behind the seal."""

from datetime import timedelta

from tests.journeys.tales import RUN_IT, Step, Tale, on, only, versioned
from tests.world import CRITERIA, rfc3339


def _another_of_the_judge(tale: Tale) -> None:
    listed = tale.cast["judge"].does("reviews", round_id=tale.id("round"), first=100)["data"]
    own = (one for one in listed if one["state"] == "assigned" and one["judge_id"] == tale.cast["judge"].id)
    tale.things["another review of the judge"] = next(own)


def _the_entry_is_discussed(tale: Tale) -> None:
    discussed = {"discuss": [tale.things["review"]["entry_id"]], "reason": "เห็นต่างกัน"}
    tale.things["round"] = tale.cast["manager"].does("openRound", id=tale.id("round"), **discussed)


def _it_is_sealed_again(tale: Tale) -> None:
    judge, review = tale.cast["judge"], tale.things["revised review"]
    scores = {each["key"]: 4 for each in CRITERIA}
    judge.does("updateReview", id=review["id"], expected_version=review["version"], scores=scores)
    judge.does("submitReview", id=review["id"])
    tale.things["round"] = tale.cast["manager"].does("sealRound", id=tale.id("round"))


BEFORE_THE_PANEL = (
    Step("updateRound", "manager", RUN_IT, versioned("round", guidance={"en": "Read all."}), "round"),
)
MORE_TIME = (
    Step(
        "extendRound",
        "owner",
        RUN_IT,
        on("round", due_at=rfc3339(timedelta(days=60)), reason="วันหยุดยาว"),
        "round",
    ),
)
GIVEN_BACK = (
    Step(
        "abstainReview",
        "judge",
        only("judge"),
        on("another review of the judge", reason="ไม่ใช่สาขาของฉัน"),
        first=_another_of_the_judge,
    ),
)
AFTER_SEALING = (
    Step(
        "reviseReview",
        "judge",
        only("judge"),
        on("review"),
        "revised review",
        first=_the_entry_is_discussed,
    ),
    Step(
        "lookIntoRound",
        "manager",
        RUN_IT - {"machine"},
        on("round", reason="มีผู้ร้องเรียน"),
        "look",
        first=_it_is_sealed_again,
    ),
)
