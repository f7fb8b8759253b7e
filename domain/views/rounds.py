"""What is shown of rounds and of their rankings."""

from datetime import datetime
from typing import Any

from domain.access import Actor
from domain.model.rounds import RoundState
from domain.policy.rounds import (
    ACTIONS,
    AFTER_RANKING,
    INSIDE_VISIBLE,
    PUBLISHED,
    RANKING_VISIBLE,
    RUNS_IT,
    VISIBLE,
)
from domain.reading import Many, Noun, One, Order, Value
from domain.views import conflicts, letters, looks, reviews
from domain.views.shapes import allowed_actions, by, plain, words


def overdue(actor: Actor, now: datetime, state: str, due_at: str | None) -> bool:
    """Open for longer than it was to be."""
    return state == RoundState.OPEN and due_at is not None and now >= datetime.fromisoformat(due_at)


def but_for_judges(analysis: dict[str, Any] | None) -> dict[str, Any] | None:
    """What everybody may know once it is published."""
    return analysis and {name: said for name, said in analysis.items() if name != "judges"}


def of_judges(analysis: dict[str, Any] | None) -> list[dict[str, Any]] | None:
    """Whom the chair may want to talk to; no score is changed by it."""
    return analysis["judges"] if analysis else None


OF_CALL = Many("round", key="call_id", filters={"state": by("state", known=words(RoundState))})

round = Noun(
    "round",
    "rounds",
    plain(
        "id",
        "call_id",
        "organization_id",
        "number",
        "final",
        "state",
        "name",
        "criteria",
        "guidance",
        "reviews_per_entry",
        "quorum",
        "places",
    )
    | plain("waiting_list", "blind", "method", "method_version", "seed_hash", "commitments")
    | plain("due_at")
    | {"overdue": Value(("state", "due_at"), shape=overdue, live=True)}
    | plain(
        "calibration_entry_ids", "discussed_entry_ids", "extensions", "reopenings", visible=INSIDE_VISIBLE
    )
    | plain("seed", visible=AFTER_RANKING)
    | plain("judge_ids", visible=RUNS_IT)
    | {
        "analysis": Value(("analysis",), RUNS_IT | PUBLISHED, shape=but_for_judges),
        "judge_analyses": Value(("analysis",), RUNS_IT, shape=of_judges),
    }
    | plain(
        "opened_at",
        "sealed_at",
        "ranked_at",
        "decided_at",
        "published_at",
        "cancelled_at",
        "created_at",
        "updated_at",
        "version",
    )
    | {
        "allowed_actions": allowed_actions(
            ACTIONS, "organization_id", "judge_ids", "due_at", "call_state", "looked_by"
        ),
        "call": One("call", key="call_id"),
        "conflicts": conflicts.OF_ROUND,
        "reviews": reviews.OF_ROUND,
        "looks": looks.OF_ROUND,
        "letters": letters.OF_ROUND,
        "ranking": Many("standing", key="round_id", orders=(Order("ranked", "number", descending=False),)),
    },
    visible=VISIBLE,
    view="rounds_shown",
)
standing = Noun(
    "standing",
    "standings",
    plain(
        "id",
        "round_id",
        "entry_id",
        "position",
        "score",
        "reviews",
        "tie_broken_by",
        "criteria",
        "below_minimum",
        "analysis",
    )
    | plain("place", "waiting_place", "moved_reason")
    | {"entry": One("entry", key="entry_id"), "round": One("round", key="round_id")},
    visible=RANKING_VISIBLE,
)
