"""What is shown of projects."""

from domain.model.projects import ProjectState
from domain.policy.projects import ACTIONS, VISIBLE
from domain.provinces import provinces
from domain.reading import Filter, Many, Noun, One, Value
from domain.views import campaigns, opportunities, updates
from domain.views.goals import GOALS
from domain.views.shapes import allowed_actions, by, money, plain, words

project = Noun(
    "project",
    "projects",
    plain("id", "account_id", "organization_id", "state", "title", "summary", "problem", "solution", "team")
    | plain("skills_missing")
    | {
        "budget": Value(("budget",)),
        "budget_total": Value(("budget_total", "budget_currency"), shape=money),
    }
    | plain("asked_for", "from_elsewhere", "supporters", "benefits", "created_at", "updated_at", "version")
    | {
        "allowed_actions": allowed_actions(ACTIONS, "account_id", "organization_id"),
        "owner": One("account", key="account_id"),
        "organization": One("organization", key="organization_id"),
        "campaigns": campaigns.OF_PROJECT,
        "opportunities": opportunities.OF_PROJECT,
        "updates": updates.OF_PROJECT,
    },
    visible=VISIBLE,
)

FILTERS = {
    "state": by("state", known=words(ProjectState)),
    "province": by("province", known=frozenset(provinces())),
    "goal": Filter("goals", GOALS, within=True),
}
OF_ACCOUNT = Many("project", key="account_id", filters=FILTERS)

OWNERS = {"account_id": by("account_id"), "organization_id": by("organization_id")}
LISTS = {"projects": Many("project", filters=FILTERS | OWNERS)}
