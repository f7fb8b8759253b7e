"""What may still be refused to whoever is allowed to act: what only the input, or all the rest of a round, decides."""

from collections.abc import Mapping

FORESEEN: Mapping[str, frozenset[str]] = {
    "*": frozenset({"invalid_input", "version_stale", "plan_stale"}),
    "call.submit_entry": frozenset(
        {
            "already_entered",
            "entries_used_up",
            "entry_incomplete",
            "not_your_organization",
            "not_your_project",
        }
    ),
    "round.declare_conflict": frozenset({"conflict_known_already", "not_your_call"}),
    "round.set_panel": frozenset({"judge_has_begun"}),
    "round.open": frozenset(
        {
            "assignment_disconnected",
            "calibration_entry_gone",
            "entries_unscreened",
            "judges_lacking",
            "too_few_entries",
        }
    ),
    "round.assign": frozenset({"assignment_disconnected", "judges_lacking"}),
    "round.assign_review": frozenset({"conflict_of_interest", "review_assigned_already"}),
    "round.remind_judges": frozenset({"nobody_to_remind"}),
    "round.rank": frozenset({"assignment_disconnected", "quorum_not_met"}),
    "round.decide": frozenset({"pool_exceeded", "too_few_entries"}),
    "review.submit": frozenset({"review_incomplete"}),
    "entry.screen": frozenset({"entry_is_ineligible"}),  # where that is the verdict again
    "entry.lodge_appeal": frozenset({"already_appealed"}),
    "entry.propose_mentorship": frozenset({"already_mentor"}),
    "appeal.assign": frozenset({"no_judge_left"}),
    "appeal.decide": frozenset({"next_round_has_begun", "opinions_missing"}),
}
FINDS_CONFLICTS = frozenset({"open", "assign", "assign_review", "rank"})
"""What is found stays found, even where nothing else comes of it."""
