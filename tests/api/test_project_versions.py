"""Every version of a project is kept, listed and compared, for those who may change it."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.domain.projects import WHOLE
from tests.faces import Rest, Shown, refused
from tests.world import Person, publish_project, register, register_admin


@pytest.fixture
def owner(client: FlaskClient) -> Person:
    return register(client)


@pytest.fixture
def project(owner: Person) -> Shown:
    """Drafted, published, changed twice."""
    shown = publish_project(owner)
    for changes in ({"summary": {"th": "สอง"}}, {"team": {"m1": None}, "skills_missing": []}):
        shown = owner.does("updateProject", id=shown["id"], expected_version=shown["version"], **changes)
    return shown


def versions(face: Any, project: Shown, **more: Any) -> list[Shown]:
    found = face.does("projectVersions", project_id=project["id"], **more)
    return list(found.get("data") or found.get("nodes") or [])


def test_every_version_is_listed_with_what_it_was(face: Any, owner: Person, project: Shown) -> None:
    found = versions(face.by(owner), project)

    assert [each["number"] for each in found] == [4, 3, 2, 1]
    assert found[0]["document"]["team"] == []
    assert found[1]["document"]["summary"] == {"th": "สอง"}
    assert found[3]["document"] == WHOLE
    assert {each["account_id"] for each in found} == {owner.id}
    assert {each["project_id"] for each in found} == {project["id"]}


def test_a_version_is_found_by_its_number(face: Any, owner: Person, project: Shown) -> None:
    shown = face.by(owner).does("projectVersion", project_id=project["id"], number=3)

    assert shown["number"] == 3
    assert shown["document"]["summary"] == {"th": "สอง"}


@pytest.mark.parametrize("number", [0, 5, 999_999_999])
def test_what_never_was_is_not_there(face: Any, owner: Person, project: Shown, number: int) -> None:
    with pytest.raises(Exception, match=r"version_not_found|projectVersion_not_found"):
        face.by(owner).does("projectVersion", project_id=project["id"], number=number)


def test_what_has_changed_is_told_place_by_place(face: Any, owner: Person, project: Shown) -> None:
    asked = {"project_id": project["id"], "number": 4}

    last = face.by(owner).does("projectChanges", **asked)
    since_two = face.by(owner).does("projectChanges", **asked, since=2)
    backwards = face.by(owner).does("projectChanges", project_id=project["id"], number=2, since=4)

    assert (last["number"], last["since"]) == (4, 3)
    assert last["changes"] == [
        {"pointer": "/skills_missing", "before": ["mapping"], "after": []},
        {"pointer": "/team/m1", "before": WHOLE["team"][0], "after": None},
    ]
    assert [each["pointer"] for each in since_two["changes"]] == [
        "/skills_missing",
        "/summary/th",
        "/team/m1",
    ]
    assert backwards["changes"][2] == {"pointer": "/team/m1", "before": None, "after": WHOLE["team"][0]}


def test_the_first_version_came_from_nothing(face: Any, owner: Person, project: Shown) -> None:
    told = face.by(owner).does("projectChanges", project_id=project["id"], number=1)

    assert told["since"] == 0
    assert {"pointer": "/summary", "before": None, "after": WHOLE["summary"]} in told["changes"]


def test_a_change_that_changes_nothing_leaves_no_version(face: Any, owner: Person, project: Shown) -> None:
    given = {"id": project["id"], "expected_version": project["version"]}

    face.by(owner).does("updateProject", **given, summary={"th": "สอง"})

    assert len(versions(face.by(owner), project)) == 4


def test_others_do_not_see_what_a_public_project_was(
    face: Any, client: FlaskClient, database: Any, project: Shown
) -> None:
    stranger, admin = register(client), register_admin(client, database)

    assert versions(face.by(stranger), project) == []
    assert versions(face.by(None), project) == []
    assert len(versions(face.by(admin), project)) == 4
    with pytest.raises(Exception, match=r"version_not_found|projectVersion_not_found"):
        face.by(stranger).does("projectVersion", project_id=project["id"], number=1)
    with pytest.raises(Exception, match=r"version_not_found|projectChanges_not_found"):
        face.by(stranger).does("projectChanges", project_id=project["id"], number=2)


def test_of_a_draft_others_hear_that_there_is_none(rest: Rest, client: FlaskClient, owner: Person) -> None:
    draft = owner.does("createProject", title={"th": "ร่าง"})
    stranger = register(client)

    for operation in ("projectVersion", "projectChanges"):
        with refused("project_not_found"):
            rest.by(stranger).does(operation, project_id=draft["id"], number=1)
    with refused("project_not_found"):
        rest.by(owner).does("projectVersion", project_id="nothing", number=1)


def test_what_is_no_number_is_no_version(rest: Rest, owner: Person, project: Shown) -> None:
    path = f"/v1/projects/{project['id']}/versions"

    for word in ("x", "-1", "1.5", "๑", "9" * 40):
        answer = rest.client.get(f"{path}/{word}", headers=owner.headers)
        assert (answer.status_code, answer.get_json()["code"]) == (404, "version_not_found")
    for query in ("since=x", "until=3"):
        answer = rest.client.get(f"{path}/2/changes?{query}", headers=owner.headers)
        assert answer.status_code in (400, 422)


def test_versions_are_read_a_page_at_a_time(rest: Rest, owner: Person, project: Shown) -> None:
    page = rest.by(owner).does("projectVersions", project_id=project["id"], first=3)

    rest_of_it = rest.by(owner).does(
        "projectVersions", project_id=project["id"], after=page["page"]["next_cursor"]
    )

    assert [each["number"] for each in page["data"] + rest_of_it["data"]] == [4, 3, 2, 1]


def test_each_version_is_there_as_soon_as_the_change_is(face: Any, owner: Person, project: Shown) -> None:
    version = project["version"]
    for number in range(3):
        face.by(owner).does(
            "updateProject", id=project["id"], expected_version=version, summary={"en": str(number)}
        )
        version += 1

    newest = versions(face.by(owner), project)[0]
    assert (newest["number"], newest["document"]["summary"]["en"]) == (version, "2")
