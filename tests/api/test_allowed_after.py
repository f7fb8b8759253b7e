"""What `allowed_actions` says is what acting answers: of appeals, opinions, mentorships and meetings, in every state,
for everybody, on both faces. What is allowed is really done, and undone at the last moment."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from flask import Flask

from domain.access import Scope
from domain.core import Core
from domain.ids import AccountId, AppealId, EntryId, MeetingId, MentorshipId, OpinionId
from domain.model.appeals import Advice, AppealState, OpinionState
from domain.model.entries import EntryState
from domain.model.meetings import MeetingState
from domain.model.mentorships import MentorshipState
from domain.text import Text
from domain.usecases.appeals import AssignAppeal, DecideAppeal, GiveOpinion, LodgeAppeal, WithdrawAppeal
from domain.usecases.meetings import CancelMeeting, HoldMeeting, MeetingChanges, PlanMeeting, UpdateMeeting
from domain.usecases.mentorships import (
    AcceptMentorship,
    DeclineMentorship,
    EndMentorship,
    ProposeMentorship,
    WithdrawMentorship,
)
from tests.api.test_allowed_judging import actor_of, answered, check, rehearsal, said
from tests.faces import FACES, Shown
from tests.judging import Judging, a_judging
from tests.world import Person, a_house, make_machine, register, register_admin, rfc3339

__all__ = ["rehearsal"]

TEXT = {"th": "อ่านใหม่แล้ว"}
ORGANIZERS = {"owner", "manager", "administrator", "machine"}


@dataclass(frozen=True)
class Scene:
    """A published round: the first entry has won and has a mentor, the last has lost and appeals."""

    judging: Judging
    appeal: Shown
    opinion: Shown
    mentorship: Shown
    meeting: Shown
    free: Person  # a judge who could still be asked
    people: Mapping[str, Any]


@pytest.fixture(scope="module")
def scene(app: Flask) -> Scene:
    client = app.test_client()
    judging = a_judging(client, until="published", waiting_list=0)
    house, manager, free = judging.house, judging.manager, register(client)
    judge, mentor, winner, loser = (
        register(client),
        register(client),
        judging.applicants[0],
        judging.applicants[2],
    )
    appeal = loser.does("lodgeAppeal", entry_id=judging.entry_ids[2], grounds=TEXT)
    manager.does("assignAppeal", id=appeal["id"], judge_ids=[judge.id])
    [opinion] = manager.does("opinions", appeal_id=appeal["id"])["data"]
    proposed = manager.does("proposeMentorship", entry_id=judging.entry_ids[0], mentor_id=mentor.id)
    mentorship = mentor.does("acceptMentorship", id=proposed["id"])
    when = {"starts_at": rfc3339(-timedelta(hours=2)), "topic": TEXT}
    meeting = winner.does("planMeeting", mentorship_id=mentorship["id"], **when)
    with psycopg.connect(app.config["DATABASE_URL"], autocommit=True) as database:
        administrator = register_admin(client, database)
    people = {
        **{"nobody": None, "stranger": house.stranger, "administrator": administrator},
        **{"owner": house.owner, "manager": manager, "viewer": house.viewer},
        **{
            "winner": winner,
            "loser": loser,
            "first judge": judging.judges[0],
            "judge": judge,
            "mentor": mentor,
        },
        "machine": make_machine(house.owner, house.organization, *Scope),
        "machine without scopes": make_machine(house.owner, house.organization, "events:read"),
        "manager elsewhere": a_house(client).manager,
    }
    return Scene(judging, appeal, opinion, mentorship, meeting, free, people)


@pytest.mark.parametrize("given", [False, True])
@pytest.mark.parametrize("state", AppealState)
def test_of_an_appeal_in_every_state(
    app: Flask, rehearsal: Core, database: Any, scene: Scene, state: AppealState, given: bool
) -> None:
    id = AppealId(scene.appeal["id"])
    database.execute(
        "UPDATE opinions SET state = %s, advice = %s, given_at = %s, closed_at = NULL WHERE appeal_id = %s",
        ["given" if given else "asked", "dismiss" if given else None, "now" if given else None, id],
    )
    reason = '{"th": "x"}' if state in ("upheld", "dismissed") else None
    database.execute(
        "UPDATE appeals SET state = %s, reason = %s, opinions_needed = 1, opinions_given = %s WHERE id = %s",
        [state, reason, int(given), id],
    )
    commands = {
        "assign": AssignAppeal(appeal_id=id, judge_ids=(AccountId(scene.free.id),)),
        "decide": DecideAppeal(appeal_id=id, upheld=False, reason=Text(th="อ่านแล้ว")),
        "withdraw": WithdrawAppeal(appeal_id=id),
    }
    allowed = check(app, rehearsal, "appeal", id, scene.people, commands)

    decided = {"decide"} if given else set()
    answers = {AppealState.LODGED: {"assign"}, AppealState.UNDER_REVIEW: {"assign"} | decided}
    for who in ORGANIZERS:
        assert allowed[who] == answers.get(state, set())
    assert allowed["loser"] == ({"withdraw"} if state in answers else set())
    assert not any(allowed[who] for who in allowed if who not in ORGANIZERS | {"loser"})


@pytest.mark.parametrize("over", [False, True])
@pytest.mark.parametrize("state", OpinionState)
def test_of_an_opinion_in_every_state(
    app: Flask, rehearsal: Core, database: Any, scene: Scene, state: OpinionState, over: bool
) -> None:
    id, given = OpinionId(scene.opinion["id"]), state is OpinionState.GIVEN
    database.execute(
        "UPDATE appeals SET state = 'under_review', reason = NULL, opinions_given = 0 WHERE id = %s",
        [scene.appeal["id"]],
    )
    database.execute(
        "UPDATE opinions SET state = %s, advice = %s, closed_at = %s WHERE id = %s",
        [state, "dismiss" if given else None, "now" if over else None, id],
    )
    commands = {"give": GiveOpinion(opinion_id=id, advice=Advice.UPHOLD, comment="อ่านแล้ว")}

    allowed = check(app, rehearsal, "opinion", id, scene.people, commands)

    assert allowed["judge"] == (set() if over or given else {"give"})
    assert not any(allowed[who] for who in allowed if who != "judge")


@pytest.mark.parametrize("state", MentorshipState)
def test_of_a_mentorship_in_every_state(
    app: Flask, rehearsal: Core, database: Any, scene: Scene, state: MentorshipState
) -> None:
    id = MentorshipId(scene.mentorship["id"])
    summary = '{"th": "x"}' if state is MentorshipState.ENDED else None
    database.execute("UPDATE mentorships SET state = %s, summary = %s WHERE id = %s", [state, summary, id])
    now = app.extensions["plik"].now()
    commands = {
        "accept": AcceptMentorship(mentorship_id=id),
        "decline": DeclineMentorship(mentorship_id=id),
        "withdraw": WithdrawMentorship(mentorship_id=id),
        "end": EndMentorship(mentorship_id=id, summary=Text(th="จบแล้ว")),
        "plan_meeting": PlanMeeting(mentorship_id=id, topic=Text(th="บัญชี"), starts_at=now),
    }

    allowed = check(app, rehearsal, "mentorship", id, scene.people, commands)

    proposed, active = state is MentorshipState.PROPOSED, state is MentorshipState.ACTIVE
    assert allowed["mentor"] == (
        {"accept", "decline"} if proposed else {"end", "plan_meeting"} if active else set()
    )
    assert allowed["winner"] == ({"plan_meeting"} if active else set())
    for who in ORGANIZERS:
        assert allowed[who] == ({"withdraw"} if proposed else {"end", "plan_meeting"} if active else set())
    assert not any(allowed[who] for who in allowed if who not in ORGANIZERS | {"mentor", "winner"})


@pytest.mark.parametrize("ahead", [False, True])
@pytest.mark.parametrize("state", MeetingState)
def test_of_a_meeting_in_every_state(
    app: Flask, rehearsal: Core, database: Any, scene: Scene, state: MeetingState, ahead: bool
) -> None:
    id = MeetingId(scene.meeting["id"])
    database.execute(
        "UPDATE meetings SET state = %s, notes = %s, starts_at = now() + make_interval(hours => %s) WHERE id = %s",
        [state, '{"th": "x"}' if state is MeetingState.HELD else None, 1 if ahead else -1, id],
    )
    version = database.execute("SELECT version FROM meetings WHERE id = %s", [id]).fetchone()[0]
    commands = {
        "update": UpdateMeeting(meeting_id=id, expected_version=version, changes=MeetingChanges(venue="ที่อื่น")),
        "hold": HoldMeeting(meeting_id=id, notes=Text(th="ตกลงแล้ว")),
        "cancel": CancelMeeting(meeting_id=id, reason=Text(th="ฝนตก")),
    }

    allowed = check(app, rehearsal, "meeting", id, scene.people, commands)

    planned = state is MeetingState.PLANNED
    held = {"hold"} if planned and not ahead else set()
    sides = {"update", "cancel"} if planned else set()
    assert allowed["winner"] == sides
    for who in ORGANIZERS | {"mentor"}:
        assert allowed[who] == sides | held
    assert not any(allowed[who] for who in allowed if who not in ORGANIZERS | {"mentor", "winner"})


@pytest.mark.parametrize("until", [None, -1, 1])
@pytest.mark.parametrize("state", EntryState)
def test_of_an_entry_in_every_state_that_it_may_be_appealed_or_accompanied(
    app: Flask, rehearsal: Core, database: Any, scene: Scene, state: EntryState, until: int | None
) -> None:
    id = EntryId(scene.judging.entry_ids[1])
    place = 2 if state is EntryState.SELECTED else None
    database.execute(
        "UPDATE entries SET state = %s, place = %s, appeals_until = now() + make_interval(days => %s) WHERE id = %s",
        [state, place, until, id],
    )
    wishes = {
        "lodge_appeal": LodgeAppeal(entry_id=id, grounds=Text(th="อ่านผิด")),
        "propose_mentorship": ProposeMentorship(entry_id=id, mentor_id=AccountId(scene.free.id)),
    }
    people = {**scene.people, "applicant": scene.judging.applicants[1]}
    done: dict[str, set[str]] = {action: set() for action in wishes}

    for name, who in people.items():
        for action, wish in wishes.items():
            code = answered(rehearsal, actor_of(app, who), wish)
            done[action] |= {name} if code is None else set()
            for kind in FACES.values():
                listed = said(kind(app.test_client()).by(who), "entry", id)
                hidden = {"entry_not_found", "sign_in_first", "scope_missing"}
                assert (code in hidden) if listed is None else code == listed[action], (name, action)

    appeals = state is EntryState.NOT_SELECTED and until == 1
    assert done["lodge_appeal"] == ({"applicant"} if appeals else set())
    assert done["propose_mentorship"] == (ORGANIZERS if state is EntryState.SELECTED else set())
