"""What was entered for an organization is its managers' to decide, whoever of them entered it, and only theirs."""

from datetime import timedelta
from functools import partial
from typing import Any

from flask.testing import FlaskClient

from tests.faces import Shown, refused
from tests.judging import Judging, bring, create_round
from tests.world import Person, a_house, enter, found, join, open_call, publish_project, register, rfc3339

GROUNDS, FOCUS = {"th": "กรรมการอ่านงบประมาณผิด"}, {"th": "บัญชี"}


class Left:
    """Somebody entered for an organization, the call was judged, and they left; entries are won by the best."""

    def __init__(self, client: FlaskClient, *, wins: bool) -> None:
        self.boss, self.left, other, house = (
            register(client),
            register(client),
            register(client),
            a_house(client),
        )
        self.organization = found(self.boss, kind="ngo")
        membership = join(self.boss, self.organization, self.left, "manager")
        call = open_call(house.manager, house.organization, award_count=1)
        project = publish_project(self.left)
        entered = {"project_id": project["id"], "applicant_organization_id": self.organization["id"]}
        self.entry = self.left.does("submitEntry", call_id=call["id"], **entered)
        entries = [self.entry, enter(other, call)]
        for entry in entries:
            house.manager.does("screenEntry", id=entry["id"], verdict="eligible")
        house.manager.does("closeCall", id=call["id"])
        panel = [register(client) for _ in range(3)]
        round_ = create_round(house.manager, call, waiting_list=0)
        self.judging = Judging(house, call, [self.left, other], entries, panel, round_)
        self.judging.run("setRoundPanel", judge_ids=[judge.id for judge in panel])
        bring(self.judging, "published", (lambda number: 5 - number) if wins else (lambda number: 4 + number))
        self.boss.does("removeMember", organization_id=self.organization["id"], id=membership["id"])


def test_whoever_left_the_organization_answers_no_grant_of_it(face: Any, client: FlaskClient) -> None:
    story = Left(client, wins=True)
    [grant] = story.judging.grants()

    with refused("not_your_grant"):
        face.by(story.left).does("declineGrant", id=grant["id"])
    accepted = face.by(story.boss).does("acceptGrant", id=grant["id"])

    assert accepted["state"] == "accepted"


def test_its_managers_read_the_letter_and_appeal_and_whoever_left_does_not(
    face: Any, client: FlaskClient
) -> None:
    story = Left(client, wins=False)
    entry = story.entry["id"]

    [letter] = face.by(story.boss).does("entryLetters", entry_id=entry)["data"]
    with refused("entry_not_found"):
        face.by(story.left).does("lodgeAppeal", entry_id=entry, grounds=GROUNDS)
    with refused("letter_not_found"):
        face.by(story.left).does("letter", id=letter["id"])
    appeal = face.by(story.boss).does("lodgeAppeal", entry_id=entry, grounds=GROUNDS)
    withdrawn = face.by(story.boss).does("withdrawAppeal", id=appeal["id"])

    assert letter["outcome"] == "not_selected"
    assert (appeal["state"], withdrawn["state"]) == ("lodged", "withdrawn")


def test_what_it_won_is_accompanied_with_whoever_manages_it(face: Any, client: FlaskClient) -> None:
    story, mentor = Left(client, wins=True), register(client)
    propose = partial(face.by(story.judging.manager).does, "proposeMentorship", entry_id=story.entry["id"])

    with refused("mentor_is_the_applicant"):
        propose(mentor_id=story.boss.id)
    mentorship = propose(mentor_id=mentor.id)
    mentor.does("acceptMentorship", id=mentorship["id"])
    planning = {"mentorship_id": mentorship["id"], "topic": FOCUS, "starts_at": rfc3339(timedelta(days=1))}
    with refused("mentorship_not_found"):
        face.by(story.left).does("planMeeting", **planning)
    face.by(story.boss).does("planMeeting", **planning)
    face.by(mentor).does("planMeeting", **planning)

    assert mentorship["applicant_organization_id"] == story.organization["id"]
    told = {who: kinds_of(face.by(who)) for who in (story.boss, story.left)}
    assert told[story.boss].count("meeting_planned") == 1
    assert told[story.boss].count("mentorship_answered") == 1
    assert not {"meeting_planned", "mentorship_answered"} & set(told[story.left])


def test_whoever_left_is_told_nothing_more_and_has_nothing_to_do(face: Any, client: FlaskClient) -> None:
    house = a_house(client)
    boss, left, entry = an_entry_left_behind(client, open_call(house.manager, house.organization))

    unclear = [{"code": "budget_unclear", "note": {"th": "ขอรายละเอียด"}}]
    house.manager.does("screenEntry", id=entry["id"], verdict="needs_work", reasons=unclear)
    later = rfc3339(timedelta(days=37))
    house.manager.does("extendCall", id=entry["call_id"], closes_at=later, reason={"th": "น้ำท่วม"})

    assert {"entry_screened", "call_extended"} <= set(kinds_of(face.by(boss)))
    assert not {"entry_screened", "call_extended"} & set(kinds_of(face.by(left)))
    assert [one["kind"] for one in face.by(boss).does("todo")["data"]] == ["mend_entry"]
    assert face.by(left).does("todo")["data"] == []


def an_entry_left_behind(client: FlaskClient, call: Shown) -> tuple[Person, Person, Shown]:
    """An organization's owner, who entered for it and left, and the entry."""
    boss, left = register(client), register(client)
    organization = found(boss, kind="ngo")
    membership = join(boss, organization, left, "manager")
    entered = {"project_id": publish_project(left)["id"], "applicant_organization_id": organization["id"]}
    entry = left.does("submitEntry", call_id=call["id"], **entered)
    boss.does("removeMember", organization_id=organization["id"], id=membership["id"])
    return boss, left, entry


def kinds_of(who: Any) -> list[str]:
    return [notice["kind"] for notice in who.does("notices", first=100)["data"]]


def test_whoever_left_does_not_take_its_entry_back(face: Any, client: FlaskClient) -> None:
    house = a_house(client)
    boss, left, entry = an_entry_left_behind(client, open_call(house.manager, house.organization))

    with refused("entry_not_found"):
        face.by(left).does("withdrawEntry", id=entry["id"])
    withdrawn = face.by(boss).does("withdrawEntry", id=entry["id"])

    assert withdrawn["state"] == "withdrawn"
