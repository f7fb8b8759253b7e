"""Which judge reads what: worked out when a round opens, again while it is open, and corrected by hand."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.access import Actor
from domain.actions import permit
from domain.collections import Changed, Work
from domain.core import Command, use_case
from domain.errors import Conflict, Fault, Invalid
from domain.ids import AccountId, EntryId, ReviewId, RoundId
from domain.model.assignment import Assignment
from domain.model.conflicts import ConflictKind, Pair
from domain.model.deals import BEGUN, Deal, deal
from domain.model.entries import Entry
from domain.model.reviews import Review, ReviewState
from domain.model.rounds import Round
from domain.plans import Planned, as_planned
from domain.policy import reviews, rounds
from domain.ports import Ports
from domain.text import fingerprint
from domain.usecases.calls import not_stale
from domain.usecases.conflicts import (
    arise,
    as_conflicts,
    keeping_what_is_found,
    newly_found,
    record,
)
from domain.usecases.passing_on import a_review, give


@dataclass(frozen=True, kw_only=True)
class AssignRound(Command[Changed]):
    """Without a plan's token it is refused where an entry would lack judges; who names one has seen which do."""

    round_id: RoundId
    plan_token: str | None = None
    expected_version: int | None = None


@use_case(AssignRound, allow=rounds.ASSIGN.gate)
def assign_round(cmd: AssignRound, actor: Actor, ports: Ports) -> Changed:
    """Reviews begun stay where they are; who came to the panel gets their share, and gaps are filled."""
    now = ports.now()
    with keeping_what_is_found(rounds.ASSIGN, cmd.round_id, actor, ports), ports.work() as work:
        round = work.rounds.lock(cmd.round_id)
        permit(rounds.ASSIGN, round, actor, now)
        not_stale(round.version, cmd.expected_version)
        dealt = assign_anew(work, round, work.entries.lock_in_round(round.id), ports, now)
        as_planned(dealt.plan, cmd.plan_token)
        if cmd.plan_token is None:
            dealt.check()
        work.tell(round.event("assigned", now=now))
        return work.done(round)


@dataclass(frozen=True, kw_only=True)
class SimulateAssignRound(Command[Planned]):
    """Who would read what after it, and which entries would lack judges."""

    round_id: RoundId


@use_case(SimulateAssignRound, allow=rounds.ASSIGN.gate)
def simulate_assign_round(cmd: SimulateAssignRound, actor: Actor, ports: Ports) -> Planned:
    now = ports.now()
    with ports.rehearsal() as work:
        round = work.rounds.lock(cmd.round_id)
        permit(rounds.ASSIGN, round, actor, now)
        entries = work.entries.lock_in_round(round.id)
        return Planned(assign_anew(work, round, entries, ports, now).plan)


def assign_anew(work: Work, round: Round, entries: Sequence[Entry], ports: Ports, now: datetime) -> Deal:
    """Find conflicts, deal the entries to the judges, and bring their reviews into line with it."""
    found = newly_found(work, round, entries)
    record(work, round, as_conflicts(round, found, ports, now), now)
    before = work.reviews.of_round(round.id)
    ids = [entry.id for entry in entries]
    dealt = deal(round, ids, before, work.conflicts.of_round(round.id), found)
    going = set(dealt.going)
    taken = [review for review in before if review.pair in going and review.state is ReviewState.ASSIGNED]
    work.tell(*(review.event("unassigned", now=now) for review in taken))
    work.reviews.remove(taken)
    # In an order by chance: ids sort by time, are published with the bundle, and must not sort by judge.
    chance = ports.secrets.random()
    coming = sorted(dealt.coming, key=lambda pair: fingerprint([chance, *pair]))
    give(work, round, [a_review(round, judge, entry, ports, now) for judge, entry in coming], ports)
    return dealt


def leave_assigned(work: Work, round: Round, ports: Ports, now: datetime) -> Deal:
    """Find conflicts, and pass on what they take out of a judge's hands; all else stays as it was assigned."""
    entries = work.entries.lock_in_round(round.id)
    found = newly_found(work, round, entries)
    before = _pairs(work.reviews.of_round(round.id), ReviewState.ASSIGNED)
    arise(work, round, as_conflicts(round, found, ports, now), ports, now)
    reviews = work.reviews.of_round(round.id)
    kept = _pairs(reviews, *BEGUN)
    pairs = tuple(sorted(kept | _pairs(reviews, ReviewState.ASSIGNED)))
    assignment = Assignment(pairs=pairs, lacking=())
    return Deal(judge_ids=round.judge_ids, before=before, assignment=assignment, kept=kept, conflicts=found)


def _pairs(reviews: Iterable[Review], *states: ReviewState) -> frozenset[Pair]:
    return frozenset(review.pair for review in reviews if review.state in states)


@dataclass(frozen=True, kw_only=True)
class AssignReview(Command[Changed]):
    """One judge, one entry, by hand, on top of what was dealt."""

    round_id: RoundId
    judge_id: AccountId
    entry_id: EntryId


@use_case(AssignReview, allow=rounds.ASSIGN_REVIEW.gate)
def assign_review(cmd: AssignReview, actor: Actor, ports: Ports) -> Changed:
    now = ports.now()
    with keeping_what_is_found(rounds.ASSIGN_REVIEW, cmd.round_id, actor, ports), ports.work() as work:
        round = work.rounds.lock(cmd.round_id)
        permit(rounds.ASSIGN_REVIEW, round, actor, now)
        entry = _fitting(cmd, work, round)
        if any(review.pair == (cmd.judge_id, cmd.entry_id) for review in work.reviews.of_round(round.id)):
            raise Conflict("review_assigned_already")
        if kind := _speaking_against(work, round, cmd.judge_id, entry):
            raise Conflict("conflict_of_interest", kind=kind)
        review = a_review(round, cmd.judge_id, cmd.entry_id, ports, now)
        give(work, round, [review], ports)
        work.tell(review.event("assigned", now=now))
        return work.done(review)


@dataclass(frozen=True, kw_only=True)
class UnassignReview(Command[Changed]):
    """What has not been begun is taken from the judge, by hand. Answers with the round, since it is there no more."""

    review_id: ReviewId
    expected_version: int | None = None


@use_case(UnassignReview, allow=reviews.UNASSIGN.gate)
def unassign_review(cmd: UnassignReview, actor: Actor, ports: Ports) -> Changed:
    now = ports.now()
    with ports.work() as work:
        round = work.rounds.lock(work.reviews.get(cmd.review_id).round_id)
        review = work.reviews.lock(cmd.review_id)
        permit(reviews.UNASSIGN, review, actor, now)
        not_stale(review.version, cmd.expected_version)
        work.tell(review.event("unassigned", now=now))
        work.reviews.remove([review])
        return work.done(round)


def _fitting(cmd: AssignReview, work: Work, round: Round) -> Entry:
    """The entry, where it is in the round and the judge on its panel."""
    faults = []
    if cmd.judge_id not in round.judge_ids:
        faults.append(Fault("/judge_id", "not_on_the_panel"))
    if cmd.entry_id not in work.entries.ids_in_round(round.id):
        faults.append(Fault("/entry_id", "entry_not_in_round"))
    if faults:
        raise Invalid("invalid_input", faults=faults)
    return work.entries.lock(cmd.entry_id)


def _speaking_against(work: Work, round: Round, judge: str, entry: Entry) -> ConflictKind | None:
    """Why the judge must not judge the entry: what is on record first, else what the data says now."""
    pair = judge, str(entry.id)
    known = {one[:2]: one[2] for one in work.conflicts.kinds_of_round(round.id)}
    found = {one[:2]: one[2] for one in newly_found(work, round, [entry])}
    return known.get(pair) or found.get(pair)
