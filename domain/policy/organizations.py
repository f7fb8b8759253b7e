"""Who sees an organization's members and clients, and who may change them."""

from domain.access import Role
from domain.rules import ACTOR, ADMIN, Is, Member

OWNERS = frozenset({Role.OWNER})
OWNS_IT = Member("id", OWNERS) | ADMIN
SEES_MEMBERS = Member("organization_id") | Is("account_id", ACTOR) | ADMIN
SEES_CLIENTS = Member("organization_id", OWNERS) | ADMIN
