"""What a round says about its judges: how lenient each is, and whose scores fit the panel's far worse than others'.

For the chair and for the judges themselves. Nothing here changes a score: a judge who differs may be the one who
read with care, and only people can tell.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from domain.model.fair_scores import Fit, fit, root, six_places
from domain.model.plain_scores import mean, median
from domain.model.ranking import Marks, Rule, shown, totals_of

STANDARD_ERRORS: Final = 4
"""A judge is an outlier where the mean square s of their n residuals is so many of its standard errors over the
panel's median one, M: (s / M - 1) sqrt(n / 2) > 4. The mean square of n normal residuals has the standard error
M sqrt(2 / n), so that a judge of few reviews is not blamed for chance; the median because an outlier must not move
the measure (Iglewicz and Hoaglin 1993, "How to detect and handle outliers"). Why 4: see the simulation in the docs.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgeAnalysis:
    """One judge's, in points of the scale, 6 decimals. It is reported, and changes no score.

    `leniency` is their level over the panel's mean level; `residual` the root mean square of what the model `fair`
    leaves unexplained in their scores.
    """

    judge: str
    reviews: int
    leniency: Decimal
    residual: Decimal
    outlier: bool


def judge_analyses(marks: Sequence[Marks], rules: Sequence[Rule]) -> tuple[JudgeAnalysis, ...]:
    """Everybody who gave a review, by judge. Means little on a disconnected panel. ValueError as `rank`.

    Also for calibration: of entries that everybody scored, it says how lenient each judge is.
    """
    found = fit(totals_of(marks, rules))
    squares = _squares(found)
    typical = median([mean(each) for each in squares.values()]) if squares else Fraction(0)
    level = mean(list(found.levels.values())) if squares else Fraction(0)
    return tuple(
        JudgeAnalysis(
            judge=judge,
            reviews=len(squares[judge]),
            leniency=shown(found.levels[judge] - level),
            residual=shown(root(mean(squares[judge]))),
            outlier=_is_outlier(squares[judge], typical),
        )
        for judge in sorted(squares)
    )


def _squares(found: Fit) -> dict[str, list[Fraction]]:
    """The squared residuals x - b - e of each judge, of residuals rounded half-even to 6 decimals."""
    squares: defaultdict[str, list[Fraction]] = defaultdict(list)
    for (judge, entry), x in found.spread.items():
        squares[judge].append(six_places(x - found.levels[judge] - found.effects[entry]) ** 2)
    return squares


def _is_outlier(squares: Sequence[Fraction], typical: Fraction) -> bool:
    """Never where most of the panel leaves nothing unexplained: then there is no measure."""
    over = mean(squares) - typical
    return typical > 0 < over and over**2 * len(squares) > 2 * (STANDARD_ERRORS * typical) ** 2
