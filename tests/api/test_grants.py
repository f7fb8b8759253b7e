"""A grant's story on both faces: promised in public, accepted, or declined so that the next one moves up."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.faces import Shown, refused
from tests.judging import Judging, a_judging
from tests.world import Person, make_machine, register_admin


def standing_of(judging: Judging) -> list[tuple[str, int | None, int | None]]:
    """Of every entry: its state, its place, its place in the waiting list."""
    entries = [judging.entry(number) for number in range(len(judging.entries))]
    return [(entry["state"], entry["place"], entry["waiting_place"]) for entry in entries]


def test_everybody_sees_what_was_promised_and_only_those_concerned_to_whom(
    face: Any, client: FlaskClient, database: Any
) -> None:
    judging = a_judging(client, until="published")
    [grant], winner = judging.grants(), judging.applicants[0]

    def grantee(who: Person | None) -> str | None:
        seen = face.by(who).does("grant", id=grant["id"])
        assert (seen["amount"], seen["place"]) == ({"amount": 100_000_000, "currency": "THB"}, 1)
        assert seen["entry_id"] == judging.entry_ids[0]
        return seen["account_id"]

    for who in (winner, judging.manager, judging.house.owner, register_admin(client, database)):
        assert grantee(who) == winner.id
    for who in (None, judging.house.stranger, judging.house.viewer, judging.judges[0], judging.applicants[1]):
        assert grantee(who) is None


def test_a_winner_accepts_once(face: Any, client: FlaskClient) -> None:
    judging = a_judging(client, until="published")
    [grant], winner = judging.grants(), face.by(judging.applicants[0])

    accepted = winner.does("acceptGrant", id=grant["id"])
    with refused("grant_is_accepted"):
        winner.does("acceptGrant", id=grant["id"])
    with refused("grant_is_accepted"):
        winner.does("declineGrant", id=grant["id"])

    assert (accepted["state"], accepted["declined_at"]) == ("accepted", None)
    assert accepted["accepted_at"] > grant["created_at"]
    assert standing_of(judging)[0] == ("selected", 1, None)


def test_when_a_winner_declines_the_first_of_the_waiting_list_moves_up(
    face: Any, client: FlaskClient
) -> None:
    judging = a_judging(client, until="published", entries=5, places=3)
    grants = judging.grants()

    declined = face.by(judging.applicants[1]).does("declineGrant", id=grants[1]["id"])

    assert (declined["state"], declined["accepted_at"]) == ("declined", None)
    assert standing_of(judging) == [
        ("selected", 1, None),
        ("declined", None, None),
        ("selected", 3, None),
        ("selected", 2, None),
        ("waitlisted", None, 2),
    ]
    [old, new] = [grant for grant in judging.grants() if grant["place"] == 2]
    assert (old["state"], new["state"]) == ("declined", "offered")
    assert new["entry_id"] == judging.entry_ids[3]
    assert new["amount"] == old["amount"] == {"amount": 33_333_333, "currency": "THB"}
    with refused("entry_not_found"):
        face.by(None).does("entry", id=judging.entry_ids[1])


def test_the_place_is_handed_on_until_nobody_is_left(face: Any, client: FlaskClient) -> None:
    judging = a_judging(client, until="published", entries=3, places=1, waiting_list=1)

    for number in (0, 1):
        [offered] = [grant for grant in judging.grants() if grant["state"] == "offered"]
        assert offered["entry_id"] == judging.entry_ids[number]
        face.by(judging.applicants[number]).does("declineGrant", id=offered["id"])

    assert [grant["state"] for grant in judging.grants()] == ["declined", "declined"]
    assert standing_of(judging) == [
        ("declined", None, None),
        ("declined", None, None),
        ("not_selected", None, None),
    ]


@pytest.mark.parametrize("act", ["acceptGrant", "declineGrant"])
def test_nobody_answers_for_the_winner(face: Any, client: FlaskClient, act: str) -> None:
    judging = a_judging(client, until="published", entries=2)
    [grant], house = judging.grants(), judging.house
    machine = make_machine(house.owner, house.organization, "grants:write")

    for who in (house.owner, house.viewer, house.stranger, judging.judges[0], judging.applicants[1]):
        with refused("not_your_grant"):
            face.by(who).does(act, id=grant["id"])
    with refused("account_needed"):
        face.by(machine).does(act, id=grant["id"], idempotency_key=grant["id"])
    with refused("sign_in_first"):
        face.by(None).does(act, id=grant["id"])

    assert [one["state"] for one in judging.grants()] == ["offered"]


@pytest.mark.parametrize("act", ["acceptGrant", "declineGrant"])
def test_an_answer_decided_on_an_older_version_is_refused(face: Any, client: FlaskClient, act: str) -> None:
    judging = a_judging(client, until="published", entries=1)
    [grant], winner = judging.grants(), face.by(judging.applicants[0])

    with refused("version_stale"):
        winner.does(act, id=grant["id"], expected_version=2)
    answered = winner.does(act, id=grant["id"], expected_version=1)

    assert answered["version"] == 2


def test_grants_are_found_by_call_state_sponsor_and_project(face: Any, client: FlaskClient) -> None:
    judging = a_judging(client, until="published", entries=3, places=2)
    first, second = judging.grants()
    judging.applicants[0].does("acceptGrant", id=first["id"])
    own: Shown = {"call_id": [judging.call["id"]]}

    def listed(**asked: Any) -> list[str]:
        return sorted(grant["id"] for grant in face.by(None).does("grants", **own | asked)["data"])

    assert listed() == sorted([first["id"], second["id"]])
    assert listed(state=["accepted"]) == [first["id"]]
    assert listed(state=["declined"]) == []
    assert listed(project_id=[second["project_id"]]) == [second["id"]]
    assert listed(organization_id=[judging.house.organization["id"]], state=["offered"]) == [second["id"]]
    assert listed(organization_id=[judging.call["id"]]) == []
