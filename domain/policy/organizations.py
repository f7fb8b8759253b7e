"""Who changes an organization, and who sees its clients."""

from domain.access import Actor, Role
from domain.errors import Forbidden
from domain.model.organizations import Organization
from domain.rules import ADMIN, Member, holds

OWNERS = frozenset({Role.OWNER})
OWNS_IT = Member("id", OWNERS) | ADMIN
SEES_CLIENTS = Member("organization_id", OWNERS) | ADMIN


def require_owner(organization: Organization, actor: Actor) -> None:
    """Raises Forbidden(not_your_organization)."""
    if not holds(OWNS_IT, vars(organization), actor):
        raise Forbidden("not_your_organization")
