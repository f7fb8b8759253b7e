"""Insights are the public counters, told by total, by province and by Development Goal."""

from domain.model.insights import insights

COUNTS = {
    "projects.published": 3,
    "projects.published.province.TH-50": 2,
    "projects.published.province.TH-10": 1,
    "projects.published.goal.11": 2,
    "projects.published.goal.2": 1,
    "entries.selected": 1,
    "entries.selected.province.TH-83": 1,
    "entries.selected.province.TH-50": 0,
}


def test_before_anything_happened_there_is_nothing_to_tell() -> None:
    assert insights(0, {}) == {"as_of_sequence": 0, "counts": {}, "by_province": [], "by_goal": []}


def test_totals_stand_apart_from_their_parts_in_order() -> None:
    shown = insights(7, COUNTS)

    assert shown["as_of_sequence"] == 7
    assert list(shown["counts"].items()) == [("entries.selected", 1), ("projects.published", 3)]


def test_a_province_is_told_once_with_both_its_numbers() -> None:
    assert insights(7, COUNTS)["by_province"] == [
        {"province": "TH-10", "projects_published": 1, "entries_selected": 0},
        {"province": "TH-50", "projects_published": 2, "entries_selected": 0},
        {"province": "TH-83", "projects_published": 0, "entries_selected": 1},
    ]


def test_goals_are_numbers_and_sort_as_such() -> None:
    assert insights(7, COUNTS)["by_goal"] == [
        {"goal": 2, "projects_published": 1},
        {"goal": 11, "projects_published": 2},
    ]
