"""Says who goes first when scores are equal: the published chain, and a lottery that anybody can repeat."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from hashlib import sha256
from itertools import pairwise
from typing import Final

TIE: Final = Fraction(1, 10**9)  # scores closer than this are a tie; in points of the scale


class TieBreak(StrEnum):
    """The published chain, in the order in which it is asked. Never the time of submission."""

    FEASIBILITY = "feasibility"
    COMMUNITY_BENEFIT = "community_benefit"
    FEWER_LOW_SCORES = "fewer_low_scores"
    MORE_REVIEWS = "more_reviews"
    LOTTERY = "lottery"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What the reviews of one entry say, exactly: the mean per criterion, and how many scores are too low."""

    entry: str
    reviews: int
    means: Mapping[str, Fraction]
    low_scores: int


def in_order(
    tallies: Iterable[Tally], scores: Mapping[str, Fraction], *, seed: str
) -> list[tuple[Tally, TieBreak | None]]:
    """Best score first; each with the link of the chain that had to decide, if it was tied.

    The lottery puts first the smaller SHA-256 (in hexadecimal) of seed, line feed, entry id, in UTF-8.
    """
    return [settled for tie in _ties(tallies, scores) for settled in _settle(tie, seed)]


def _ties(tallies: Iterable[Tally], scores: Mapping[str, Fraction]) -> list[list[Tally]]:
    """Groups of equals, best first.

    Neighbours closer than TIE share a group, and so do their neighbours: that makes a tie transitive, and,
    unlike rounding the scores, it cannot be changed by moving all of them by a constant.
    """
    groups: list[list[Tally]] = []
    for tally in sorted(tallies, key=lambda tally: -scores[tally.entry]):
        if groups and scores[groups[-1][-1].entry] - scores[tally.entry] < TIE:
            groups[-1].append(tally)
        else:
            groups.append([tally])
    return groups


def _settle(tie: Iterable[Tally], seed: str) -> list[tuple[Tally, TieBreak | None]]:
    """A tie in its final order. The deepest link that parts one from its neighbours parts it from all."""
    keyed = sorted((_chain(tally, seed), tally.entry, tally) for tally in tie)
    parted = [-1, *(_first_difference(one[0], other[0]) for one, other in pairwise(keyed)), -1]
    links = [max(before, after) for before, after in pairwise(parted)]
    return [
        (tally, tuple(TieBreak)[link] if link >= 0 else None)
        for (_, _, tally), link in zip(keyed, links, strict=True)
    ]


def _chain(tally: Tally, seed: str) -> tuple[Fraction | int | str, ...]:
    """One key per link of TieBreak; the smaller wins. A criterion that is not judged parts nobody."""
    return (
        -tally.means.get(TieBreak.FEASIBILITY, Fraction(0)),
        -tally.means.get(TieBreak.COMMUNITY_BENEFIT, Fraction(0)),
        tally.low_scores,
        -tally.reviews,
        sha256(f"{seed}\n{tally.entry}".encode()).hexdigest(),
    )


def _first_difference(one: Sequence[object], other: Sequence[object]) -> int:
    return next(index for index, (a, b) in enumerate(zip(one, other, strict=True)) if a != b)
