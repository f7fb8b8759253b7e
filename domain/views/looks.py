"""What is shown of looks into sealed rounds."""

from domain.policy.looks import LISTED, VISIBLE
from domain.reading import Many, Noun, One
from domain.views.shapes import plain

OF_ROUND = Many("look", key="round_id", visible=LISTED)

look = Noun(
    "look",
    "looks",
    plain("id", "round_id", "account_id", "reason", "created_at")
    | {"round": One("round", key="round_id"), "account": One("account", key="account_id")},
    visible=VISIBLE,
)
