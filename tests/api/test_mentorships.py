"""Incubation on both faces: a mentor who agrees, meetings, and what came of it."""

from datetime import timedelta
from typing import Any

from flask.testing import FlaskClient

from tests.faces import Shown, refused
from tests.world import Judged, Person, a_judged_call, register, rfc3339

TOPIC = {"th": "วางแผนการเงิน"}


def mentored(client: FlaskClient) -> tuple[Judged, Person, Shown]:
    """A winner with a mentor who has agreed."""
    judged, mentor = a_judged_call(client), register(client)
    proposed = judged.house.manager.does(
        "proposeMentorship", entry_id=judged.entry["id"], mentor_id=mentor.id, focus={"th": "บัญชี"}
    )
    return judged, mentor, mentor.does("acceptMentorship", id=proposed["id"])


def test_a_winner_is_accompanied_once_the_mentor_agrees(face: Any, client: FlaskClient) -> None:
    judged, mentor = a_judged_call(client), register(client)
    manager = face.by(judged.house.manager)

    proposed = manager.does("proposeMentorship", entry_id=judged.entry["id"], mentor_id=mentor.id)
    with refused("already_mentor"):
        manager.does("proposeMentorship", entry_id=judged.entry["id"], mentor_id=mentor.id)
    with refused("not_your_mentorship"):
        face.by(judged.applicant).does("acceptMentorship", id=proposed["id"])
    accepted = face.by(mentor).does("acceptMentorship", id=proposed["id"])

    assert (proposed["state"], accepted["state"]) == ("proposed", "active")
    [listed] = face.by(judged.applicant).does("entryMentorships", entry_id=judged.entry["id"])["data"]
    assert listed["mentor_id"] == mentor.id


def test_only_winners_are_accompanied_and_nobody_by_themselves(face: Any, client: FlaskClient) -> None:
    judged = a_judged_call(client)

    with refused("mentor_is_the_applicant"):
        face.by(judged.house.manager).does(
            "proposeMentorship", entry_id=judged.entry["id"], mentor_id=judged.applicant.id
        )
    with refused("not_your_call"):
        face.by(judged.applicant).does(
            "proposeMentorship", entry_id=judged.entry["id"], mentor_id=judged.judge.id
        )
    judged.applicant.does("declineGrant", id=judged.grant["id"])
    with refused("entry_is_declined"):
        face.by(judged.house.manager).does(
            "proposeMentorship", entry_id=judged.entry["id"], mentor_id=judged.judge.id
        )


def test_meetings_are_planned_moved_held_and_counted(face: Any, client: FlaskClient, clock: Any) -> None:
    judged, mentor, mentorship = mentored(client)

    planned = face.by(judged.applicant).does(
        "planMeeting", mentorship_id=mentorship["id"], topic=TOPIC, starts_at=rfc3339(timedelta(days=1))
    )
    with refused("meeting_not_begun"):
        face.by(mentor).does("holdMeeting", id=planned["id"], notes={"th": "ตกลงแล้ว"})
    moved = face.by(mentor).does(
        "updateMeeting", id=planned["id"], expected_version=planned["version"], venue="https://meet.example/1"
    )
    clock.forward(days=2)
    held = face.by(mentor).does("holdMeeting", id=planned["id"], notes={"th": "ตกลงแล้ว"}, minutes=90)

    assert (moved["venue"], moved["topic"]) == ("https://meet.example/1", TOPIC)
    assert (held["state"], held["minutes"]) == ("held", 90)
    after = face.by(judged.house.manager).does("mentorship", id=mentorship["id"])
    assert (after["meetings_held"], after["minutes_held"]) == (1, 90)


def test_a_mentorship_ends_with_what_came_of_it_and_nothing_stays_planned(
    face: Any, client: FlaskClient
) -> None:
    judged, mentor, mentorship = mentored(client)
    face.by(mentor).does(
        "planMeeting", mentorship_id=mentorship["id"], topic=TOPIC, starts_at=rfc3339(timedelta(days=1))
    )

    ended = face.by(mentor).does("endMentorship", id=mentorship["id"], summary={"th": "ทำบัญชีเองได้"})

    [meeting] = face.by(judged.applicant).does("meetings", mentorship_id=mentorship["id"])["data"]
    assert (ended["state"], meeting["state"]) == ("ended", "cancelled")
    with refused("mentorship_is_ended"):
        face.by(mentor).does(
            "planMeeting", mentorship_id=mentorship["id"], topic=TOPIC, starts_at=rfc3339(timedelta(days=1))
        )


def test_nobody_else_sees_a_mentorship(face: Any, client: FlaskClient) -> None:
    judged, mentor, mentorship = mentored(client)
    meeting = mentor.does(
        "planMeeting", mentorship_id=mentorship["id"], topic=TOPIC, starts_at=rfc3339(timedelta(days=1))
    )

    for who in (None, register(client), judged.judge):
        with refused("mentorship_not_found"):
            face.by(who).does("mentorship", id=mentorship["id"])
        with refused("meeting_not_found"):
            face.by(who).does("meeting", id=meeting["id"])
        assert face.by(who).does("mentorships", call_id=judged.call["id"])["data"] == []


def test_a_proposal_is_declined_or_taken_back(face: Any, client: FlaskClient) -> None:
    judged, mentor, other = a_judged_call(client), register(client), register(client)
    first, second = [
        judged.house.manager.does("proposeMentorship", entry_id=judged.entry["id"], mentor_id=who.id)
        for who in (mentor, other)
    ]

    declined = face.by(mentor).does("declineMentorship", id=first["id"])
    withdrawn = face.by(judged.house.manager).does("withdrawMentorship", id=second["id"])

    assert (declined["state"], withdrawn["state"]) == ("declined", "withdrawn")
