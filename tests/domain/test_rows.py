"""Rows that have ids: given once and for ever, patched by them, and pointed at by them."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Invalid
from domain.model.documents import merged
from domain.model.project_shape import ROWS
from domain.model.rows import named
from tests.domain.projects import NOON, WHOLE, a_project, line

ids = st.sampled_from(["b1", "b2", "line-1", "x.y"])
parts = st.none() | st.fixed_dictionaries(
    {}, optional={"quantity": st.integers(1, 9), "item": st.just({"th": "ของ"}), "unit_cost": st.just(None)}
)


def faults_of(patch: Any) -> list[tuple[str, str]]:
    project = a_project()
    before = project.document

    with pytest.raises(Invalid) as refused:
        project.revise(patch, now=NOON)

    assert project.document == before
    return [(fault.pointer, fault.code) for fault in refused.value.faults]


def test_a_row_is_changed_by_its_id_and_the_others_stay() -> None:
    project = a_project()

    project.revise({"team": {"m1": {"role": {"en": "Builder"}}}, "budget": {"b2": line()}}, now=NOON)

    assert project.team == [WHOLE["team"][0] | {"role": {"th": "ช่าง", "en": "Builder"}}]
    assert [(row["id"], row["quantity"]) for row in project.budget] == [("b1", 12), ("b2", 1)]


def test_a_null_removes_a_row_and_one_that_is_not_there_is_gone_already() -> None:
    project = a_project()

    project.revise({"benefits": {"g1": None, "g9": None}, "problem": {"root_causes": {"c2": None}}}, now=NOON)

    assert project.benefits == []
    assert [row["id"] for row in project.problem["root_causes"]] == ["c1"]


def test_faults_are_told_at_the_ids_that_were_sent() -> None:
    patch = {
        "budget": {"b1": {"quantity": 0}, "b7": {"quantity": 1}},
        "problem": {"root_causes": {"c1": {"because_of": "c2"}}},
    }

    assert sorted(faults_of(patch)) == [
        ("/budget/b1/quantity", "number_out_of_range"),
        ("/budget/b7/item", "text_missing"),
        ("/budget/b7/unit_cost", "required"),
        ("/problem/root_causes/c1/because_of", "root_cause_circular"),
        ("/problem/root_causes/c2/because_of", "root_cause_circular"),
    ]


def test_what_cannot_be_addressed_is_refused_where_it_was_sent() -> None:
    patch = {"team": {"a b": {"name": "ก"}, "m1": {"id": "m2"}, "m~/3": 7, "m4": 7}}

    assert sorted(faults_of(patch)) == [
        ("/team/a b", "not_valid"),
        ("/team/m1/id", "fixed_once_made"),
        ("/team/m4", "not_an_object"),
        ("/team/m~0~13", "not_valid"),
    ]


def test_a_list_without_ids_is_not_patched_by_ids() -> None:
    assert faults_of({"skills_missing": {"0": "x"}}) == [("/skills_missing", "not_a_list")]


def test_an_id_that_was_given_once_is_never_given_again() -> None:
    project = a_project({"title": {"th": "ก"}, "team": [{"name": "เอ"}, {"name": "บี"}]})

    project.revise({"team": {"member-2": None}}, now=NOON)
    project.revise({"team": [{"name": "ซี"}]}, now=NOON)

    assert [(row["id"], row["name"]) for row in project.team] == [("member-3", "ซี")]


def test_a_list_that_is_sent_again_without_ids_keeps_those_of_the_same_rows() -> None:
    project = a_project({"title": {"th": "ก"}, "team": [{"name": "เอ"}, {"name": "บี"}, {"name": "เอ"}]})

    project.revise({"team": [{"name": "บี"}, {"name": "ซี"}, {"name": "เอ"}]}, now=NOON)

    assert [row["id"] for row in project.team] == ["member-2", "member-4", "member-1"]


def test_names_that_are_taken_are_passed_over() -> None:
    rows = named([{"id": None, "n": 1}, {"id": "line-1", "n": 2}, {"id": None, "n": 3}], "line")

    assert [row["id"] for row in rows] == ["line-2", "line-1", "line-3"]


@given(st.dictionaries(ids, parts))
def test_a_patch_by_id_is_a_merge_patch_of_an_object_of_rows(patch: dict[str, Any]) -> None:
    rows = [{"id": "b1", **line(3)}, {"id": "line-1", **line(4)}]
    by_id = {row["id"]: {k: v for k, v in row.items() if k != "id"} for row in rows}

    result = merged({"budget": rows}, {"budget": patch}, ROWS)["budget"]

    assert {row["id"]: {k: v for k, v in row.items() if k != "id"} for row in result} == merged(by_id, patch)
