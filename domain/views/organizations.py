"""What is shown of organizations, their members and their clients."""

from domain.model.organizations import OrganizationKind
from domain.policy.organizations import SEES_CLIENTS, SEES_MEMBERS
from domain.reading import Many, Noun, One
from domain.views.shapes import by, plain, words

MEMBERSHIPS = Many("membership", key="organization_id")

organization = Noun(
    "organization",
    "organizations",
    plain("id", "kind", "name", "about", "website", "created_at", "updated_at", "version")
    | {
        "members": MEMBERSHIPS,
        "clients": Many("client", key="organization_id"),
        "calls": Many("call", key="organization_id"),
    },
)
membership = Noun(
    "membership",
    "memberships",
    plain("id", "organization_id", "account_id", "role", "created_at", "updated_at", "left_at", "version")
    | {
        "organization": One("organization", key="organization_id"),
        "account": One("account", key="account_id"),
    },
    visible=SEES_MEMBERS,
)
client = Noun(
    "client",
    "clients",
    plain("id", "organization_id", "name", "scopes", "created_at", "updated_at", "revoked_at", "version"),
    visible=SEES_CLIENTS,
)

LISTS = {"organizations": Many("organization", filters={"kind": by("kind", known=words(OrganizationKind))})}
