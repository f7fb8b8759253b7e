"""Who sees a call, and who may do what with it."""

from domain.access import MANAGERS, Scope, may, signed_in
from domain.actions import ALWAYS, Action, Bar, Window
from domain.model.calls import LIFECYCLE, CallState
from domain.rules import ADMIN, Is, Member

RUNS_IT = Member("organization_id", MANAGERS) | ADMIN
VISIBLE = Is("public", True) | Member("organization_id") | ADMIN
TAKING = Window("opens_at", "call_not_open_yet", "closes_at", "call_closed")

CREATE = Member("id", MANAGERS) | ADMIN  # asked of the organization


def _run(
    name: str,
    *states: CallState,
    window: Window = ALWAYS,
    bar: Bar | None = None,
    input: str | None = None,
) -> Action:
    return Action(
        noun="call",
        name=name,
        gate=may(Scope.CALLS_WRITE),
        allow=RUNS_IT,
        unwelcome="not_your_call",
        states=frozenset(states),
        window=window,
        bar=bar,
        input=input,
    )


UNTIL_ITS_END = Window(closes="closes_at", too_late="call_closed")
UPDATE = _run(
    "update",
    CallState.DRAFT,
    CallState.OPEN,
    window=Window(closes="closes_at", too_late="call_closed", states=frozenset({CallState.OPEN})),
    input="UpdateCallInput",
)
OPEN = _run("open", *LIFECYCLE.sources(CallState.OPEN), window=UNTIL_ITS_END)
EXTEND = _run("extend", CallState.OPEN, window=UNTIL_ITS_END, input="ExtendCallInput")
CLOSE = _run("close", *LIFECYCLE.sources(CallState.CLOSED))
CANCEL = _run("cancel", *LIFECYCLE.sources(CallState.CANCELLED), input="CancelCallInput")
ARCHIVE = _run(
    "archive",
    *LIFECYCLE.sources(CallState.ARCHIVED),
    window=Window(opens="appeals_until", too_early="appeals_still_open"),
    bar=Bar(fields=("appeals_undecided",), stands=bool, code="appeals_undecided"),
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
SCREEN_ENTRIES = Action(
    noun="call",
    name="screen_entries",
    gate=may(Scope.ENTRIES_WRITE),
    allow=RUNS_IT,
    unwelcome="not_your_call",
    states=frozenset({CallState.OPEN, CallState.CLOSED}),
    input="ScreenEntriesInput",
)
CREATE_ROUND = Action(
    noun="call",
    name="create_round",
    gate=may(Scope.JUDGING_WRITE),
    allow=RUNS_IT,
    unwelcome="not_your_call",
    states=frozenset({CallState.OPEN, CallState.CLOSED}),
    bar=Bar(fields=("round_in_progress",), stands=bool, code="round_in_progress"),
    input="CreateRoundInput",
)
ACTIONS = (UPDATE, OPEN, EXTEND, CLOSE, CANCEL, ARCHIVE, SUBMIT_ENTRY, SCREEN_ENTRIES, CREATE_ROUND)
