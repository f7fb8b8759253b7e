"""Nobody acts for an organization without wanting to; and who wants no more, or is not wanted, does not, at once."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.faces import Refused, refused
from tests.world import House, Person, a_call, a_house, an_email, invite, join, nobody_has, register


@pytest.fixture
def house(client: FlaskClient) -> House:
    return a_house(client)


def acts(face: Any, person: Person, house: House) -> bool:
    """Whether the person manages the organization's affairs."""
    try:
        face.by(person).does("createCall", **a_call(house.organization))
    except Refused as refusal:
        if refusal.code != "not_your_organization":
            raise
        return False
    return True


def shape(invitation: Any) -> Any:
    """All of an answer but what differs between any two."""
    own = {"id", "created_at", "updated_at", "email"}
    return {name: value for name, value in invitation.items() if name not in own}


def test_whoever_is_invited_counts_once_they_accept(face: Any, house: House) -> None:
    guest = house.stranger
    invited = invite(house.owner, house.organization, guest, "manager")
    before = acts(face, guest, house)

    accepted = face.by(guest).does("acceptMembership", id=invited["id"])

    assert (invited["state"], invited["account_id"], invited["accepted_at"]) == ("invited", guest.id, None)
    assert not before
    assert (accepted["state"], accepted["role"]) == ("active", "manager")
    assert accepted["accepted_at"]
    assert acts(face, guest, house)


def test_whoever_declines_never_counts(face: Any, house: House) -> None:
    invited = invite(house.owner, house.organization, house.stranger, "manager")

    declined = face.by(house.stranger).does("declineMembership", id=invited["id"])

    assert (declined["state"], declined["accepted_at"]) == ("declined", None)
    assert declined["left_at"]
    assert not acts(face, house.stranger, house)
    with refused("membership_is_declined"):
        face.by(house.stranger).does("acceptMembership", id=invited["id"])


def test_an_invitation_by_address_tells_nobody_whether_the_address_is_known(face: Any, house: House) -> None:
    to = {"organization_id": house.organization["id"], "role": "viewer"}
    unknown = an_email()

    known = face.by(house.owner).does("addMember", **to, email=house.stranger.email.upper())
    other = face.by(house.owner).does("addMember", **to, email=unknown)
    again = face.by(house.owner).does("addMember", **to, email=house.stranger.email)
    members = face.by(house.owner).does("members", organization_id=house.organization["id"])["data"]

    assert shape(known) == shape(other)
    assert (known["account_id"], known["email"]) == (None, house.stranger.email)
    assert again["id"] == known["id"]
    assert sum(one["state"] == "invited" for one in members) == 2
    invited_by_id = invite(house.owner, house.organization, house.stranger)
    assert invited_by_id["id"] != known["id"]


def test_an_address_is_seen_by_owners_alone_until_it_is_answered(face: Any, house: House) -> None:
    to = {"organization_id": house.organization["id"], "role": "viewer"}
    invited = face.by(house.owner).does("addMember", **to, email=house.stranger.email)

    seen = {
        who: face.by(getattr(house, who)).does("membership", id=invited["id"])["email"]
        for who in ("owner", "manager", "viewer", "stranger")
    }
    accepted = face.by(house.stranger).does("acceptMembership", id=invited["id"])

    address = house.stranger.email
    assert seen == {"owner": address, "manager": None, "viewer": None, "stranger": address}
    assert (accepted["account_id"], accepted["email"]) == (house.stranger.id, None)


def test_whoever_registers_with_an_address_finds_what_it_was_invited_to(
    face: Any, client: FlaskClient, house: House
) -> None:
    email = an_email()
    to = {"organization_id": house.organization["id"], "role": "manager"}
    invited = face.by(house.owner).does("addMember", **to, email=email)

    newcomer, other = register(client, email=email), register(client)
    [found] = face.by(newcomer).does("myMemberships")["data"]

    assert found["id"] == invited["id"]
    with refused("membership_not_found"):
        face.by(other).does("acceptMembership", id=invited["id"])
    face.by(newcomer).does("acceptMembership", id=invited["id"])
    assert acts(face, newcomer, house)


def test_one_acceptance_answers_all_invitations_of_an_organization(face: Any, house: House) -> None:
    to = {"organization_id": house.organization["id"], "role": "viewer"}
    by_id = face.by(house.owner).does("addMember", **to, account_id=house.stranger.id)
    by_address = face.by(house.owner).does("addMember", **to, email=house.stranger.email)

    face.by(house.stranger).does("acceptMembership", id=by_address["id"])
    other = face.by(house.owner).does("membership", id=by_id["id"])
    changed = face.by(house.owner).does("addMember", **to | {"role": "finance"}, email=house.stranger.email)

    assert other["state"] == "ended"
    assert (changed["id"], changed["role"], changed["state"]) == (by_address["id"], "finance", "active")


def test_whoever_is_invited_is_told(face: Any, house: House) -> None:
    invited = invite(house.owner, house.organization, house.stranger, "finance")

    [notice] = face.by(house.stranger).does("notices", kind=["member_invited"])["data"]

    assert (notice["about"], notice["title"]) == (invited["id"], "คำเชิญเข้าร่วม ผู้สนับสนุน")


def test_letting_in_a_member_again_changes_the_role_at_once(face: Any, house: House) -> None:
    change = {"organization_id": house.organization["id"], "account_id": house.viewer.id}

    before = face.by(house.owner).does("addMember", **change, role="finance")
    after = face.by(house.owner).does("addMember", **change, role="manager")
    members = face.by(house.owner).does("members", organization_id=house.organization["id"])["data"]

    assert (after["id"], after["role"], after["version"]) == (before["id"], "manager", before["version"] + 1)
    assert len(members) == 4
    assert acts(face, house.viewer, house)


def test_the_last_owner_stays_one(face: Any, house: House) -> None:
    change = {"organization_id": house.organization["id"], "account_id": house.owner.id, "role": "viewer"}
    [own] = house.owner.does("myMemberships")["data"]

    with refused("last_owner"):
        face.by(house.owner).does("addMember", **change)
    with refused("last_owner"):
        face.by(house.owner).does("leaveOrganization", id=own["id"])
    with refused("last_owner"):
        face.by(house.owner).does("removeMember", id=own["id"])

    invite(house.owner, house.organization, house.stranger, "owner")
    with refused("last_owner"):  # an invitation is no owner
        face.by(house.owner).does("leaveOrganization", id=own["id"])
    join(house.owner, house.organization, house.manager, "owner")
    assert face.by(house.owner).does("leaveOrganization", id=own["id"])["state"] == "ended"


def test_whoever_leaves_or_is_removed_acts_no_more_from_then_on(face: Any, house: House) -> None:
    [leaving] = house.manager.does("myMemberships")["data"]
    second = join(house.owner, house.organization, house.stranger, "manager")

    left = face.by(house.manager).does("leaveOrganization", id=leaving["id"])
    removed = face.by(house.owner).does("removeMember", id=second["id"])

    assert left["state"] == removed["state"] == "ended"
    assert left["left_at"]
    assert not acts(face, house.manager, house)
    assert not acts(face, house.stranger, house)
    rejoined = join(house.owner, house.organization, house.manager, "viewer")
    assert rejoined["id"] != leaving["id"]


def test_an_invitation_can_be_taken_back(face: Any, house: House) -> None:
    invited = invite(house.owner, house.organization, house.stranger)

    face.by(house.owner).does("removeMember", id=invited["id"])

    with refused("membership_is_ended"):
        face.by(house.stranger).does("acceptMembership", id=invited["id"])


@pytest.mark.parametrize("verb", ["acceptMembership", "declineMembership", "leaveOrganization"])
def test_nobody_answers_for_somebody_else(face: Any, client: FlaskClient, house: House, verb: str) -> None:
    invited = invite(house.owner, house.organization, house.stranger)

    with refused("not_your_membership"):
        face.by(house.owner).does(verb, id=invited["id"])
    with refused("membership_not_found"):
        face.by(register(client)).does(verb, id=invited["id"])


@pytest.mark.parametrize("who", ["manager", "finance", "viewer"])
def test_only_owners_remove_others(face: Any, house: House, who: str) -> None:
    [one] = house.owner.does("myMemberships")["data"]

    with refused("not_your_organization"):
        face.by(getattr(house, who)).does("removeMember", id=one["id"])


def test_what_may_be_done_with_a_membership_is_said(face: Any, house: House) -> None:
    [own] = house.owner.does("myMemberships")["data"]
    invited = invite(house.owner, house.organization, house.stranger)

    def said(who: Person, id: str) -> dict[str, str | None]:
        shown = face.by(who).does("membership", id=id)["allowed_actions"]
        return {each["action"]: each["reason_code"] for each in shown}

    assert said(house.owner, own["id"]) == {
        "accept": "membership_is_active",
        "decline": "membership_is_active",
        "leave_organization": "last_owner",
        "remove_member": "last_owner",
    }
    assert said(house.stranger, invited["id"]) == {
        "accept": None,
        "decline": None,
        "leave_organization": "membership_is_invited",
        "remove_member": "not_your_organization",
    }


def test_who_cannot_be_invited(face: Any, house: House) -> None:
    to = {"organization_id": house.organization["id"], "role": "viewer"}

    with refused("account_not_found"):
        face.by(house.owner).does("addMember", **to, account_id=nobody_has("account"))
    with refused("account_not_found"):
        face.by(house.owner).does("addMember", **to)
    with refused("email_malformed"):
        face.by(house.owner).does("addMember", **to, email="not an address")


def test_others_do_not_see_to_what_one_belongs(face: Any, house: House) -> None:
    document = "query($id: ID!) { node(id: $id) { ... on Account { memberships { nodes { id } } } } }"

    def seen(by: Person) -> int:
        answer = by.client.post(
            "/graphql", json={"query": document, "variables": {"id": house.viewer.id}}, headers=by.headers
        )
        return len(answer.get_json()["data"]["node"]["memberships"]["nodes"])

    assert (seen(house.viewer), seen(house.owner)) == (1, 0)
