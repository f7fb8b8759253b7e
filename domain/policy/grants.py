"""Who sees a grant, and who may answer it."""

from domain.access import MANAGERS, signed_in
from domain.actions import Action
from domain.model.grants import LIFECYCLE, GrantState
from domain.policy.entries import APPLICANT
from domain.rules import ADMIN, Member

GRANTEE = APPLICANT
GRANTEE_VISIBLE = GRANTEE | Member("organization_id", MANAGERS) | ADMIN


def _answer(name: str, to: GrantState) -> Action:
    return Action(
        noun="grant",
        name=name,
        gate=signed_in,
        allow=GRANTEE,
        unwelcome="not_your_grant",
        states=LIFECYCLE.sources(to),
    )


ACCEPT = _answer("accept", GrantState.ACCEPTED)
DECLINE = _answer("decline", GrantState.DECLINED)
ACTIONS = (ACCEPT, DECLINE)
