"""Targets around what follows a decision: a round that is published, with somebody who lost and somebody who won."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from tests.faces import Shown
from tests.journeys.aiming import Target
from tests.judging import Judging
from tests.world import Person, register, rfc3339

TEXT = {"th": "อ่านใหม่แล้ว", "en": "Read again"}


def of_letters(ranked: Judging) -> Sequence[Target]:
    """Comments are released by somebody who has looked."""
    ranked.manager.does("lookIntoRound", id=ranked.round["id"], reason="อ่านความเห็น")
    return [Target("releaseComments", ranked.manager, {"round_id": ranked.round["id"]}, {"review_ids": []})]


def of_appeals(judging: Judging) -> Sequence[Target]:
    """`judging` is published; its last entry got nothing."""
    manager, applicant = judging.manager, judging.applicants[-1]
    entry, judge = judging.entry_ids[-1], register(manager.client)
    appeal = judging.applicants[-2].does("lodgeAppeal", entry_id=judging.entry_ids[-2], grounds=TEXT)
    manager.does("assignAppeal", id=appeal["id"], judge_ids=[judge.id])
    [opinion] = manager.does("opinions", appeal_id=appeal["id"])["data"]
    reopen = (
        "WITH asked AS (UPDATE opinions SET state = 'asked', advice = NULL, given_at = NULL WHERE id = %(id)s"
        " RETURNING appeal_id) UPDATE appeals SET opinions_given = 0 WHERE id IN (SELECT appeal_id FROM asked)"
    )
    judge.does("giveOpinion", id=opinion["id"], advice="dismiss", comment="อ่านแล้ว")
    other = applicant.does("lodgeAppeal", entry_id=entry, grounds=TEXT)
    manager.does("assignAppeal", id=other["id"], judge_ids=[judge.id])
    [asked] = manager.does("opinions", appeal_id=other["id"])["data"]
    return [
        Target(
            "lodgeAppeal",
            judging.applicants[-3],
            {"entry_id": judging.entry_ids[-3]},
            {"grounds": TEXT},
            again="DELETE FROM appeals WHERE entry_id = %(id)s",
        ),
        Target("assignAppeal", manager, {"appeal_id": other["id"]}, {"judge_ids": [judge.id], "judges": 1}),
        Target(
            "decideAppeal",
            manager,
            {"appeal_id": appeal["id"]},
            {"upheld": False, "reason": TEXT},
            again="UPDATE appeals SET state = 'under_review', reason = NULL WHERE id = %(id)s",
        ),
        Target(
            "giveOpinion",
            judge,
            {"opinion_id": asked["id"]},
            {"advice": "uphold", "comment": "อ่านแล้ว"},
            again=reopen,
        ),
    ]


def of_mentorships(judging: Judging) -> Sequence[Target]:
    """Of the winner of `judging`, which is published."""
    manager, winner = judging.manager, judging.applicants[0]
    mentor, other, leaving = (register(manager.client) for _ in range(3))
    about: dict[str, Any] = {"entry_id": judging.entry_ids[0]}
    mentorship, ending = (
        who.does("acceptMentorship", id=manager.does("proposeMentorship", **about, mentor_id=who.id)["id"])
        for who in (mentor, leaving)
    )
    return [
        Target(
            "proposeMentorship",
            manager,
            about,
            {"mentor_id": other.id, "focus": TEXT},
            again="DELETE FROM mentorships WHERE entry_id = %(id)s AND state = 'proposed'",
        ),
        *_of_meetings(mentorship, mentor, winner),
        Target(
            "endMentorship",
            leaving,
            {"mentorship_id": ending["id"]},
            {"summary": TEXT},
            again="UPDATE mentorships SET state = 'active', summary = NULL WHERE id = %(id)s",
        ),
    ]


def _of_meetings(mentorship: Shown, mentor: Person, winner: Person) -> Sequence[Target]:
    about = {"mentorship_id": mentorship["id"]}
    began = rfc3339(-timedelta(hours=2))
    moved, held, cancelled = (
        {"meeting_id": winner.does("planMeeting", **about, topic=TEXT, starts_at=began)["id"]}
        for _ in range(3)
    )
    when = {"starts_at": rfc3339(timedelta(days=1)), "minutes": 90, "venue": "ออนไลน์", "topic": TEXT}
    again = "UPDATE meetings SET state = 'planned', notes = NULL WHERE id = %(id)s"
    return [
        Target("planMeeting", winner, about, when),
        Target("updateMeeting", winner, moved, when, "meetings"),
        Target("holdMeeting", mentor, held, {"notes": TEXT, "minutes": 90}, again=again),
        Target("cancelMeeting", winner, cancelled, {"reason": TEXT}, again=again),
    ]
