"""Whether judges agree, against published numbers and by hand."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.model.agreement import Disagreement, alpha, disagreements, median_spread, spreads
from domain.model.fair_scores import Totals
from tests.domain.panels import review

# Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability", section C: four observers, twelve units.
PUBLISHED = (
    "1 2 3 3 2 1 4 1 2 . . .",
    "1 2 3 3 2 2 4 1 2 5 . 3",
    ". 3 3 3 2 3 4 2 2 5 1 .",
    "1 2 3 3 2 4 4 1 2 5 1 .",
)
pairs = st.tuples(st.sampled_from("abcd"), st.sampled_from("uvwxyz"))
totals = st.dictionaries(pairs, st.fractions(1, 10, max_denominator=6), min_size=1, max_size=16)


def table(*rows: str) -> Totals:
    return {
        (f"judge {judge}", f"entry {entry}"): Fraction(cell)
        for judge, row in enumerate(rows)
        for entry, cell in enumerate(row.split())
        if cell != "."
    }


def test_alpha_is_the_published_one_for_the_published_example():
    found = alpha(table(*PUBLISHED))

    assert found is not None
    assert round(found, 3) == Fraction("0.849")
    assert found == Fraction(951, 1120)


def test_judges_who_say_the_same_agree_fully():
    assert alpha(table("1 5 9", "1 5 9")) == 1


def test_judges_who_say_the_opposite_agree_less_than_chance():
    found = alpha(table("1 9", "9 1"))

    assert found is not None
    assert found < 0


@pytest.mark.parametrize("rows", [("5 5", "5 5"), ("1 . 9", ". 5 ."), ("1 2 3",)])
def test_where_nothing_can_be_compared_there_is_no_agreement_to_tell(rows):
    assert alpha(table(*rows)) is None


@given(totals=totals)
def test_alpha_is_the_mean_squared_difference_within_entries_against_that_of_all_pairs(totals):
    """The definition, word for word: over all ordered pairs."""
    of = {entry: [y for (_, e), y in totals.items() if e == entry] for _, entry in totals}
    paired = [values for values in of.values() if len(values) > 1]
    everything = [y for values in paired for y in values]
    n = len(everything)

    observed = sum(sum((a - b) ** 2 for a in v for b in v) / Fraction(len(v) - 1) for v in paired)
    expected = sum((a - b) ** 2 for a in everything for b in everything) / Fraction(max(n - 1, 1))

    assert alpha(totals) == (1 - observed / expected if expected else None)


def test_a_spread_is_the_standard_deviation_of_an_entrys_totals():
    found = spreads(table("1 5 9", "2 5 .", "4 8 ."))

    assert found == {"entry 0": Fraction("1.527525"), "entry 1": Fraction("1.732051")}
    assert median_spread(found) == Fraction("1.629788")


def test_without_two_reviews_of_an_entry_there_is_no_spread():
    assert median_spread(spreads(table("1 5 9"))) is None


def test_an_entry_is_flagged_when_its_judges_are_more_than_half_as_far_again_apart_as_in_the_middle():
    totals = table("5 5 5 1", "7 7 8 4")  # 2, 2, 3 and 3 apart: the middle is 2.5, and 3 is no more than 3.75
    wider = table("5 5 5 1", "7 7 8 5")  # 2, 2, 3 and 4: 4 is more than 3.75

    flags, more = (
        disagreements([review(*pair, 1) for pair in each], spreads(each)) for each in (totals, wider)
    )

    assert list(flags.values()) == [[], [], [], []]
    assert list(more.values()) == [[], [], [], [Disagreement.WIDE_SPREAD]]


def test_exactly_half_as_far_again_is_not_flagged():
    totals = table("5 5 5", "7 7 8")  # 2, 2 and 3 apart, in standard deviations with the same factor

    flags = disagreements([review(*pair, 1) for pair in totals], {"entry 0": 2, "entry 1": 2, "entry 2": 3})

    assert list(flags.values()) == [[], [], []]


@pytest.mark.parametrize(
    ("said", "flagged"),
    [
        (("fund", "decline"), True),
        (("fund", "discuss", "decline"), True),
        (("fund", "discuss"), False),
        (("decline", None), False),
        ((None, None), False),
    ],
)
def test_an_entry_is_flagged_when_one_judge_would_fund_it_and_another_decline_it(said, flagged):
    marks = [review(f"judge {number}", "x", 5, word) for number, word in enumerate(said)]

    found = disagreements(marks, spreads({(one.judge, one.entry): Fraction(5) for one in marks}))

    assert found == {"x": [Disagreement.OPPOSED_RECOMMENDATIONS] if flagged else []}
