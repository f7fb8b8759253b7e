"""What is shown of placements, to the volunteer and to the project's owner alone."""

from domain.model.placements import PlacementState
from domain.policy.placements import ACTIONS, VISIBLE
from domain.reading import Many, Noun, One
from domain.views.shapes import allowed_actions, by, plain, words

FILTERS = {"state": by("state", known=words(PlacementState))}
OF_OPPORTUNITY = Many("placement", key="opportunity_id", filters=FILTERS)
OF_VOLUNTEER = Many("placement", key="volunteer_id", filters=FILTERS)
OF_ACCOUNT = Many("placement", key="account_id", filters=FILTERS)

placement = Noun(
    "placement",
    "placements",
    plain("id", "opportunity_id", "project_id", "volunteer_id", "account_id", "state", "message")
    | plain("offered_at", "expires_at", "accepted_at", "ended_at", "created_at", "updated_at", "version")
    | {
        "allowed_actions": allowed_actions(ACTIONS, "account_id", "owner_id"),
        "opportunity": One("opportunity", key="opportunity_id"),
        "project": One("project", key="project_id"),
        "volunteer": One("volunteer", key="volunteer_id"),
        "applicant": One("account", key="account_id"),
    },
    visible=VISIBLE,
)
