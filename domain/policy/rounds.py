"""Who sees a round and its ranking, and who may run it."""

from domain.access import MANAGERS, Scope, may
from domain.actions import Action
from domain.model.rounds import LIFECYCLE, RoundState
from domain.rules import ACTOR, ADMIN, Has, Is, Member, OneOf, Predicate, Related

RUNS_IT = Member("organization_id", MANAGERS) | ADMIN
SITS_ON_IT = Has("reviews", Is("judge_id", ACTOR))
PUBLISHED = Is("state", "published")
VISIBLE = PUBLISHED | Member("organization_id") | ADMIN | SITS_ON_IT
AFTER_SEALING = OneOf("state", frozenset({"sealed", "ranked", "decided", "published"}))
AFTER_RANKING = OneOf("state", frozenset({"ranked", "decided", "published"}))
RANKING_VISIBLE = RUNS_IT | Related("round", PUBLISHED)


def _run(name: str, *states: RoundState, input: str | None = None, allow: Predicate = RUNS_IT) -> Action:
    return Action(
        noun="round",
        name=name,
        gate=may(Scope.JUDGING_WRITE),
        allow=allow,
        unwelcome="not_your_call",
        states=frozenset(states),
        input=input,
    )


SET_PANEL = _run("set_panel", RoundState.DRAFT, input="SetRoundPanelInput")
OPEN = _run("open", *LIFECYCLE.sources(RoundState.OPEN))
SEAL = _run("seal", *LIFECYCLE.sources(RoundState.SEALED))
RANK = _run("rank", *LIFECYCLE.sources(RoundState.RANKED))
DECIDE = _run("decide", *LIFECYCLE.sources(RoundState.DECIDED), input="DecideRoundInput")
PUBLISH = _run("publish", *LIFECYCLE.sources(RoundState.PUBLISHED))
ACTIONS = (SET_PANEL, OPEN, SEAL, RANK, DECIDE, PUBLISH)
