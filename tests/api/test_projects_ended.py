"""How a project ends: it is completed or given up, by its owner, when nothing runs for it any longer."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.faces import Shown, refused
from tests.fundraising import launch_campaign
from tests.volunteering import open_opportunity
from tests.world import Person, a_house, open_call, publish_project, register

WHY = {"th": "เจ้าของที่ดินขายที่", "en": "The land was sold"}


@pytest.fixture
def owner(client: FlaskClient) -> Person:
    return register(client)


@pytest.fixture
def project(owner: Person) -> Shown:
    return publish_project(owner)


def verdict(face: Any, project: Shown, action: str) -> Any:
    shown = face.does("project", id=project["id"])
    return next(each["reason_code"] for each in shown["allowed_actions"] if each["action"] == action)


def test_a_project_is_completed_and_stays_for_everybody_to_see(
    face: Any, owner: Person, project: Shown
) -> None:
    outcome = {"th": "น้ำถึงทุกไร่"}

    shown = face.by(owner).does("completeProject", id=project["id"], outcome=outcome)

    assert shown["state"] == "completed"
    assert shown["ended_at"]
    assert shown["ended_reason"]["th"] == "น้ำถึงทุกไร่"
    assert face.by(None).does("project", id=project["id"])["state"] == "completed"


def test_a_project_is_given_up_for_a_reason(face: Any, owner: Person, project: Shown) -> None:
    with refused("reason_missing") as told:
        face.by(owner).does("cancelProject", id=project["id"], reason={"th": " "})

    shown = face.by(owner).does("cancelProject", id=project["id"], reason=WHY)

    assert told.at == ["/reason"]
    assert (shown["state"], shown["ended_reason"]) == ("cancelled", WHY)
    with refused("project_not_found"):
        face.by(None).does("project", id=project["id"])


@pytest.mark.parametrize("operation", ["completeProject", "cancelProject"])
def test_nothing_ends_while_something_runs_for_it(
    face: Any, client: FlaskClient, owner: Person, operation: str
) -> None:
    def entered() -> Shown:
        house, project = a_house(client), publish_project(owner)
        call = open_call(house.manager, house.organization)
        owner.does("submitEntry", call_id=call["id"], project_id=project["id"])
        return project

    def raising() -> Shown:
        campaign = launch_campaign(owner)
        shown: Shown = owner.does("project", id=campaign["project_id"])
        return shown

    def looking() -> Shown:
        project = publish_project(owner)
        open_opportunity(owner, project)
        return project

    reason = {"reason": WHY} if operation == "cancelProject" else {}
    for begin in (entered, raising, looking):
        busy = begin()
        with refused("project_in_use"):
            face.by(owner).does(operation, id=busy["id"], **reason)
        assert verdict(face.by(owner), busy, operation.removesuffix("Project")) == "project_in_use"


def test_what_was_withdrawn_is_no_longer_in_the_way(
    face: Any, client: FlaskClient, owner: Person, project: Shown
) -> None:
    house = a_house(client)
    call = open_call(house.manager, house.organization)
    entry = owner.does("submitEntry", call_id=call["id"], project_id=project["id"])

    owner.does("withdrawEntry", id=entry["id"])

    assert verdict(face.by(owner), project, "cancel") is None
    assert face.by(owner).does("cancelProject", id=project["id"], reason=WHY)["state"] == "cancelled"


def test_a_draft_is_given_up_and_never_done(face: Any, owner: Person) -> None:
    draft = owner.does("createProject", title={"th": "ร่าง"})

    with refused("project_is_draft"):
        face.by(owner).does("completeProject", id=draft["id"])

    assert face.by(owner).does("cancelProject", id=draft["id"], reason=WHY)["state"] == "cancelled"


def test_nobody_else_ends_it(face: Any, client: FlaskClient, project: Shown) -> None:
    stranger = register(client)

    with refused("not_your_project"):
        face.by(stranger).does("completeProject", id=project["id"])


def test_the_end_is_a_version_too_and_what_is_over_is_changed_no_more(
    face: Any, owner: Person, project: Shown
) -> None:
    ended = face.by(owner).does("completeProject", id=project["id"])

    found = owner.does("projectVersions", project_id=project["id"])["data"]
    assert found[0]["number"] == ended["version"]
    with refused("project_is_completed"):
        face.by(owner).does("updateProject", id=project["id"], expected_version=ended["version"], summary=WHY)
