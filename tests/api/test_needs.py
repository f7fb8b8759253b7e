"""What projects need, seen by everybody who sees them, and measured whenever it changes."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.domain.projects import line
from tests.faces import Rest, Shown, refused
from tests.volunteering import a_volunteer, accepted, open_opportunity
from tests.world import Person, a_house, found, open_call, publish_project, register

SKILL = "accounting"


@pytest.fixture
def owner(client: FlaskClient) -> Person:
    return register(client)


@pytest.fixture
def project(owner: Person) -> Shown:
    return publish_project(owner, skills_missing=["บัญชีและการเงิน"])


def needs(face: Any, project: Shown) -> dict[str, Shown]:
    shown = face.does("projectNeeds", project_id=project["id"])
    return {each["factor"]: each for each in shown["factors"]}


def measured(face: Any, project: Shown, **more: Any) -> list[Shown]:
    listed = face.does("measurements", project_id=project["id"], **more)
    return list(listed.get("data") or listed.get("nodes") or [])


def test_the_four_factors_are_told_with_what_is_asked_covered_and_missing(
    face: Any, owner: Person, project: Shown
) -> None:
    shown = needs(face.by(owner), project)

    assert list(shown) == ["direction", "skills", "capital", "network"]
    assert [each["gap"] for each in shown.values()] == [0, 2, 4, 0]
    assert (shown["skills"]["covered"], shown["skills"]["missing"]) == (["mechanics"], [SKILL])
    assert shown["capital"]["asked_amount"] == {"amount": 7_800_000, "currency": "THB"}
    assert shown["capital"]["covered_amount"]["amount"] == 800_000
    assert shown["capital"]["missing_amount"]["amount"] == 7_000_000
    assert shown["network"]["asked"] == ["s1"]
    assert shown["direction"]["asked_amount"] is None


def test_suggestions_can_be_sent_as_they_are(face: Any, owner: Person, project: Shown) -> None:
    shown = needs(face.by(owner), project)

    [opportunity] = shown["skills"]["suggestions"]
    [campaign] = shown["capital"]["suggestions"]
    drafted = owner.does("createOpportunity", project_id=project["id"], **opportunity["input"])
    assert drafted["skills"] == [{"skill_id": SKILL, "least_level": 1}]
    assert campaign["kind"] == "campaign"
    assert campaign["input"]["goal"]["amount"] == 7_000_000
    assert campaign["about"] == "b1"


def test_who_could_help_is_named(face: Any, client: FlaskClient, owner: Person, project: Shown) -> None:
    house = a_house(client)
    call = open_call(house.manager, house.organization)
    elsewhere = open_call(house.manager, house.organization, eligibility={"provinces": ["TH-10"]})
    a_volunteer(client, skills=[{"skill_id": SKILL, "level": 3}], consent=True)

    shown = needs(face.by(owner), project)

    [volunteers] = shown["skills"]["suppliers"]
    assert (volunteers["kind"], volunteers["skill"]) == ("volunteers", SKILL)
    assert volunteers["count"] >= 1
    assert volunteers["title"]["en"] == "Accounting"
    calls = [each for each in shown["capital"]["suppliers"] if each["kind"] == "call"]
    assert 1 <= len(calls) <= 5
    assert calls[0]["count"] >= len(calls)
    assert elsewhere["id"] not in [each["id"] for each in calls]
    assert call["state"] == "open"


def test_organizations_that_support_the_like_are_named(
    face: Any, client: FlaskClient, owner: Person, project: Shown
) -> None:
    manager, other = register(client), register(client)
    organization = found(manager)
    row = {"name": {"th": "มูลนิธิ"}, "part": {"th": "ให้ทุน"}, "organization_id": organization["id"]}
    like = publish_project(other, supporters=[row])
    [asked] = manager.does("supporters", project_id=like["id"])["data"]
    manager.does("confirmSupporter", id=asked["id"])

    shown = needs(face.by(owner), project)

    named = [each["id"] for each in shown["network"]["suppliers"]]
    assert len(named) <= 5
    if len(named) < 5:
        assert organization["id"] in named
    [measurement] = [each for each in measured(face.by(other), like) if each["cause"] == "support_changed"]
    assert (measurement["factor"], measurement["previous_gap"], measurement["gap"]) == ("network", 4, 0)


def test_everybody_who_sees_the_project_sees_its_needs_and_nobody_else(
    face: Any, rest: Rest, client: FlaskClient, owner: Person, project: Shown
) -> None:
    draft = owner.does("createProject", title={"th": "ร่าง"})
    stranger = register(client)

    assert needs(face.by(None), project).keys() == needs(face.by(stranger), project).keys()
    for who in (None, stranger):
        for operation in ("projectNeeds", "measurements"):
            with refused("project_not_found"):
                rest.by(who).does(operation, project_id=draft["id"])


def test_gaps_are_measured_when_they_change_and_only_then(face: Any, owner: Person) -> None:
    project = owner.does("createProject", title={"th": "ร่าง"})
    given = {"id": project["id"]}
    owner.does("updateProject", **given, expected_version=1, budget=[line(2, 100)])
    source = {"source": {"th": "กองทุน"}, "amount": {"amount": 100, "currency": "THB"}, "secured": True}

    owner.does("updateProject", **given, expected_version=2, from_elsewhere=[source])
    owner.does("updateProject", **given, expected_version=3, from_elsewhere={"source-1": {"secured": False}})

    capital = measured(face.by(owner), project, factor=["capital"])
    assert [(each["previous_gap"], each["gap"]) for each in capital] == [(2, 4), (4, 2), (None, 4)]
    assert {each["cause"] for each in capital} == {"project_changed"}
    assert capital[0]["detail"]["missing_amount"]["amount"] == 200
    assert len(measured(face.by(owner), project)) == 6


def test_an_accepted_volunteer_counts_when_the_work_is_done(
    face: Any, client: FlaskClient, owner: Person, project: Shown
) -> None:
    volunteer = a_volunteer(client)
    opportunity = open_opportunity(owner, project, skills=[{"skill_id": SKILL, "least_level": 1}])
    assert needs(face.by(owner), project)["skills"]["suggestions"] == []

    placement = accepted(owner, volunteer, opportunity)
    before = needs(face.by(owner), project)["skills"]["gap"]
    face.by(owner).does("completePlacement", id=placement["id"])

    assert (before, needs(face.by(owner), project)["skills"]["gap"]) == (2, 0)
    [newest, *_] = measured(face.by(owner), project)
    assert (newest["factor"], newest["cause"]) == ("skills", "placement_completed")
    assert (newest["previous_gap"], newest["gap"]) == (2, 0)
