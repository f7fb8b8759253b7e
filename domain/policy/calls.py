"""Who sees a call, and who may do what with it."""

from domain.access import MANAGERS, Scope, may, signed_in
from domain.actions import Action, Window
from domain.model.calls import LIFECYCLE, CallState
from domain.rules import ADMIN, IsNot, Member

RUNS_IT = Member("organization_id", MANAGERS) | ADMIN
VISIBLE = IsNot("state", "draft") | Member("organization_id") | ADMIN
TAKING = Window("opens_at", "call_not_open_yet", "closes_at", "call_closed")

CREATE = Member("id", MANAGERS) | ADMIN  # asked of the organization
UPDATE = Action(
    noun="call",
    name="update",
    gate=may(Scope.CALLS_WRITE),
    allow=RUNS_IT,
    unwelcome="not_your_call",
    states=frozenset({CallState.DRAFT, CallState.OPEN}),
    window=Window(closes="closes_at", too_late="call_closed", states=frozenset({CallState.OPEN})),
    input="UpdateCallInput",
)
OPEN = Action(
    noun="call",
    name="open",
    gate=may(Scope.CALLS_WRITE),
    allow=RUNS_IT,
    unwelcome="not_your_call",
    states=LIFECYCLE.sources(CallState.OPEN),
    window=Window(closes="closes_at", too_late="call_closed"),
)
CLOSE = Action(
    noun="call",
    name="close",
    gate=may(Scope.CALLS_WRITE),
    allow=RUNS_IT,
    unwelcome="not_your_call",
    states=LIFECYCLE.sources(CallState.CLOSED),
)
SUBMIT_ENTRY = Action(
    noun="call",
    name="submit_entry",
    gate=signed_in,
    allow=VISIBLE,
    unwelcome="call_not_found",
    states=frozenset(
        {CallState.OPEN, CallState.CLOSED}
    ),  # what was sent in time is in, whoever closes meanwhile
    window=TAKING,
    input="SubmitEntryInput",
)
CREATE_ROUND = Action(
    noun="call",
    name="create_round",
    gate=may(Scope.JUDGING_WRITE),
    allow=RUNS_IT,
    unwelcome="not_your_call",
    states=frozenset({CallState.OPEN, CallState.CLOSED}),
    input="CreateRoundInput",
)
ACTIONS = (UPDATE, OPEN, CLOSE, SUBMIT_ENTRY, CREATE_ROUND)
