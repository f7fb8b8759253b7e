"""What is shown of reviews: to their judges all; to managers, before sealing, only that they are there."""

from datetime import datetime
from typing import Any

from domain.access import Actor
from domain.model.reviews import ReviewState, is_overdue
from domain.policy.reviews import ACTIONS, CONTENT_VISIBLE, JUDGE_VISIBLE, PRIVATE_VISIBLE, VISIBLE
from domain.reading import Many, Noun, One, Value
from domain.views.shapes import allowed_actions, by, plain, words

SENT_IN = ("scores", "recommendation", "comment", "commitment", "submitted_at")
FILTERS = {
    "state": by("state", known=words(ReviewState)),
    "entry_id": by("entry_id"),
}
OF_ROUND = Many("review", key="round_id", filters=FILTERS)


def overdue(actor: Actor, now: datetime, state: str, due_at: str | None) -> bool:
    """Wanted by a time that has passed, and not there."""
    return is_overdue(ReviewState(state), datetime.fromisoformat(due_at) if due_at else None, now)


def earlier(sent: list[dict[str, Any]] | None) -> list[dict[str, Any]] | None:
    """What was sent in before a revision, without its salt."""
    return None if sent is None else [{name: one[name] for name in SENT_IN} for one in sent]


review = Noun(
    "review",
    "reviews",
    plain("id", "round_id", "call_id", "entry_id", "state", "calibration", "revisable", "due_at")
    | {"overdue": Value(("state", "due_at"), shape=overdue, live=True)}
    | plain("judge_id", "submitted_at", visible=JUDGE_VISIBLE)
    | plain("scores", "recommendation", "comment", "released", "commitment", visible=CONTENT_VISIBLE)
    | {"earlier": Value(("earlier",), CONTENT_VISIBLE, shape=earlier)}
    | plain("private_comment", "recusal_reason", "abstention_reason", visible=PRIVATE_VISIBLE)
    | plain("created_at", "updated_at", "version")
    | {
        "allowed_actions": allowed_actions(
            ACTIONS, "judge_id", "organization_id", "calibration_waits", "revisable"
        ),
        "round": One("round", key="round_id"),
        "entry": One("entry", key="entry_id"),
        "judge": One("account", key="judge_id", visible=JUDGE_VISIBLE),
    },
    visible=VISIBLE,
    view="reviews_shown",
)
