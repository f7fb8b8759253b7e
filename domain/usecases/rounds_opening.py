"""Opening a round: every entry whose turn it is gets its judges, evenly, and none where there is a conflict."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from domain.access import Actor
from domain.actions import permit
from domain.bounds import Long
from domain.collections import Changed, Work
from domain.core import Command, use_case
from domain.errors import Conflict, Fault, Invalid
from domain.ids import AccountId, EntryId, RoundId
from domain.model.calls import Call
from domain.model.deals import Deal
from domain.model.entries import Entry, EntryState
from domain.model.notices import NoticeKind
from domain.model.rounds import Round, RoundState
from domain.plans import Plan, Planned, as_planned
from domain.policy import rounds
from domain.ports import Ports
from domain.usecases.assignments import assign_anew, leave_assigned
from domain.usecases.calls import not_stale
from domain.usecases.conflicts import keeping_what_is_found
from domain.usecases.noticing import notify


@dataclass(frozen=True, kw_only=True)
class OpenRound(Command[Changed]):
    """`discuss` and `reason` are for a sealed round that opens again."""

    round_id: RoundId
    discuss: Annotated[tuple[EntryId, ...], Long(0, 1000)] = ()
    reason: Annotated[str, Long(0, 2000)] = ""
    plan_token: str | None = None
    expected_version: int | None = None


@use_case(OpenRound, allow=rounds.OPEN.gate)
def open_round(cmd: OpenRound, actor: Actor, ports: Ports) -> Changed:
    """Every entry whose turn it is gets its judges, evenly and without conflict; a sealed round is opened again."""
    now = ports.now()
    with keeping_what_is_found(rounds.OPEN, cmd.round_id, actor, ports), ports.work() as work:
        round, dealt = _opened(work, cmd, actor, ports, now)
        as_planned(_plan(round, dealt), cmd.plan_token)
        if not round.reopenings:
            dealt.check()
        return work.done(round)


@dataclass(frozen=True, kw_only=True)
class SimulateOpenRound(Command[Planned]):
    """Who would read what, which conflicts there are, which entries would lack judges, which would be discussed."""

    round_id: RoundId
    discuss: Annotated[tuple[EntryId, ...], Long(0, 1000)] = ()
    reason: Annotated[str, Long(0, 2000)] = ""


@use_case(SimulateOpenRound, allow=rounds.OPEN.gate)
def simulate_open_round(cmd: SimulateOpenRound, actor: Actor, ports: Ports) -> Planned:
    """Opens it in a transaction that is undone."""
    wish = OpenRound(round_id=cmd.round_id, discuss=cmd.discuss, reason=cmd.reason)
    with ports.rehearsal() as work:
        return Planned(_plan(*_opened(work, wish, actor, ports, ports.now())))


def _plan(round: Round, dealt: Deal) -> Plan:
    return {**dealt.plan, "discussed_entry_ids": sorted(round.discussed_entry_ids)}


def _opened(work: Work, cmd: OpenRound, actor: Actor, ports: Ports, now: datetime) -> tuple[Round, Deal]:
    call = work.calls.lock(work.rounds.get(cmd.round_id).call_id)
    round = work.rounds.lock(cmd.round_id)
    permit(rounds.OPEN, round, actor, now, call_state=call.state)
    not_stale(round.version, cmd.expected_version)
    if round.state is RoundState.DRAFT:
        _nothing_to_discuss(cmd)
        dealt = _begin(work, call, round, ports, now)
        work.tell(round.open(now=now))
    else:
        revisable = _begin_again(work, round, cmd)
        work.tell(round.reopen(cmd.discuss, cmd.reason, now=now))
        notify(work, ports, NoticeKind.ROUND_REOPENED, to=revisable, about=round.id, call=call.title)
        dealt = leave_assigned(work, round, ports, now)
    return round, dealt


def _nothing_to_discuss(cmd: OpenRound) -> None:
    if cmd.discuss:
        raise Invalid("invalid_input", faults=[Fault("/discuss", "nothing_to_discuss_yet")])


def _begin_again(work: Work, round: Round, cmd: OpenRound) -> set[AccountId]:
    """What was sent in stays so, but for entries under discussion: each of their reviews may be revised once. Answers
    by whom."""
    reviews, discussed = work.reviews.of_round(round.id), set(cmd.discuss)
    known = {review.entry_id for review in reviews}
    strange = [number for number, entry in enumerate(cmd.discuss) if entry not in known]
    if strange:
        faults = [Fault(f"/discuss/{number}", "entry_not_in_round") for number in strange]
        raise Invalid("invalid_input", faults=faults)
    for review in reviews:
        review.sealed_at = None
        if review.entry_id in discussed:
            review.open_to_revision()
    return {review.judge_id for review in reviews if review.revisable}


def _begin(work: Work, call: Call, round: Round, ports: Ports, now: datetime) -> Deal:
    """From here on the rules of the round cannot change."""
    if round.final and round.places != call.award_count:  # the call may have changed since
        fault = Fault("/places", "places_differ_from_awards", {"awards": call.award_count})
        raise Invalid("invalid_input", faults=[fault])
    entries = _whose_turn(work, round)
    if len(entries) < round.places:
        raise Conflict("too_few_entries", have=len(entries), need=round.places)
    coming = {entry.id for entry in entries}
    if gone := [id for id in round.calibration_entry_ids if id not in coming]:
        raise Conflict("calibration_entry_gone", entries=gone)
    dealt = assign_anew(work, round, entries, ports, now)
    for entry in entries:
        entry.enter(round.id)
    return dealt


def _whose_turn(work: Work, round: Round) -> list[Entry]:
    """In the first round whoever was found eligible; later whoever the round before let on."""
    entries = work.entries.lock_live_of_call(round.call_id)
    if waiting := [entry.id for entry in entries if entry.state is EntryState.SUBMITTED]:
        raise Conflict("entries_unscreened", entries=waiting[:100], count=len(waiting))
    if round.number == 1:
        return [entry for entry in entries if entry.state is EntryState.ELIGIBLE]
    return [entry for entry in entries if entry.state is EntryState.IN_REVIEW and entry.advanced]
