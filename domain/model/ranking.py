"""Turns the reviews of a round into an order, so that anybody can recompute the same winners.

Everything is done in exact fractions: no floating point, no clock, no chance, so the answer is the same on
every machine, whatever the order of the input. A method is one function from totals to a score per entry
(`_SCORERS`), with a version in `METHOD_VERSION` that changes whenever its answers could.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Final

from domain.errors import Conflict
from domain.model.fair_scores import Totals, fair_scores
from domain.model.plain_scores import medians, raw_means, z_scores
from domain.model.ties import Tally, TieBreak, in_order


class Method(StrEnum):
    """How totals become one score per entry; each call chooses."""

    FAIR = "fair"
    RAW_MEAN = "raw_mean"
    MEDIAN = "median"
    Z_SCORE = "z_score"


METHOD_VERSION: Final[Mapping[Method, str]] = dict.fromkeys(Method, "1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A criterion as ranking needs it: its weight (positive), and the least mean an entry may have in it."""

    key: str
    weight: int
    minimum: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """One submitted review without conflict or abstention: points per criterion key, on its scale.

    `recommendation` (fund, discuss, decline or none) ranks nobody; opposed ones are worth a discussion.
    """

    judge: str
    entry: str
    scores: Mapping[str, int]
    recommendation: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """An entry's place. `score` and the means in `criteria` are rounded half-even to 6 places, for showing.

    `exact` is the score as it was compared.
    `tie_broken_by` is the last link of the chain that was needed to tell the entry from others of its tie.
    """

    entry: str
    position: int
    score: Decimal
    reviews: int
    tie_broken_by: TieBreak | None
    criteria: Mapping[str, Decimal]
    exact: Fraction = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class BelowMinimum:
    """Why an entry has no place: its mean in a criterion (6 places) is under the minimum.

    An entry that fails several criteria has one of these for each.
    """

    entry: str
    criterion: str
    mean: Decimal
    minimum: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """The order of a round, best first, with all that is needed to recompute it from the reviews."""

    method: Method
    version: str
    seed: str
    standings: tuple[Standing, ...]
    below_minimum: tuple[BelowMinimum, ...]
    means: Mapping[str, Mapping[str, Decimal]]  # per criterion, of the entries that are under a minimum


def total(marks: Marks, rules: Sequence[Rule]) -> Fraction:
    """The weighted mean of the criteria's points. KeyError when a criterion was not scored."""
    points = sum(rule.weight * marks.scores[rule.key] for rule in rules)
    return Fraction(points, sum(rule.weight for rule in rules))


def rank(marks: Sequence[Marks], rules: Sequence[Rule], *, method: Method, seed: str) -> Ranking:
    """Rank the entries that have marks; whether they have enough of them is for `short_of_quorum` to say.

    An entry under a criterion's minimum gets no place, but its reviews still tell how strict its judges are:
    otherwise the filter could cut the panel into parts that nothing compares.
    Conflict("assignment_disconnected") when no chain of shared entries links all judges;
    ValueError when a judge reviewed an entry twice, or there is no rule with a positive weight.
    """
    totals = totals_of(marks, rules)
    if not is_connected(totals):
        raise Conflict("assignment_disconnected")
    tallies = _tallies(marks, rules)
    below = _below_minimum(tallies, rules)
    filtered = {reason.entry for reason in below}
    scores = _SCORERS[method](totals)
    return Ranking(
        method=method,
        version=METHOD_VERSION[method],
        seed=seed,
        standings=_standings([tally for tally in tallies if tally.entry not in filtered], scores, seed),
        below_minimum=below,
        means={
            tally.entry: {key: shown(mean) for key, mean in tally.means.items()}
            for tally in tallies
            if tally.entry in filtered
        },
    )


def is_connected(pairs: Iterable[tuple[str, str]]) -> bool:
    """Whether the graph of (judge, entry) pairs hangs together; a graph without pairs does."""
    neighbours: defaultdict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for judge, entry in pairs:
        neighbours["judge", judge].append(("entry", entry))
        neighbours["entry", entry].append(("judge", judge))
    reached = set(list(neighbours)[:1])
    ahead = list(reached)
    while ahead:
        fresh = set(neighbours[ahead.pop()]) - reached
        reached |= fresh
        ahead.extend(fresh)
    return len(reached) == len(neighbours)


def short_of_quorum(
    entries: Iterable[str], marks: Iterable[Marks], quorum: int
) -> tuple[tuple[str, int], ...]:
    """The entries with fewer than `quorum` reviews, each with how many it has; by entry."""
    have = Counter(one.entry for one in marks)
    return tuple((entry, have[entry]) for entry in sorted(set(entries)) if have[entry] < quorum)


def totals_of(marks: Sequence[Marks], rules: Sequence[Rule]) -> Totals:
    """The total of each review by (judge, entry). ValueError as `rank`."""
    if not rules or any(rule.weight <= 0 for rule in rules):
        raise ValueError("every rule needs a positive weight, and there must be one")
    totals = {(one.judge, one.entry): total(one, rules) for one in marks}
    if len(totals) != len(marks):
        raise ValueError("a judge has two reviews of one entry")
    return totals


def _tallies(marks: Iterable[Marks], rules: Sequence[Rule]) -> list[Tally]:
    per_entry: defaultdict[str, list[Marks]] = defaultdict(list)
    for one in marks:
        per_entry[one.entry].append(one)
    return [_tally(entry, per_entry[entry], rules) for entry in sorted(per_entry)]


def _tally(entry: str, reviews: Sequence[Marks], rules: Sequence[Rule]) -> Tally:
    return Tally(
        entry=entry,
        reviews=len(reviews),
        means={r.key: Fraction(sum(one.scores[r.key] for one in reviews), len(reviews)) for r in rules},
        low_scores=sum(
            one.scores[r.key] < r.minimum for one in reviews for r in rules if r.minimum is not None
        ),
    )


def _below_minimum(tallies: Iterable[Tally], rules: Sequence[Rule]) -> tuple[BelowMinimum, ...]:
    return tuple(
        BelowMinimum(entry=tally.entry, criterion=r.key, mean=shown(tally.means[r.key]), minimum=r.minimum)
        for tally in tallies
        for r in sorted(rules, key=lambda rule: rule.key)
        if r.minimum is not None and tally.means[r.key] < r.minimum
    )


def _standings(tallies: Iterable[Tally], scores: Mapping[str, Fraction], seed: str) -> tuple[Standing, ...]:
    return tuple(
        Standing(
            entry=tally.entry,
            position=position,
            score=shown(scores[tally.entry]),
            reviews=tally.reviews,
            tie_broken_by=link,
            criteria={key: shown(mean) for key, mean in tally.means.items()},
            exact=scores[tally.entry],
        )
        for position, (tally, link) in enumerate(in_order(tallies, scores, seed=seed), start=1)
    )


def shown(value: Fraction) -> Decimal:
    """Rounded half-even to 6 decimals, for showing."""
    # Built from text, because arithmetic on Decimal would obey the caller's precision.
    return Decimal(f"{round(value * 10**6)}E-6")


_SCORERS: Final[Mapping[Method, Callable[[Totals], dict[str, Fraction]]]] = {
    Method.FAIR: fair_scores,
    Method.RAW_MEAN: raw_means,
    Method.MEDIAN: medians,
    Method.Z_SCORE: z_scores,
}
