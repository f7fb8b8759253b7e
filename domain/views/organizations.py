"""What is shown of organizations and their clients."""

from domain.model.organizations import OrganizationKind
from domain.policy.organizations import SEES_CLIENTS
from domain.reading import Many, Noun
from domain.views import memberships
from domain.views.shapes import by, plain, words

organization = Noun(
    "organization",
    "organizations",
    plain("id", "kind", "name", "about", "website", "created_at", "updated_at", "version")
    | {
        "members": memberships.OF_ORGANIZATION,
        "clients": Many("client", key="organization_id"),
        "calls": Many("call", key="organization_id"),
    },
)
client = Noun(
    "client",
    "clients",
    plain("id", "organization_id", "name", "scopes", "created_at", "updated_at", "revoked_at", "version"),
    visible=SEES_CLIENTS,
)

LISTS = {"organizations": Many("organization", filters={"kind": by("kind", known=words(OrganizationKind))})}
