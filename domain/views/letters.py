"""What is shown of decision letters."""

from domain.model.letters import Outcome
from domain.policy.letters import VISIBLE
from domain.reading import Many, Noun, One
from domain.views.shapes import by, plain, words

FILTERS = {"outcome": by("outcome", known=words(Outcome))}
OF_ROUND = Many("letter", key="round_id", filters=FILTERS)
OF_ENTRY = Many("letter", key="entry_id")

letter = Noun(
    "letter",
    "letters",
    plain("id", "round_id", "call_id", "entry_id", "account_id", "outcome", "place", "waiting_place")
    | plain("score", "line", "criteria", "comments", "next_steps", "title", "body", "appeals_until")
    | plain("created_at", "updated_at", "version")
    | {
        "round": One("round", key="round_id"),
        "call": One("call", key="call_id"),
        "entry": One("entry", key="entry_id"),
    },
    visible=VISIBLE,
)
