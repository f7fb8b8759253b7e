"""Who sees an opportunity, and who may do what with it."""

from domain.access import Scope, may, signed_in
from domain.actions import ALWAYS, Action, Bar, Window
from domain.model.opportunities import LIFECYCLE, OpportunityState, is_full
from domain.rules import ACTOR, ADMIN, Is, IsNot

OWNER = Is("account_id", ACTOR)
VISIBLE = IsNot("state", "draft") | OWNER | ADMIN
INSIDE_VISIBLE = OWNER | ADMIN


APPLYING = Window(closes="apply_by", too_late="opportunity_closed")


def _run(name: str, *states: OpportunityState, window: Window = ALWAYS, input: str | None = None) -> Action:
    return Action(
        noun="opportunity",
        name=name,
        gate=may(Scope.VOLUNTEERS_WRITE),
        allow=OWNER,
        unwelcome="not_your_opportunity",
        states=frozenset(states),
        window=window,
        input=input,
    )


UPDATE = _run("update", OpportunityState.DRAFT, OpportunityState.OPEN, input="UpdateOpportunityInput")
OPEN = _run("open", *LIFECYCLE.sources(OpportunityState.OPEN), window=APPLYING)
CLOSE = _run("close", *LIFECYCLE.sources(OpportunityState.CLOSED))
CANCEL = _run("cancel", *LIFECYCLE.sources(OpportunityState.CANCELLED))
CREATE_PLACEMENT = Action(
    noun="opportunity",
    name="create_placement",
    gate=signed_in,
    allow=VISIBLE & IsNot("account_id", ACTOR),
    unwelcome="not_your_own_opportunity",
    # what was sent in time is in, whoever closes meanwhile
    states=frozenset({OpportunityState.OPEN, OpportunityState.CLOSED}),
    window=APPLYING,
    bar=Bar(fields=("accepted_count", "places"), stands=is_full, code="opportunity_full"),
    input="CreatePlacementInput",
)
ACTIONS = (UPDATE, OPEN, CLOSE, CANCEL, CREATE_PLACEMENT)
