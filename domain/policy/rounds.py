"""Who sees a round and its ranking, and who may run it."""

from dataclasses import replace

from domain.access import MANAGERS, Scope, may, signed_in
from domain.actions import Action, Bar, Window, Within
from domain.model.calls import CallState
from domain.model.rounds import LIFECYCLE, RoundState
from domain.rules import ACTOR, ADMIN, Has, Includes, Is, Member, OneOf, Predicate, Related

RUNS_IT = Member("organization_id", MANAGERS) | ADMIN
SITS_ON_IT = Has("reviews", Is("judge_id", ACTOR))
ON_PANEL = Includes("judge_ids", ACTOR)
PUBLISHED = Is("state", "published")
VISIBLE = PUBLISHED | Member("organization_id") | ADMIN | SITS_ON_IT | ON_PANEL
AFTER_SEALING = OneOf("state", frozenset({"sealed", "ranked", "decided", "published"}))
AFTER_RANKING = OneOf("state", frozenset({"ranked", "decided", "published"}))
INSIDE_VISIBLE = RUNS_IT | SITS_ON_IT  # how judges go about it
RANKING_VISIBLE = RUNS_IT | Related("round", PUBLISHED)


# Of a call that was called off, nothing is run any more.
UNTIL_CANCELLED = Window(closes="cancelled_at", too_late="call_is_cancelled", by_act=True)


def _run(name: str, *states: RoundState, input: str | None = None, allow: Predicate = RUNS_IT) -> Action:
    return Action(
        noun="round",
        name=name,
        gate=may(Scope.JUDGING_WRITE),
        allow=allow,
        unwelcome="not_your_call",
        states=frozenset(states),
        window=UNTIL_CANCELLED,
        input=input,
    )


UPDATE = _run("update", RoundState.DRAFT, input="UpdateRoundInput")
SET_PANEL = _run("set_panel", RoundState.DRAFT, RoundState.OPEN, input="SetRoundPanelInput")
CALL_CLOSED = Within(noun="call", field="call_state", states=frozenset({CallState.CLOSED}))
OPEN = replace(_run("open", *LIFECYCLE.sources(RoundState.OPEN), input="OpenRoundInput"), within=CALL_CLOSED)
EXTEND = _run("extend", RoundState.OPEN, input="ExtendRoundInput")
SEAL = _run("seal", *LIFECYCLE.sources(RoundState.SEALED))
RANK, DECIDE, PUBLISH = (  # of a call that is cancelled meanwhile nothing comes
    replace(_run(name, *LIFECYCLE.sources(to), input=input), within=CALL_CLOSED)
    for name, to, input in (
        ("rank", RoundState.RANKED, "RankRoundInput"),
        ("decide", RoundState.DECIDED, "DecideRoundInput"),
        ("publish", RoundState.PUBLISHED, "PublishRoundInput"),
    )
)
# Somebody of the organizers, themselves: no client looks for them. Once published there is nothing to look behind.
LOOK_INTO = Action(
    noun="round",
    name="look_into",
    gate=signed_in,
    allow=RUNS_IT,
    unwelcome="not_your_call",
    states=frozenset({RoundState.SEALED, RoundState.RANKED, RoundState.DECIDED}),
    input="LookIntoRoundInput",
)
BEFORE_RANKING = frozenset({RoundState.DRAFT, RoundState.OPEN, RoundState.SEALED})
DECLARE_CONFLICT = _run(
    "declare_conflict", *BEFORE_RANKING, input="DeclareConflictInput", allow=RUNS_IT | ON_PANEL
)
ASSIGN = _run("assign", RoundState.OPEN, input="PlannedInput")
ASSIGN_REVIEW = _run("assign_review", RoundState.OPEN, input="AssignReviewInput")
REMIND_JUDGES = replace(
    _run("remind_judges", RoundState.OPEN),
    bar=Bar(fields=("due_at",), stands=lambda due_at: due_at is None, code="nothing_is_due"),
)
RELEASE_COMMENTS = Action(
    noun="round",
    name="release_comments",
    gate=signed_in,
    allow=RUNS_IT,
    unwelcome="not_your_call",
    states=frozenset({RoundState.SEALED, RoundState.RANKED, RoundState.DECIDED}),
    having=Includes("looked_by", ACTOR),  # whoever releases comments has read them
    lacking="look_first",
    input="ReleaseCommentsInput",
)
ACTIONS = (
    UPDATE,
    SET_PANEL,
    DECLARE_CONFLICT,
    OPEN,
    ASSIGN,
    ASSIGN_REVIEW,
    REMIND_JUDGES,
    EXTEND,
    SEAL,
    LOOK_INTO,
    RELEASE_COMMENTS,
    RANK,
    DECIDE,
    PUBLISH,
)
