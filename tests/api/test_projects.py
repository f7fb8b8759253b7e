"""A project's story on both faces: saved from a phone piece by piece, published, found."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.domain.projects import WHOLE
from tests.faces import GraphQL, Rest, Shown, refused
from tests.world import Person, found, make_machine, register, register_admin

TITLE = {"th": "ห้องสมุดลอยน้ำ"}


@pytest.fixture
def owner(client: FlaskClient) -> Person:
    return register(client)


@pytest.fixture
def stranger(client: FlaskClient) -> Person:
    return register(client)


def a_draft(owner: Person, **more: Any) -> Shown:
    drafted: Shown = owner.does("createProject", title=TITLE, **more)
    return drafted


def published(owner: Person, **more: Any) -> Shown:
    shown: Shown = owner.does("publishProject", id=owner.does("createProject", **WHOLE | more)["id"])
    return shown


def test_a_project_is_saved_piece_by_piece(face: Any, owner: Person) -> None:
    phone = face.by(owner)
    project = phone.does("createProject", title=TITLE)

    pieces: list[Shown] = [
        {"title": {"en": "A floating library"}},
        {"problem": {"statement": {"th": "เด็กไม่มีหนังสือ"}, "province": "TH-50"}},
        {"problem": {"root_causes": WHOLE["problem"]["root_causes"], "province": None}},
        {"budget": WHOLE["budget"], "team": WHOLE["team"], "benefits": WHOLE["benefits"]},
        {"title": {"th": None}, "team": None},
    ]
    for piece in pieces:
        version = project["version"]
        project = phone.does("updateProject", id=project["id"], expected_version=version, **piece)

    assert project["version"] == 6
    assert project["title"]["en"] == "A floating library"
    assert project["title"].get("th") is None
    assert project["problem"]["statement"]["th"] == "เด็กไม่มีหนังสือ"
    assert project["problem"]["province"] is None
    assert [cause["because_of"] for cause in project["problem"]["root_causes"]] == [None, "c1"]
    assert project["budget_total"] == {"amount": 7_800_000, "currency": "THB"}
    assert project["team"] == []
    assert project["benefits"][0]["target"] == 300.5


def test_a_change_that_was_decided_on_an_older_version_is_refused(face: Any, owner: Person) -> None:
    project = a_draft(owner)
    change = {"id": project["id"], "expected_version": 1}
    face.by(owner).does("updateProject", **change, summary={"th": "ก"})

    with refused("version_stale"):
        face.by(owner).does("updateProject", **change, summary={"th": "ข"})


def test_a_change_must_say_which_version_it_was_decided_on(rest: Rest, owner: Person) -> None:
    with refused("if_match_required"):
        rest.by(owner).does("updateProject", id=a_draft(owner)["id"], summary={"th": "ก"})


def test_all_that_is_wrong_is_named_at_once(face: Any, owner: Person) -> None:
    wrong = {
        "problem": {
            "province": "TH-99",
            "people_affected": 0,
            "root_causes": [{"id": "a", "cause": {"th": "ก"}, "because_of": "a"}],
        },
        "budget": [WHOLE["budget"][0] | {"quantity": -1}],
        "supporters": [{"name": {}}],
    }

    codes = ("province_unknown", "number_out_of_range", "root_cause_circular", "number_out_of_range")
    with refused(*codes, "text_missing") as answer:
        face.by(owner).does("createProject", title=TITLE, **wrong)

    assert sorted(answer.at) == [
        "/budget/0/quantity",
        "/problem/people_affected",
        "/problem/province",
        "/problem/root_causes/0/because_of",
        "/supporters/0/name",
    ]


def test_unfit_text_is_pointed_at_where_it_was_sent(face: Any, owner: Person) -> None:
    project = a_draft(owner)

    with refused("text_has_control_characters") as answer:
        face.by(owner).does("updateProject", id=project["id"], expected_version=1, summary={"th": "ก\u0007"})

    assert answer.at == ["/summary/th"]


def test_a_supporter_that_is_named_must_be_there(face: Any, owner: Person) -> None:
    helper = found(owner)
    good, bad = (
        {"name": {"th": "ผู้ช่วย"}, "organization_id": id} for id in (helper["id"], "organization_nobody")
    )

    with refused("organization_not_found") as answer:
        face.by(owner).does("createProject", title=TITLE, supporters=[good, bad])

    assert answer.at == ["/supporters/1/organization_id"]


def test_publishing_names_all_that_is_missing_and_works_once(face: Any, owner: Person) -> None:
    project = a_draft(owner)

    with refused(*["missing"] * 4) as answer:
        face.by(owner).does("publishProject", id=project["id"])
    whole = {name: value for name, value in WHOLE.items() if name != "title"}
    owner.does("updateProject", id=project["id"], expected_version=1, **whole)
    shown = face.by(owner).does("publishProject", id=project["id"])
    with refused("project_is_published"):
        face.by(owner).does("publishProject", id=project["id"])

    assert answer.at == ["/summary", "/problem/statement", "/problem/province", "/solution/approach"]
    assert shown["state"].lower() == "published"
    allowed = {action["action"]: action["allowed"] for action in shown["allowed_actions"]}
    assert (allowed["update"], allowed["publish"]) == (True, False)


def test_a_draft_is_for_its_owner_and_for_admins(
    face: Any, owner: Person, stranger: Person, client: FlaskClient, database: Any
) -> None:
    project = a_draft(owner)

    for outsider in (stranger, None):
        with refused("project_not_found"):
            face.by(outsider).does("project", id=project["id"])
    with refused("project_not_found"):
        face.by(stranger).does("updateProject", id=project["id"], expected_version=1, summary={"th": "ก"})

    assert face.by(owner).does("project", id=project["id"])["id"] == project["id"]
    assert face.by(register_admin(client, database)).does("project", id=project["id"])["id"] == project["id"]


def test_everybody_sees_what_is_published_and_only_its_owner_changes_it(
    face: Any, owner: Person, stranger: Person
) -> None:
    project = published(owner)

    with refused("not_your_project"):
        face.by(stranger).does("updateProject", id=project["id"], expected_version=2, summary={"th": "ก"})

    assert face.by(None).does("project", id=project["id"])["title"] == WHOLE["title"]


def test_a_machine_has_no_projects_of_its_own(face: Any, owner: Person) -> None:
    machine = make_machine(owner, found(owner), "projects:write")

    with refused("account_needed"):
        face.by(machine).does("createProject", title=TITLE, idempotency_key=machine.id)


@pytest.mark.parametrize(
    ("asked", "is_found"),
    [
        ({"goal": [2, 5]}, True),
        ({"goal": [5]}, False),
        ({"province": ["TH-67"], "goal": [6]}, True),
        ({"province": ["TH-50"]}, False),
    ],
)
def test_projects_are_found_by_owner_province_and_goal(
    face: Any, owner: Person, asked: Shown, is_found: bool
) -> None:
    project = published(owner)

    listed = face.by(None).does("projects", account_id=[owner.id], **asked)

    rows = listed.get("data") or listed.get("nodes") or []
    assert [row["id"] for row in rows] == [project["id"]] * is_found


def test_a_goal_that_nobody_set_is_an_unknown_filter_value(face: Any) -> None:
    with refused("unknown_filter_value"):
        face.does("projects", goal=[18])


def test_an_account_leads_to_its_projects_and_back(graph: GraphQL, owner: Person, stranger: Person) -> None:
    hidden, shown = a_draft(owner), published(owner)
    asked = "query($id: ID!) { project(id: $id) { owner { id projects { nodes { id } } } } }"

    def seen_by(who: Person) -> Any:
        return graph.by(who).asks(asked, {"id": shown["id"]})["data"]["project"]["owner"]

    for who, projects in ((owner, {hidden["id"], shown["id"]}), (stranger, {shown["id"]})):
        seen = seen_by(who)
        assert seen["id"] == owner.id
        assert {node["id"] for node in seen["projects"]["nodes"]} == projects


@pytest.mark.parametrize(
    "body", [{"colour": "red"}, {"problem": {"root_cause": []}}, {"team": [{"nam": "ก"}]}]
)
def test_a_field_that_nobody_knows_is_refused(rest: Rest, owner: Person, body: Shown) -> None:
    answer = rest.by(owner).answer("createProject", title=TITLE, **body)

    assert answer.status_code == 422
    assert "unknown_field" in [fault["code"] for fault in answer.get_json()["errors"]]


def test_a_list_that_is_far_too_long_is_one_thing_to_mend(rest: Rest, owner: Person) -> None:
    with refused("length_out_of_range") as answer:
        rest.by(owner).does("createProject", title=TITLE, budget=[{}] * 100_000)

    assert answer.at == ["/budget"]
