"""Who sees a teammate, and who may answer, take back or end it: the two sides alone."""

from domain.access import MANAGERS, Gate, Scope, may, signed_in
from domain.actions import Action
from domain.model.projects import PUBLIC, ProjectState
from domain.model.teammates import LIFECYCLE, TeammateKind, TeammateState
from domain.policy.projects import NEEDS_A_PERSON
from domain.policy.projects import OWNER as OWNS_THE_PROJECT
from domain.rules import ACTOR, ADMIN, Is, IsNot, Member, OneOf, Predicate, one_of

PERSON = Is("account_id", ACTOR)
OWNER = Is("owner_id", ACTOR) | Member("organization_id", MANAGERS)
BY_OWNER = Is("kind", TeammateKind.INVITATION)
BY_PERSON = OneOf("kind", frozenset({TeammateKind.REQUEST, TeammateKind.MERGE}))
AGREED = OneOf("state", frozenset({TeammateState.CONFIRMED, TeammateState.LEFT}))

VISIBLE = PERSON | OWNER | ADMIN
# Whose an address is that was invited, nobody is told before they accept.
PERSON_VISIBLE = PERSON | Is("by_email", False) | AGREED

OPEN = frozenset({ProjectState.DRAFT, ProjectState.PUBLISHED})
OPEN_TO_OTHERS = (one_of("state", *PUBLIC) | Is("findable", True)) & IsNot("account_id", ACTOR)
BY_PROJECT = may(Scope.PROJECTS_WRITE)


INVITE = Action(
    noun="project",
    name="invite_teammate",
    gate=BY_PROJECT,
    allow=OWNS_THE_PROJECT,
    unwelcome="not_your_project",
    states=OPEN,
    input="InviteTeammateInput",
)
ASK_TO_JOIN = Action(
    noun="project",
    name="ask_to_join",
    gate=signed_in,
    allow=OPEN_TO_OTHERS,
    unwelcome="not_open_to_joining",
    states=OPEN,
    input="AskToJoinInput",
)
PROPOSE_MERGE = Action(
    noun="project",
    name="propose_merge",
    gate=signed_in,
    allow=OPEN_TO_OTHERS,
    unwelcome="not_open_to_joining",
    states=OPEN,
    bar=NEEDS_A_PERSON,
    input="ProposeMergeInput",
)
OF_PROJECT = (INVITE, ASK_TO_JOIN, PROPOSE_MERGE)


def _move(name: str, to: TeammateState, allow: Predicate, gate: Gate, input: str | None = None) -> Action:
    return Action(
        noun="teammate",
        name=name,
        gate=gate,
        allow=allow,
        unwelcome="not_your_teammate",
        states=LIFECYCLE.sources(to),
        input=input,
    )


ANSWERS = (PERSON & BY_OWNER) | (OWNER & BY_PERSON)
PROPOSES = (OWNER & BY_OWNER) | (PERSON & BY_PERSON)
ACCEPT = _move("accept", TeammateState.CONFIRMED, ANSWERS, BY_PROJECT, "AcceptTeammateInput")
DECLINE = _move("decline", TeammateState.DECLINED, ANSWERS, BY_PROJECT)
WITHDRAW = _move("withdraw", TeammateState.WITHDRAWN, PROPOSES, BY_PROJECT)
LEAVE = _move("leave", TeammateState.LEFT, PERSON, signed_in)
REMOVE = _move("remove", TeammateState.LEFT, OWNER, BY_PROJECT)
ACTIONS = (ACCEPT, DECLINE, WITHDRAW, LEAVE, REMOVE)
