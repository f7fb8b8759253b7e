"""What is shown of rounds and of their rankings."""

from datetime import datetime

from domain.access import Actor
from domain.model.rounds import RoundState
from domain.policy.rounds import ACTIONS, AFTER_RANKING, INSIDE_VISIBLE, RANKING_VISIBLE, RUNS_IT, VISIBLE
from domain.reading import Many, Noun, One, Order, Value
from domain.views import conflicts, letters, looks, reviews
from domain.views.shapes import allowed_actions, by, plain, words


def overdue(actor: Actor, now: datetime, state: str, due_at: str | None) -> bool:
    """Open for longer than it was to be."""
    return state == RoundState.OPEN and due_at is not None and now >= datetime.fromisoformat(due_at)


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
    | plain("judge_ids", "analysis", visible=RUNS_IT)
    | plain(
        "opened_at",
        "sealed_at",
        "ranked_at",
        "decided_at",
        "published_at",
        "created_at",
        "updated_at",
        "version",
    )
    | {
        "allowed_actions": allowed_actions(ACTIONS, "organization_id", "judge_ids"),
        "call": One("call", key="call_id"),
        "conflicts": conflicts.OF_ROUND,
        "reviews": reviews.OF_ROUND,
        "looks": looks.OF_ROUND,
        "letters": letters.OF_ROUND,
        "ranking": Many("standing", key="round_id", orders=(Order("ranked", "number", descending=False),)),
    },
    visible=VISIBLE,
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
    )
    | plain("place", "waiting_place", "moved_reason")
    | {"entry": One("entry", key="entry_id"), "round": One("round", key="round_id")},
    visible=RANKING_VISIBLE,
)
