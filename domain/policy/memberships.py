"""Who sees a membership, and who may answer or end one: the invited accept, owners remove, everybody may leave."""

from domain.access import Gate, Scope, may, signed_in
from domain.actions import Action, Bar
from domain.model.memberships import LIFECYCLE, MembershipState
from domain.policy.organizations import OWNERS
from domain.rules import ACTOR, ADMIN, Is, Member, Predicate

CONCERNED = Is("person_id", ACTOR)
OWNER = Member("organization_id", OWNERS) | ADMIN
VISIBLE = Member("organization_id") | CONCERNED | ADMIN
SEES_ADDRESS = OWNER | CONCERNED
LAST_OWNER = Bar(fields=("is_last_owner",), stands=bool, code="last_owner")


def _move(
    name: str,
    states: frozenset[MembershipState],
    allow: Predicate,
    *,
    gate: Gate = signed_in,
    bar: Bar | None = None,
) -> Action:
    return Action(
        noun="membership",
        name=name,
        gate=gate,
        allow=allow,
        unwelcome="not_your_organization" if allow is OWNER else "not_your_membership",
        states=states,
        bar=bar,
    )


ACCEPT = _move("accept", LIFECYCLE.sources(MembershipState.ACTIVE), CONCERNED)
DECLINE = _move("decline", LIFECYCLE.sources(MembershipState.DECLINED), CONCERNED)
LEAVE = _move("leave_organization", frozenset({MembershipState.ACTIVE}), CONCERNED, bar=LAST_OWNER)
REMOVE = _move(
    "remove_member",
    LIFECYCLE.sources(MembershipState.ENDED),
    OWNER,
    gate=may(Scope.ORGANIZATIONS_WRITE),
    bar=LAST_OWNER,
)
ACTIONS = (ACCEPT, DECLINE, LEAVE, REMOVE)
