"""What is shown of entries."""

from domain.model.entries import EntryState
from domain.policy.entries import ACTIONS, INSIDE_VISIBLE, PEOPLE_VISIBLE, VISIBLE
from domain.reading import Many, Noun, One
from domain.views import appeals, letters, mentorships
from domain.views.shapes import allowed_actions, by, plain, words

FILTERS = {"state": by("state", known=words(EntryState)), "province": by("province")}
FACTS = (
    *("organization_id", "account_id", "applicant_organization_id"),
    *("advanced", "grant_state", "judging_begun"),
)
OF_CALL = Many("entry", key="call_id", filters=FILTERS)

entry = Noun(
    "entry",
    "entries",
    plain("id", "call_id", "organization_id", "state", "title", "province", "document", "answers")
    | plain("project_id", "account_id", "applicant_organization_id", "people", visible=PEOPLE_VISIBLE)
    | plain("fingerprint", "reasons", "waiting_place", visible=INSIDE_VISIBLE)
    | plain("submission", "submitted_at", "round_id", "advanced", "place")
    | plain("created_at", "updated_at", "version")
    | {
        "allowed_actions": allowed_actions(ACTIONS, *FACTS),
        "call": One("call", key="call_id"),
        "project": One("project", key="project_id", visible=PEOPLE_VISIBLE),
        "applicant": One("account", key="account_id", visible=PEOPLE_VISIBLE),
        "applicant_organization": One(
            "organization", key="applicant_organization_id", visible=PEOPLE_VISIBLE
        ),
        "round": One("round", key="round_id"),
        "reviews": Many("review", key="entry_id"),
        "letters": letters.OF_ENTRY,
        "appeals": appeals.OF_ENTRY,
        "mentorships": mentorships.OF_ENTRY,
        "opinions": Many("opinion", key="entry_id"),
    },
    visible=VISIBLE,
    view="entries_shown",
)

LISTS = {"entries_by_id": Many("entry", filters={"id": by("id")})}
