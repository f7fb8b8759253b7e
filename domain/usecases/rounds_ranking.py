"""Ranking a round: the reviews that count, the order that they make by the round's method, and how sure it is."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.access import Actor
from domain.actions import permit
from domain.collections import Changed, Work
from domain.core import Command, use_case
from domain.errors import Conflict, Contended
from domain.ids import EntryId, RoundId
from domain.model.analysis import Analysis, analyse
from domain.model.conflicts import ConflictKind
from domain.model.entries import Entry
from domain.model.ranking import Marks, Method, Rule, short_of_quorum
from domain.model.reviews import Review, ReviewState
from domain.model.rounds import Round
from domain.model.standings import Standing, facts_of
from domain.plans import Plan, Planned, as_planned
from domain.policy import rounds
from domain.ports import Ports
from domain.usecases.calls import not_stale
from domain.usecases.conflicts import keeping_what_is_found, look, newly_found


@dataclass(frozen=True, kw_only=True)
class RankRound(Command[Changed]):
    round_id: RoundId
    plan_token: str | None = None
    expected_version: int | None = None


@use_case(RankRound, allow=rounds.RANK.gate)
def rank_round(cmd: RankRound, actor: Actor, ports: Ports) -> Changed:
    """Exact arithmetic over the reviews that count. An entry under quorum is not rankable, never last.

    Takes up to two seconds, so it is worked out before anything is locked; should other reviews count by then (an
    entry was withdrawn, a conflict came up), all is done again.
    """
    with keeping_what_is_found(rounds.RANK, cmd.round_id, actor, ports):
        return _rank(cmd, actor, ports)


def _rank(cmd: RankRound, actor: Actor, ports: Ports) -> Changed:
    case, plan = _worked_out(cmd.round_id, actor, ports)
    now = ports.now()
    with ports.work() as work:
        call = work.calls.share(work.rounds.get(cmd.round_id).call_id)
        round = work.rounds.lock(cmd.round_id)
        permit(rounds.RANK, round, actor, now, call_state=call.state)
        not_stale(round.version, cmd.expected_version)
        entries = work.entries.lock_in_round(round.id)
        if _case(work, round, entries) != case:
            raise Contended
        as_planned(plan, cmd.plan_token)
        look(work, round, entries, ports, now)
        work.standings.add_all(_standings(round, plan["ranking"], ports, now))
        for entry in entries:
            entry.ranked_at = now
        work.tell(round.rank(plan["round"]["method_version"], plan["round"]["analysis"], now=now))
        return work.done(round)


@dataclass(frozen=True, kw_only=True)
class SimulateRankRound(Command[Planned]):
    """The ranking that there would be, and how sure it would be."""

    round_id: RoundId


@use_case(SimulateRankRound, allow=rounds.RANK.gate)
def simulate_rank_round(cmd: SimulateRankRound, actor: Actor, ports: Ports) -> Planned:
    return Planned(_worked_out(cmd.round_id, actor, ports)[1])


@dataclass(frozen=True)
class _Case:
    """All that a ranking is made of, and whom the data speaks against only now."""

    conflicts: Sequence[tuple[str, str, ConflictKind]]  # (judge, entry, why)
    reviews: Sequence[str]  # that count, by id
    marks: Sequence[Marks]  # theirs
    rules: Sequence[Rule]
    method: Method
    seed: str
    places: int


def _worked_out(round_id: RoundId, actor: Actor, ports: Ports) -> tuple[_Case, Plan]:
    """What there is to rank, and what comes of it; nothing is locked meanwhile."""
    with ports.rehearsal() as work:
        round = work.rounds.get(round_id)
        permit(rounds.RANK, round, actor, ports.now(), call_state=work.calls.get(round.call_id).state)
        case = _case(work, round, work.entries.in_round(round.id))
    analysis = analyse(case.marks, case.rules, method=case.method, seed=case.seed, places=case.places)
    return case, _plan(case, analysis)


def _plan(case: _Case, analysis: Analysis) -> Plan:
    by_entry = defaultdict(list)
    for review, mark in zip(case.reviews, case.marks, strict=True):
        by_entry[mark.entry].append(review)
    ranking = [facts | {"review_ids": by_entry[facts["entry_id"]]} for facts in facts_of(analysis)]
    shown = analysis.as_dict()
    return {
        "round": {"state": "ranked", "method_version": analysis.ranking.version, "analysis": shown},
        "conflicts": [
            {"judge_id": judge, "entry_id": entry, "kind": str(kind)} for judge, entry, kind in case.conflicts
        ],
        "ranking": [facts | {"reviews": len(facts["review_ids"])} for facts in ranking],
    }


def _case(work: Work, round: Round, entries: Sequence[Entry]) -> _Case:
    """The reviews that count: submitted, of entries still in the round, without a conflict known by now."""
    found, in_round = newly_found(work, round, entries), {entry.id for entry in entries}
    barred = work.conflicts.of_round(round.id).union((judge, entry) for judge, entry, _ in found)
    reviews = [review for review in work.reviews.of_round(round.id) if review.entry_id in in_round]
    counting = {
        review.id: Marks(
            judge=review.judge_id,
            entry=review.entry_id,
            scores=review.scores,
            recommendation=review.recommendation and str(review.recommendation),
        )
        for review in reviews
        if review.state is ReviewState.SUBMITTED and (review.judge_id, review.entry_id) not in barred
    }
    if short := short_of_quorum(in_round, counting.values(), round.quorum):
        raise Conflict("quorum_not_met", entries=_missing(short, round, entries, reviews, barred))
    return _Case(
        conflicts=found,
        reviews=list(counting),
        marks=list(counting.values()),
        rules=round.rules,
        method=round.method,
        seed=round.seed,
        places=round.places,
    )


def _missing(
    short: Sequence[tuple[str, int]],
    round: Round,
    entries: Sequence[Entry],
    reviews: Sequence[Review],
    barred: frozenset[tuple[str, str]],
) -> list[dict[str, Any]]:
    """Which entries lack how many reviews, and which judges of the panel could still give one."""
    projects = {entry.id: entry.project_id for entry in entries}
    busy: Mapping[str, set[str]] = defaultdict(set)
    for review in reviews:
        if review.state in (ReviewState.RECUSED, ReviewState.ABSTAINED, ReviewState.SUBMITTED):
            busy[review.entry_id].add(review.judge_id)
    return [
        {
            "entry_id": entry,
            "project_id": projects[EntryId(entry)],
            "have": have,
            "need": round.quorum,
            "candidates": [j for j in round.judge_ids if j not in busy[entry] and (j, entry) not in barred],
        }
        for entry, have in short
    ]


def _standings(
    round: Round, ranking: Sequence[Mapping[str, Any]], ports: Ports, now: datetime
) -> list[Standing]:
    return [
        Standing(
            id=ports.new_id("standing"),
            round_id=round.id,
            organization_id=round.organization_id,
            places=round.places,
            number=number,
            created_at=now,
            updated_at=now,
            **facts,
        )
        for number, facts in enumerate(ranking, 1)
    ]
