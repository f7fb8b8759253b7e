"""What is shown of opportunities: all of them in public, but for drafts and for what is on offer."""

from domain.model.opportunities import OpportunityState, is_full
from domain.model.skills import skills
from domain.policy.opportunities import ACTIONS, INSIDE_VISIBLE, VISIBLE
from domain.provinces import provinces
from domain.reading import Filter, Many, Noun, One, Value
from domain.views.placements import OF_OPPORTUNITY
from domain.views.shapes import allowed_actions, by, plain, words

FILTERS = {
    "state": by("state", known=words(OpportunityState)),
    "province": by("province", known=frozenset(provinces())),
    "skill": Filter("skill_ids", frozenset(skills()), within=True),
    "remote": by("remote", known=frozenset({"true", "false"})),
}
OF_PROJECT = Many("opportunity", key="project_id", filters=FILTERS)

opportunity = Noun(
    "opportunity",
    "opportunities",
    plain("id", "project_id", "account_id", "state", "title", "description", "skills", "places")
    | plain("accepted_count")
    | {"full": Value(("accepted_count", "places"), shape=is_full)}
    | plain("offered_count", visible=INSIDE_VISIBLE)
    | plain("province", "remote", "hours_per_week", "shifts", "starts_at", "ends_at", "apply_by", "least_age")
    | plain("created_at", "updated_at", "version")
    | {
        "allowed_actions": allowed_actions(ACTIONS, "account_id", "accepted_count", "places"),
        "project": One("project", key="project_id"),
        "placements": OF_OPPORTUNITY,
    },
    visible=VISIBLE,
)

LISTS = {"opportunities": Many("opportunity", filters=FILTERS | {"project_id": by("project_id")})}
