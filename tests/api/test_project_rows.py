"""Rows of a project's lists, patched by their ids: an object in REST, a list of patches in the graph."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.domain.projects import WHOLE
from tests.faces import GraphQL, Rest, Shown, refused
from tests.world import Person, register

LINE = {"item": {"th": "ท่อ"}, "quantity": 2, "unit_cost": {"amount": 100, "currency": "THB"}}
TH = {"th": "ใหม่"}


@pytest.fixture
def owner(client: FlaskClient) -> Person:
    return register(client)


@pytest.fixture
def project(owner: Person) -> Shown:
    shown: Shown = owner.does("createProject", **WHOLE)
    return shown


def by_id(face: Any, name: str, patch: dict[str, Any]) -> dict[str, Any]:
    """The patch as this face says it."""
    if isinstance(face, Rest):
        return {name: patch}
    rows = [{"id": id, **(part if part is not None else {"remove": True})} for id, part in patch.items()]
    return {f"{name}_by_id": rows}


def update(face: Any, project: Shown, **changes: Any) -> Shown:
    given = {"id": project["id"], "expected_version": project["version"]}
    shown: Shown = face.does("updateProject", **given, **changes)
    return shown


def test_what_is_asked_for_and_what_comes_from_elsewhere_is_said(face: Any, owner: Person) -> None:
    source = {"source": {"th": "กองทุน"}, "amount": {"amount": 500, "currency": "THB"}}
    drafted = face.by(owner).does(
        "createProject", title=TH, asked_for={"amount": 900, "currency": "THB"}, from_elsewhere=[source]
    )

    changed = update(face.by(owner), drafted, asked_for=None)

    assert drafted["asked_for"] == {"amount": 900, "currency": "THB"}
    [row] = drafted["from_elsewhere"]
    assert (row["id"], row["secured"], row["amount"]["amount"]) == ("source-1", False, 500)
    assert changed["asked_for"] is None


def test_single_rows_are_changed_added_and_removed(face: Any, owner: Person, project: Shown) -> None:
    patch = {"b1": {"quantity": 3}, "b2": LINE}

    changed = update(face.by(owner), project, **by_id(face, "budget", patch))
    emptied = update(face.by(owner), changed, **by_id(face, "budget", {"b1": None}))

    assert [(row["id"], row["quantity"]) for row in changed["budget"]] == [("b1", 3), ("b2", 2)]
    assert changed["budget"][0]["item"]["th"] == "ชุดตะบันน้ำ"
    assert changed["budget_total"]["amount"] == 3 * 650_000 + 200
    assert [row["id"] for row in emptied["budget"]] == ["b2"]


@pytest.mark.parametrize(
    ("name", "id", "part"),
    [
        ("team", "m1", {"name": "ป้าแดง"}),
        ("from_elsewhere", "e1", {"secured": False}),
        ("supporters", "s1", {"part": TH}),
        ("benefits", "g1", {"target": 5}),
    ],
)
def test_every_list_whose_rows_have_ids_is_patched_by_them(
    face: Any, owner: Person, project: Shown, name: str, id: str, part: dict[str, Any]
) -> None:
    changed = update(face.by(owner), project, **by_id(face, name, {id: part}))

    [row] = changed[name]
    assert row["id"] == id
    [(field, value)] = part.items()
    said = row[field] if not isinstance(value, dict) else {"th": row[field]["th"]}
    assert said == value


def test_causes_are_patched_within_the_problem(face: Any, owner: Person, project: Shown) -> None:
    patch = by_id(face, "root_causes", {"c2": {"because_of": None}, "c3": {"cause": TH, "because_of": "c2"}})

    changed = update(face.by(owner), project, problem=patch)

    causes = changed["problem"]["root_causes"]
    assert [(cause["id"], cause["because_of"]) for cause in causes] == [
        ("c1", None),
        ("c2", None),
        ("c3", "c2"),
    ]
    assert changed["problem"]["province"] == "TH-67"


def test_what_is_wrong_is_told_where_it_was_sent(face: Any, owner: Person, project: Shown) -> None:
    budget = by_id(face, "budget", {"b1": {"quantity": 0}, "b9": {"quantity": 1}})
    problem = by_id(face, "root_causes", {"c1": {"because_of": "c1"}})

    codes = ["number_out_of_range", "root_cause_circular", "text_missing", "required"]
    with refused(*codes) as told:
        update(face.by(owner), project, problem=problem, **budget)

    in_rest = ["/budget/b1/quantity", "/budget/b9/item", "/budget/b9/unit_cost"]
    in_graph = ["/budget_by_id/0/quantity", "/budget_by_id/1/item", "/budget_by_id/1/unit_cost"]
    causes = "/problem/root_causes/c1" if isinstance(face, Rest) else "/problem/root_causes_by_id/0"
    assert sorted(told.at) == sorted(
        [*(in_rest if isinstance(face, Rest) else in_graph), f"{causes}/because_of"]
    )


def test_a_list_and_patches_of_it_are_not_sent_together(
    graph: GraphQL, owner: Person, project: Shown
) -> None:
    with refused("named_twice"):
        update(graph.by(owner), project, team=[], team_by_id=[{"id": "m1", "remove": True}])
    with refused("id_repeated"):
        update(graph.by(owner), project, team_by_id=[{"id": "m1"}, {"id": "m1", "remove": True}])


def test_a_row_has_the_id_that_it_is_addressed_by(rest: Rest, owner: Person, project: Shown) -> None:
    with refused("unknown_field"):
        update(rest.by(owner), project, team={"m1": {"id": "m2"}})
    with refused("not_valid"):
        update(rest.by(owner), project, team={"a b": {"name": "ก"}})
    with refused("not_a_list"):
        update(rest.by(owner), project, team=7)
    with refused("not_a_list"):
        owner.does("createProject", title=TH, team={"m1": {"name": "ก"}})
