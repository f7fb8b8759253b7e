"""Who works on a project, on both faces: invited, asked for or come to by merging, and never without both sides."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.faces import Rest, Shown, refused
from tests.world import Person, a_house, an_email, make_machine, nobody_has, publish_project, register

ROLE = {"th": "ช่างสำรวจ"}


@pytest.fixture
def owner(client: FlaskClient) -> Person:
    return register(client)


@pytest.fixture
def guest(client: FlaskClient) -> Person:
    return register(client)


def a_draft(owner: Person, **more: Any) -> Shown:
    given = {"title": {"th": "ฝายห้วยขวาง"}, "team": [{"id": "surveyor", "name": "สมชาย"}], **more}
    drafted: Shown = owner.does("createProject", **given)
    return drafted


def invite(owner: Any, project: Shown, guest: Person, **more: Any) -> Shown:
    invited: Shown = owner.does("inviteTeammate", project_id=project["id"], account_id=guest.id, **more)
    return invited


def test_whoever_is_invited_sees_the_draft_and_changes_it_once_they_accept(
    face: Any, owner: Person, guest: Person
) -> None:
    draft = a_draft(owner)
    change = {"id": draft["id"], "summary": {"th": "สามสิบตัว"}}

    invited = invite(face.by(owner), draft, guest, role=ROLE, can_edit=True, member_id="surveyor")
    seen = guest.does("project", id=draft["id"])
    with refused("not_your_project"):
        face.by(guest).does("updateProject", **change, expected_version=seen["version"])
    accepted = face.by(guest).does("acceptTeammate", id=invited["id"])
    after = guest.does("project", id=draft["id"])
    changed = face.by(guest).does("updateProject", **change, expected_version=after["version"])

    assert (invited["state"], invited["account_id"], invited["role"]) == ("proposed", guest.id, ROLE)
    assert [row["confirmed"] for row in seen["team"]] == [False]
    assert (accepted["state"], accepted["can_edit"]) == ("confirmed", True)
    assert [row["confirmed"] for row in after["team"]] == [True]
    assert changed["summary"] == {"th": "สามสิบตัว"}


def test_nobody_else_s_name_takes_the_place_of_one_that_was_agreed_to(
    face: Any, owner: Person, guest: Person
) -> None:
    draft = a_draft(owner)
    invited = invite(owner, draft, guest, member_id="surveyor")
    face.by(guest).does("acceptTeammate", id=invited["id"])
    version = owner.does("project", id=draft["id"])["version"]

    renamed = owner.does(
        "updateProject",
        id=draft["id"],
        expected_version=version,
        team=[{"id": "surveyor", "name": "ผู้เชี่ยวชาญชื่อดัง"}],
    )

    assert [row["confirmed"] for row in renamed["team"]] == [False]


def test_a_teammate_without_leave_to_edit_reads_and_no_more(face: Any, owner: Person, guest: Person) -> None:
    draft = a_draft(owner)
    face.by(guest).does("acceptTeammate", id=invite(owner, draft, guest)["id"])

    seen = guest.does("project", id=draft["id"])

    with refused("not_your_project"):
        face.by(guest).does("updateProject", id=draft["id"], expected_version=seen["version"], team=[])


def test_whoever_declines_sees_the_draft_no_more(face: Any, owner: Person, guest: Person) -> None:
    draft = a_draft(owner)
    invited = invite(owner, draft, guest)

    declined = face.by(guest).does("declineTeammate", id=invited["id"])

    assert declined["state"] == "declined"
    with refused("project_not_found"):
        guest.does("project", id=draft["id"])
    with refused("teammate_is_declined"):
        face.by(guest).does("acceptTeammate", id=invited["id"])


def test_who_invited_takes_it_back_until_it_is_answered(face: Any, owner: Person, guest: Person) -> None:
    invited = invite(owner, a_draft(owner), guest)

    withdrawn = face.by(owner).does("withdrawTeammate", id=invited["id"])

    assert withdrawn["state"] == "withdrawn"
    with refused("teammate_is_withdrawn"):
        face.by(guest).does("acceptTeammate", id=invited["id"])


def test_who_is_removed_has_no_right_left(face: Any, owner: Person, guest: Person) -> None:
    draft = a_draft(owner)
    invited = invite(owner, draft, guest, can_edit=True, member_id="surveyor")
    guest.does("acceptTeammate", id=invited["id"])

    removed = face.by(owner).does("removeTeammate", id=invited["id"])

    assert removed["state"] == "left"
    assert [row["confirmed"] for row in owner.does("project", id=draft["id"])["team"]] == [False]
    with refused("project_not_found"):
        guest.does("updateProject", id=draft["id"], expected_version=1, team=[])


def test_only_the_two_sides_see_it(face: Any, owner: Person, guest: Person, client: FlaskClient) -> None:
    project = publish_project(owner)
    invited = invite(owner, project, guest)

    for who in (owner, guest):
        assert face.by(who).does("teammate", id=invited["id"])["id"] == invited["id"]
        assert [row["id"] for row in face.by(who).does("teammates")["data"]] == [invited["id"]]
    with refused("teammate_not_found"):
        Rest(client, register(client).bearer).does("teammate", id=invited["id"])
    assert face.by(register(client)).does("teammates", project_id=[project["id"]])["data"] == []


def shape(invited: Shown) -> Shown:
    """All of an answer but what differs between any two."""
    own = {"id", "created_at", "updated_at"}
    return {name: value for name, value in invited.items() if name not in own}


def test_an_invitation_by_address_does_not_tell_whether_the_address_is_known(
    face: Any, owner: Person, guest: Person
) -> None:
    draft = a_draft(owner)

    known = face.by(owner).does("inviteTeammate", project_id=draft["id"], email=guest.email)
    unknown = face.by(owner).does("inviteTeammate", project_id=draft["id"], email=an_email())

    assert shape(known) == shape(unknown)
    assert known["account_id"] is None
    for email in (guest.email, guest.email.upper()):
        with refused("already_asked"):
            face.by(owner).does("inviteTeammate", project_id=draft["id"], email=email)
    accepted = guest.does("acceptTeammate", id=known["id"])
    assert accepted["account_id"] == guest.id
    assert owner.does("teammate", id=known["id"])["account_id"] == guest.id


def test_an_invitation_waits_for_whoever_registers_with_the_address_and_its_sender_sees_no_difference(
    face: Any, owner: Person, client: FlaskClient, database: Any
) -> None:
    email, draft = an_email(), a_draft(owner)
    invited = face.by(owner).does("inviteTeammate", project_id=draft["id"], email=email, can_edit=True)
    before = owner.does("teammate", id=invited["id"]), owner.does("project", id=draft["id"])

    late = register(client, email=email)

    assert (owner.does("teammate", id=invited["id"]), owner.does("project", id=draft["id"])) == before
    assert [row["id"] for row in late.does("teammates")["data"]] == [invited["id"]]
    assert face.by(late).does("acceptTeammate", id=invited["id"])["account_id"] == late.id
    kept = database.execute("SELECT email_hash FROM teammates WHERE id = %s", [invited["id"]]).fetchone()
    assert kept == (None,)


def test_an_account_or_an_address_is_invited_and_not_both_or_none(
    face: Any, owner: Person, guest: Person
) -> None:
    draft = a_draft(owner)

    for whom in ({}, {"account_id": guest.id, "email": guest.email}):
        with refused("account_or_address"):
            face.by(owner).does("inviteTeammate", project_id=draft["id"], **whom)
    with refused("email_malformed"):
        face.by(owner).does("inviteTeammate", project_id=draft["id"], email="nobody")
    with refused("account_not_found"):
        face.by(owner).does("inviteTeammate", project_id=draft["id"], account_id=nobody_has("account"))
    with refused("row_not_found"):
        invite(face.by(owner), draft, guest, member_id="nobody")
    with refused("already_on_the_team"):
        invite(face.by(owner), draft, owner)


def test_nobody_is_asked_twice_or_in_a_team_twice(
    face: Any, owner: Person, guest: Person, client: FlaskClient
) -> None:
    project = publish_project(owner)
    invited = invite(owner, project, guest)

    with refused("already_asked"):
        invite(face.by(owner), project, guest)
    with refused("already_asked"):
        face.by(guest).does("askToJoin", project_id=project["id"])
    by_address = owner.does("inviteTeammate", project_id=project["id"], email=guest.email)
    guest.does("acceptTeammate", id=invited["id"])
    with refused("already_on_the_team"):
        face.by(guest).does("acceptTeammate", id=by_address["id"])
    with refused("already_on_the_team"):
        face.by(guest).does("askToJoin", project_id=project["id"])


def test_a_row_of_the_team_is_one_person(
    face: Any, owner: Person, guest: Person, client: FlaskClient
) -> None:
    draft = a_draft(owner)
    invite(owner, draft, guest, member_id="surveyor")

    with refused("member_taken"):
        invite(face.by(owner), draft, register(client), member_id="surveyor")


def test_the_owner_says_what_whoever_asked_may_do_and_the_invited_does_not(
    face: Any, owner: Person, guest: Person, client: FlaskClient
) -> None:
    project, other = publish_project(owner), register(client)
    row = project["team"][0]["id"] if project["team"] else None
    invited = invite(owner, project, other)

    asked = face.by(guest).does("askToJoin", project_id=project["id"], role=ROLE, message="ขอช่วย")
    with refused("fixed_once_proposed"):
        face.by(other).does("acceptTeammate", id=invited["id"], can_edit=True)
    accepted = face.by(owner).does("acceptTeammate", id=asked["id"], can_edit=True, member_id=row)

    assert (asked["kind"], asked["can_edit"], asked["message"]) == ("request", False, "ขอช่วย")
    assert (accepted["can_edit"], accepted["member_id"]) == (True, row)


def test_one_s_own_project_is_not_joined(face: Any, owner: Person) -> None:
    with refused("not_open_to_joining"):
        face.by(owner).does("askToJoin", project_id=publish_project(owner)["id"])


def test_what_is_merged_is_one_s_own_and_goes_into_another(
    face: Any, owner: Person, guest: Person, client: FlaskClient
) -> None:
    target, mine, third = publish_project(owner), a_draft(guest), publish_project(register(client))

    def propose(merging: Shown, into: Shown = target) -> Any:
        return face.by(guest).does("proposeMerge", project_id=into["id"], merging_project_id=merging["id"])

    with refused("not_your_project"):
        propose(third)
    with refused("not_valid"):
        propose(target)
    proposed = propose(mine)
    with refused("already_asked"):
        propose(mine)
    with refused("already_asked"):
        propose(mine, third)
    assert (proposed["kind"], proposed["merging_project_id"]) == ("merge", mine["id"])
    assert owner.does("project", id=mine["id"])["title"] == mine["title"]


def test_whoever_has_merged_their_project_sees_what_it_ended_in_and_its_proposals_are_over(
    face: Any, owner: Person, guest: Person, client: FlaskClient
) -> None:
    target, mine = publish_project(owner), publish_project(guest)
    waiting = register(client).does("askToJoin", project_id=mine["id"])
    proposed = guest.does("proposeMerge", project_id=target["id"], merging_project_id=mine["id"])

    face.by(owner).does("acceptTeammate", id=proposed["id"])

    merged = face.by(guest).does("project", id=mine["id"])
    assert (merged["state"], merged["merged_into"]) == ("cancelled", target["id"])
    assert guest.does("teammate", id=waiting["id"])["state"] == "withdrawn"
    with refused("project_not_found"):
        Rest(client).does("project", id=mine["id"])


def test_nobody_comes_into_the_team_of_a_project_that_is_over(
    face: Any, owner: Person, guest: Person
) -> None:
    project = publish_project(owner)
    asked = guest.does("askToJoin", project_id=project["id"])

    owner.does("cancelProject", id=project["id"], reason={"th": "ไม่มีเวลา"})

    assert guest.does("teammate", id=asked["id"])["state"] == "withdrawn"
    with refused("teammate_is_withdrawn"):
        face.by(owner).does("acceptTeammate", id=asked["id"])
    with refused("project_is_cancelled"):
        invite(face.by(owner), project, guest)


def test_both_sides_are_told(face: Any, owner: Person, guest: Person) -> None:
    project = publish_project(owner)

    asked = face.by(guest).does("askToJoin", project_id=project["id"])
    face.by(owner).does("acceptTeammate", id=asked["id"])

    told = [(one["kind"], one["about"]) for one in owner.does("notices")["data"]]
    answered = [(one["kind"], one["about"]) for one in guest.does("notices")["data"]]
    assert told == [("teammate_asked", asked["id"])]
    assert answered == [("teammate_answered", asked["id"])]


def test_a_machine_of_an_organization_teams_up_with_nobody(
    face: Any, owner: Person, client: FlaskClient
) -> None:
    house = a_house(client)
    machine = make_machine(house.owner, house.organization, "projects:write")

    with refused("account_needed"):
        face.by(machine).sending(idempotency_key="join-1").does(
            "askToJoin", project_id=publish_project(owner)["id"]
        )
