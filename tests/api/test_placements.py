"""A placement's story on both faces: a volunteer applies, the project offers, the volunteer accepts; and otherwise."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from domain.usecases.placements import LapseDueOffers
from tests.faces import Rest, refused
from tests.running import Clock, carry_out, drain
from tests.volunteering import PROFILE, a_volunteer, accepted, apply, offered, open_opportunity
from tests.world import Person, a_house, make_machine, register, register_admin


@pytest.fixture
def owner(client: FlaskClient) -> Person:
    return register(client)


def counts(owner: Person, opportunity: Any) -> tuple[int, int, bool]:
    """Offered, accepted, full."""
    shown = owner.does("opportunity", id=opportunity["id"])
    return shown["offered_count"], shown["accepted_count"], shown["full"]


def test_a_volunteer_applies_is_offered_the_place_and_accepts(
    face: Any, owner: Person, client: FlaskClient
) -> None:
    volunteer, opportunity = a_volunteer(client), open_opportunity(owner, places=1)

    applied = face.by(volunteer).does(
        "createPlacement", opportunity_id=opportunity["id"], message="เคยทำบัญชีสหกรณ์"
    )
    held = face.by(owner).does("offerPlacement", id=applied["id"])
    during = counts(owner, opportunity)
    taken = face.by(volunteer).does("acceptPlacement", id=applied["id"])

    assert (applied["state"], applied["message"], applied["account_id"]) == (
        "applied",
        "เคยทำบัญชีสหกรณ์",
        volunteer.id,
    )
    assert (held["state"], held["version"]) == ("offered", 2)
    assert held["expires_at"] > held["offered_at"]
    assert during == (1, 0, False)
    assert taken["state"] == "accepted"
    assert taken["accepted_at"] > held["offered_at"]
    assert counts(owner, opportunity) == (0, 1, True)


def test_applying_takes_a_profile_that_projects_may_see(
    face: Any, owner: Person, client: FlaskClient
) -> None:
    opportunity, nobody = open_opportunity(owner), register(client)
    hidden = a_volunteer(client, consent=False)

    for who in (nobody, hidden):
        with refused("volunteer_profile_missing"):
            face.by(who).does("createPlacement", opportunity_id=opportunity["id"])


def test_who_lacks_a_skill_is_told_which(face: Any, owner: Person, client: FlaskClient) -> None:
    skills = [
        {"skill_id": "accounting", "least_level": 4},
        {"skill_id": "law", "least_level": 1},
        {"skill_id": "cooking", "least_level": 5},
    ]
    opportunity, volunteer = open_opportunity(owner, skills=skills), a_volunteer(client)

    with refused("skills_lacking"):
        face.by(volunteer).does("createPlacement", opportunity_id=opportunity["id"])

    answer = Rest(client, volunteer.bearer).answer("createPlacement", opportunity_id=opportunity["id"])
    assert answer.get_json()["details"]["lacking"] == [
        {"skill_id": "accounting", "least_level": 4, "level": 3},
        {"skill_id": "law", "least_level": 1, "level": None},
    ]


@pytest.mark.parametrize(
    ("age_band", "least_age", "welcome"),
    [
        ("from_15_to_17", 17, True),
        ("from_15_to_17", 18, False),
        ("from_18_to_24", 18, True),
        ("from_60", 75, True),
        (None, 18, False),
        (None, None, True),
    ],
)
def test_a_least_age_is_held_as_far_as_the_volunteer_says(
    client: FlaskClient, owner: Person, age_band: str | None, least_age: int | None, welcome: bool
) -> None:
    opportunity = open_opportunity(owner, least_age=least_age)
    volunteer = Rest(client, a_volunteer(client, age_band=age_band).bearer)

    if welcome:
        volunteer.does("createPlacement", opportunity_id=opportunity["id"])
        return
    with refused("age_not_met"):
        volunteer.does("createPlacement", opportunity_id=opportunity["id"])


def test_one_applies_once_and_again_when_it_is_over(face: Any, owner: Person, client: FlaskClient) -> None:
    opportunity, volunteer = open_opportunity(owner), a_volunteer(client)
    first = apply(volunteer, opportunity)

    with refused("already_applied"):
        face.by(volunteer).does("createPlacement", opportunity_id=opportunity["id"])
    face.by(volunteer).does("withdrawPlacement", id=first["id"])
    again = face.by(volunteer).does("createPlacement", opportunity_id=opportunity["id"])
    listed = face.by(volunteer).does("myPlacements")["data"]

    assert [each["id"] for each in listed] == [again["id"], first["id"]]
    assert [each["state"] for each in listed] == ["applied", "withdrawn"]
    own = face.by(volunteer).does("myPlacements", state=["applied"])["data"]
    assert [each["id"] for each in own] == [again["id"]]


def test_a_full_opportunity_takes_no_application_and_no_offer(
    face: Any, owner: Person, client: FlaskClient
) -> None:
    opportunity = open_opportunity(owner, places=1)
    waiting = apply(a_volunteer(client), opportunity)
    taken_by = a_volunteer(client)
    held = offered(owner, taken_by, opportunity)

    with refused("opportunity_full"):
        face.by(owner).does("offerPlacement", id=waiting["id"])
    taken_by.does("acceptPlacement", id=held["id"])
    with refused("opportunity_full"):
        face.by(a_volunteer(client)).does("createPlacement", opportunity_id=opportunity["id"])

    face.by(taken_by).does("withdrawPlacement", id=held["id"])
    assert face.by(owner).does("offerPlacement", id=waiting["id"])["state"] == "offered"


@pytest.mark.parametrize("answer", ["declinePlacement", "withdrawPlacement"])
def test_an_offer_that_is_not_wanted_frees_its_place(
    face: Any, owner: Person, client: FlaskClient, answer: str
) -> None:
    opportunity, volunteer = open_opportunity(owner, places=1), a_volunteer(client)
    held = offered(owner, volunteer, opportunity)

    with refused("not_your_placement"):
        face.by(owner).does(answer, id=held["id"])
    ended = face.by(volunteer).does(answer, id=held["id"])

    assert ended["state"] in ("declined", "withdrawn")
    assert ended["ended_at"] > held["offered_at"]
    assert counts(owner, opportunity) == (0, 0, False)


def test_an_application_is_declined_by_the_project(face: Any, owner: Person, client: FlaskClient) -> None:
    volunteer = a_volunteer(client)
    applied = apply(volunteer, open_opportunity(owner))

    with refused("not_your_placement"):
        face.by(volunteer).does("declinePlacement", id=applied["id"])
    declined = face.by(owner).does("declinePlacement", id=applied["id"])

    assert declined["state"] == "declined"
    with refused("placement_is_declined"):
        face.by(volunteer).does("withdrawPlacement", id=applied["id"])


def test_an_offer_that_nobody_answers_lapses_after_two_days(
    face: Any, app: Flask, owner: Person, client: FlaskClient, clock: Clock
) -> None:
    opportunity, volunteer = open_opportunity(owner, places=1), a_volunteer(client)
    held = offered(owner, volunteer, opportunity)

    clock.forward(hours=47, minutes=59)
    carry_out(app, LapseDueOffers())
    assert counts(owner, opportunity) == (1, 0, False)
    clock.forward(minutes=1)
    with refused("offer_lapsed"):
        face.by(volunteer).does("acceptPlacement", id=held["id"])
    carry_out(app, LapseDueOffers())

    lapsed = face.by(volunteer).does("placement", id=held["id"])
    assert lapsed["state"] == "lapsed"
    assert lapsed["ended_at"] >= lapsed["expires_at"]
    assert counts(owner, opportunity) == (0, 0, False)
    with refused("placement_is_lapsed"):
        face.by(volunteer).does("acceptPlacement", id=held["id"])
    assert carry_out(app, LapseDueOffers()) == 0


@pytest.mark.parametrize(
    ("verdict", "state"), [("completePlacement", "completed"), ("markNoShow", "no_show")]
)
def test_the_project_says_what_became_of_it(
    face: Any, owner: Person, client: FlaskClient, verdict: str, state: str
) -> None:
    opportunity, volunteer = open_opportunity(owner, places=1), a_volunteer(client)
    taken = accepted(owner, volunteer, opportunity)

    with refused("not_your_placement"):
        face.by(volunteer).does(verdict, id=taken["id"])
    ended = face.by(owner).does(verdict, id=taken["id"])

    assert ended["state"] == state
    assert counts(owner, opportunity) == (0, 1, True)
    with refused(f"placement_is_{state}"):
        face.by(volunteer).does("withdrawPlacement", id=taken["id"])


def test_nobody_volunteers_for_their_own_project(face: Any, owner: Person) -> None:
    opportunity = open_opportunity(owner)
    owner.does("setMyVolunteer", **PROFILE)

    with refused("not_your_own_opportunity"):
        face.by(owner).does("createPlacement", opportunity_id=opportunity["id"])


def test_it_is_seen_by_the_volunteer_and_the_projects_owner_alone(
    face: Any, owner: Person, client: FlaskClient, database: Any
) -> None:
    volunteer, rival, house = a_volunteer(client), a_volunteer(client), a_house(client)
    opportunity = open_opportunity(owner)
    applied, other = apply(volunteer, opportunity), apply(rival, opportunity)
    machine = make_machine(house.owner, house.organization, "volunteers:read", "volunteers:write")

    def listed(who: Any) -> list[str]:
        found = face.by(who).does("placements", opportunity_id=opportunity["id"])["data"]
        return [each["id"] for each in found]

    for who in (owner, register_admin(client, database)):
        assert listed(who) == [other["id"], applied["id"]]
        assert face.by(who).does("placement", id=applied["id"])["account_id"] == volunteer.id
    assert listed(volunteer) == [applied["id"]]
    strangers: list[Any] = [rival, house.owner, machine, None]
    for who in strangers:
        assert applied["id"] not in listed(who)
        with refused("placement_not_found"):
            face.by(who).does("placement", id=applied["id"])
    with refused("placement_not_found"):
        face.by(rival).does("withdrawPlacement", id=applied["id"])


def test_an_answer_decided_on_an_older_version_is_refused(
    face: Any, owner: Person, client: FlaskClient
) -> None:
    applied = apply(a_volunteer(client), open_opportunity(owner))

    with refused("version_stale"):
        face.by(owner).does("offerPlacement", id=applied["id"], expected_version=2)

    assert face.by(owner).does("offerPlacement", id=applied["id"], expected_version=1)["version"] == 2


def test_both_hear_of_every_step_and_nobody_else(
    face: Any, app: Flask, owner: Person, client: FlaskClient
) -> None:
    drain(app)
    before = face.by(None).does("insights")["counts"]
    volunteer, opportunity = a_volunteer(client), open_opportunity(owner)
    done = accepted(owner, volunteer, opportunity)
    face.by(owner).does("completePlacement", id=done["id"])
    left = accepted(owner, a_volunteer(client), opportunity)
    missed = accepted(owner, a_volunteer(client), opportunity)
    face.by(owner).does("markNoShow", id=missed["id"])
    drain(app)

    def told(who: Person | None, subject: Any) -> list[str]:
        found = face.by(who).does("events", subject=[subject["id"]])["data"]
        return [event["type"].removeprefix("placement.") for event in found]

    after = face.by(None).does("insights")["counts"]
    assert told(volunteer, done) == told(owner, done) == ["applied", "offered", "accepted", "completed"]
    assert told(owner, missed)[-1] == "missed"
    assert told(volunteer, left) == told(None, done) == []
    moved = {name: after[name] - before.get(name, 0) for name in after if name.startswith("placements.")}
    assert moved == {"placements.applied": 3, "placements.accepted": 3, "placements.completed": 1}
