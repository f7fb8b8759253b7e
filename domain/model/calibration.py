"""Calibration: a few entries that every judge scores first, and how lenient that shows each to be."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Final

from domain.ids import AccountId
from domain.model.ranking import Marks, Rule, total
from domain.model.reviews import Review

OTHERS: Final = 2
"""How many others must have sent in theirs; against fewer one could tell who gave what."""


@dataclass(frozen=True, kw_only=True)
class Sitting:
    """All that a judge first sent in of the calibration: the weighted total by entry, and since when it is whole."""

    judge_id: AccountId
    totals: Mapping[str, Fraction]
    whole_at: datetime


@dataclass(frozen=True, kw_only=True)
class Leniency:
    """A judge's mean and the others' on the same entries, in points of the scale, to six places.

    `leniency` is the difference: above nothing for whoever gives more than the others. `judges` are the others in it.
    """

    judge_id: AccountId
    mean: Decimal
    panel_mean: Decimal
    leniency: Decimal
    judges: int


def sittings(
    reviews: Iterable[Review], rules: Sequence[Rule], gone: Mapping[str, datetime]
) -> dict[AccountId, Sitting]:
    """By judge, of those who have nothing of the calibration before them any more. `gone` are entries that left the
    round, and when."""
    by_judge = defaultdict(list)
    for review in reviews:
        by_judge[review.judge_id].append(review)
    found = {}
    for judge, own in by_judge.items():
        ends = [_end(review, gone) for review in own]
        totals: dict[str, Fraction] = {
            review.entry_id: _total(review, rules) for review in own if review.first_submitted_at
        }
        known = [end for end in ends if end is not None]
        if totals and len(known) == len(ends):
            found[judge] = Sitting(judge_id=judge, totals=totals, whole_at=max(known))
    return found


def leniency(of: AccountId, panel: Mapping[AccountId, Sitting]) -> Leniency | None:
    """None until the judge and two others have sent in theirs.

    The others are those who had by the time at which that was so, as they first were: the answer never changes, or
    asking again after each of them would tell what each gave.
    """
    if of not in panel:
        return None
    own = panel[of]
    others = sorted(
        (one for one in panel.values() if one is not own and one.totals.keys() & own.totals.keys()),
        key=lambda one: (one.whole_at, one.judge_id),
    )
    if len(others) < OTHERS:
        return None
    since = max(own.whole_at, others[OTHERS - 1].whole_at)
    counted = [one for one in others if one.whole_at <= since]
    per_entry = {
        entry: [one.totals[entry] for one in counted if entry in one.totals] for entry in sorted(own.totals)
    }
    shared = {entry: given for entry, given in per_entry.items() if given}
    mean = _mean([own.totals[entry] for entry in shared])
    theirs = _mean([_mean(given) for given in shared.values()])
    return Leniency(
        judge_id=of,
        mean=_shown(mean),
        panel_mean=_shown(theirs),
        leniency=_shown(mean - theirs),
        judges=len(counted),
    )


def _end(review: Review, gone: Mapping[str, datetime]) -> datetime | None:
    """Since when a judge has it no longer before them."""
    return review.first_submitted_at or review.given_back_at or gone.get(review.entry_id)


def _total(review: Review, rules: Sequence[Rule]) -> Fraction:
    return total(Marks(judge=review.judge_id, entry=review.entry_id, scores=review.first_scores), rules)


def _mean(values: Sequence[Fraction]) -> Fraction:
    return sum(values, Fraction(0)) / len(values)


def _shown(value: Fraction) -> Decimal:
    return Decimal(f"{round(value * 10**6)}E-6")
