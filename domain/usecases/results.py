"""How a round ends: ranked by its method, decided by the chair, published in one moment, with its grants offered."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from domain.access import Actor
from domain.actions import permit
from domain.bounds import Long
from domain.collections import Changed, Work
from domain.core import Command, use_case
from domain.errors import Conflict
from domain.ids import RoundId
from domain.model.calls import Call
from domain.model.entries import Entry
from domain.model.ranking import Marks, Ranking, rank, short_of_quorum
from domain.model.reviews import Review, ReviewState
from domain.model.rounds import Round
from domain.model.standings import Move, Standing, decide
from domain.money import Money
from domain.policy import rounds
from domain.ports import Ports
from domain.usecases.calls import not_stale
from domain.usecases.succession import offer


@dataclass(frozen=True, kw_only=True)
class RankRound(Command[Changed]):
    round_id: RoundId
    expected_version: int | None = None


@use_case(RankRound, allow=rounds.RANK.gate)
def rank_round(cmd: RankRound, actor: Actor, ports: Ports) -> Changed:
    """Exact arithmetic over the reviews that count. An entry under quorum is not rankable, never last."""
    now = ports.now()
    with ports.work() as work:
        round = work.rounds.lock(cmd.round_id)
        permit(rounds.RANK, round, actor, now)
        not_stale(round.version, cmd.expected_version)
        entries = work.entries.lock_in_round(round.id)
        marks = _marks(work, round, entries)
        ranking = rank(marks, round.rules, method=round.method, seed=round.seed)
        work.standings.add_all(_standings(round, ranking, marks, ports, now))
        for entry in entries:
            entry.ranked_at = now
        work.tell(round.rank(ranking.version, now=now))
        return work.done(round)


@dataclass(frozen=True, kw_only=True)
class DecideRound(Command[Changed]):
    """As ranked, but for the chair's moves, each with its reason."""

    round_id: RoundId
    moves: Annotated[tuple[Move, ...], Long(0, 1000)] = ()
    expected_version: int | None = None


@use_case(DecideRound, allow=rounds.DECIDE.gate)
def decide_round(cmd: DecideRound, actor: Actor, ports: Ports) -> Changed:
    now = ports.now()
    with ports.work() as work:
        round = work.rounds.lock(cmd.round_id)
        permit(rounds.DECIDE, round, actor, now)
        not_stale(round.version, cmd.expected_version)
        standings = work.standings.of_round(round.id)
        decide(standings, cmd.moves, places=round.places, waiting_list=round.waiting_list)
        work.tell(round.decide(now=now))
        return work.done(round)


@dataclass(frozen=True, kw_only=True)
class PublishRound(Command[Changed]):
    round_id: RoundId
    expected_version: int | None = None


@use_case(PublishRound, allow=rounds.PUBLISH.gate)
def publish_round(cmd: PublishRound, actor: Actor, ports: Ports) -> Changed:
    """One transaction at one moment: what every entry became, the grants, the call's announcement."""
    now = ports.now()
    with ports.work() as work:
        call = work.calls.lock(work.rounds.get(cmd.round_id).call_id)
        round = work.rounds.lock(cmd.round_id)
        permit(rounds.PUBLISH, round, actor, now)
        not_stale(round.version, cmd.expected_version)
        entries: dict[str, Entry] = {entry.id: entry for entry in work.entries.lock_in_round(round.id)}
        standings = work.standings.of_round(round.id)
        winners = sorted((s for s in standings if s.place is not None), key=lambda s: s.place or 0)
        awards = call.awards([entries[winner.entry_id].asked for winner in winners])
        for standing in standings:
            _publish(work, call, entries[standing.entry_id], standing, awards, ports, now)
        work.tell(round.publish(now=now), call.announce(now=now))
        return work.done(round)


def _publish(
    work: Work,
    call: Call,
    entry: Entry,
    standing: Standing,
    awards: Sequence[Money],
    ports: Ports,
    now: datetime,
) -> None:
    if standing.place is not None:
        work.tell(entry.win(standing.place, now=now))
        grant = offer(call, entry, awards[standing.place - 1], ports, now)
        work.grants.add(grant)
        work.tell(grant.offered(now=now))
    elif standing.waiting_place is not None:
        work.tell(entry.wait(standing.waiting_place, now=now))
    else:
        work.tell(entry.pass_over(now=now))


def _marks(work: Work, round: Round, entries: Sequence[Entry]) -> list[Marks]:
    """The reviews that count: submitted, of entries still in the round, without a conflict known by now."""
    barred, in_round = work.conflicts.of_round(round.id), {entry.id for entry in entries}
    reviews = [review for review in work.reviews.of_round(round.id) if review.entry_id in in_round]
    counting = [
        Marks(judge=review.judge_id, entry=review.entry_id, scores=review.scores)
        for review in reviews
        if review.state is ReviewState.SUBMITTED and (review.judge_id, review.entry_id) not in barred
    ]
    if short := short_of_quorum(in_round, counting, round.quorum):
        raise Conflict("quorum_not_met", entries=_missing(short, round, reviews, barred))
    return counting


def _missing(
    short: Sequence[tuple[str, int]],
    round: Round,
    reviews: Sequence[Review],
    barred: frozenset[tuple[str, str]],
) -> list[dict[str, Any]]:
    """Which entries lack how many reviews, and how many judges of the panel could still give one."""
    busy: Mapping[str, set[str]] = defaultdict(set)
    for review in reviews:
        if review.state in (ReviewState.RECUSED, ReviewState.SUBMITTED):
            busy[review.entry_id].add(review.judge_id)
    return [
        {
            "entry_id": entry,
            "have": have,
            "need": round.quorum,
            "candidates": [j for j in round.judge_ids if j not in busy[entry] and (j, entry) not in barred],
        }
        for entry, have in short
    ]


def _standings(
    round: Round, ranking: Ranking, marks: Sequence[Marks], ports: Ports, now: datetime
) -> list[Standing]:
    below = defaultdict(list)
    for reason in ranking.below_minimum:
        shown = {"criterion": reason.criterion, "mean": str(reason.mean), "minimum": reason.minimum}
        below[reason.entry].append(shown)
    counts: Mapping[str, int] = defaultdict(int)
    counts = {entry: sum(mark.entry == entry for mark in marks) for entry in below}
    made: list[dict[str, Any]] = [
        {
            "entry_id": standing.entry,
            "number": standing.position,
            "position": standing.position,
            "score": str(standing.score),
            "reviews": standing.reviews,
            "tie_broken_by": standing.tie_broken_by and str(standing.tie_broken_by),
            "criteria": {key: str(mean) for key, mean in standing.criteria.items()},
            "below_minimum": [],
        }
        for standing in ranking.standings
    ]
    made += [
        {
            "entry_id": entry,
            "number": len(ranking.standings) + number,
            "position": None,
            "score": None,
            "reviews": counts[entry],
            "tie_broken_by": None,
            "criteria": {},
            "below_minimum": reasons,
        }
        for number, (entry, reasons) in enumerate(sorted(below.items()), 1)
    ]
    return [_standing(round, facts, ports, now) for facts in made]


def _standing(round: Round, facts: Mapping[str, Any], ports: Ports, now: datetime) -> Standing:
    return Standing(
        id=ports.new_id("standing"),
        round_id=round.id,
        organization_id=round.organization_id,
        places=round.places,
        created_at=now,
        updated_at=now,
        **facts,
    )
