"""What is shown of grants: the promise is public, the person who answers it is not."""

from domain.model.grants import GrantState
from domain.policy.grants import ACTIONS, GRANTEE_VISIBLE
from domain.reading import Many, Noun, One, Value
from domain.views.shapes import allowed_actions, by, money, plain, words

FILTERS = {
    "state": by("state", known=words(GrantState)),
    "call_id": by("call_id"),
    "organization_id": by("organization_id"),
    "project_id": by("project_id"),
}

grant = Noun(
    "grant",
    "grants",
    plain("id", "call_id", "entry_id", "project_id", "organization_id", "place", "state", "title")
    | plain("account_id", "applicant_organization_id", visible=GRANTEE_VISIBLE)
    | {"amount": Value(("amount", "currency"), shape=money)}
    | plain("accepted_at", "declined_at", "withdrawn_at", "created_at", "updated_at", "version")
    | {
        "allowed_actions": allowed_actions(ACTIONS, "account_id", "applicant_organization_id"),
        "call": One("call", key="call_id"),
        "entry": One("entry", key="entry_id"),
        "project": One("project", key="project_id"),
        "organization": One("organization", key="organization_id"),
    },
)

LISTS = {"grants": Many("grant", filters=FILTERS)}
