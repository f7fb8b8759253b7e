"""Opening a round: every eligible entry gets its judges, evenly, and none where there is a conflict of interest."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.access import Actor
from domain.actions import permit
from domain.collections import Changed, Work
from domain.core import Command, use_case
from domain.errors import Conflict
from domain.ids import AccountId, EntryId, ReviewId, RoundId
from domain.model.assignment import Assignment, assign
from domain.model.calls import Call, CallState
from domain.model.conflicts import ConflictOfInterest, found
from domain.model.entries import Entry, EntryState
from domain.model.ranking import is_connected
from domain.model.reviews import Review
from domain.model.rounds import Round, RoundState
from domain.policy import rounds
from domain.ports import Ports
from domain.usecases.calls import not_stale


@dataclass(frozen=True, kw_only=True)
class OpenRound(Command[Changed]):
    round_id: RoundId
    expected_version: int | None = None


@use_case(OpenRound, allow=rounds.OPEN.gate)
def open_round(cmd: OpenRound, actor: Actor, ports: Ports) -> Changed:
    """Every eligible entry gets its judges, evenly and without conflict; a sealed round is opened again as it was."""
    now = ports.now()
    with ports.work() as work:
        call = work.calls.lock(work.rounds.get(cmd.round_id).call_id)
        round = work.rounds.lock(cmd.round_id)
        permit(rounds.OPEN, round, actor, now)
        not_stale(round.version, cmd.expected_version)
        if round.state is RoundState.DRAFT:
            _begin(work, call, round, ports, now)
        else:
            for review in work.reviews.of_round(round.id):
                review.sealed_at = None
        work.tell(round.open(now=now))
        return work.done(round)


def _begin(work: Work, call: Call, round: Round, ports: Ports, now: datetime) -> None:
    """From here on the rules of the round cannot change."""
    if call.state is not CallState.CLOSED:
        raise Conflict(f"call_is_{call.state}", state=str(call.state), allowed=[CallState.CLOSED])
    entries = work.entries.lock_live_of_call(call.id)
    if waiting := [entry.id for entry in entries if entry.state is EntryState.SUBMITTED]:
        raise Conflict("entries_unscreened", entries=waiting[:100], count=len(waiting))
    entries = [entry for entry in entries if entry.state is EntryState.ELIGIBLE]
    if len(entries) < round.places:
        raise Conflict("too_few_entries", have=len(entries), need=round.places)
    _find_conflicts(work, round, entries, ports, now)
    assignment = _assignment(work, round, entries)
    for entry in entries:
        entry.enter(round.id)
    work.reviews.add_all([_review(round, judge, entry, ports, now) for judge, entry in assignment.pairs])


def _find_conflicts(work: Work, round: Round, entries: Sequence[Entry], ports: Ports, now: datetime) -> None:
    people = {*round.judge_ids, *(entry.account_id for entry in entries)}
    known = work.conflicts.of_round(round.id)
    barred = found(round.judge_ids, entries, work.memberships.organizations_ever(people))
    work.conflicts.add_all(
        [
            ConflictOfInterest(
                id=ports.new_id("conflict"),
                round_id=round.id,
                judge_id=judge,
                entry_id=entry,
                kind=kind,
                reason="",
                created_at=now,
            )
            for judge, entry, kind in barred
            if (judge, entry) not in known
        ]
    )


def _assignment(work: Work, round: Round, entries: Sequence[Entry]) -> Assignment:
    assignment = assign(
        [entry.id for entry in entries],
        round.judge_ids,
        wanted=round.reviews_per_entry,
        conflicts=work.conflicts.of_round(round.id),
        seed=round.seed_hash,
    )
    if assignment.lacking:
        lacking = [
            {"entry_id": lack.entry, "have": lack.have, "need": lack.need} for lack in assignment.lacking
        ]
        raise Conflict("judges_lacking", entries=lacking)
    if not is_connected(assignment.pairs):
        raise Conflict("assignment_disconnected")
    return assignment


def _review(round: Round, judge: str, entry_id: str, ports: Ports, now: datetime) -> Review:
    return Review(
        id=ReviewId(ports.new_id("review")),
        round_id=round.id,
        call_id=round.call_id,
        entry_id=EntryId(entry_id),
        organization_id=round.organization_id,
        judge_id=AccountId(judge),
        created_at=now,
        updated_at=now,
    )
