"""The public bundle of a published round: all that is needed to recompute its winners, and to see that no score was
changed. Judges are numbers in it, and what people wrote is not in it.

The numbers are drawn by chance for each round and kept nowhere else, so that nobody who knows who sat on the panel can
compute who is who. (A judge is known again by whoever knows one of their scores: that is what numbers cannot hide.)
"""

from collections.abc import Mapping, Sequence
from datetime import UTC
from hashlib import sha256
from typing import Any, Final

from domain.model.reviews import Review, covered
from domain.model.rounds import Round
from domain.model.standings import Standing, moves_of
from domain.model.ties import TieBreak

FORMAT: Final = "plik-round/1"


def bundle_of(
    round: Round, standings: Sequence[Standing], reviews: Sequence[Review], *, secret: str
) -> dict[str, Any]:
    """As JSON. `secret`: chance that is forgotten afterwards, for the numbers of the judges."""
    assert round.published_at is not None
    counted = {id for standing in standings for id in standing.review_ids}
    counting = [review for review in reviews if review.id in counted]
    return {
        "format": FORMAT,
        "round_id": round.id,
        "call_id": round.call_id,
        "number": round.number,
        "final": round.final,
        "published_at": round.published_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "rules": _rules(round),
        "commitments": sorted({*round.commitments, round.seed_hash}),
        "reviews": _shown(counting, _numbers(counting, secret)),
        "standings": [_standing(standing) for standing in standings],
        "moves": {move.entry_id: move.place for move in moves_of(standings)},
        "winners": _in_order(standings, "place"),
        "waiting_list": _in_order(standings, "waiting_place"),
    }


def _rules(round: Round) -> dict[str, Any]:
    return {
        "criteria": [
            {name: criterion[name] for name in ("key", "weight", "min", "max", "minimum")}
            for criterion in round.criteria
        ],
        "reviews_per_entry": round.reviews_per_entry,
        "quorum": round.quorum,
        "places": round.places,
        "waiting_list": round.waiting_list,
        "method": str(round.method),
        "method_version": round.method_version,
        "ties": [str(link) for link in TieBreak],
        "seed": {"content": round.seed, "commitment": round.seed_hash},
    }


def _numbers(reviews: Sequence[Review], secret: str) -> Mapping[str, int]:
    judges = {str(review.judge_id) for review in reviews}
    drawn = sorted(judges, key=lambda judge: sha256(f"{secret}\n{judge}".encode()).hexdigest())
    return {judge: number for number, judge in enumerate(drawn, 1)}


def _shown(reviews: Sequence[Review], numbers: Mapping[str, int]) -> list[dict[str, Any]]:
    """By entry and judge: the order tells nothing of when a review was assigned."""
    return [
        {
            "judge": f"judge_{numbers[review.judge_id]}",
            **_said(review, vars(review)),
            "earlier": [_said(review, sent) for sent in review.earlier],
        }
        for review in sorted(reviews, key=lambda review: (review.entry_id, numbers[review.judge_id]))
    ]


def _said(review: Review, sent: Mapping[str, Any]) -> dict[str, Any]:
    """A commitment, and what it was to."""
    version = sent["commitment_version"]
    content = covered(sent, entry=review.entry_id, review=review.id, version=version)
    return {"commitment": sent["commitment"], "content": content}


def _standing(standing: Standing) -> dict[str, Any]:
    shown = ("entry_id", "position", "score", "reviews", "tie_broken_by", "below_minimum")
    return {name: getattr(standing, name) for name in (*shown, "place", "waiting_place")}


def _in_order(standings: Sequence[Standing], by: str) -> list[str]:
    having = [standing for standing in standings if getattr(standing, by)]
    return [standing.entry_id for standing in sorted(having, key=lambda standing: getattr(standing, by))]
