"""Who hears of an event: everybody of public ones; otherwise the organization and the person it is about."""

from domain.rules import ACTOR, ADMIN, Is, Member

VISIBLE = Is("public", True) | Member("organization_id") | Is("account_id", ACTOR) | ADMIN
