"""Who must not judge what: what judges declare and chairs pin, and what is found in the data whenever it matters."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from domain.access import Actor
from domain.actions import Action, permit
from domain.bounds import Long
from domain.collections import Changed, Work
from domain.core import Command, use_case
from domain.errors import Conflict, Fault, Forbidden, Invalid, NotFound, Refusal
from domain.ids import AccountId, ConflictId, EntryId, RoundId
from domain.model.conflicts import TOLD, ConflictKind, ConflictOfInterest, Pair, found
from domain.model.entries import Entry, EntryState
from domain.model.reviews import Review, ReviewState
from domain.model.rounds import Round, RoundState
from domain.policy import conflicts as policy
from domain.policy import rounds
from domain.ports import Ports
from domain.rules import holds
from domain.usecases.calls import not_stale
from domain.usecases.passing_on import pass_on

JUDGEABLE = frozenset({EntryState.SUBMITTED, EntryState.ELIGIBLE, EntryState.IN_REVIEW})
"""States of entries that judges have before them, or may have soon."""

NOT_SENT_IN = (ReviewState.ASSIGNED, ReviewState.DRAFT)


@dataclass(frozen=True, kw_only=True)
class DeclareConflict(Command[Changed]):
    """A judge's own where no judge is named, or they name themselves; otherwise the chair pins it on a judge."""

    round_id: RoundId
    entry_id: EntryId
    judge_id: AccountId | None = None
    reason: Annotated[str, Long(1, 2000)]


@use_case(DeclareConflict, allow=rounds.DECLARE_CONFLICT.gate)
def declare_conflict(cmd: DeclareConflict, actor: Actor, ports: Ports) -> Changed:
    """A review not sent in is taken back, and the place goes on; one that was sent in counts no more."""
    now = ports.now()
    with ports.work() as work:
        round = work.rounds.lock(cmd.round_id)
        permit(rounds.DECLARE_CONFLICT, round, actor, now)
        judge, kind = _whose(cmd, round, actor)
        if not cmd.reason.strip():
            raise Invalid("invalid_input", faults=[Fault("/reason", "reason_missing")])
        _check_entry(work, round, cmd.entry_id)
        if (judge, cmd.entry_id, kind) in work.conflicts.kinds_of_round(round.id):
            raise Conflict("conflict_known_already")
        conflict = _conflict(round, judge, cmd.entry_id, kind, cmd.reason, ports, now)
        arise(work, round, [conflict], ports, now)
        return work.done(conflict)


@dataclass(frozen=True, kw_only=True)
class LiftConflict(Command[Changed]):
    """The chair takes a pin away again. What judges declared and what was found stays."""

    conflict_id: ConflictId
    reason: Annotated[str, Long(1, 2000)]
    expected_version: int | None = None


@use_case(LiftConflict, allow=policy.LIFT.gate)
def lift_conflict(cmd: LiftConflict, actor: Actor, ports: Ports) -> Changed:
    now = ports.now()
    with ports.work() as work:
        round = work.rounds.lock(work.conflicts.get(cmd.conflict_id).round_id)
        conflict = work.conflicts.lock(cmd.conflict_id)
        around = {"organization_id": round.organization_id, "round_state": round.state}
        permit(policy.LIFT, conflict, actor, now, **around)
        not_stale(conflict.version, cmd.expected_version)
        work.tell(conflict.lift(cmd.reason, round.organization_id, now=now))
        return work.done(conflict)


@dataclass(frozen=True, kw_only=True)
class PinnedConflict:
    """The chair knows of a reason why a judge must not judge an entry."""

    judge_id: str
    entry_id: str
    reason: Annotated[str, Long(1, 2000)]


def pin_instead(
    work: Work, round: Round, pins: Sequence[PinnedConflict], ports: Ports, now: datetime
) -> None:
    """These are the chair's pins from now on: those not among them are lifted, those there already stay as they are."""
    wanted = {(pin.judge_id, pin.entry_id): pin for pin in pins}
    for conflict in work.conflicts.lock_pinned(round.id):
        if wanted.pop(conflict.pair, None) is None:
            work.tell(conflict.lift("no longer named with the panel", round.organization_id, now=now))
    new = [
        _conflict(round, pin.judge_id, pin.entry_id, ConflictKind.PINNED, pin.reason, ports, now)
        for pin in wanted.values()
    ]
    arise(work, round, new, ports, now)


def declared(work: Work, round: Round, review: Review, reason: str, ports: Ports, now: datetime) -> None:
    """Whoever steps back from a review says that there is a conflict, unless they said so before."""
    pair = review.judge_id, review.entry_id
    if (*pair, ConflictKind.DECLARED) not in work.conflicts.kinds_of_round(round.id):
        conflict = _conflict(round, *pair, ConflictKind.DECLARED, reason, ports, now)
        work.conflicts.add(conflict)
        work.tell(conflict.arise(round.organization_id, now=now))


def barred(work: Work, round: Round, entries: Collection[Entry]) -> frozenset[Pair]:
    """(judge, entry) of all conflicts: those that are on record, and those that could be found right now."""
    new = ((judge, entry) for judge, entry, _ in newly_found(work, round, entries))
    return work.conflicts.of_round(round.id).union(new)


def newly_found(work: Work, round: Round, entries: Collection[Entry]) -> list[tuple[str, str, ConflictKind]]:
    """What the data says against judges of the panel, and nobody has found before, by judge and entry."""
    known = {
        (judge, entry) for judge, entry, kind in work.conflicts.kinds_of_round(round.id) if kind not in TOLD
    }
    facts = work.conflicts.facts(round.judge_ids, entries)
    return sorted(one for one in found(round.judge_ids, entries, facts) if one[:2] not in known)


def look(work: Work, round: Round, entries: Collection[Entry], ports: Ports, now: datetime) -> None:
    """Put on record what the data says against judges of the panel; reviews that it speaks against are passed on."""
    arise(work, round, as_conflicts(round, newly_found(work, round, entries), ports, now), ports, now)


def as_conflicts(
    round: Round, new: Iterable[tuple[str, str, ConflictKind]], ports: Ports, now: datetime
) -> list[ConflictOfInterest]:
    return [_conflict(round, judge, entry, kind, "", ports, now) for judge, entry, kind in new]


@contextmanager
def keeping_what_is_found(action: Action, round_id: RoundId, actor: Actor, ports: Ports) -> Iterator[None]:
    """What is found stays found, even where the action is refused in the end and nothing else comes of it."""
    try:
        yield
    except Conflict:
        with suppress(Refusal):
            _look_alone(action, round_id, actor, ports)
        raise


def _look_alone(action: Action, round_id: RoundId, actor: Actor, ports: Ports) -> None:
    now = ports.now()
    with ports.unclaimed().work() as work:
        round = work.rounds.lock(round_id)
        permit(action, round, actor, now, call_state=work.calls.get(round.call_id).state)
        look(work, round, judgeable(work, round), ports, now)


def judgeable(work: Work, round: Round) -> Sequence[Entry]:
    """The entries that the round judges, or may once it opens."""
    live = work.entries.lock_live_of_call(round.call_id)
    return [entry for entry in live if entry.state in JUDGEABLE]


def arise(work: Work, round: Round, new: Sequence[ConflictOfInterest], ports: Ports, now: datetime) -> None:
    """Keep new conflicts, tell of them, and give what they take out of a judge's hands to another."""
    pass_on(work, round, record(work, round, new, now), ports, now)


def record(work: Work, round: Round, new: Sequence[ConflictOfInterest], now: datetime) -> list[Review]:
    """Keep new conflicts and tell of them; the reviews that they leave a gap for.

    What is not sent in is recused by the platform. What is sent in stays as it is, and counts no more.
    """
    if not new:
        return []
    known = work.conflicts.of_round(round.id)
    work.conflicts.add_all(new)
    work.tell(*(conflict.arise(round.organization_id, now=now) for conflict in new))
    over = {conflict.pair: conflict for conflict in new if conflict.pair not in known}
    if round.state is not RoundState.OPEN or not over:
        return []
    theirs = [review for review in work.reviews.of_round(round.id) if review.pair in over]
    left = [review for review in theirs if review.state in (*NOT_SENT_IN, ReviewState.SUBMITTED)]
    for review in left:
        if review.state in NOT_SENT_IN:
            conflict = over[review.pair]
            work.tell(review.recuse(conflict.reason or str(conflict.kind), now=now))
    return left


def _whose(cmd: DeclareConflict, round: Round, actor: Actor) -> tuple[AccountId, ConflictKind]:
    """Whom it bars. Only those who run the round speak of others, and only of judges of the panel."""
    judge = cmd.judge_id or actor.account_id
    if judge is None or judge not in round.judge_ids:
        raise Invalid("invalid_input", faults=[Fault("/judge_id", "not_on_the_panel")])
    if judge == actor.account_id:
        return judge, ConflictKind.DECLARED
    if not holds(rounds.RUNS_IT, vars(round), actor):
        raise Forbidden("not_your_call")
    return judge, ConflictKind.PINNED


def _check_entry(work: Work, round: Round, entry_id: EntryId) -> None:
    try:
        is_in_call = work.entries.get(entry_id).call_id == round.call_id
    except NotFound:
        is_in_call = False
    if not is_in_call:
        raise Invalid("invalid_input", faults=[Fault("/entry_id", "entry_not_in_call")])


def _conflict(
    round: Round, judge: str, entry: str, kind: ConflictKind, reason: str, ports: Ports, now: datetime
) -> ConflictOfInterest:
    return ConflictOfInterest(
        id=ConflictId(ports.new_id("conflict")),
        round_id=round.id,
        judge_id=AccountId(judge),
        entry_id=EntryId(entry),
        kind=kind,
        reason=reason,
        created_at=now,
        updated_at=now,
    )
