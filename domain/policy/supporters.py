"""Who sees what an organization says to being named as a supporter, and who may say it."""

from domain.access import MANAGERS, Scope, may
from domain.actions import Action
from domain.model.supporters import SupporterState
from domain.rules import ACTOR, ADMIN, Is, Member

MANAGES_IT = Member("organization_id", MANAGERS)
OWNS_THE_PROJECT = Is("owner_id", ACTOR) | Member("owner_organization_id", MANAGERS)
VISIBLE = MANAGES_IT | OWNS_THE_PROJECT | ADMIN


def _answer(name: str, *states: SupporterState) -> Action:
    return Action(
        noun="supporter",
        name=name,
        gate=may(Scope.PROJECTS_WRITE),
        allow=MANAGES_IT,
        unwelcome="not_your_organization",
        states=frozenset(states),
    )


CONFIRM = _answer("confirm", SupporterState.PROPOSED)
DECLINE = _answer("decline", SupporterState.PROPOSED)
WITHDRAW = _answer("withdraw", SupporterState.CONFIRMED)
ACTIONS = (CONFIRM, DECLINE, WITHDRAW)
