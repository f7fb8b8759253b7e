"""All that is said about a ranking besides its order: how sure it is, where judges disagree, what to talk about.

The shapes that are stored and published (`as_dict`; decimals are text, so that JSON keeps every digit):

the round::

    {"method": "fair", "method_version": "1", "places": 10, "resamples": 1000,
     "agreement": "0.612345" | null,           Krippendorff's alpha of the totals
     "median_spread": "1.154701" | null,       of the spreads within the entries
     "line": {"last_in": "7.1", "first_out": "7.0", "margin": "0.1"} | null,   null where nobody is left out
     "judges": [{"judge_id": ..., "reviews": 12, "leniency": "-0.4", "residual": "0.9", "outlier": false}],
     "methods": [{"method": "fair", "version": "1", "entry_ids": [the entries with a place, best first]}]}

an entry::

    {"probability": "0.87" | null, "resamples": 998, "margin": "0.4" | null, "spread": "1.2" | null,
     "disagreement": ["wide_spread", "opposed_recommendations"],
     "positions": {"fair": 3, "raw_mean": 4, "median": 2, "z_score": 5},
     "needs_discussion": true, "discussion": ["near_the_line", "methods_differ"]}
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from domain.model.ranking import Marks, Method, Ranking, Rule, rank


class Disagreement(StrEnum):
    """How the judges of an entry disagree: their totals lie far apart, or one would fund what another declines."""

    WIDE_SPREAD = "wide_spread"
    OPPOSED_RECOMMENDATIONS = "opposed_recommendations"


class Discussion(StrEnum):
    """Why the chair should talk about an entry: its chance is about even, or only some methods give it a place."""

    NEAR_THE_LINE = "near_the_line"
    METHODS_DIFFER = "methods_differ"


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryAnalysis:
    """One entry's. An entry under a minimum has no probability, no margin and no positions.

    `probability` of a place, to .01, of those `resamples` in which it had a review. `margin`: in points of the
    method's score, over the first without a place, or (not positive) to the last place.
    """

    entry: str
    probability: Decimal | None
    resamples: int
    margin: Decimal | None
    spread: Decimal | None
    disagreement: tuple[Disagreement, ...]
    positions: Mapping[Method, int]
    discussion: tuple[Discussion, ...]

    @property
    def needs_discussion(self) -> bool:
        return bool(self.discussion)

    def as_dict(self) -> dict[str, Any]:
        """As it is stored with the standing; see the module."""
        return {
            "probability": _text(self.probability),
            "resamples": self.resamples,
            "margin": _text(self.margin),
            "spread": _text(self.spread),
            "disagreement": [str(each) for each in self.disagreement],
            "positions": {str(method): position for method, position in self.positions.items()},
            "needs_discussion": self.needs_discussion,
            "discussion": [str(each) for each in self.discussion],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """The scores on both sides of the line, and what lies between; 6 decimals each."""

    last_in: Decimal
    first_out: Decimal
    margin: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgeAnalysis:
    """One judge's. For the chair and the judge alone: it is reported, and changes no score."""

    judge: str
    reviews: int
    leniency: Decimal
    residual: Decimal
    outlier: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Who has a place under a method, best first."""

    method: Method
    version: str
    entries: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """The whole round's, with the ranking that it is about; `entries` has one for every entry with marks."""

    ranking: Ranking
    places: int
    resamples: int
    agreement: Decimal | None
    median_spread: Decimal | None
    line: Line | None
    judges: tuple[JudgeAnalysis, ...]
    methods: tuple[Comparison, ...]
    entries: Mapping[str, EntryAnalysis]

    def as_dict(self) -> dict[str, Any]:
        """As it is stored with the round; see the module. The entries' are stored with their standings."""
        return {
            "method": str(self.ranking.method),
            "method_version": self.ranking.version,
            "places": self.places,
            "resamples": self.resamples,
            "agreement": _text(self.agreement),
            "median_spread": _text(self.median_spread),
            "line": self.line
            and {
                "last_in": _text(self.line.last_in),
                "first_out": _text(self.line.first_out),
                "margin": _text(self.line.margin),
            },
            "judges": [
                {
                    "judge_id": each.judge,
                    "reviews": each.reviews,
                    "leniency": _text(each.leniency),
                    "residual": _text(each.residual),
                    "outlier": each.outlier,
                }
                for each in self.judges
            ],
            "methods": [
                {"method": str(each.method), "version": each.version, "entry_ids": list(each.entries)}
                for each in self.methods
            ],
        }


def analyse(
    marks: Sequence[Marks], rules: Sequence[Rule], *, method: Method, seed: str, places: int
) -> Analysis:
    """Rank by `method` and analyse for `places` places. The same input in any order gives the same answer.

    Conflict("assignment_disconnected") and ValueError as `rank`.
    """
    ranking = rank(marks, rules, method=method, seed=seed)
    chosen = tuple(standing.entry for standing in ranking.standings[:places])
    return Analysis(
        ranking=ranking,
        places=places,
        resamples=0,
        agreement=None,
        median_spread=None,
        line=None,
        judges=(),
        methods=(Comparison(method=method, version=ranking.version, entries=chosen),),
        entries={
            entry: EntryAnalysis(
                entry=entry,
                probability=None,
                resamples=0,
                margin=None,
                spread=None,
                disagreement=(),
                positions={s.entry: {method: s.position} for s in ranking.standings}.get(entry, {}),
                discussion=(),
            )
            for entry in sorted({one.entry for one in marks})
        },
    )


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)
