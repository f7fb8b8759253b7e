"""Who sees what volunteers say of themselves: they do, and with their consent the projects where they applied."""

from domain.access import Scope
from domain.model.placements import OVER, PlacementState
from domain.rules import ACTOR, ADMIN, Has, Is, Scoped, one_of

ONESELF = Is("account_id", ACTOR) | ADMIN
LIVE = one_of("state", *(state for state in PlacementState if state not in OVER))
APPLIED_THERE = Has("placements", Is("owner_id", ACTOR) & LIVE)
VISIBLE = ONESELF | (Is("consent", True) & APPLIED_THERE & Scoped(Scope.VOLUNTEERS_READ))
