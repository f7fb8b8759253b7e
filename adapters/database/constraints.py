"""What the database refuses, said in the domain's words: constraints are named like sentences."""

from domain.errors import Conflict, Refusal

REFUSALS = {
    "email_is_taken_once": "email_taken",
    "project_enters_once": "already_entered",
    "person_enters_within_its_number": "entries_used_up",
    "organization_enters_within_its_number": "entries_used_up",
    "one_round_at_a_time": "round_in_progress",
    "one_pledge_at_a_time": "pledge_in_progress",
    "volunteer_applies_once": "already_applied",
    "teammate_is_asked_once": "already_asked",
    "teammate_is_confirmed_once": "already_on_the_team",
    "address_is_invited_once": "already_asked",
    "project_merges_once": "already_asked",
    "ck_ledger_balances_money_is_there": "insufficient_funds",
}


def refusal_of(constraint: str | None) -> Refusal | None:
    """The refusal behind a constraint's name; None for one that no caller can cause knowingly."""
    code = REFUSALS.get((constraint or "").removeprefix("uq_"))
    return Conflict(code) if code else None
