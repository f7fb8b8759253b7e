"""What is told about a ranking besides its order."""

import json
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.errors import Conflict
from domain.model.agreement import Disagreement
from domain.model.analysis import Analysis, Discussion, analyse
from domain.model.ranking import Marks, Method, Rule, rank
from tests.domain.panels import IDEA, connected_panels, order, review


def analysed(
    marks: list[Marks], places: int, method: Method = Method.FAIR, rules: tuple[Rule, ...] = IDEA
) -> Analysis:
    return analyse(marks, rules, method=method, seed="s", places=places)


def agreed(*points: int) -> list[Marks]:
    """Three judges who say the same of entries a, b, c ..."""
    return [
        review(judge, chr(97 + number), each)
        for judge in ("j1", "j2", "j3")
        for number, each in enumerate(points)
    ]


@pytest.mark.parametrize("method", Method)
def test_the_analysis_is_of_the_ranking_by_the_rounds_method(method):
    marks = agreed(9, 7, 5, 2)

    found = analysed(marks, 2, method)

    assert found.ranking == rank(marks, IDEA, method=method, seed="s")
    assert (found.as_dict()["method"], found.as_dict()["method_version"]) == (method, "1")


def test_the_margin_is_counted_from_the_line_on_both_sides_of_it():
    found = analysed(agreed(9, 7, 5, 2), 2, Method.RAW_MEAN)

    assert found.line is not None
    assert (found.line.last_in, found.line.first_out, found.line.margin) == (7, 5, 2)
    assert {entry: one.margin for entry, one in found.entries.items()} == {"a": 4, "b": 2, "c": -2, "d": -5}


def test_a_margin_is_the_exact_difference_not_that_of_rounded_scores():
    thirds = [review(f"j{n}", "a", points) for n, points in enumerate((2, 2, 1))]
    sixths = [review(f"j{n}", "b", points) for n, points in enumerate((2, 2, 1, 1, 1, 1))]

    found = analysed(thirds + sixths, 1, Method.RAW_MEAN)

    assert found.line is not None
    assert str(found.line.margin) == "0.333333"  # 1.666667 - 1.333333 would be .333334


@pytest.mark.parametrize("places", [0, 4, 9])
def test_where_nobody_or_everybody_has_a_place_there_is_no_line(places):
    found = analysed(agreed(9, 7, 5, 2), places)

    assert found.line is None
    assert {one.margin for one in found.entries.values()} == {None}
    assert {one.probability for one in found.entries.values()} == {Decimal("1.00" if places else "0.00")}
    assert not any(one.needs_discussion for one in found.entries.values())


def test_who_has_a_place_under_some_methods_only_needs_discussion():
    marks = [
        review("mild", "x", 8),
        review("mild", "y", 9),
        review("strict", "y", 3),
        review("strict", "z", 4),
    ]

    found = analysed(marks, 1)

    by_method = {each.method: each.entries for each in found.methods}
    assert by_method[Method.FAIR] == ("z",)
    assert by_method[Method.RAW_MEAN] == ("x",)
    assert found.entries["z"].positions[Method.RAW_MEAN] == 3
    assert Discussion.METHODS_DIFFER in found.entries["z"].discussion
    assert Discussion.METHODS_DIFFER in found.entries["x"].discussion


def test_one_method_alone_is_enough_to_need_discussion():
    marks = [review("mild", "x", 5), review("mild", "w", 5), review("strict", "w", 2), review("mild", "v", 2)]

    found = analysed(marks, 1)

    assert [each.method for each in found.methods if each.entries == ("w",)] == [Method.FAIR]
    assert [each.method for each in found.methods if each.entries == ("x",)] == [*Method][1:]
    differ = [entry for entry, one in found.entries.items() if Discussion.METHODS_DIFFER in one.discussion]
    assert differ == ["w", "x"]


@given(panel=connected_panels(), places=st.integers(1, 5), method=st.sampled_from(list(Method)))
@settings(max_examples=25)
def test_exactly_those_near_the_line_or_between_methods_need_discussion(panel, places, method):
    found = analysed(panel, places, method)

    for entry, one in found.entries.items():
        chosen = {each.method for each in found.methods if entry in each.entries}
        near = Decimal("0.40") <= one.probability <= Decimal("0.60")
        assert one.needs_discussion == (near or chosen not in (set(), set(Method)))


def test_an_entry_under_a_minimum_is_heard_but_has_no_position():
    marks = agreed(9, 4, 6)
    marks[1] = review("j1", "b", 1, "fund")
    marks[4] = review("j2", "b", 7, "decline")

    found = analysed(marks, 1, rules=(Rule(key="idea", weight=1, minimum=5),))

    b = found.entries["b"]
    assert (b.probability, b.resamples, b.margin, dict(b.positions), b.discussion) == (None, 0, None, {}, ())
    assert b.disagreement == (Disagreement.WIDE_SPREAD, Disagreement.OPPOSED_RECOMMENDATIONS)


@given(
    panel=connected_panels(), method=st.sampled_from(list(Method)), chance=st.randoms(use_true_random=False)
)
@settings(max_examples=25)
def test_the_order_of_the_input_changes_no_byte(panel, method, chance):
    rules = [*IDEA, Rule(key="team", weight=2, minimum=4)]
    marks = [
        Marks(judge=m.judge, entry=m.entry, scores={**m.scores, "team": m.scores["idea"] // 2}) for m in panel
    ]

    found = analyse(chance.sample(marks, len(marks)), rules[::-1], method=method, seed="s", places=2)

    assert written(found) == written(analyse(marks, rules, method=method, seed="s", places=2))


def test_everything_is_told_in_plain_json():
    found = analysed(agreed(9, 7, 5, 2), 2)

    told, entry = found.as_dict(), found.entries["b"].as_dict()

    assert json.loads(json.dumps(told)) == told
    assert told["agreement"] == "1.000000"
    assert told["judges"][0] == {
        "judge_id": "j1",
        "reviews": 4,
        "leniency": "0.000000",
        "residual": told["judges"][1]["residual"],
        "outlier": False,
    }
    assert [each["entry_ids"] for each in told["methods"]] == [["a", "b"]] * 4
    assert entry == {
        "probability": "1.00",
        "resamples": 1000,
        "margin": entry["margin"],
        "spread": "0.000000",
        "disagreement": [],
        "positions": {"fair": 2, "raw_mean": 2, "median": 2, "z_score": 2},
        "needs_discussion": False,
        "discussion": [],
    }


def test_a_panel_that_falls_apart_is_not_analysed():
    with pytest.raises(Conflict) as refused:
        analysed([review("a", "x", 5), review("b", "y", 6)], 1)

    assert refused.value.code == "assignment_disconnected"


def test_a_round_without_reviews_has_an_empty_analysis():
    found = analysed([], 3)

    assert (order(found.ranking), dict(found.entries), found.judges, found.agreement) == ([], {}, (), None)


def written(found: Analysis) -> bytes:
    """All that is stored of it."""
    entries = {entry: one.as_dict() for entry, one in found.entries.items()}
    return json.dumps([found.as_dict(), entries]).encode()
