"""What is shown of calls."""

from datetime import datetime
from typing import Any

from domain.access import Actor
from domain.model.calls import CallState
from domain.model.phases import Phase, phase_at
from domain.model.screening import known_reasons
from domain.policy.calls import ACTIONS, VISIBLE
from domain.reading import NEWEST, OLDEST, Many, Noun, One, Order, Value
from domain.views import appeals, entries, mentorships, rounds
from domain.views.shapes import allowed_actions, by, money, plain, words


def eligibility(provinces: list[str], applicants: list[str], most: int) -> dict[str, Any]:
    return {"provinces": provinces, "applicants": applicants, "max_entries_per_account": most}


def is_overdue(actor: Actor, now: datetime, state: str, due: str | None) -> bool:
    """Whether a decision was promised for a time that has passed, and is not out."""
    return (
        state in (CallState.OPEN, CallState.CLOSED) and due is not None and now >= datetime.fromisoformat(due)
    )


def phase(actor: Actor, now: datetime, stage: str, opens_at: str, closes_at: str) -> Phase:
    return phase_at(now, Phase(stage), datetime.fromisoformat(opens_at), datetime.fromisoformat(closes_at))


call = Noun(
    "call",
    "calls",
    plain("id", "organization_id", "state", "title", "brief", "opens_at", "closes_at", "award_count")
    | {
        "phase": Value(("stage", "opens_at", "closes_at"), shape=phase, live=True),
        "pool": Value(("pool_amount", "pool_currency"), shape=money),
        "split": Value(("split",)),
        "award": Value(("award_amount", "pool_currency"), shape=money),
        "eligibility": Value(("provinces", "applicants", "max_entries_per_account"), shape=eligibility),
        "screening_reasons": Value(("reason_codes",), shape=known_reasons, on_request=True),
        "overdue": Value(("state", "decision_due_at"), shape=is_overdue, live=True),
    }
    | plain("questions", "reason_codes", "decision_due_at", "appeal_days", "appeals_until", "extensions")
    | plain("began_at", "announced_at", "cancelled_reason", "created_at", "updated_at", "version")
    | {
        "allowed_actions": allowed_actions(
            ACTIONS, "organization_id", "public", "round_in_progress", "appeals_undecided"
        ),
        "organization": One("organization", key="organization_id"),
        "entries": entries.OF_CALL,
        "rounds": rounds.OF_CALL,
        "appeals": appeals.OF_CALL,
        "mentorships": mentorships.OF_CALL,
        "grants": Many("grant", key="call_id"),
    },
    visible=VISIBLE,
    view="calls_shown",
)

LISTS = {
    "calls": Many(
        "call",
        orders=(NEWEST, OLDEST, Order("closing", "closes_at", descending=False)),
        filters={"state": by("state", known=words(CallState)), "organization_id": by("organization_id")},
    )
}
