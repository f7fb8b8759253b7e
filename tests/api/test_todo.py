"""What waits for somebody appears when it does, and is gone when it is done; nobody else sees it."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.faces import Shown
from tests.judging import a_judging, judge_all
from tests.volunteering import a_volunteer, apply, open_opportunity
from tests.world import (
    House,
    Person,
    a_house,
    draft_call,
    enter,
    found,
    invite,
    join,
    open_call,
    publish_project,
    register,
)

GROUNDS = {"th": "กรรมการอ่านงบประมาณผิด"}


@pytest.fixture
def house(client: FlaskClient) -> House:
    return a_house(client)


def todo(face: Any, who: Person, **which: Any) -> list[Shown]:
    listed: list[Shown] = face.by(who).does("todo", **which)["data"]
    return listed


def waits(face: Any, who: Person) -> list[tuple[str, str, int]]:
    """Kind, what about, and how many."""
    return [(one["kind"], one["about"], one["count"]) for one in todo(face, who)]


def test_nothing_waits_for_somebody_new(face: Any, client: FlaskClient) -> None:
    assert waits(face, register(client)) == []


def test_a_draft_call_waits_for_its_managers_to_be_opened(face: Any, house: House) -> None:
    call = draft_call(house.manager, house.organization)
    own = [("open_call", call["id"], 1)]

    before = [waits(face, who) for who in (house.manager, house.owner, house.finance, house.viewer)]
    [item] = todo(face, house.manager)
    house.manager.does("openCall", id=call["id"])

    assert before == [own, own, [], []]
    assert (item["call_id"], item["title"], item["due_at"]) == (call["id"], call["title"], call["opens_at"])
    assert waits(face, house.manager) == []


def test_entries_wait_for_managers_to_be_screened_one_line_a_call(
    face: Any, client: FlaskClient, house: House
) -> None:
    call = open_call(house.manager, house.organization)
    entries = [enter(register(client), call) for _ in range(2)]
    both = waits(face, house.manager)

    house.manager.does("screenEntry", id=entries[0]["id"], verdict="eligible")
    one = waits(face, house.manager)
    house.manager.does("screenEntry", id=entries[1]["id"], verdict="eligible")

    assert both == [("screen_entries", call["id"], 2)]
    assert one == [("screen_entries", call["id"], 1)]
    assert waits(face, house.manager) == []
    assert waits(face, house.viewer) == []


def test_an_entry_sent_back_waits_for_its_applicant_to_be_mended(
    face: Any, client: FlaskClient, house: House
) -> None:
    call, applicant = open_call(house.manager, house.organization), register(client)
    entry = enter(applicant, call)
    reasons = [{"code": "incomplete", "note": {"th": "ขาดงบประมาณ"}}]
    house.manager.does("screenEntry", id=entry["id"], verdict="needs_work", reasons=reasons)

    [item] = todo(face, applicant)
    applicant.does("submitEntry", call_id=call["id"], project_id=entry["project_id"], answers={})

    assert (item["kind"], item["about"], item["due_at"]) == ("mend_entry", entry["id"], call["closes_at"])
    assert (item["call_id"], item["project_id"]) == (call["id"], entry["project_id"])
    assert waits(face, applicant) == []
    assert waits(face, house.manager) == [("screen_entries", call["id"], 1)]


def test_reviews_wait_for_their_judge_until_they_are_sent_in(face: Any, client: FlaskClient) -> None:
    judging = a_judging(client, until="open", entries=2, judges=1, reviews_per_entry=1, quorum=1)
    [judge] = judging.judges

    before, others = waits(face, judge), waits(face, judging.manager)
    judge_all(judging, judge, lambda _: 3)

    assert before == [("write_reviews", judging.round["id"], 2)]
    assert others == []
    assert waits(face, judge) == []
    assert waits(face, judging.manager) == [("seal_round", judging.round["id"], 1)]


def test_a_round_waits_for_managers_at_each_of_its_steps(face: Any, client: FlaskClient) -> None:
    judging = a_judging(client, until="draft")
    steps = []
    for verb in ("openRound", "sealRound", "rankRound", "decideRound", "publishRound"):
        if verb == "sealRound":
            for judge in judging.judges:
                judge_all(judging, judge, lambda number: 5 - number)
        steps += [kind for kind, about, _ in waits(face, judging.manager) if about == judging.round["id"]]
        judging.run(verb, **({"moves": []} if verb == "decideRound" else {}))

    assert steps == ["open_round", "seal_round", "rank_round", "decide_round", "publish_round"]
    assert waits(face, judging.manager) == []


def test_a_grant_waits_for_its_winner(face: Any, client: FlaskClient) -> None:
    judging = a_judging(client, until="published")
    [grant] = judging.grants()
    winner = judging.applicants[0]

    before = waits(face, winner)
    winner.does("acceptGrant", id=grant["id"])

    assert before == [("answer_grant", grant["id"], 1)]
    assert waits(face, winner) == []


@pytest.mark.parametrize("answer", ["acceptMembership", "declineMembership"])
def test_an_invitation_waits_for_whoever_is_invited(face: Any, house: House, answer: str) -> None:
    invited = invite(house.owner, house.organization, house.stranger)

    [item] = todo(face, house.stranger)
    house.stranger.does(answer, id=invited["id"])

    assert (item["kind"], item["about"]) == ("answer_membership", invited["id"])
    assert item["title"] == house.organization["name"]
    assert waits(face, house.stranger) == []
    assert waits(face, house.owner) == []


def test_an_invitation_that_is_taken_back_waits_no_more(face: Any, house: House) -> None:
    invited = invite(house.owner, house.organization, house.stranger)

    house.owner.does("removeMember", id=invited["id"])

    assert waits(face, house.stranger) == []


def test_an_invitation_to_a_team_waits_for_whoever_is_invited(face: Any, client: FlaskClient) -> None:
    owner, guest = register(client), register(client)
    project = publish_project(owner)
    asked = owner.does("inviteTeammate", project_id=project["id"], account_id=guest.id)

    [item] = todo(face, guest)
    guest.does("acceptTeammate", id=asked["id"])

    assert (item["kind"], item["about"], item["project_id"]) == (
        "answer_teammate",
        asked["id"],
        project["id"],
    )
    assert waits(face, guest) == waits(face, owner) == []


def test_a_request_to_join_waits_for_the_projects_owner(face: Any, client: FlaskClient) -> None:
    owner, guest = register(client), register(client)
    project = publish_project(owner)
    asked = guest.does("askToJoin", project_id=project["id"])

    before = waits(face, owner)
    owner.does("declineTeammate", id=asked["id"])

    assert before == [("answer_request", asked["id"], 1)]
    assert waits(face, owner) == waits(face, guest) == []


def test_a_merge_waits_for_the_owner_of_the_project_to_be_merged_into(face: Any, client: FlaskClient) -> None:
    owner, other = register(client), register(client)
    into, merging = publish_project(owner), publish_project(other)
    asked = other.does("proposeMerge", project_id=into["id"], merging_project_id=merging["id"])

    before = waits(face, owner)
    other.does("withdrawTeammate", id=asked["id"])

    assert before == [("answer_merge", asked["id"], 1)]
    assert waits(face, owner) == []


def test_what_a_project_says_of_an_organization_waits_for_its_managers(
    face: Any, client: FlaskClient, house: House
) -> None:
    owner = register(client)
    said = [
        {"name": {"th": "ผู้สนับสนุน"}, "part": {"th": "ให้รถขุด"}, "organization_id": house.organization["id"]}
    ]
    publish_project(owner, supporters=said)

    [item] = todo(face, house.manager)
    house.manager.does("confirmSupporter", id=item["about"])

    assert item["kind"] == "confirm_support"
    assert waits(face, house.manager) == waits(face, house.viewer) == []


def test_applications_wait_for_the_project_and_offers_for_the_volunteer(
    face: Any, client: FlaskClient
) -> None:
    owner, volunteers = register(client), [a_volunteer(client) for _ in range(2)]
    opportunity = open_opportunity(owner)
    first, second = (apply(volunteer, opportunity) for volunteer in volunteers)

    both = waits(face, owner)
    offer = owner.does("offerPlacement", id=first["id"])
    [item] = todo(face, volunteers[0])
    left = waits(face, owner)
    volunteers[0].does("acceptPlacement", id=first["id"])
    owner.does("declinePlacement", id=second["id"])

    assert both == [("answer_applications", opportunity["id"], 2)]
    assert left == [("answer_applications", opportunity["id"], 1)]
    assert (item["kind"], item["about"], item["due_at"]) == ("answer_offer", first["id"], offer["expires_at"])
    assert [waits(face, who) for who in (owner, *volunteers)] == [[], [], []]


def test_an_appeal_waits_for_managers_and_for_the_judges_who_look_again(
    face: Any, client: FlaskClient
) -> None:
    judging = a_judging(client, until="published", judges=4, reviews_per_entry=2, quorum=2, waiting_list=1)
    appeal = judging.applicants[2].does("lodgeAppeal", id=judging.entry_ids[2], grounds=GROUNDS)
    lodged = waits(face, judging.manager)
    judging.manager.does("assignAppeal", id=appeal["id"])
    opinions = judging.manager.does("opinions", id=appeal["id"])["data"]
    people = {judge.id: judge for judge in judging.judges}
    asked = {one["id"]: waits(face, people[one["judge_id"]]) for one in opinions}

    for one in opinions:
        people[one["judge_id"]].does("giveOpinion", id=one["id"], advice="dismiss", comment="อ่านใหม่แล้ว")
    given = [waits(face, judge) for judge in judging.judges]
    judging.manager.does("decideAppeal", id=appeal["id"], upheld=False, reason={"th": "อ่านใหม่แล้ว"})

    assert lodged == [("answer_appeal", appeal["id"], 1)]
    assert asked == {id: [("give_opinion", id, 1)] for id in asked}
    assert set(map(len, given)) == {0}
    assert waits(face, judging.manager) == []


def test_the_soonest_comes_first_then_what_has_no_time_the_oldest_first(face: Any, house: House) -> None:
    person = house.stranger
    first, second = (invite(house.owner, found(house.owner), person)["id"] for _ in range(2))
    join(house.owner, house.organization, person, "manager")
    days = {"closes_at": "2031-01-01T00:00:00Z"}
    later = draft_call(house.owner, house.organization, opens_at="2030-01-02T00:00:00Z", **days)
    sooner = draft_call(house.owner, house.organization, opens_at="2030-01-01T00:00:00Z", **days)

    whole = [one["about"] for one in todo(face, person)]
    page = face.by(person).does("todo", first=3)
    rest_of_it = face.by(person).does("todo", first=3, after=page["page"]["next_cursor"])

    assert whole == [sooner["id"], later["id"], first, second]
    assert [one["about"] for one in [*page["data"], *rest_of_it["data"]]] == whole
    assert [one["about"] for one in todo(face, person, kind=["open_call"])] == whole[:2]
