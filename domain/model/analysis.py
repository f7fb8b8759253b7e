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

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any, Final

from domain.model.agreement import Disagreement, alpha, disagreements, median_spread, spreads
from domain.model.chances import NO_CHANCE, RESAMPLES, Chance, chances
from domain.model.leniency import JudgeAnalysis, judge_analyses
from domain.model.ranking import Marks, Method, Ranking, Rule, Standing, rank, shown, totals_of

UNSURE: Final = (Decimal("0.40"), Decimal("0.60"))  # probabilities of a place that are about even


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
    rankings = {each: rank(marks, rules, method=each, seed=seed) for each in Method}
    totals = totals_of(marks, rules)
    return Analysis(
        ranking=rankings[method],
        places=places,
        resamples=RESAMPLES,
        agreement=_shown(alpha(totals)),
        median_spread=_shown(median_spread(spreads(totals))),
        line=_line(rankings[method].standings, places),
        judges=judge_analyses(marks, rules),
        methods=tuple(_comparison(each, places) for each in rankings.values()),
        entries=_entries(
            rankings,
            chances(rankings[method], marks, rules, places=places),
            _margins(rankings[method].standings, places),
            disagreements(marks, spreads(totals)),
            spreads(totals),
            places,
        ),
    )


def _entries(
    rankings: Mapping[Method, Ranking],
    sure: Mapping[str, Chance],
    margins: Mapping[str, Fraction],
    flags: Mapping[str, Sequence[Disagreement]],
    apart: Mapping[str, Fraction],
    places: int,
) -> dict[str, EntryAnalysis]:
    positions: dict[str, dict[Method, int]] = {entry: {} for entry in flags}
    for method, ranking in rankings.items():
        for standing in ranking.standings:
            positions[standing.entry][method] = standing.position
    chance = {entry: sure.get(entry, NO_CHANCE) for entry in flags}
    return {
        entry: EntryAnalysis(
            entry=entry,
            probability=chance[entry].probability,
            resamples=chance[entry].counted,
            margin=_shown(margins.get(entry)),
            spread=_shown(apart.get(entry)),
            disagreement=tuple(flags[entry]),
            positions=positions[entry],
            discussion=_discussion(chance[entry].probability, positions[entry].values(), places),
        )
        for entry in flags
    }


def _discussion(
    probability: Decimal | None, positions: Collection[int], places: int
) -> tuple[Discussion, ...]:
    """By what is shown: the probability to .01, both ends of the range included."""
    placed = sum(position <= places for position in positions)
    raised = {
        Discussion.NEAR_THE_LINE: probability is not None and UNSURE[0] <= probability <= UNSURE[1],
        Discussion.METHODS_DIFFER: 0 < placed < len(positions),
    }
    return tuple(flag for flag, up in raised.items() if up)


def _line(standings: Sequence[Standing], places: int) -> Line | None:
    """None where nobody is left out, or nobody let in."""
    if not 0 < places < len(standings):
        return None
    last_in, first_out = standings[places - 1], standings[places]
    return Line(
        last_in=last_in.score, first_out=first_out.score, margin=shown(last_in.exact - first_out.exact)
    )


def _margins(standings: Sequence[Standing], places: int) -> dict[str, Fraction]:
    """Each entry's, exactly; nobody's where there is no line."""
    if _line(standings, places) is None:
        return {}
    last_in, first_out = standings[places - 1].exact, standings[places].exact
    return {one.entry: one.exact - (first_out if one.position <= places else last_in) for one in standings}


def _comparison(ranking: Ranking, places: int) -> Comparison:
    chosen = tuple(standing.entry for standing in ranking.standings[:places])
    return Comparison(method=ranking.method, version=ranking.version, entries=chosen)


def _shown(value: Fraction | None) -> Decimal | None:
    return None if value is None else shown(value)


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)
