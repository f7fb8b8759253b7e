"""What a project may hold: everything wrong is named at once, and nothing that is right is lost."""

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import MOST_FAULTS, Invalid
from domain.model.documents import merged
from domain.model.project_checks import checked
from domain.model.projects import ProjectState
from tests.domain.projects import NOON, WHOLE, a_project, changed, line


def faults_of(sent: Any) -> list[tuple[str, str]]:
    with pytest.raises(Invalid) as refused:
        checked(sent)

    return [(fault.pointer, fault.code) for fault in refused.value.faults]


def causes(*pairs: tuple[str, str | None]) -> dict[str, Any]:
    rows = [{"id": id, "cause": {"th": "เพราะ"}, "because_of": because_of} for id, because_of in pairs]
    return {"problem": {"root_causes": rows}}


def test_a_title_in_one_language_is_enough_to_begin() -> None:
    project = a_project({"title": {"en": "Books"}})

    assert project.state is ProjectState.DRAFT
    assert project.title == {"en": "Books"}
    assert project.problem["root_causes"] == []
    assert project.problem["location"] is None


@pytest.mark.parametrize("title", [None, {}, {"th": ""}, {"th": "  ", "en": None}])
def test_without_a_title_there_is_no_project(title: Any) -> None:
    assert faults_of({"title": title}) == [("/title", "text_missing")]


def test_everything_that_was_written_is_kept_as_it_was_written() -> None:
    assert a_project().document == WHOLE


def test_everything_wrong_is_named_at_once_each_at_its_place() -> None:
    wrong = {
        "title": {"th": "ก" * 201},
        "problem": {
            "people_affected": 0,
            "province": "TH-99",
            "location": {"latitude": 91},
            "root_causes": [{"id": "a b", "cause": {}}, {"cause": {"th": "x"}, "because_of": "nobody"}],
            "goals": [4, 4, 18],
        },
        "team": [{"skills": []}],
        "budget": [line(0), line(1, 0), line(1, 1, "USD")],
        "benefits": [{"dimension": "spiritual", "horizon": "long", "statement": {"th": "x"}}],
    }

    assert sorted(faults_of(wrong)) == [
        ("/benefits/0/dimension", "not_one_of_the_words"),
        ("/budget/0/quantity", "number_out_of_range"),
        ("/budget/1/unit_cost/amount", "number_out_of_range"),
        ("/budget/2/unit_cost/currency", "not_one_of_the_words"),
        ("/problem/goals/1", "goal_repeated"),
        ("/problem/goals/2", "number_out_of_range"),
        ("/problem/location/latitude", "number_out_of_range"),
        ("/problem/location/longitude", "required"),
        ("/problem/people_affected", "number_out_of_range"),
        ("/problem/province", "province_unknown"),
        ("/problem/root_causes/0/cause", "text_missing"),
        ("/problem/root_causes/0/id", "not_valid"),
        ("/problem/root_causes/1/because_of", "root_cause_unknown"),
        ("/team/0/name", "required"),
        ("/title/th", "length_out_of_range"),
    ]


@pytest.mark.parametrize(
    ("patch", "fault"),
    [
        ({"team": [{"name": "ก"}] * 51}, ("/team", "length_out_of_range")),
        ({"budget": [line()] * 51}, ("/budget", "length_out_of_range")),
        ({"benefits": {}}, ("/benefits", "not_a_list")),
        ({"problem": 1}, ("/problem", "not_an_object")),
        ({"colour": "red"}, ("/colour", "unknown_field")),
        ({"team": [None]}, ("/team/0", "not_null")),
        ({"team": [{"name": 1}]}, ("/team/0/name", "not_a_text")),
        ({"problem": {"goals": [True]}}, ("/problem/goals/0", "not_a_whole_number")),
        ({"problem": {"people_affected": 1.5}}, ("/problem/people_affected", "not_a_whole_number")),
        (
            {"problem": {"location": {"latitude": "1", "longitude": 1}}},
            ("/problem/location/latitude", "not_a_number"),
        ),
        (
            {"problem": {"location": {"latitude": float("nan")}}},
            ("/problem/location/latitude", "number_out_of_range"),
        ),
        ({"summary": {"de": "Hallo"}}, ("/summary/de", "text_language_unknown")),
        ({"budget": [line(10**6, 10**7)]}, ("/budget", "budget_too_large")),
        ({"budget": [line(id="b1"), line(id="b1")]}, ("/budget/1/id", "id_repeated")),
    ],
)
def test_what_cannot_be_is_refused_where_it_stands(patch: Any, fault: tuple[str, str]) -> None:
    assert faults_of(changed(patch)) == [fault]


@given(st.lists(st.none() | st.integers(0, 30), min_size=1, max_size=30), st.randoms())
def test_causes_that_each_refer_to_an_earlier_one_are_a_tree_in_any_order(
    parents: list[int | None], chance: random.Random
) -> None:
    pairs = [(f"c{i}", None if at is None or not i else f"c{at % i}") for i, at in enumerate(parents)]
    chance.shuffle(pairs)

    assert checked(changed(causes(*pairs)))


@given(st.integers(1, 20), st.lists(st.integers(0, 100), max_size=20), st.randoms())
def test_causes_that_come_back_to_themselves_are_always_refused(
    around: int, hanging: list[int], chance: random.Random
) -> None:
    circle = [(f"c{i}", f"c{(i + 1) % around}") for i in range(around)]
    others = [(f"d{i}", f"c{at % around}") for i, at in enumerate(hanging)]
    pairs = [*circle, *others]
    chance.shuffle(pairs)

    faults = faults_of(changed(causes(*pairs)))

    in_circle = [place for place, (id, _) in enumerate(pairs) if id.startswith("c")]
    assert faults == [(f"/problem/root_causes/{i}/because_of", "root_cause_circular") for i in in_circle]


def test_what_came_without_an_id_gets_one_that_no_other_has() -> None:
    document = checked(changed({"budget": [line(), line(id="line-1"), line(), line(id="line-3")]}))

    assert [row["id"] for row in document["budget"]] == ["line-2", "line-1", "line-4", "line-3"]


@given(st.lists(st.tuples(st.integers(1, 1000), st.integers(1, 10**6)), max_size=20))
def test_the_budget_is_what_its_lines_cost_together(lines: list[tuple[int, int]]) -> None:
    project = a_project()

    project.revise({"budget": [line(*each) for each in lines]}, now=NOON)

    assert project.budget_total == sum(quantity * amount for quantity, amount in lines)


# The examples of RFC 7396, appendix A.
@pytest.mark.parametrize(
    ("target", "patch", "result"),
    [
        ({"a": "b"}, {"a": "c"}, {"a": "c"}),
        ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
        ({"a": "b"}, {"a": None}, {}),
        ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
        ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
        ({"a": "c"}, {"a": ["b"]}, {"a": ["b"]}),
        ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
        ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
        (["a", "b"], ["c", "d"], ["c", "d"]),
        ({"a": "b"}, ["c"], ["c"]),
        ({"a": "foo"}, None, None),
        ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
        ([1, 2], {"a": "b", "c": None}, {"a": "b"}),
        ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
    ],
)
def test_patches_merge_as_the_standard_says(target: Any, patch: Any, result: Any) -> None:
    assert merged(target, patch) == result


def test_however_much_is_wrong_the_answer_stays_short() -> None:
    assert len(faults_of(WHOLE | {f"field_{i}": 1 for i in range(10_000)})) == MOST_FAULTS
