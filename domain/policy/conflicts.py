"""Who sees a conflict of interest, and who may lift one."""

from domain.access import Scope, may
from domain.actions import Action, Bar, Within
from domain.model.conflicts import ConflictKind, ConflictState
from domain.policy.rounds import BEFORE_RANKING, RUNS_IT
from domain.rules import ACTOR, Is

JUDGE = Is("judge_id", ACTOR)
VISIBLE = JUDGE | RUNS_IT

LIFT = Action(
    noun="conflict",
    name="lift",
    gate=may(Scope.JUDGING_WRITE),
    allow=RUNS_IT,
    unwelcome="not_your_call",
    states=frozenset({ConflictState.STANDS}),
    within=Within(noun="round", field="round_state", states=BEFORE_RANKING),
    bar=Bar(fields=("kind",), stands=lambda kind: kind != ConflictKind.PINNED, code="only_pins_are_lifted"),
    input="LiftConflictInput",
)
ACTIONS = (LIFT,)
