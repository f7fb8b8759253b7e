"""Who sees a placement, and who may do what with it: the project offers, the volunteer accepts."""

from domain.access import Gate, Scope, may, signed_in
from domain.actions import ALWAYS, Action, Window
from domain.model.placements import LIFECYCLE, PlacementState
from domain.rules import ACTOR, ADMIN, Is, IsNot, Predicate, Scoped

VOLUNTEER = Is("account_id", ACTOR)
OWNER = Is("owner_id", ACTOR)
VISIBLE = ((VOLUNTEER | OWNER) & Scoped(Scope.VOLUNTEERS_READ)) | ADMIN
# An application waits for the project, an offer for the volunteer; what waits for nobody says so to both.
ANSWERS = (OWNER & IsNot("state", "offered")) | (VOLUNTEER & IsNot("state", "applied"))
BY_PROJECT = may(Scope.VOLUNTEERS_WRITE)
WHILE_OFFERED = Window(
    closes="expires_at", too_late="offer_lapsed", states=frozenset({PlacementState.OFFERED})
)


def _move(
    name: str, to: PlacementState, allow: Predicate, gate: Gate = BY_PROJECT, window: Window = ALWAYS
) -> Action:
    return Action(
        noun="placement",
        name=name,
        gate=gate,
        allow=allow,
        unwelcome="not_your_placement",
        states=LIFECYCLE.sources(to),
        window=window,
    )


OFFER = _move("offer", PlacementState.OFFERED, OWNER)
ACCEPT = _move("accept", PlacementState.ACCEPTED, VOLUNTEER, signed_in, WHILE_OFFERED)
DECLINE = _move("decline", PlacementState.DECLINED, ANSWERS)
WITHDRAW = _move("withdraw", PlacementState.WITHDRAWN, VOLUNTEER, signed_in)
COMPLETE = _move("complete", PlacementState.COMPLETED, OWNER)
MARK_NO_SHOW = _move("mark_no_show", PlacementState.NO_SHOW, OWNER)
ACTIONS = (OFFER, ACCEPT, DECLINE, WITHDRAW, COMPLETE, MARK_NO_SHOW)
