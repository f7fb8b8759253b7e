"""Who reads a decision letter: whoever it is for, and those who run the call."""

from domain.access import MANAGERS
from domain.rules import ACTOR, ADMIN, Is, Member

VISIBLE = Is("account_id", ACTOR) | Member("organization_id", MANAGERS) | ADMIN
