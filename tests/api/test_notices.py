"""What people are told, on both faces: shown to them alone, newest first, until they have read it."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from domain.usecases.notices import SendNotices
from tests.faces import Rest, refused
from tests.running import carry_out
from tests.world import House, a_house, found, invite, nobody_has, register


@pytest.fixture
def house(client: FlaskClient) -> House:
    return a_house(client)


def invitations(house: House, number: int) -> list[str]:
    """To as many organizations, the last first."""
    return [invite(house.owner, found(house.owner), house.stranger)["id"] for _ in range(number)][::-1]


def listed(face: Any, **which: Any) -> list[str]:
    return [one["about"] for one in face.does("notices", **which)["data"]]


def unread(face: Any, truth: bool) -> dict[str, Any]:
    return {"unread": str(truth).lower() if isinstance(face, Rest) else truth}


def test_notices_are_listed_newest_first_and_filtered(face: Any, house: House) -> None:
    abouts, own = invitations(house, 3), face.by(house.stranger)
    first = own.does("notices")["data"][0]

    own.does("readNotice", id=first["id"])

    assert listed(own) == abouts
    assert listed(own, **unread(face, True)) == abouts[1:]
    assert listed(own, **unread(face, False)) == abouts[:1]
    assert listed(own, kind=["member_invited"], first=2) == abouts[:2]
    assert listed(own, kind=["review_due"]) == []


def test_a_notice_says_what_it_is_about_in_the_readers_language(face: Any, client: FlaskClient) -> None:
    house, reader = a_house(client), register(client, locale="en")

    invited = invite(house.owner, house.organization, reader, "viewer")
    [notice] = face.by(reader).does("notices")["data"]

    assert (notice["kind"], notice["about"]) == ("member_invited", invited["id"])
    assert notice["title"] == "You are invited to A sponsor"
    assert notice["body"] == "A sponsor invites you as viewer. You are no member before you accept."
    assert notice["details"] == {"organization": house.organization["name"], "role": "viewer"}
    assert face.by(reader).does("notice", id=notice["id"]) == notice


def test_reading_a_notice_twice_is_reading_it_once(face: Any, house: House) -> None:
    invitations(house, 1)
    [notice] = house.stranger.does("notices")["data"]

    first = face.by(house.stranger).does("readNotice", id=notice["id"])
    again = face.by(house.stranger).does("readNotice", id=notice["id"])

    assert notice["read_at"] is None
    assert first["read_at"]
    assert again == first


def test_what_was_seen_is_read_at_once_and_what_came_later_is_not(face: Any, house: House) -> None:
    invitations(house, 2)
    seen = house.stranger.does("notices")["data"][0]
    later = invitations(house, 1)

    read = face.by(house.stranger).does("readNotices", until=seen["id"])

    assert read["id"] == seen["id"]
    assert listed(face.by(house.stranger), **unread(face, True)) == later


def test_notices_are_nobody_elses(face: Any, house: House) -> None:
    invitations(house, 1)
    [notice] = house.stranger.does("notices")["data"]

    for who in (house.owner, house.viewer):
        with refused("notice_not_found"):
            face.by(who).does("readNotice", id=notice["id"])
        with refused("notice_not_found"):
            face.by(who).does("readNotices", until=notice["id"])
        with refused("notice_not_found"):
            face.by(who).does("notice", id=notice["id"])
    with refused("notice_not_found"):
        face.by(house.stranger).does("readNotice", id=nobody_has("notice"))
    assert listed(face.by(house.owner)) == []


def test_development_writes_mails_to_a_folder(app: Flask, face: Any, house: House) -> None:
    invitations(house, 1)
    before = house.stranger.does("notices")["data"][0]["mail_state"]

    while carry_out(app, SendNotices()):
        pass
    [notice] = face.by(house.stranger).does("notices")["data"]

    assert (before, notice["mail_state"]) == ("waiting", "sent")
    assert notice["sent_at"]
    assert (app.config["CLOCK"].parent / "mail" / f"{notice['id']}.eml").exists()


def test_whoever_wants_no_mails_says_so(face: Any, client: FlaskClient) -> None:
    house, reader = a_house(client), register(client)
    account = reader.does("me")

    changed = face.by(reader).does("updateMe", expected_version=account["version"], mail_notices=False)
    invite(house.owner, house.organization, reader)
    [notice] = face.by(reader).does("notices")["data"]

    assert (account["mail_notices"], changed["mail_notices"]) == (True, False)
    assert notice["mail_state"] == "skipped"


def test_an_account_says_how_it_is_called_and_addressed(face: Any, client: FlaskClient) -> None:
    person = register(client)
    version = person.does("me")["version"]

    changed = face.by(person).does("updateMe", expected_version=version, display_name=" สมศรี ", locale="en")

    assert (changed["display_name"], changed["locale"], changed["mail_notices"]) == ("สมศรี", "en", True)
    with refused("version_stale"):
        face.by(person).does("updateMe", expected_version=version, locale="th")
    with refused("text_missing"):
        face.by(person).does("updateMe", expected_version=changed["version"], display_name="  ")
