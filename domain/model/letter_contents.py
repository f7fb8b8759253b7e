"""What a decision letter says: per criterion, in both languages, with what was missing and what could come next.

Nothing in it comes from a private comment or names a judge: it is made of the ranking, of the comments that the
chair has released, and of the sentences in letters.toml. What is under the line always has a reason.
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cache
from pathlib import Path
from typing import Any

from domain.ids import CallId, EntryId
from domain.model.letters import Band, Outcome

LANGUAGES = ("th", "en")
MOST_CALLS = 3  # that a letter points to
_CENT = Decimal("0.01")
_BANDS = ((Decimal("0.8"), "strong"), (Decimal("0.6"), "good"), (Decimal("0.4"), "fair"))
"""From which share of a criterion's scale upward; what is under all of them is weak."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """What it took in a round: the score of the last one chosen, and per criterion the mean of all chosen."""

    score: Decimal | None
    criteria: Mapping[str, Decimal]


@dataclass(frozen=True, kw_only=True)
class Occasion:
    """What all letters of a round have in common."""

    call_title: Mapping[str, str]
    criteria: Sequence[Mapping[str, Any]]  # the round's
    places: int
    line: Line
    other_calls: Sequence["OtherCall"]  # that take entries now
    appeal_days: int  # for which appeals are taken; 0: none are


@dataclass(frozen=True, kw_only=True)
class OtherCall:
    id: CallId
    title: Mapping[str, str]
    provinces: Sequence[str]  # empty: all of them


@dataclass(frozen=True, kw_only=True)
class Case:
    """What is particular to one entry."""

    entry_id: EntryId
    title: Mapping[str, str]
    province: str | None
    outcome: Outcome
    place: int | None
    waiting_place: int | None
    score: str | None
    means: Mapping[str, str]  # per criterion
    moved_reason: Mapping[str, str] | None
    comments: Sequence[Mapping[str, str]]


def line_of(chosen: Iterable[tuple[str | None, Mapping[str, str]]]) -> Line:
    """The line from the (score, means per criterion) of all who were chosen. One under a minimum has no score."""
    rows = list(chosen)
    scores = [Decimal(score) for score, _ in rows if score is not None]
    keys = {key for _, means in rows for key in means}
    by_key = {key: [Decimal(means[key]) for _, means in rows if key in means] for key in keys}
    criteria = {key: _rounded(sum(values, Decimal(0)) / len(values)) for key, values in by_key.items()}
    return Line(score=_rounded(min(scores)) if scores else None, criteria=criteria)


def contents(case: Case, occasion: Occasion) -> dict[str, Any]:
    """All that the letter says, under the names of Letter's fields: the same whenever and wherever it is worked out."""
    criteria = [_criterion(one, case, occasion.line) for one in occasion.criteria if one["key"] in case.means]
    comments = sorted((dict(one) for one in case.comments), key=lambda one: sorted(one.items()))
    steps = _next_steps(case, occasion)
    bodies = {language: _body(language, case, occasion, criteria, comments, steps) for language in LANGUAGES}
    return {
        "entry_id": case.entry_id,
        "outcome": case.outcome,
        "place": case.place,
        "waiting_place": case.waiting_place,
        "score": case.score and str(_rounded(Decimal(case.score))),
        "line": None if occasion.line.score is None else str(occasion.line.score),
        "criteria": criteria,
        "comments": comments,
        "next_steps": steps,
        "title": {language: _filled("subject", language, case, occasion) for language in LANGUAGES},
        "body": bodies,
    }


def band_of(mean: Decimal, least: int, most: int) -> Band:
    """By the share of the scale that the mean has reached."""
    share = (mean - least) / (most - least)
    return Band(next((word for at_least, word in _BANDS if share >= at_least), "weak"))


def _criterion(criterion: Mapping[str, Any], case: Case, line: Line) -> dict[str, Any]:
    mean = Decimal(case.means[criterion["key"]])
    wanted = line.criteria.get(criterion["key"])
    distance = max(wanted - _rounded(mean), Decimal(0)) if wanted is not None else None
    band, minimum = band_of(mean, criterion["min"], criterion["max"]), criterion["minimum"]
    kind = "short" if distance else "reached"
    if minimum is not None and mean < minimum:
        kind = "below_minimum"
    said = {
        "mean": str(_rounded(mean)),
        "most": criterion["max"],
        "line": "-" if wanted is None else str(wanted),
        "distance": str(distance or Decimal("0.00")),
        "minimum": minimum,
    }
    reason = {
        language: _sentence("criterion", kind)[language].format(
            criterion=_in(language, criterion["title"]), band=_sentence("band", band)[language], **said
        )
        for language in LANGUAGES
    }
    shown = {
        "mean": said["mean"],
        "line": None if wanted is None else said["line"],
        "distance": said["distance"] if distance else None,
    }
    return {"key": criterion["key"], "title": criterion["title"], "band": band, **shown, "reason": reason}


def _next_steps(case: Case, occasion: Occasion) -> list[dict[str, Any]]:
    kinds: Mapping[Outcome, Sequence[str]] = {
        Outcome.SELECTED: ("accept_grant", "campaign", "volunteers"),
        Outcome.ADVANCED: ("next_round", "needs"),
        Outcome.WAITLISTED: ("needs", "campaign", "volunteers"),
        Outcome.NOT_SELECTED: ("needs", "campaign", "volunteers"),
    }
    steps = [
        {"kind": kind, "id": None, "text": dict(_sentence("step", kind))} for kind in kinds[case.outcome]
    ]
    if case.outcome in (Outcome.WAITLISTED, Outcome.NOT_SELECTED):
        fitting = [c for c in occasion.other_calls if not c.provinces or case.province in c.provinces]
        steps += [
            {"kind": "call", "id": call.id, "text": _call_step(call.title)} for call in fitting[:MOST_CALLS]
        ]
    return steps


def _call_step(title: Mapping[str, str]) -> dict[str, str]:
    said = _sentence("step", "call")
    return {language: said[language].format(call=_in(language, title)) for language in LANGUAGES}


def _body(
    language: str,
    case: Case,
    occasion: Occasion,
    criteria: Sequence[Mapping[str, Any]],
    comments: Sequence[Mapping[str, str]],
    steps: Sequence[Mapping[str, Any]],
) -> str:
    def listed(heading: str, lines: Iterable[str]) -> list[str]:
        written = [f"- {line}" for line in lines]
        return ["\n".join([_sentence(heading)[language], *written])] if written else []

    parts = [_filled(f"opening.{case.outcome}", language, case, occasion)]
    if case.moved_reason:
        parts.append(_sentence("moved")[language].format(reason=_in(language, case.moved_reason)))
    parts += _score(language, case, occasion.line)
    parts += [one["reason"][language] for one in criteria]
    parts += listed("comments", (_in(language, comment) for comment in comments))
    parts += listed("next", (step["text"][language] for step in steps))
    if case.outcome is Outcome.NOT_SELECTED and occasion.appeal_days:
        parts.append(_sentence("appeal")[language].format(days=occasion.appeal_days))
    return "\n\n".join(parts)


def _score(language: str, case: Case, line: Line) -> list[str]:
    if case.score is None or line.score is None:
        return []
    score = _rounded(Decimal(case.score))
    short = _sentence("score", "short" if score < line.score else "enough")[language]
    said = short.format(distance=line.score - score)
    return [_sentence("score", "ranked")[language].format(score=score, line=line.score, short=said)]


def _filled(name: str, language: str, case: Case, occasion: Occasion) -> str:
    return _sentence(*name.split("."))[language].format(
        title=_in(language, case.title),
        call=_in(language, occasion.call_title),
        place=case.place,
        waiting_place=case.waiting_place,
        places=occasion.places,
    )


def _in(language: str, text: Mapping[str, str]) -> str:
    """In this language if it was written in it, else as it was written."""
    return text.get(language) or next(iter(text.values()), "")


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(_CENT, rounding=ROUND_HALF_EVEN)


def _sentence(*path: str) -> Mapping[str, str]:
    found: Any = _sentences()
    for step in path:
        found = found[step]
    return dict(found)


@cache
def _sentences() -> Mapping[str, Any]:
    return tomllib.loads((Path(__file__).parents[1] / "letters.toml").read_text(encoding="utf-8"))
