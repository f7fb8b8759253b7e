"""What is shown of appeals, and of the opinions of judges who looked again."""

from domain.model.appeals import AppealState, OpinionState
from domain.policy.appeals import ACTIONS, APPLICANT_VISIBLE, OPINION_ACTIONS, OPINION_VISIBLE, VISIBLE
from domain.reading import Many, Noun, One
from domain.views.shapes import allowed_actions, by, plain, words

OF_CALL = Many("appeal", key="call_id", filters={"state": by("state", known=words(AppealState))})
OF_ENTRY = Many("appeal", key="entry_id")

appeal = Noun(
    "appeal",
    "appeals",
    plain("id", "call_id", "round_id", "entry_id", "state", "grounds", "opinions_needed")
    | plain("opinions_given", "reason", "decided_at")
    | plain("account_id", visible=APPLICANT_VISIBLE)
    | plain("created_at", "updated_at", "version")
    | {
        "allowed_actions": allowed_actions(
            ACTIONS,
            "organization_id",
            "account_id",
            "applicant_organization_id",
            "opinions_needed",
            "opinions_given",
        ),
        "entry": One("entry", key="entry_id"),
        "round": One("round", key="round_id"),
        "opinions": Many("opinion", key="appeal_id"),
    },
    visible=VISIBLE,
)
opinion = Noun(
    "opinion",
    "opinions",
    plain("id", "appeal_id", "entry_id", "judge_id", "state", "advice", "comment", "given_at")
    | plain("created_at", "updated_at", "version")
    | {
        "allowed_actions": allowed_actions(OPINION_ACTIONS, "judge_id"),
        "appeal": One("appeal", key="appeal_id"),
        "entry": One("entry", key="entry_id"),
        "judge": One("account", key="judge_id"),
    },
    visible=OPINION_VISIBLE,
)
OPINIONS_OF_JUDGE = Many("opinion", key="judge_id", filters={"state": by("state", known=words(OpinionState))})
