"""What is shown of entries."""

from domain.model.entries import EntryState
from domain.policy.entries import ACTIONS, INSIDE_VISIBLE, PEOPLE_VISIBLE, VISIBLE
from domain.reading import Many, Noun, One
from domain.views.shapes import allowed_actions, by, plain, words

FILTERS = {"state": by("state", known=words(EntryState)), "province": by("province")}
OF_CALL = Many("entry", key="call_id", filters=FILTERS)

entry = Noun(
    "entry",
    "entries",
    plain("id", "call_id", "organization_id", "state", "title", "province", "document", "answers")
    | plain("project_id", "account_id", "people", visible=PEOPLE_VISIBLE)
    | plain("fingerprint", "reasons", "waiting_place", visible=INSIDE_VISIBLE)
    | plain("submission", "submitted_at", "round_id", "place", "created_at", "updated_at", "version")
    | {
        "allowed_actions": allowed_actions(ACTIONS, "organization_id", "account_id"),
        "call": One("call", key="call_id"),
        "project": One("project", key="project_id", visible=PEOPLE_VISIBLE),
        "applicant": One("account", key="account_id", visible=PEOPLE_VISIBLE),
        "round": One("round", key="round_id"),
        "reviews": Many("review", key="entry_id"),
    },
    visible=VISIBLE,
)
