"""Organizations that a project names, on both faces: what the project says is theirs to confirm."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.api.abundance import copies
from tests.faces import Rest, Shown, refused
from tests.world import House, Person, a_house, publish_project, register

PART = {"th": "ให้ยืมรถขุด"}


@pytest.fixture
def owner(client: FlaskClient) -> Person:
    return register(client)


@pytest.fixture
def house(client: FlaskClient) -> House:
    return a_house(client)


def named(house: House, **more: Any) -> Shown:
    organization = house.organization
    return {"name": organization["name"], "organization_id": organization["id"], "part": PART, **more}


def asked(owner: Person, house: House, **more: Any) -> tuple[Shown, Shown]:
    """A project that names the organization, and what the organization is asked."""
    project = publish_project(owner, supporters=[named(house, **more)])
    [supporter] = house.manager.does("supporters", project_id=project["id"])["data"]
    return project, supporter


def test_an_organization_confirms_the_part_that_a_project_says_it_has(
    face: Any, owner: Person, house: House
) -> None:
    project, supporter = asked(owner, house)

    confirmed = face.by(house.manager).does("confirmSupporter", id=supporter["id"])

    after = owner.does("project", id=project["id"])
    assert [row["confirmed"] for row in project["supporters"]] == [False]
    assert (supporter["state"], supporter["part"]) == ("proposed", PART)
    assert (confirmed["state"], confirmed["project_title"]) == ("confirmed", project["title"])
    assert [row["confirmed"] for row in after["supporters"]] == [True]


def test_another_part_is_confirmed_anew(face: Any, owner: Person, house: House) -> None:
    project, supporter = asked(owner, house)
    house.manager.does("confirmSupporter", id=supporter["id"])
    version = owner.does("project", id=project["id"])["version"]

    more = {"th": "ให้เงินล้านบาท"}
    changed = face.by(owner).does(
        "updateProject", id=project["id"], expected_version=version, supporters=[named(house, part=more)]
    )

    again = face.by(house.manager).does("supporter", id=supporter["id"])
    assert [row["confirmed"] for row in changed["supporters"]] == [False]
    assert (again["state"], again["part"]) == ("proposed", more)


def test_the_same_part_is_not_asked_for_again(face: Any, owner: Person, house: House) -> None:
    project, supporter = asked(owner, house)
    face.by(house.manager).does("declineSupporter", id=supporter["id"])

    for title in ("ฝายใหม่", "ฝายใหม่กว่า"):
        version = owner.does("project", id=project["id"])["version"]
        owner.does("updateProject", id=project["id"], expected_version=version, title={"th": title})
    for supporters in ([], [named(house)]):
        version = owner.does("project", id=project["id"])["version"]
        owner.does("updateProject", id=project["id"], expected_version=version, supporters=supporters)

    assert house.manager.does("supporter", id=supporter["id"])["state"] == "declined"


def test_who_is_named_no_more_supports_no_more_and_is_asked_when_named_again(
    face: Any, owner: Person, house: House
) -> None:
    project, supporter = asked(owner, house)
    house.manager.does("confirmSupporter", id=supporter["id"])
    states = []

    for supporters in ([], [named(house)]):
        version = owner.does("project", id=project["id"])["version"]
        face.by(owner).does(
            "updateProject", id=project["id"], expected_version=version, supporters=supporters
        )
        states.append(house.manager.does("supporter", id=supporter["id"])["state"])

    assert states == ["withdrawn", "proposed"]


def test_an_organization_may_support_a_project_no_more(face: Any, owner: Person, house: House) -> None:
    project, supporter = asked(owner, house)
    house.manager.does("confirmSupporter", id=supporter["id"])

    face.by(house.manager).does("withdrawSupporter", id=supporter["id"])

    assert [row["confirmed"] for row in owner.does("project", id=project["id"])["supporters"]] == [False]
    with refused("supporter_is_withdrawn"):
        face.by(house.manager).does("confirmSupporter", id=supporter["id"])


def test_only_managers_answer_and_only_the_two_sides_see(
    face: Any, owner: Person, house: House, client: FlaskClient
) -> None:
    _, supporter = asked(owner, house)

    assert face.by(owner).does("supporter", id=supporter["id"])["id"] == supporter["id"]
    with refused("not_your_organization"):
        face.by(owner).does("confirmSupporter", id=supporter["id"])
    for who in (house.viewer, house.stranger):
        with refused("supporter_not_found"):
            face.by(who).does("confirmSupporter", id=supporter["id"])
        with refused("supporter_not_found"):
            Rest(client, who.bearer).does("supporter", id=supporter["id"])


def test_managers_are_told_once(face: Any, owner: Person, house: House) -> None:
    project, supporter = asked(owner, house)
    version = owner.does("project", id=project["id"])["version"]

    face.by(owner).does("updateProject", id=project["id"], expected_version=version, title={"th": "ใหม่"})

    for who, times in ((house.owner, 1), (house.manager, 1), (house.viewer, 0), (house.stranger, 0)):
        told = [one["about"] for one in who.does("notices")["data"] if one["kind"] == "supporter_asked"]
        assert told == [supporter["id"]] * times


def test_an_organization_is_named_once(face: Any, owner: Person, house: House) -> None:
    with refused("supporter_named_twice"):
        face.by(owner).does(
            "createProject", title={"th": "ฝาย"}, supporters=[named(house), named(house, part={"th": "อื่น"})]
        )


def test_to_name_many_organizations_takes_as_few_statements_as_to_name_one(
    owner: Person, house: House, database: Any
) -> None:
    many = copies(database, "organizations", house.organization["id"], 30)

    statements = {
        len(ids): owner.client.post(
            "/v1/projects",
            json={"title": {"th": "ฝาย"}, "supporters": [named(house, organization_id=id) for id in ids]},
            headers=owner.headers,
        ).headers["Plik-Statements"]
        for ids in (many[:1], many)
    }

    assert statements[1] == statements[30]


@pytest.mark.parametrize("end", ["cancelled", "completed", "merged"])
def test_nobody_is_asked_about_a_project_that_is_over(
    face: Any, owner: Person, house: House, client: FlaskClient, end: str
) -> None:
    project, supporter = asked(owner, house)

    _ended(face, owner, project, register(client), end)

    after = house.manager.does("supporter", id=supporter["id"])
    waiting = [one["about"] for one in house.manager.does("todo")["data"]]
    assert (after["state"], after["answered_at"]) == ("withdrawn", None)
    assert supporter["id"] not in waiting
    with refused("supporter_is_withdrawn"):
        face.by(house.manager).does("confirmSupporter", id=supporter["id"])


def _ended(face: Any, owner: Person, project: Shown, other: Person, end: str) -> None:
    if end == "cancelled":
        face.by(owner).does("cancelProject", id=project["id"], reason={"th": "ไม่มีเวลา"})
    elif end == "completed":
        face.by(owner).does("completeProject", id=project["id"])
    else:
        merge = {"project_id": publish_project(other)["id"], "merging_project_id": project["id"]}
        proposed = face.by(owner).does("proposeMerge", **merge)
        face.by(other).does("acceptTeammate", id=proposed["id"])
