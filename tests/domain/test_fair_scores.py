"""The mathematics of the method `fair`, against worked examples and against its own definition."""

from collections import defaultdict
from fractions import Fraction

from hypothesis import assume, given
from hypothesis import strategies as st

from domain.model.fair_scores import Totals, even_spread, fair_scores
from domain.model.ranking import is_connected

points = st.fractions(1, 10, max_denominator=6)
pairs = st.tuples(st.sampled_from("abcd"), st.sampled_from("uvwxyz"))
totals = st.dictionaries(pairs, points, min_size=1, max_size=16)


def exact(rows: dict[tuple[str, str], int]) -> Totals:
    return {pair: Fraction(value) for pair, value in rows.items()}


def test_two_judges_of_the_same_spread_differ_in_level_only():
    # Both spread as the panel does, so x = y; e = (-1 - 1) / (2 + 0.5) for x, its opposite for y; levels 2, 6
    found = fair_scores(exact({("a", "x"): 1, ("a", "y"): 3, ("b", "x"): 5, ("b", "y"): 7}))

    assert found == {"x": Fraction("3.2"), "y": Fraction("4.8")}


def test_the_spread_of_each_judge_is_drawn_toward_the_panels():
    # V = (2 + 32) / 2 = 17; stretched by sqrt(17 * 7 / 104) = 1.0696872 and sqrt(17 * 7 / 134) = 0.9423692.
    found = even_spread(exact({("a", "x"): 4, ("a", "y"): 6, ("b", "x"): 1, ("b", "y"): 9}))

    assert found == {
        ("a", "x"): Fraction("3.930313"),
        ("a", "y"): Fraction("6.069687"),
        ("b", "x"): Fraction("1.230523"),
        ("b", "y"): Fraction("8.769477"),
    }


def test_a_judge_with_one_review_has_no_spread_to_change():
    found = even_spread(exact({("a", "x"): 4, ("a", "y"): 6, ("b", "x"): 9}))

    assert found["b", "x"] == 9


def test_without_any_spread_scores_stay_as_they_are():
    third = Fraction(1, 3)

    assert even_spread({("a", "x"): third, ("a", "y"): third, ("b", "x"): Fraction(9)}) == {
        ("a", "x"): third,
        ("a", "y"): third,
        ("b", "x"): Fraction(9),
    }


def test_judges_who_give_everybody_the_same_make_everybody_equal():
    found = fair_scores(exact({("a", "x"): 3, ("a", "y"): 3, ("b", "y"): 9, ("b", "z"): 9}))

    assert found == {"x": Fraction(6), "y": Fraction(6), "z": Fraction(6)}


def test_a_judge_alone_decides_the_order():
    found = fair_scores(exact({("a", "x"): 2, ("a", "y"): 9, ("a", "z"): 4}))

    assert sorted(found, key=found.__getitem__) == ["x", "z", "y"]


def test_a_mean_of_judges_levels_lies_in_the_middle_of_one_judges_scores():
    found = fair_scores(exact({("a", "x"): 2, ("a", "y"): 9, ("a", "z"): 4}))

    assert sum(found.values()) / 3 == 5


def test_nothing_judged_gives_no_scores():
    assert fair_scores({}) == {}


@given(totals=totals)
def test_the_answer_is_exactly_the_least_squares_one(totals):
    spread, scores = even_spread(totals), fair_scores(totals)
    level = sum(scores.values()) / len(scores)  # the effects add up to 0: the judges' equations imply it
    effects = {entry: score - level for entry, score in scores.items()}

    left: defaultdict[str, list[Fraction]] = defaultdict(list)
    for (judge, entry), score in spread.items():
        left[judge].append(score - effects[entry])
    judges = {judge: sum(values) / len(values) for judge, values in left.items()}
    residuals: defaultdict[str, Fraction] = defaultdict(Fraction)
    for (judge, entry), score in spread.items():
        residuals[entry] += score - effects[entry] - judges[judge]

    assert residuals == {entry: effect / 2 for entry, effect in effects.items()}
    assert level == sum(judges.values()) / len(judges)


@given(totals=totals, more=st.integers(-50, 50))
def test_a_constant_added_by_one_judge_moves_everybody_by_the_same(totals, more):
    assume(is_connected(totals))
    chosen = min(judge for judge, _ in totals)
    moved = {pair: value + more * (pair[0] == chosen) for pair, value in totals.items()}
    moves = Fraction(more, len({judge for judge, _ in totals}))

    before, after = fair_scores(totals), fair_scores(moved)

    assert after == {entry: score + moves for entry, score in before.items()}


@given(totals=totals)
def test_other_names_for_judges_and_entries_give_the_same_scores(totals):
    renamed = {
        (judge.translate({97: "e"}), entry.translate({117: "zz"})): y for (judge, entry), y in totals.items()
    }

    before, after = fair_scores(totals), fair_scores(renamed)

    assert after == {entry.translate({117: "zz"}): score for entry, score in before.items()}


@given(totals=totals)
def test_stretching_a_judges_scores_keeps_their_order(totals):
    spread = even_spread(totals)

    for (judge, entry), score in totals.items():
        for (other, another), less in totals.items():
            if judge == other and less < score:
                assert spread[other, another] <= spread[judge, entry]
