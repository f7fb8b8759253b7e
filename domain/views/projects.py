"""What is shown of projects."""

from domain.model.projects import ProjectState
from domain.model.supporters import supporters_shown
from domain.model.teammates import team_shown
from domain.policy.projects import ACTIONS, VISIBLE
from domain.policy.similar import SET_FINDABLE
from domain.policy.teammates import OF_PROJECT as TEAM_UP
from domain.provinces import provinces
from domain.reading import Filter, Many, Noun, One, Value
from domain.views import attachments, campaigns, measurements, opportunities, teammates, updates, versions
from domain.views.goals import GOALS
from domain.views.shapes import allowed_actions, by, money, plain, words

project = Noun(
    "project",
    "projects",
    plain("id", "account_id", "organization_id", "state", "title", "summary", "problem", "solution")
    | {"team": Value(("team", "confirmed_members"), shape=team_shown)}
    | plain("skills_missing")
    | {
        "budget": Value(("budget",)),
        "budget_total": Value(("budget_total", "budget_currency"), shape=money),
    }
    | plain("asked_for", "from_elsewhere", "benefits", "findable", "merged_into")
    | plain("created_at", "updated_at", "version")
    | {
        "supporters": Value(("supporters", "confirmed_supporters"), shape=supporters_shown),
        "allowed_actions": allowed_actions(
            (*ACTIONS, SET_FINDABLE, *TEAM_UP),
            "account_id",
            "organization_id",
            "editors",
            "findable",
            "in_use",
        ),
        "ended_at": Value(("ended_at",)),
        "ended_reason": Value(("ended_reason",)),
        "owner": One("account", key="account_id"),
        "organization": One("organization", key="organization_id"),
        "campaigns": campaigns.OF_PROJECT,
        "opportunities": opportunities.OF_PROJECT,
        "updates": updates.OF_PROJECT,
        "versions": versions.OF_PROJECT,
        "attachments": attachments.OF_PROJECT,
        "measurements": measurements.OF_PROJECT,
        "teammates": teammates.OF_PROJECT,
        "merges": teammates.MERGES_OF_PROJECT,
    },
    visible=VISIBLE,
    view="projects_shown",
)

FILTERS = {
    "state": by("state", known=words(ProjectState)),
    "province": by("province", known=frozenset(provinces())),
    "goal": Filter("goals", GOALS, within=True),
}
OF_ACCOUNT = Many("project", key="account_id", filters=FILTERS)

OWNERS = {"account_id": by("account_id"), "organization_id": by("organization_id")}
LISTS = {
    "projects": Many("project", filters=FILTERS | OWNERS),
    "projects_by_id": Many("project", filters={"id": by("id")}),
    "versions_by_number": Many("version", filters={"project_id": by("project_id"), "number": by("number")}),
}
