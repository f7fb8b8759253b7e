"""What is shown of reviews: to their judges all; to managers, before sealing, only that they are there."""

from domain.policy.reviews import ACTIONS, CONTENT_VISIBLE, JUDGE_VISIBLE, PRIVATE_VISIBLE, VISIBLE
from domain.reading import Noun, One
from domain.views.shapes import allowed_actions, plain

review = Noun(
    "review",
    "reviews",
    plain("id", "round_id", "call_id", "entry_id", "state")
    | plain("judge_id", visible=JUDGE_VISIBLE)
    | plain("scores", "comment", "commitment", visible=CONTENT_VISIBLE)
    | plain("private_comment", "recusal_reason", visible=PRIVATE_VISIBLE)
    | plain("submitted_at", "created_at", "updated_at", "version")
    | {
        "allowed_actions": allowed_actions(ACTIONS, "judge_id"),
        "round": One("round", key="round_id"),
        "entry": One("entry", key="entry_id"),
        "judge": One("account", key="judge_id", visible=JUDGE_VISIBLE),
    },
    visible=VISIBLE,
)
