"""What is shown of conflicts of interest: to those who run the round all, to judges their own."""

from domain.model.conflicts import ConflictKind, ConflictState
from domain.policy.conflicts import ACTIONS, VISIBLE
from domain.reading import Many, Noun, One
from domain.views.shapes import allowed_actions, by, plain, words

OF_ROUND = Many(
    "conflict",
    key="round_id",
    filters={
        "kind": by("kind", known=words(ConflictKind)),
        "state": by("state", known=words(ConflictState)),
        "judge_id": by("judge_id"),
        "entry_id": by("entry_id"),
    },
)

conflict = Noun(
    "conflict",
    "conflicts",
    plain("id", "round_id", "judge_id", "entry_id", "kind", "state", "reason", "lifted_reason", "lifted_at")
    | plain("created_at", "updated_at", "version")
    | {
        "allowed_actions": allowed_actions(ACTIONS, "organization_id", "round_state", "kind"),
        "round": One("round", key="round_id"),
        "entry": One("entry", key="entry_id"),
        "judge": One("account", key="judge_id"),
    },
    visible=VISIBLE,
    view="conflicts_shown",
)
