"""What is shown of memberships: to members of the organization, and to whom they concern."""

from domain.model.memberships import MembershipState
from domain.policy.accounts import ONESELF
from domain.policy.memberships import ACTIONS, SEES_ADDRESS, VISIBLE
from domain.reading import Many, Noun, One
from domain.views.shapes import allowed_actions, by, plain, words

FILTERS = {"state": by("state", known=words(MembershipState))}
OF_ORGANIZATION = Many("membership", key="organization_id", filters=FILTERS)
OF_ACCOUNT = Many("membership", key="person_id", filters=FILTERS, visible=ONESELF)

membership = Noun(
    "membership",
    "memberships",
    plain("id", "organization_id", "account_id", "role", "state")
    | plain("email", visible=SEES_ADDRESS)
    | plain("created_at", "updated_at", "accepted_at", "left_at", "version")
    | {
        "allowed_actions": allowed_actions(ACTIONS, "organization_id", "person_id", "is_last_owner"),
        "organization": One("organization", key="organization_id"),
        "account": One("account", key="account_id"),
    },
    visible=VISIBLE,
    view="memberships_shown",
)
