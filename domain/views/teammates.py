"""What is shown of teammates, to the two sides alone."""

from domain.model.teammates import TeammateKind, TeammateState
from domain.policy.teammates import ACTIONS, PERSON_VISIBLE, VISIBLE
from domain.reading import Many, Noun, One
from domain.views.shapes import allowed_actions, by, plain, words

FILTERS = {
    "state": by("state", known=words(TeammateState)),
    "kind": by("kind", known=words(TeammateKind)),
}
OF_PROJECT = Many("teammate", key="project_id", filters=FILTERS)
MERGES_OF_PROJECT = Many("teammate", key="merging_project_id", filters=FILTERS)
OF_ACCOUNT = Many("teammate", key="account_id", filters=FILTERS)

teammate = Noun(
    "teammate",
    "teammates",
    plain("id", "project_id", "project_title", "owner_id", "organization_id", "kind", "state", "by_email")
    | plain("account_id", visible=PERSON_VISIBLE)
    | plain("member_id", "role", "message", "can_edit", "merging_project_id", "answered_at", "ended_at")
    | plain("created_at", "updated_at", "version")
    | {
        "allowed_actions": allowed_actions(ACTIONS, "account_id", "owner_id", "organization_id", "kind"),
        "account": One("account", key="account_id", visible=PERSON_VISIBLE),
        "owner": One("account", key="owner_id"),
        "organization": One("organization", key="organization_id"),
        "project": One("project", key="project_id"),
        "merging_project": One("project", key="merging_project_id"),
    },
    visible=VISIBLE,
)

LISTS = {
    "teammates": Many(
        "teammate",
        filters=FILTERS | {"project_id": by("project_id"), "merging_project_id": by("merging_project_id")},
    )
}
