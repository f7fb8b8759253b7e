"""How sure a place is: the round is ranked again 1,000 times, each time with judges drawn anew from its panel.

The bootstrap of Efron 1979, "Bootstrap methods: another look at the jackknife", for ranks: Hall and Miller 2009,
"Using the bootstrap to quantify the authority of an empirical ranking". Judges are drawn, not reviews, because it is
the judges who might have been others. A judge who is drawn twice counts as two who say the same.

Only here, and in `resampled_scores`, the domain uses numpy: it is the one computation that a round needs a thousand
times, exact fractions would take minutes for it, and the answer is rounded to a hundredth.

**Drawing.** Resample r (from 0) of a panel of J judges makes J draws d (from 0). A draw takes SHA-256 of the UTF-8 text
seed, line feed, "chance", line feed, r, line feed, d (numbers in decimal), reads the first 12 hexadecimal digits as a
whole number, and takes its remainder by J as the number of the judge (numbered as `Sheet` says). 48 bits fit a double
of any language, and favour no judge by more than J / 2^48.

**Scoring.** See `resampled_scores`.

**Who has a place.** Entries that the exact ranking has, best score first; neighbours closer than 1e-9 are tied, and so
are their neighbours; tied ones go in the order of the exact ranking. An entry without a review in a resample takes no
part in it: that resample is not counted for it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256
from typing import Final

import numpy as np

from domain.model.ranking import Marks, Ranking, Rule
from domain.model.resampled_scores import Numbers, Sheet, Whole, resampled
from domain.model.ties import TIE

RESAMPLES: Final = 1_000
DIGITS: Final = 12  # hexadecimal: 48 bits
AT_ONCE: Final = 4_000_000  # numbers in the largest table: some 30 MB
NOWHERE: Final = -1e300  # under any score


@dataclass(frozen=True, slots=True)
class Chance:
    """`probability` of a place, rounded half-even to .01, of `counted` resamples; none if none is counted."""

    probability: Decimal | None
    counted: int


NO_CHANCE: Final = Chance(None, 0)  # of an entry that has no position


def chances(
    ranking: Ranking,
    marks: Sequence[Marks],
    rules: Sequence[Rule],
    *,
    places: int,
    resamples: int = RESAMPLES,
) -> Mapping[str, Chance]:
    """The chance of each entry that has a position in `ranking`, which was made from `marks` and `rules`.

    Entries under a minimum stay out in every resample. The same input in any order gives the same answer.
    """
    if not ranking.standings:
        return {}
    sheet = _sheet(marks, rules)
    row = {entry: at for at, entry in enumerate(sheet.entries)}
    ranked = [row[standing.entry] for standing in ranking.standings]
    won, counted = np.zeros(len(ranked), dtype=np.int64), np.zeros(len(ranked), dtype=np.int64)
    drawn = times_drawn(ranking.seed, sheet.panel, resamples)
    step = max(1, AT_ONCE // max(sheet.panel**2, len(sheet.entries), 1))
    for start in range(0, resamples, step):
        part = drawn[:, start : start + step]
        reviewed = np.array([part[judges].any(axis=0) for judges in sheet.judges])[ranked]
        scores = resampled(ranking.method, sheet, part)[ranked]
        won += _won(scores, reviewed, places)
        counted += reviewed.sum(axis=1)
    return {
        standing.entry: Chance(_probability(int(hits), int(of)), int(of))
        for standing, hits, of in zip(ranking.standings, won, counted, strict=True)
    }


def times_drawn(seed: str, panel: int, resamples: int) -> Whole:
    """How often each judge is drawn (judge x resample)."""
    drawn = np.zeros((panel, resamples), dtype=np.int64)
    for resample in range(resamples):
        for draw in range(panel):
            digest = sha256(f"{seed}\nchance\n{resample}\n{draw}".encode()).hexdigest()
            drawn[int(digest[:DIGITS], 16) % panel, resample] += 1
    return drawn


def _sheet(marks: Sequence[Marks], rules: Sequence[Rule]) -> Sheet:
    points = {(m.judge, m.entry): sum(rule.weight * m.scores[rule.key] for rule in rules) for m in marks}
    return Sheet.of(points, sum(rule.weight for rule in rules))


def _won(scores: Numbers, reviewed: Whole, places: int) -> Whole:
    """In how many resamples each row, in the order of the exact ranking, has a place."""
    size = len(scores)
    table = np.where(reviewed, scores, NOWHERE).T
    order = np.argsort(-table, axis=1, kind="stable")
    ordered = np.take_along_axis(table, order, axis=1)
    parted = ordered[:, :-1] - ordered[:, 1:] >= float(TIE)
    group = np.zeros(order.shape, dtype=np.int64)
    np.cumsum(parted, axis=1, out=group[:, 1:])
    first = np.sort(group * size + order, axis=1)[:, :places] % size
    chosen = np.zeros(table.shape, dtype=np.bool_)
    np.put_along_axis(chosen, first, values=True, axis=1)
    won: Whole = (chosen.T & reviewed).sum(axis=1)
    return won


def _probability(won: int, counted: int) -> Decimal | None:
    if not counted:
        return None
    return Decimal(f"{round(Fraction(100 * won, counted))}E-2")
