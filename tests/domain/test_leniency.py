"""What a round says about its judges."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.model.leniency import judge_analyses
from tests.domain.panels import IDEA, connected_panels, review


def test_leniency_is_a_judges_level_over_the_panels():
    marks = [
        review(judge, entry, points + more)
        for judge, more in (("mild", 2), ("strict", -2))
        for entry, points in (("x", 4), ("y", 6))
    ]

    mild, strict = judge_analyses(marks, IDEA)

    assert (mild.judge, mild.reviews, mild.leniency) == ("mild", 2, Decimal("2.000000"))
    assert (strict.judge, strict.reviews, strict.leniency) == ("strict", 2, Decimal("-2.000000"))


@given(panel=connected_panels())
def test_leniencies_of_a_panel_add_up_to_nothing(panel):
    found = judge_analyses(panel, IDEA)

    assert abs(sum(each.leniency for each in found)) <= Decimal("0.000003")


@given(panel=connected_panels(), more=st.integers(1, 20))
def test_who_adds_a_constant_to_all_scores_is_more_lenient_by_it_and_fits_as_before(panel, more):
    judges = len({one.judge for one in panel})
    moved = [
        review(one.judge, one.entry, one.scores["idea"] + more * (one.judge == "judge 0")) for one in panel
    ]

    before, after = judge_analyses(panel, IDEA), judge_analyses(moved, IDEA)

    rise = float(after[0].leniency - before[0].leniency)
    assert rise == pytest.approx(more - more / judges, abs=1e-5)
    assert [(one.residual, one.outlier) for one in after] == [(one.residual, one.outlier) for one in before]


def test_whoever_fits_far_worse_than_the_panel_is_an_outlier():
    marks = [
        review(f"judge {judge}", f"entry {entry:02}", 10 - entry % 10 if judge == 4 else 1 + entry % 10)
        for judge in range(5)
        for entry in range(20)
    ]

    found = judge_analyses(marks, IDEA)

    assert [one.judge for one in found if one.outlier] == ["judge 4"]


def test_a_judge_of_few_reviews_is_not_blamed_for_what_may_be_chance():
    """The same disagreement, up and down by a point, in two reviews and in twenty."""
    others = [
        review(f"judge {judge}", f"entry {entry:02}", 2 + entry // 4 + (entry * judge) % 4)
        for judge in range(1, 10)
        for entry in range(20)
    ]
    own = [review("judge 0", f"entry {entry:02}", 4 + entry // 4 + (-1) ** entry) for entry in range(20)]

    few, many = (judge_analyses([*others, *own[:count]], IDEA)[0] for count in (2, 20))

    assert few.residual > many.residual
    assert (few.outlier, many.outlier) == (False, True)


def test_without_reviews_nothing_is_said():
    assert judge_analyses([], IDEA) == ()


def test_where_everybody_fits_nobody_stands_apart():
    marks = [review(judge, entry, points) for judge in "abc" for entry, points in (("x", 5), ("y", 5))]

    found = judge_analyses(marks, IDEA)

    assert [(one.residual, one.outlier) for one in found] == [(Decimal("0.000000"), False)] * 3
