"""Opening a round: every entry whose turn it is gets its judges, evenly, and none where there is a conflict."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from domain.access import Actor
from domain.actions import permit
from domain.bounds import Long
from domain.collections import Changed, Work
from domain.core import Command, use_case
from domain.errors import Conflict, Fault, Invalid
from domain.ids import EntryId, RoundId
from domain.model.assignment import assign
from domain.model.assignment_panel import Pair
from domain.model.calls import Call, CallState
from domain.model.entries import Entry, EntryState
from domain.model.ranking import is_connected
from domain.model.rounds import Round, RoundState
from domain.policy import rounds
from domain.ports import Ports
from domain.usecases.calls import not_stale
from domain.usecases.conflicts import look
from domain.usecases.passing_on import a_review, give


@dataclass(frozen=True, kw_only=True)
class OpenRound(Command[Changed]):
    """`discuss` and `reason` are for a sealed round that opens again."""

    round_id: RoundId
    discuss: Annotated[tuple[EntryId, ...], Long(0, 1000)] = ()
    reason: Annotated[str, Long(0, 2000)] = ""
    expected_version: int | None = None


@use_case(OpenRound, allow=rounds.OPEN.gate)
def open_round(cmd: OpenRound, actor: Actor, ports: Ports) -> Changed:
    """Every entry whose turn it is gets its judges, evenly and without conflict; a sealed round is opened again."""
    now = ports.now()
    with ports.work() as work:
        call = work.calls.lock(work.rounds.get(cmd.round_id).call_id)
        round = work.rounds.lock(cmd.round_id)
        permit(rounds.OPEN, round, actor, now)
        not_stale(round.version, cmd.expected_version)
        if round.state is RoundState.DRAFT:
            _nothing_to_discuss(cmd)
            _begin(work, call, round, ports, now)
            work.tell(round.open(now=now))
        else:
            _begin_again(work, round, cmd)
            work.tell(round.reopen(cmd.discuss, cmd.reason, now=now))
        return work.done(round)


def _nothing_to_discuss(cmd: OpenRound) -> None:
    if cmd.discuss:
        raise Invalid("invalid_input", faults=[Fault("/discuss", "nothing_to_discuss_yet")])


def _begin_again(work: Work, round: Round, cmd: OpenRound) -> None:
    """What was sent in stays so, but for entries under discussion: each of their reviews may be revised once."""
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


def _begin(work: Work, call: Call, round: Round, ports: Ports, now: datetime) -> None:
    """From here on the rules of the round cannot change."""
    if call.state is not CallState.CLOSED:
        raise Conflict(f"call_is_{call.state}", state=str(call.state), allowed=[CallState.CLOSED])
    if round.final and round.places != call.award_count:  # the call may have changed since
        fault = Fault("/places", "places_differ_from_awards", {"awards": call.award_count})
        raise Invalid("invalid_input", faults=[fault])
    entries = _whose_turn(work, round)
    if len(entries) < round.places:
        raise Conflict("too_few_entries", have=len(entries), need=round.places)
    coming = {entry.id for entry in entries}
    if gone := [id for id in round.calibration_entry_ids if id not in coming]:
        raise Conflict("calibration_entry_gone", entries=gone)
    look(work, round, entries, ports, now)
    pairs = _assigned(work, round, entries)
    for entry in entries:
        entry.enter(round.id)
    give(work, round, [a_review(round, judge, entry, ports, now) for judge, entry in pairs], ports)


def _whose_turn(work: Work, round: Round) -> list[Entry]:
    """In the first round whoever was found eligible; later whoever the round before let on."""
    entries = work.entries.lock_live_of_call(round.call_id)
    if waiting := [entry.id for entry in entries if entry.state is EntryState.SUBMITTED]:
        raise Conflict("entries_unscreened", entries=waiting[:100], count=len(waiting))
    if round.number == 1:
        return [entry for entry in entries if entry.state is EntryState.ELIGIBLE]
    return [entry for entry in entries if entry.state is EntryState.IN_REVIEW and entry.advanced]


def _assigned(work: Work, round: Round, entries: Sequence[Entry]) -> list[Pair]:
    """Entries of the calibration go to everybody without a conflict; the others evenly."""
    barred = work.conflicts.of_round(round.id)
    first = set(round.calibration_entry_ids)
    common = [(judge, entry) for entry in first for judge in round.judge_ids if (judge, entry) not in barred]
    assignment = assign(
        [entry.id for entry in entries],
        round.judge_ids,
        wanted=round.reviews_per_entry,
        conflicts=barred,
        kept=common,
        seed=round.seed_hash,
    )
    if assignment.lacking:
        lacking = [
            {"entry_id": lack.entry, "have": lack.have, "need": lack.need} for lack in assignment.lacking
        ]
        raise Conflict("judges_lacking", entries=lacking)
    if not is_connected(assignment.pairs):
        raise Conflict("assignment_disconnected")
    return list(assignment.pairs)
