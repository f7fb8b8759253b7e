"""Every method's scores for many resamples of judges at once, in float64, in an order that is stated.

numpy only carries out, side by side for all resamples, what is written here for one: additions, subtractions,
products, quotients and square roots of float64, each rounded as IEEE 754 says, none fused, none reordered, sums
from left to right and from 0. So any language with doubles comes to the same bits. Words used below:

- p is a review's weighted points, a whole number: the sum over criteria of weight times points; u is the sum of the
  weights. A quotient of whole numbers is rounded once.
- w is how often the resample drew a judge; W the sum of w over the judges of an entry.
- Judges are in the order of the `Sheet`, entries in the order of their ids (by code point); n is how many reviews a
  judge gave, in the order of the entries.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import numpy as np
from numpy.typing import NDArray

from domain.model.fair_scores import PENALTY, PRIOR_REVIEWS
from domain.model.plain_scores import standard_scores
from domain.model.ranking import Method

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The reviews of a round by entry, with judges as numbers.

    `judges[i]` and `points[i]` are of entry i: who reviewed it, ascending, and the p of each. Judges are numbered in
    the order of their lists of reviews (entry, p), compared like words in a dictionary: their ids play no part, so
    that whoever knows judges by pseudonyms only can repeat it. Two with the same list are interchangeable.
    """

    entries: tuple[str, ...]
    judges: tuple[NDArray[np.intp], ...]
    points: tuple[tuple[int, ...], ...]
    unit: int
    panel: int

    @classmethod
    def of(cls, points: Mapping[tuple[str, str], int], unit: int) -> "Sheet":
        """`points` by (judge, entry)."""
        lists: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
        for judge, entry in sorted(points):
            lists[judge].append((entry, points[judge, entry]))
        of_entry: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
        for number, reviews in enumerate(sorted(lists.values())):
            for entry, given in reviews:
                of_entry[entry].append((number, given))
        entries = tuple(sorted(of_entry))
        return cls(
            entries=entries,
            judges=tuple(np.array([number for number, _ in of_entry[e]], dtype=np.intp) for e in entries),
            points=tuple(tuple(given for _, given in of_entry[entry]) for entry in entries),
            unit=unit,
            panel=len(lists),
        )

    def by_judge(self) -> list[list[int]]:
        """The p of each judge."""
        given: list[list[int]] = [[] for _ in range(self.panel)]
        for judges, points in zip(self.judges, self.points, strict=True):
            for judge, each in zip(judges, points, strict=True):
                given[judge].append(each)
        return given


def resampled(method: Method, sheet: Sheet, drawn: Whole) -> Numbers:
    """Scores (entry x resample); `drawn` is w (judge x resample).

    Where W = 0 the score means nothing. Scores of `fair` are the entries' effects, without the panel's level.
    """
    return _SCORERS[method](sheet, drawn)


def _raw_means(sheet: Sheet, drawn: Whole) -> Numbers:
    """y = p / u; sum of w y over judges, divided by W."""
    values = [[point / sheet.unit for point in points] for points in sheet.points]
    return _weighted_means(sheet, values, drawn)


def _z_scores(sheet: Sheet, drawn: Whole) -> Numbers:
    """z as `standard_scores` has it, exactly, 6 decimals, then as float64; sum of w z over judges, divided by W."""
    totals = {
        (str(judge), entry): Fraction(point, sheet.unit)
        for entry, judges, points in zip(sheet.entries, sheet.judges, sheet.points, strict=True)
        for judge, point in zip(judges, points, strict=True)
    }
    z = standard_scores(totals)
    values = [
        [float(z[str(judge), entry]) for judge in judges]
        for entry, judges in zip(sheet.entries, sheet.judges, strict=True)
    ]
    return _weighted_means(sheet, values, drawn)


def _weighted_means(sheet: Sheet, values: Sequence[Sequence[float]], drawn: Whole) -> Numbers:
    found = np.zeros((len(sheet.entries), drawn.shape[1]))
    for entry, judges in enumerate(sheet.judges):
        for judge, value in zip(judges, values[entry], strict=True):
            found[entry] += drawn[judge] * value
        found[entry] /= np.maximum(drawn[judges].sum(axis=0), 1)
    return found


def _medians(sheet: Sheet, drawn: Whole) -> Numbers:
    """Each y = p / u stands w times; the middle one, or the sum of the middle two divided by 2."""
    found = np.zeros((len(sheet.entries), drawn.shape[1]))
    for entry, judges in enumerate(sheet.judges):
        order = np.argsort(sheet.points[entry], kind="stable")
        values = np.array([sheet.points[entry][at] / sheet.unit for at in order])
        reach = np.cumsum(drawn[judges[order]], axis=0)  # of whole numbers: in any order the same
        count = np.maximum(reach[-1], 1)
        low = np.argmax(reach > (count - 1) // 2, axis=0)
        high = np.argmax(reach > count // 2, axis=0)
        found[entry] = (values[low] + values[high]) / 2
    return found


def _fair_scores(sheet: Sheet, drawn: Whole) -> Numbers:
    """As `fair_scores`, with every judge counted w times, and step (A) not rounded.

    For judge j: m = sum p / (n u); q = (n sum p^2 - (sum p)^2) / (n u^2).
    For the panel: V = (sum of w q) / max(sum of w (n - 1), 1).
    For judge j: f = sqrt((V (n - 1 + 6)) / (q + 6 V)), or 1 where V = 0.
    For a review: x = m + ((n p - sum p) / (n u)) f.
    For entry i: c = 1 / (W + 0.5); s = sum of w x.
    Judges' equations, row j, column k: (n if j = k, else 0) - (sum of c over the entries of both) w_k;
    right-hand side: sum of (x - c s) over the entries of j. Solved by `_solved` for b.
    The score: (sum of w (x - b)) c.
    """
    times = drawn.astype(np.float64)
    spread = _even_spread(sheet, drawn, times)
    shape = (sheet.panel, sheet.panel, drawn.shape[1])
    shared, right, shares = np.zeros(shape), np.zeros(times.shape), []
    for judges, x in zip(sheet.judges, spread, strict=True):
        share = 1 / (drawn[judges].sum(axis=0) + float(PENALTY))
        shares.append(share)
        right[judges] += x - share * _summed(times[judges] * x)
        for judge in judges:
            shared[judge, judges] += share
    system = -(shared * times)
    for judge, given in enumerate(sheet.by_judge()):
        system[judge, judge] = len(given) - shared[judge, judge] * times[judge]
    levels = _solved(system, right)
    return np.array(
        [
            _summed(times[judges] * (x - levels[judges])) * share
            for judges, x, share in zip(sheet.judges, spread, shares, strict=True)
        ]
    )


def _even_spread(sheet: Sheet, drawn: Whole, times: Numbers) -> list[Numbers]:
    """The x of every entry, judge x resample."""
    given, unit = sheet.by_judge(), sheet.unit
    counts = [len(points) for points in given]
    sums = [sum(points) for points in given]
    squares = [
        (n * sum(point * point for point in points) - total * total) / (n * unit * unit)
        for n, points, total in zip(counts, given, sums, strict=True)
    ]
    freedom = np.maximum(np.array([n - 1 for n in counts], dtype=np.int64) @ drawn, 1)
    pooled = _summed(times * np.array(squares)[:, np.newaxis]) / freedom
    stretch = np.ones(times.shape)
    for judge, n in enumerate(counts):
        below = squares[judge] + PRIOR_REVIEWS * pooled
        some = pooled > 0
        stretch[judge][some] = np.sqrt(pooled[some] * (n - 1 + PRIOR_REVIEWS) / below[some])
    spread = []
    for judges, points in zip(sheet.judges, sheet.points, strict=True):
        rows = [
            sums[j] / (counts[j] * unit) + ((counts[j] * p - sums[j]) / (counts[j] * unit)) * stretch[j]
            for j, p in zip(judges, points, strict=True)
        ]
        spread.append(np.array(rows))
    return spread


def _solved(system: Numbers, right: Numbers) -> Numbers:
    """Gauss's elimination, column after column, without exchanging rows: each row's diagonal outweighs the rest.

    For each k, for every row i under it: f = a[i][k] / a[k][k]; a[i][c] -= f a[k][c] for the columns c after k, and
    right[i] -= f right[k]. Then from the last row up: right[i] -= a[i][c] b[c] for c from i + 1 on, and b[i] is that
    divided by a[i][i]. Changes what it is given.
    """
    size = len(right)
    for k in range(size):
        factors = system[k + 1 :, k] / system[k, k]
        system[k + 1 :, k + 1 :] -= factors[:, np.newaxis] * system[k, np.newaxis, k + 1 :]
        right[k + 1 :] -= factors * right[k]
    for i in reversed(range(size)):
        for column in range(i + 1, size):
            right[i] -= system[i, column] * right[column]
        right[i] /= system[i, i]
    return right


def _summed(rows: Numbers) -> Numbers:
    """Row after row, from 0: numpy's own sum may pair them otherwise."""
    found = np.zeros(rows.shape[1])
    for row in rows:
        found += row
    return found


_SCORERS: Final[Mapping[Method, Callable[[Sheet, Whole], Numbers]]] = {
    Method.FAIR: _fair_scores,
    Method.RAW_MEAN: _raw_means,
    Method.MEDIAN: _medians,
    Method.Z_SCORE: _z_scores,
}
