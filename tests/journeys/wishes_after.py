"""What is wished for once a round is published: letters' comments before, appeals and mentors after."""

from datetime import timedelta
from typing import Any

from tests.journeys.tales import RUN_IT, Given, Step, Tale, on, only
from tests.world import enter, rfc3339

TEXT = {"th": "อ่านใหม่แล้ว"}
LOSERS = {"lost entry": "stranger", "also lost entry": "unassigned_judge"}


def two_enter_and_lose(tale: Tale) -> None:
    """Whom the judges give least."""
    for name, who in LOSERS.items():
        tale.things[name] = enter(tale.cast[who], tale.things["call"])
        tale.cast["manager"].does("screenEntry", id=tale.id(name), verdict="eligible")


def is_lost(tale: Tale, entry_id: str) -> bool:
    return entry_id in {tale.id(name) for name in LOSERS}


def _a_look_is_taken(tale: Tale) -> None:
    tale.cast["manager"].does("lookIntoRound", id=tale.id("round"), reason="อ่านความเห็น")


def _another_appeals(tale: Tale) -> None:
    who = tale.cast[LOSERS["also lost entry"]]
    tale.things["other appeal"] = who.does("lodgeAppeal", entry_id=tale.id("also lost entry"), grounds=TEXT)


def _the_opinion_is_found(tale: Tale) -> None:
    [tale.things["opinion"]] = tale.cast["manager"].does("opinions", appeal_id=tale.id("appeal"))["data"]


def _others_are_asked(tale: Tale) -> None:
    for name, who in (("declined mentorship", "judge"), ("withdrawn mentorship", "other_applicant")):
        asked = {"entry_id": tale.id("entry"), "mentor_id": tale.cast[who].id}
        tale.things[name] = tale.cast["manager"].does("proposeMentorship", **asked)


def _another_meeting(tale: Tale) -> None:
    given = {"mentorship_id": tale.id("mentorship"), "topic": TEXT, "starts_at": rfc3339(timedelta(days=1))}
    tale.things["other meeting"] = tale.cast["applicant"].does("planMeeting", **given)


def _of(name: str, key: str, **more: Any) -> Given:
    return lambda tale, _: {key: tale.id(name), **more}


def _asked(tale: Tale, _: Any) -> dict[str, Any]:
    return {"id": tale.id("appeal"), "judge_ids": [tale.cast["unassigned_judge"].id]}


def _mentor(tale: Tale, _: Any) -> dict[str, Any]:
    return {"entry_id": tale.id("entry"), "mentor_id": tale.cast["colleague"].id, "focus": TEXT}


def _meeting(tale: Tale, _: Any) -> dict[str, Any]:
    when = {"starts_at": rfc3339(-timedelta(hours=2)), "minutes": 60}
    return {"mentorship_id": tale.id("mentorship"), "topic": TEXT, **when}


def _moved(tale: Tale, _: Any) -> dict[str, Any]:
    meeting = tale.things["meeting"]
    return {"id": meeting["id"], "expected_version": meeting["version"], "venue": "ออนไลน์"}


THREE_SIDES = RUN_IT | {"applicant", "colleague"}
BEFORE_PUBLICATION = (
    Step(
        "releaseComments",
        "manager",
        RUN_IT - {"machine"},
        on("round", review_ids=[]),
        first=_a_look_is_taken,
    ),
)
AFTER_PUBLICATION = (
    Step("lodgeAppeal", "stranger", only("stranger"), _of("lost entry", "entry_id", grounds=TEXT), "appeal"),
    Step("assignAppeal", "manager", RUN_IT, _asked, "appeal"),
    Step(
        "giveOpinion",
        "unassigned_judge",
        only("unassigned_judge"),
        on("opinion", advice="dismiss", comment="อ่านใหม่แล้ว"),
        first=_the_opinion_is_found,
    ),
    Step("decideAppeal", "manager", RUN_IT, on("appeal", upheld=False, reason=TEXT)),
    Step(
        "withdrawAppeal",
        "unassigned_judge",
        only("unassigned_judge"),
        on("other appeal"),
        first=_another_appeals,
    ),
    Step("proposeMentorship", "manager", RUN_IT, _mentor, "mentorship"),
    Step("acceptMentorship", "colleague", only("colleague"), on("mentorship"), "mentorship"),
    Step("declineMentorship", "judge", only("judge"), on("declined mentorship"), first=_others_are_asked),
    Step("withdrawMentorship", "manager", RUN_IT, on("withdrawn mentorship")),
    Step("planMeeting", "applicant", THREE_SIDES, _meeting, "meeting"),
    Step("updateMeeting", "colleague", THREE_SIDES, _moved, "meeting"),
    Step("holdMeeting", "colleague", THREE_SIDES - {"applicant"}, on("meeting", notes=TEXT)),
    Step("cancelMeeting", "applicant", THREE_SIDES, on("other meeting", reason=TEXT), first=_another_meeting),
    Step("endMentorship", "colleague", THREE_SIDES - {"applicant"}, on("mentorship", summary=TEXT)),
)
