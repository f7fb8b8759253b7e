"""Scores that do not depend on which judges an entry happened to get: the method `fair`, version 1.

A strict judge and a mild one, or one who uses the whole scale and one who stays around the middle, should not
decide who wins. So the spread of each judge is drawn toward the panel's, then the level of each taken out.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal, localcontext
from fractions import Fraction
from math import isqrt, lcm
from typing import Final

from domain.model.equations import solved

Totals = Mapping[tuple[str, str], Fraction]
"""The weighted total of each review, in points of the scale, by (judge, entry)."""

PRIOR_REVIEWS: Final = 6  # how many reviews' worth of trust the panel's spread gets against a judge's own
PENALTY: Final = Fraction(1, 2)  # on the squared effect of an entry, against squared residuals
MILLION: Final = 10**6


def fair_scores(totals: Totals) -> dict[str, Fraction]:
    """The fair score of every entry, exactly, in points of the scale. Means little on a disconnected panel.

    (A) With n reviews of mean m and variance v (n - 1 in the denominator) for judge j, and V the variance
    pooled within judges: w = ((n - 1) v + 6 V) / (n - 1 + 6), x = m + (y - m) sqrt(V / w), rounded half-even
    to 6 places; x = y when V = 0. w is the moderated variance of Smyth 2004, "Linear models and empirical
    Bayes methods", with V as the prior variance and 6 prior degrees of freedom.

    (B) The e (entries) and b (judges) that make sum (x - e - b)^2 + 0.5 sum e^2 least: the mixed-model
    equations of Henderson 1975, "Best linear unbiased estimation and prediction under a selection model",
    with entries random and judges fixed. Judges carry no penalty, so adding a constant to all scores of one
    of them moves only their own b, and leaves every e as it was.

    The score is the mean of all b, which is the level of the whole panel, plus the entry's e.
    """
    found = fit(totals)
    if not found.levels:
        return {}
    level = sum(found.levels.values(), Fraction(0)) / len(found.levels)
    return {entry: level + effect for entry, effect in found.effects.items()}


@dataclass(frozen=True, slots=True)
class Fit:
    """What `fair_scores` works out: the x of (A) by (judge, entry), the b of (B) by judge, its e by entry."""

    spread: Totals
    levels: Mapping[str, Fraction]
    effects: Mapping[str, Fraction]


def fit(totals: Totals) -> Fit:
    """Steps (A) and (B) of `fair_scores`."""
    spread = even_spread(totals)
    levels = _judge_levels(spread)
    return Fit(spread, levels, _entry_effects(spread, levels))


def even_spread(totals: Totals) -> Totals:
    """Step (A) of `fair_scores`: each judge's scores, stretched around their mean."""
    of_judge: defaultdict[str, list[Fraction]] = defaultdict(list)
    for (judge, _), value in totals.items():
        of_judge[judge].append(value)
    means = {judge: _mean(values) for judge, values in of_judge.items()}
    squares = {j: sum(((y - means[j]) ** 2 for y in values), Fraction(0)) for j, values in of_judge.items()}
    freedom = len(totals) - len(of_judge)
    pooled = sum(squares.values(), Fraction(0)) / max(freedom, 1)
    if pooled == 0:
        return totals
    stretch = {
        judge: root(pooled * (len(values) - 1 + PRIOR_REVIEWS) / (squares[judge] + PRIOR_REVIEWS * pooled))
        for judge, values in of_judge.items()
    }
    return {
        (judge, entry): six_places(means[judge] + (y - means[judge]) * stretch[judge])
        for (judge, entry), y in totals.items()
    }


def _judge_levels(scores: Totals) -> dict[str, Fraction]:
    """The b of step (B): its normal equations with e = sum (x - b) / (n + 0.5) put in."""
    judges = sorted({judge for judge, _ in scores})
    index = {judge: at for at, judge in enumerate(judges)}
    system = [[Fraction(0)] * (len(judges) + 1) for _ in judges]
    for reviews in by_entry(scores).values():
        share = 1 / (len(reviews) + PENALTY)
        pull = share * sum(reviews.values())
        for judge, score in reviews.items():
            row = system[index[judge]]
            row[index[judge]] += 1
            row[-1] += score - pull
            for other in reviews:
                row[index[other]] -= share
    return dict(zip(judges, _solve(system), strict=True))


def _entry_effects(scores: Totals, levels: Mapping[str, Fraction]) -> dict[str, Fraction]:
    return {
        entry: sum(score - levels[judge] for judge, score in reviews.items()) / (len(reviews) + PENALTY)
        for entry, reviews in by_entry(scores).items()
    }


def by_entry(scores: Totals) -> dict[str, dict[str, Fraction]]:
    """The reviews of each entry, by judge."""
    found: defaultdict[str, dict[str, Fraction]] = defaultdict(dict)
    for (judge, entry), score in scores.items():
        found[entry][judge] = score
    return found


def _solve(system: Sequence[Sequence[Fraction]]) -> list[Fraction]:
    """Equations given as rows of coefficients and right-hand side. The penalty makes them positive definite."""
    scales = [lcm(*(value.denominator for value in row[:-1])) for row in system]
    matrix = [_whole(row[:-1], scale) for row, scale in zip(system, scales, strict=True)]
    right = [row[-1] * scale for row, scale in zip(system, scales, strict=True)]
    unit = lcm(*(value.denominator for value in right))  # apart, or it would make all numbers longer
    return [value / unit for value in solved(matrix, _whole(right, unit))]


def _whole(values: Sequence[Fraction], scale: int) -> list[int]:
    """Times a multiple of all their denominators."""
    return [value.numerator * (scale // value.denominator) for value in values]


def _mean(values: Sequence[Fraction]) -> Fraction:
    return sum(values, Fraction(0)) / len(values)


def root(value: Fraction) -> Fraction:
    """The square root: exact where it is rational (so that a half is seen as a half), else to 60 digits."""
    above, below = isqrt(value.numerator), isqrt(value.denominator)
    if above * above == value.numerator and below * below == value.denominator:
        return Fraction(above, below)
    with localcontext(Context(prec=60, rounding=ROUND_HALF_EVEN)):
        return Fraction((Decimal(value.numerator) / Decimal(value.denominator)).sqrt())


def six_places(value: Fraction) -> Fraction:
    """Rounded half-even to 6 decimals."""
    return Fraction(round(value * MILLION), MILLION)  # `round` of a Fraction is exact and half-even
