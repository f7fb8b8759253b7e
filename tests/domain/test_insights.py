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
    shown = insights(0, {})

    assert shown["as_of_sequence"] == 0
    assert shown["campaigns"] == {"succeeded": 0, "failed": 0, "success_percent": None}
    assert {what: money["amount"] for what, money in shown["money"].items()} == dict.fromkeys(
        shown["money"], 0
    )
    assert all(
        shown[part] in ({}, []) for part in ("counts", "by_province", "by_goal", "by_model", "by_month")
    )


def test_totals_stand_apart_from_their_parts_in_order() -> None:
    shown = insights(7, COUNTS)

    assert shown["as_of_sequence"] == 7
    assert list(shown["counts"].items()) == [("entries.selected", 1), ("projects.published", 3)]


def test_a_province_is_told_once_with_both_its_numbers() -> None:
    told = insights(7, COUNTS)["by_province"]

    assert [tuple(one.values())[:3] for one in told] == [("TH-10", 1, 0), ("TH-50", 2, 0), ("TH-83", 0, 1)]


def test_goals_are_numbers_and_sort_as_such() -> None:
    assert [tuple(one.values())[:2] for one in insights(7, COUNTS)["by_goal"]] == [(2, 1), (11, 2)]


def test_success_is_told_in_whole_percent_of_what_has_ended() -> None:
    ended = {"campaigns.succeeded": 2, "campaigns.failed": 1, "campaigns.cancelled": 5, "campaigns.live": 4}

    assert insights(1, ended)["campaigns"] == {"succeeded": 2, "failed": 1, "success_percent": 67}


def test_success_is_told_by_kind_of_campaign_cause_province_and_month() -> None:
    kinds = ("model.all_or_nothing", "goal.6", "province.TH-50", "month.2026-11")
    shown = insights(1, {f"campaigns.succeeded.{kind}": 9 for kind in kinds})

    told = [shown[part][0] for part in ("by_model", "by_goal", "by_province", "by_month")]
    assert [one["campaigns"]["success_percent"] for one in told] == [100] * 4
    assert [one.get("model") or one.get("month") for one in (told[0], told[3])] == [
        "all_or_nothing",
        "2026-11",
    ]


def test_money_is_told_apart_by_what_became_of_it() -> None:
    shown = insights(1, {"pledges.collected.satang": 700, "pledges.refunded.satang": 200})

    assert (shown["money"]["collected"]["amount"], shown["money"]["refunded"]["amount"]) == (700, 200)
