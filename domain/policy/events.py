"""Who hears of an event: everybody of public ones; otherwise the organization and the persons it is about."""

from domain.access import Scope
from domain.rules import ACTOR, ADMIN, Is, Member, Scoped

HEARS = Member("organization_id") & Scoped(Scope.EVENTS_READ)
VISIBLE = Is("public", True) | HEARS | Is("account_id", ACTOR) | Is("owner_id", ACTOR) | ADMIN
