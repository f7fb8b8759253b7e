"""What is shown of calls."""

from typing import Any

from domain.model.calls import CallState
from domain.policy.calls import ACTIONS, VISIBLE
from domain.reading import NEWEST, OLDEST, Many, Noun, One, Order, Value
from domain.views import entries, rounds
from domain.views.shapes import allowed_actions, by, money, plain, words


def eligibility(provinces: list[str], most: int) -> dict[str, Any]:
    return {"provinces": provinces, "max_entries_per_account": most}


call = Noun(
    "call",
    "calls",
    plain("id", "organization_id", "state", "title", "brief", "opens_at", "closes_at", "award_count")
    | {
        "pool": Value(("pool_amount", "pool_currency"), shape=money),
        "split": Value(("split",)),
        "eligibility": Value(("provinces", "max_entries_per_account"), shape=eligibility),
    }
    | plain("questions", "created_at", "updated_at", "version")
    | {
        "allowed_actions": allowed_actions(ACTIONS, "organization_id"),
        "organization": One("organization", key="organization_id"),
        "entries": entries.OF_CALL,
        "rounds": rounds.OF_CALL,
        "grants": Many("grant", key="call_id"),
    },
    visible=VISIBLE,
)

LISTS = {
    "calls": Many(
        "call",
        orders=(NEWEST, OLDEST, Order("closing", "closes_at", descending=False)),
        filters={"state": by("state", known=words(CallState)), "organization_id": by("organization_id")},
    )
}
