"""Scores per entry by the methods that everybody knows: mean, median, and the mean of standard scores.

They are there to be chosen, and to be shown beside `fair`. None of them asks who else read what a judge read.
"""

from collections import defaultdict
from collections.abc import Sequence
from fractions import Fraction

from domain.model.fair_scores import Totals, by_entry, root, six_places


def raw_means(totals: Totals) -> dict[str, Fraction]:
    """The plain mean of an entry's totals, in points of the scale: version 1 of `raw_mean`."""
    return {entry: mean(list(reviews.values())) for entry, reviews in by_entry(totals).items()}


def medians(totals: Totals) -> dict[str, Fraction]:
    """The median of an entry's totals, in points of the scale: version 1 of `median`.

    Of an even number of totals, the mean of the middle two. One judge in three cannot move it beyond what another
    gave (Huber 1981, "Robust Statistics"), but of few reviews it forgets much.
    """
    return {entry: median(list(reviews.values())) for entry, reviews in by_entry(totals).items()}


def z_scores(totals: Totals) -> dict[str, Fraction]:
    """The mean of an entry's standard scores, in standard deviations of its judges: version 1 of `z_score`."""
    return raw_means(standard_scores(totals))


def standard_scores(totals: Totals) -> Totals:
    """Each review's standard score z = (y - m) / s, rounded half-even to 6 decimals.

    m is the mean and s the standard deviation (n - 1 in the denominator) of the n totals that the review's judge
    gave; s is exact where it is rational, else to 60 digits. z = 0 for a judge whose totals are all equal, or who
    gave only one. It takes out level and spread, but also that one judge may have been given better entries.
    """
    of_judge: defaultdict[str, list[Fraction]] = defaultdict(list)
    for (judge, _), value in totals.items():
        of_judge[judge].append(value)
    means = {judge: mean(values) for judge, values in of_judge.items()}
    spreads = {judge: root(variance(values)) for judge, values in of_judge.items()}
    return {
        (judge, entry): six_places((y - means[judge]) / spreads[judge]) if spreads[judge] else Fraction(0)
        for (judge, entry), y in totals.items()
    }


def mean(values: Sequence[Fraction]) -> Fraction:
    """The arithmetic mean of at least one value."""
    return sum(values, Fraction(0)) / len(values)


def median(values: Sequence[Fraction]) -> Fraction:
    """The middle of at least one value, or the mean of the middle two."""
    ordered, half = sorted(values), len(values) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def variance(values: Sequence[Fraction]) -> Fraction:
    """With n - 1 in the denominator; 0 of a single value."""
    middle = mean(values)
    return sum(((value - middle) ** 2 for value in values), Fraction(0)) / max(len(values) - 1, 1)
