"""M7: a diagnosis by four factors that drives matching, from the first question to the volunteer who closes a gap."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.domain.projects import WHOLE
from tests.faces import refused
from tests.volunteering import a_volunteer, accepted
from tests.world import Person, a_house, open_call, register

SKILL = "accounting"


@pytest.fixture
def owner(client: FlaskClient) -> Person:
    return register(client)


def test_a_project_with_no_cause_under_its_problem_cannot_be_submitted(
    face: Any, client: FlaskClient, owner: Person
) -> None:
    house = a_house(client)
    call = open_call(house.manager, house.organization)
    project = owner.does("createProject", **WHOLE | {"problem": WHOLE["problem"] | {"root_causes": []}})

    with refused("root_cause_missing") as told:
        face.by(owner).does("submitEntry", call_id=call["id"], project_id=project["id"])

    assert told.at == ["/project/problem/root_causes"]


def test_a_gap_in_skills_becomes_a_need_a_volunteer_closes_it_and_both_values_are_kept(
    face: Any, client: FlaskClient, owner: Person
) -> None:
    project = owner.does("publishProject", id=owner.does("createProject", **WHOLE)["id"])
    assert skills(face.by(owner), project)["missing"] == ["mapping"]

    # One request makes the gap, and the next tells the need that is ready to be posted.
    changes = {"skills_missing": [SKILL], "expected_version": project["version"]}
    face.by(owner).does("updateProject", id=project["id"], **changes)
    [idea] = skills(face.by(owner), project)["suggestions"]
    assert (idea["kind"], idea["about"]) == ("opportunity", SKILL)
    drafted = owner.does("createOpportunity", project_id=project["id"], **idea["input"])
    opportunity = owner.does("openOpportunity", id=drafted["id"])

    volunteer = a_volunteer(client)
    placement = accepted(owner, volunteer, opportunity)
    face.by(owner).does("completePlacement", id=placement["id"])

    assert skills(face.by(owner), project)["gap"] == 0
    listed = face.by(owner).does("measurements", project_id=project["id"], factor=["skills"])
    newest, *earlier = listed.get("data") or listed["nodes"]
    assert newest["cause"] == "placement_completed"
    assert (newest["previous_gap"], newest["gap"]) == (2, 0)
    assert newest["previous_gap"] == earlier[0]["gap"]


def skills(face: Any, project: dict[str, Any]) -> dict[str, Any]:
    factors = face.does("projectNeeds", project_id=project["id"])["factors"]
    found: dict[str, Any] = next(each for each in factors if each["factor"] == "skills")
    return found
