"""Whether judges agree: the panel as a whole, and about each entry.

Both look at the totals as they were given, before any correction: people check them with a pocket calculator.
"""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from fractions import Fraction
from typing import Final

from domain.model.fair_scores import Totals, by_entry, root, six_places
from domain.model.plain_scores import median, variance
from domain.model.ranking import Marks

WIDE: Final = Fraction(3, 2)  # times the median spread
OPPOSED: Final = frozenset({"fund", "decline"})


class Disagreement(StrEnum):
    """How the judges of an entry disagree: their totals lie far apart, or one would fund what another declines."""

    WIDE_SPREAD = "wide_spread"
    OPPOSED_RECOMMENDATIONS = "opposed_recommendations"


def alpha(totals: Totals) -> Fraction | None:
    """Krippendorff's alpha for interval data, exactly: 1 is full agreement, 0 what chance would give.

    1 - D_o / D_e with the squared difference of two totals. D_o averages it over pairs within an entry, each
    entry's pairs divided by its number of reviews less 1; D_e over all pairs of the totals that have a partner.
    Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability". None where no two reviews share an entry, or
    all totals are equal: then there is nothing to agree about.
    """
    paired = [list(reviews.values()) for reviews in by_entry(totals).values() if len(reviews) > 1]
    everything = [value for values in paired for value in values]
    if len(set(everything)) < 2:
        return None
    # The squared differences of all ordered pairs of n values add up to 2 n (n - 1) times their variance.
    within = sum((len(values) * variance(values) for values in paired), Fraction(0)) / len(everything)
    return 1 - within / variance(everything)


def spreads(totals: Totals) -> dict[str, Fraction]:
    """The standard deviation (n - 1 in the denominator) of each entry's totals, rounded half-even to 6 decimals.

    In points of the scale; only of entries with at least two reviews.
    """
    return {
        entry: six_places(root(variance(list(reviews.values()))))
        for entry, reviews in by_entry(totals).items()
        if len(reviews) > 1
    }


def median_spread(found: Mapping[str, Fraction]) -> Fraction | None:
    """The median of `spreads`; none where there are none."""
    return median(list(found.values())) if found else None


def disagreements(marks: Iterable[Marks], found: Mapping[str, Fraction]) -> dict[str, list[Disagreement]]:
    """By entry: a spread over 1.5 times the round's median one, recommendations to fund and to decline."""
    middle = median_spread(found) or Fraction(0)
    said: dict[str, set[str | None]] = {}
    for one in marks:
        said.setdefault(one.entry, set()).add(one.recommendation)
    return {entry: list(_disagreement(found.get(entry), middle, said[entry])) for entry in sorted(said)}


def _disagreement(spread: Fraction | None, middle: Fraction, said: set[str | None]) -> Sequence[Disagreement]:
    flags = {
        Disagreement.WIDE_SPREAD: spread is not None and spread > WIDE * middle,
        Disagreement.OPPOSED_RECOMMENDATIONS: said >= OPPOSED,
    }
    return [flag for flag, raised in flags.items() if raised]
