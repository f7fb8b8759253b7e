"""The steps of the story around a panel: conflicts of interest, who reads what, and reminders of it."""

from typing import Any

from tests.journeys.tales import RUN_IT, Step, Tale, on

WHY = "เคยสอนผู้สมัคร"


def _conflict(tale: Tale, _: Any) -> dict[str, Any]:
    """Of a judge's with an entry that is out of it already, so that nothing else depends on it."""
    whose = {"judge_id": tale.cast["colleague"].id, "entry_id": tale.id("withdrawn entry")}
    return {"round_id": tale.id("round"), "reason": WHY, **whose}


def _free_pair(tale: Tale) -> None:
    """A judge and an entry that are not together yet."""
    manager, round_ = tale.cast["manager"], tale.id("round")
    reviews = manager.does("reviews", round_id=round_, first=100)["data"]
    having = {(one["judge_id"], one["entry_id"]) for one in reviews}
    judges = manager.does("round", id=round_)["judge_ids"]
    entries = sorted({entry for _, entry in having})
    judge, entry = next((one, two) for two in entries for one in judges if (one, two) not in having)
    tale.things["free pair"] = {"judge_id": judge, "entry_id": entry}


def _pair(tale: Tale, _: Any) -> dict[str, Any]:
    return {"round_id": tale.id("round"), **tale.things["free pair"]}


BEFORE_OPENING = (
    Step("declareConflict", "manager", RUN_IT | {"colleague"}, _conflict, "conflict"),
    Step("liftConflict", "owner", RUN_IT, on("conflict", reason="คนละคน")),
    Step("simulateOpenRound", "manager", RUN_IT, on("round"), changes=False),
)
WHILE_OPEN = (
    Step("simulateAssignRound", "manager", RUN_IT, on("round"), changes=False),
    Step("assignRound", "owner", RUN_IT, on("round"), "round"),
    Step("assignReview", "manager", RUN_IT, _pair, "review by hand", first=_free_pair),
    Step("unassignReview", "manager", RUN_IT, on("review by hand")),
    Step("remindJudges", "manager", RUN_IT, on("round"), "round"),
)
