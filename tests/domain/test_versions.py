"""What has changed between two versions: enough to make the one out of the other, and nothing else."""

from copy import deepcopy
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from domain.model.project_shape import ROWS
from domain.model.versions import NOTHING, changes
from tests.domain.projects import NOON, WHOLE, a_project, line

patches = st.fixed_dictionaries(
    {},
    optional={
        "title": st.fixed_dictionaries({}, optional={"en": st.sampled_from([None, "A", "B"])}),
        "skills_missing": st.lists(st.sampled_from(["x", "y"]), max_size=3),
        "budget": st.dictionaries(st.sampled_from(["b1", "b2", "b3"]), st.none() | st.just(line(5))),
        "problem": st.fixed_dictionaries({}, optional={"people_affected": st.none() | st.integers(1, 9)}),
        "asked_for": st.none() | st.just({"amount": 5, "currency": "THB"}),
    },
)


def told(before: Any, after: Any) -> list[tuple[str, Any, Any]]:
    return [(change.pointer, change.before, change.after) for change in changes(before, after)]


def test_what_is_the_same_has_not_changed() -> None:
    assert changes(WHOLE, deepcopy(WHOLE)) == []


def test_rows_are_matched_by_their_ids_wherever_they_stand() -> None:
    after = deepcopy(WHOLE)
    after["budget"] = [{"id": "b0", **line()}, after["budget"][0] | {"quantity": 3}]
    after["team"] = []

    assert told(WHOLE, after) == [
        ("/budget/b1/quantity", 12, 3),
        ("/budget/b0", None, {"id": "b0", **line()}),
        ("/team/m1", WHOLE["team"][0], None),
    ]


def test_another_order_of_the_same_rows_is_one_change() -> None:
    after = deepcopy(WHOLE)
    after["problem"]["root_causes"].reverse()

    assert told(WHOLE, after) == [("/problem/root_causes", ["c1", "c2"], ["c2", "c1"])]


def test_a_text_changes_by_language() -> None:
    after = deepcopy(WHOLE) | {"title": {"th": "ใหม่"}}

    assert told(WHOLE, after) == [
        ("/title/en", "Water for the hills", None),
        ("/title/th", "คืนน้ำให้ไร่บนเขา", "ใหม่"),
    ]


def test_the_first_version_is_all_new() -> None:
    [summary] = [change for change in changes(NOTHING, WHOLE) if change.pointer == "/summary"]

    assert (summary.before, summary.after) == (None, WHOLE["summary"])


@given(patches, patches)
def test_the_changes_lead_from_the_one_to_the_other(first: Any, second: Any) -> None:
    project = a_project()
    project.revise(first, now=NOON)
    before = deepcopy(project.document)
    project.revise(second, now=NOON)

    found = changes(before, project.document)

    assert applied(before, found) == project.document
    assert (found == []) == (before == project.document)


def applied(document: Any, found: Any) -> Any:
    """The document with the changes made in it, one after the other."""
    made = deepcopy(document)
    for change in found:
        *way, last = change.pointer.split("/")[1:]
        holder, at = made, ""
        for step in way:
            at = f"{at}/{step}"
            holder = (
                next(row for row in holder if row["id"] == step) if isinstance(holder, list) else holder[step]
            )
        if change.pointer in ROWS and change.before and isinstance(change.before[0], str):
            rows = {row["id"]: row for row in holder[last]}
            rest = [row for id, row in rows.items() if id not in change.after]
            holder[last] = [*(rows[id] for id in change.after), *rest]
        elif isinstance(holder, list):
            place = [row["id"] for row in holder].index(last) if change.before else len(holder)
            holder[place : place + 1] = [change.after] if change.after else []
        elif change.after is None and way == ["title"]:
            holder.pop(last)
        else:
            holder[last] = change.after
    return made
