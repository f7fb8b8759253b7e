"""What a round's ranking promises, whichever method the call chose."""

from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Conflict
from domain.model.ranking import (
    METHOD_VERSION,
    BelowMinimum,
    Marks,
    Method,
    Rule,
    is_connected,
    rank,
    short_of_quorum,
    total,
)
from domain.model.ties import TieBreak
from tests.domain.panels import IDEA, connected_panels, order, renamed, review

methods = st.sampled_from(list(Method))


def test_a_total_is_the_mean_of_the_criteria_by_their_weights():
    rules = (Rule(key="idea", weight=3), Rule(key="team", weight=1))

    found = total(Marks(judge="a", entry="x", scores={"idea": 8, "team": 1}), rules)

    assert found == Fraction(25, 4)


def test_a_raw_mean_is_the_plain_mean_of_the_totals():
    marks = [review("a", "x", 7), review("b", "x", 8), review("c", "x", 8), review("a", "y", 9)]

    ranking = rank(marks, IDEA, method=Method.RAW_MEAN, seed="s")

    assert [(one.entry, one.position, one.score, one.reviews) for one in ranking.standings] == [
        ("y", 1, Decimal("9.000000"), 1),
        ("x", 2, Decimal("7.666667"), 3),
    ]


def test_a_median_does_not_care_how_far_the_others_are():
    marks = [
        review("a", "x", 7),
        review("b", "x", 8),
        review("c", "x", 1),
        review("a", "y", 6),
        review("b", "y", 7),
    ]

    ranking = rank(marks, IDEA, method=Method.MEDIAN, seed="s")

    assert [(one.entry, one.score) for one in ranking.standings] == [
        ("x", Decimal("7.000000")),
        ("y", Decimal("6.500000")),
    ]


def test_a_standard_score_counts_from_each_judges_own_middle_in_their_own_spread():
    # a has mean 5, b has mean 6; c gave one review, which compares with nothing.
    marks = [
        review("a", "x", 9),
        review("a", "y", 4),
        review("a", "z", 2),
        review("a", "w", 5),
        review("b", "y", 7),
        review("b", "z", 5),
        review("c", "z", 10),
    ]

    ranking = rank(marks, IDEA, method=Method.Z_SCORE, seed="s")

    # sd of a: sqrt((16 + 1 + 9 + 0) / 3) = 2.9439203; z = 1.358732, -0.339683, -1.019049, 0
    # sd of b: sqrt(2); z = 0.707107, -0.707107
    assert [(one.entry, one.score) for one in ranking.standings] == [
        ("x", Decimal("1.358732")),
        ("y", Decimal("0.183712")),
        ("w", Decimal("0.000000")),
        ("z", Decimal("-0.575385")),
    ]


def test_a_judge_who_gives_everybody_the_same_says_nothing_in_standard_scores():
    marks = [review("a", "x", 9), review("a", "y", 4), review("b", "x", 3), review("b", "y", 3)]

    ranking = rank(marks, IDEA, method=Method.Z_SCORE, seed="s")

    assert [one.score for one in ranking.standings] == [Decimal("0.353554"), Decimal("-0.353554")]


def test_what_a_judge_recommends_ranks_nobody():
    marks = [review("a", "x", 9, "decline"), review("a", "y", 4, "fund")]

    assert order(rank(marks, IDEA, method=Method.FAIR, seed="s")) == ["x", "y"]


def test_a_ranking_names_its_method_version_and_seed():
    ranking = rank([review("a", "x", 7)], IDEA, method=Method.FAIR, seed="s")

    assert (ranking.method, ranking.version, ranking.seed) == ("fair", METHOD_VERSION[Method.FAIR], "s")


def test_every_standing_shows_the_mean_of_each_criterion():
    rules = (Rule(key="idea", weight=3), Rule(key="team", weight=1))
    marks = [
        Marks(judge="a", entry="x", scores={"idea": 8, "team": 1}),
        Marks(judge="b", entry="x", scores={"idea": 9, "team": 3}),
    ]

    ranking = rank(marks, rules, method=Method.FAIR, seed="s")

    assert ranking.standings[0].criteria == {"idea": Decimal("8.500000"), "team": Decimal("2.000000")}


def test_a_strict_judge_costs_an_entry_nothing_in_the_fair_ranking():
    marks = [
        review("mild", "x", 8),
        review("mild", "y", 9),
        review("strict", "y", 3),
        review("strict", "z", 4),
    ]

    fair = rank(marks, IDEA, method=Method.FAIR, seed="s")
    raw = rank(marks, IDEA, method=Method.RAW_MEAN, seed="s")

    assert order(fair) == ["z", "y", "x"]
    assert order(raw) == ["x", "y", "z"]


@given(panel=connected_panels(), more=st.integers(-20, 20))
@pytest.mark.parametrize("method", [Method.FAIR, Method.Z_SCORE])
def test_adding_a_constant_to_one_judges_scores_leaves_the_order_unchanged(method, panel, more):
    moved = [
        review(one.judge, one.entry, one.scores["idea"] + more) if one.judge == "judge 0" else one
        for one in panel
    ]

    before = rank(panel, IDEA, method=method, seed="s")
    after = rank(moved, IDEA, method=method, seed="s")

    assert order(after) == order(before)


@given(panel=connected_panels(), method=methods, chance=st.randoms(use_true_random=False))
def test_the_order_of_the_input_changes_nothing(panel, method, chance):
    rules = [*IDEA, Rule(key="team", weight=2, minimum=4)]
    marks = [
        Marks(judge=m.judge, entry=m.entry, scores={**m.scores, "team": m.scores["idea"] // 2}) for m in panel
    ]
    shuffled = chance.sample(marks, len(marks))

    assert rank(shuffled, rules[::-1], method=method, seed="s") == rank(marks, rules, method=method, seed="s")


@given(panel=connected_panels(), method=methods)
def test_the_names_of_the_judges_change_nothing(panel, method):
    found = rank(renamed(panel), IDEA, method=method, seed="s")

    assert found == rank(panel, IDEA, method=method, seed="s")


@given(panel=connected_panels(), method=methods)
def test_every_entry_has_exactly_one_position(panel, method):
    ranking = rank(panel, IDEA, method=method, seed="s")

    assert sorted(order(ranking)) == sorted({one.entry for one in panel})
    assert [one.position for one in ranking.standings] == list(range(1, len(ranking.standings) + 1))


@given(panel=connected_panels(), method=methods)
def test_the_callers_decimal_settings_change_nothing(panel, method):
    expected = rank(panel, IDEA, method=method, seed="s")

    with localcontext(prec=2, rounding="ROUND_UP"):
        found = rank(panel, IDEA, method=method, seed="s")

    assert found == expected


@pytest.mark.parametrize("method", Method)
def test_a_panel_that_falls_apart_cannot_be_ranked(method):
    marks = [review("a", "x", 5), review("b", "y", 6)]

    with pytest.raises(Conflict) as refused:
        rank(marks, IDEA, method=method, seed="s")

    assert refused.value.code == "assignment_disconnected"


def test_a_round_without_reviews_ranks_nobody():
    assert rank([], IDEA, method=Method.FAIR, seed="s").standings == ()


def test_two_reviews_of_one_entry_by_the_same_judge_are_a_mistake():
    with pytest.raises(ValueError, match="two reviews"):
        rank([review("a", "x", 5), review("a", "x", 6)], IDEA, method=Method.FAIR, seed="s")


@pytest.mark.parametrize("rules", [(), (Rule(key="idea", weight=0),)])
def test_criteria_without_weight_are_a_mistake(rules):
    with pytest.raises(ValueError, match="positive weight"):
        rank([review("a", "x", 5)], rules, method=Method.FAIR, seed="s")


def test_an_entry_under_a_criterions_minimum_is_filtered_with_the_reason():
    rules = (Rule(key="idea", weight=1), Rule(key="team", weight=1, minimum=5))
    marks = [
        Marks(judge="a", entry="brilliant", scores={"idea": 10, "team": 4}),
        Marks(judge="b", entry="brilliant", scores={"idea": 10, "team": 5}),
        Marks(judge="a", entry="sound", scores={"idea": 3, "team": 5}),
        Marks(judge="b", entry="sound", scores={"idea": 3, "team": 5}),
    ]

    ranking = rank(marks, rules, method=Method.FAIR, seed="s")

    assert order(ranking) == ["sound"]
    assert ranking.below_minimum == (
        BelowMinimum(entry="brilliant", criterion="team", mean=Decimal("4.500000"), minimum=5),
    )


def test_an_entry_under_several_minimums_gets_every_reason():
    rules = (Rule(key="team", weight=1, minimum=5), Rule(key="idea", weight=1, minimum=5))

    ranking = rank(
        [Marks(judge="a", entry="x", scores={"idea": 1, "team": 2})], rules, method=Method.FAIR, seed="s"
    )

    assert [reason.criterion for reason in ranking.below_minimum] == ["idea", "team"]


def test_a_filtered_entry_still_tells_how_strict_its_judges_are():
    rules = (Rule(key="idea", weight=1, minimum=3),)
    marks = [
        review("mild", "x", 8),
        review("mild", "bad", 4),
        review("strict", "bad", 1),
        review("strict", "z", 6),
    ]

    ranking = rank(marks, rules, method=Method.FAIR, seed="s")

    assert order(ranking) == ["z", "x"]


def test_entries_short_of_quorum_are_named_with_what_they_have():
    marks = [review("a", "x", 5), review("b", "x", 5), review("a", "y", 5)]

    short = short_of_quorum(["z", "y", "x"], marks, 2)

    assert short == (("y", 1), ("z", 0))


def test_a_judge_and_an_entry_of_the_same_name_are_not_the_same():
    assert not is_connected([("x", "y"), ("z", "x")])
    assert is_connected([("x", "y"), ("z", "y")])
    assert is_connected([])


def test_all_equal_entries_are_settled_by_the_lottery():
    marks = [review(judge, entry, 5) for judge in "ab" for entry in "uvwxyz"]

    ranking = rank(marks, IDEA, method=Method.FAIR, seed="s")

    assert {one.tie_broken_by for one in ranking.standings} == {TieBreak.LOTTERY}
