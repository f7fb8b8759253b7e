"""What is shown of supporters: to the organization's managers and to the project's owner."""

from domain.model.supporters import SupporterState
from domain.policy.supporters import ACTIONS, VISIBLE
from domain.reading import Many, Noun, One
from domain.views.shapes import allowed_actions, by, plain, words

supporter = Noun(
    "supporter",
    "supporters",
    plain("id", "project_id", "project_title", "organization_id", "part", "state", "answered_at")
    | plain("created_at", "updated_at", "version")
    | {
        "allowed_actions": allowed_actions(ACTIONS, "organization_id"),
        "organization": One("organization", key="organization_id"),
        "project": One("project", key="project_id"),
    },
    visible=VISIBLE,
)

LISTS = {
    "supporters": Many(
        "supporter",
        filters={
            "state": by("state", known=words(SupporterState)),
            "project_id": by("project_id"),
            "organization_id": by("organization_id"),
        },
    )
}
