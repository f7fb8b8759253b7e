"""The chair's decision: the places as ranked, but for moves, each with its reason."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from domain.access import Actor
from domain.actions import permit
from domain.bounds import Long
from domain.collections import Changed, Work
from domain.core import Command, use_case
from domain.ids import RoundId
from domain.model.rounds import Round
from domain.model.standings import Move, Spot, Standing, decide, decision, shifts
from domain.money import Money
from domain.plans import Plan, Planned, as_planned
from domain.policy import rounds
from domain.ports import Ports
from domain.usecases.calls import not_stale

Moves = Annotated[tuple[Move, ...], Long(0, 1000)]


@dataclass(frozen=True, kw_only=True)
class DecideRound(Command[Changed]):
    """As ranked, but for the chair's moves, each with its reason."""

    round_id: RoundId
    moves: Moves = ()
    plan_token: str | None = None
    expected_version: int | None = None


@use_case(DecideRound, allow=rounds.DECIDE.gate)
def decide_round(cmd: DecideRound, actor: Actor, ports: Ports) -> Changed:
    """Refused as well where the pool does not reach for what the winners ask for: nothing is decided that could not
    be published."""
    now = ports.now()
    with ports.work() as work:
        call = work.calls.share(work.rounds.get(cmd.round_id).call_id)
        round = work.rounds.lock(cmd.round_id)
        permit(rounds.DECIDE, round, actor, now, call_state=call.state)
        not_stale(round.version, cmd.expected_version)
        standings = work.standings.of_round(round.id)
        as_planned(_plan(work, round, standings, cmd.moves), cmd.plan_token)
        decide(standings, cmd.moves, places=round.places, waiting_list=round.waiting_list)
        work.tell(round.decide(now=now))
        return work.done(round)


@dataclass(frozen=True, kw_only=True)
class SimulateDecideRound(Command[Planned]):
    """Who would get which place, what each move would do, and what it would cost."""

    round_id: RoundId
    moves: Moves = ()


@use_case(SimulateDecideRound, allow=rounds.DECIDE.gate)
def simulate_decide_round(cmd: SimulateDecideRound, actor: Actor, ports: Ports) -> Planned:
    with ports.rehearsal() as work:
        round = work.rounds.get(cmd.round_id)
        permit(rounds.DECIDE, round, actor, ports.now(), call_state=work.calls.get(round.call_id).state)
        plan = _plan(work, round, work.standings.of_round(round.id), cmd.moves)
    return Planned(plan)


def _plan(work: Work, round: Round, standings: Sequence[Standing], moves: Sequence[Move]) -> Plan:
    spots = decision(standings, moves, places=round.places, waiting_list=round.waiting_list)
    winners = [entry for entry, spot in spots.items() if spot.place]
    worth = dict(zip(winners, _awards(work, round, winners), strict=True)) if round.final else {}
    by_entry = {standing.entry_id: standing for standing in standings}
    return {
        "round": {"state": "decided"},
        "places": [_placed(by_entry[entry], spots[entry], worth.get(entry)) for entry in winners],
        "waiting_list": [
            {"waiting_place": spot.waiting_place, "entry_id": entry}
            for entry, spot in spots.items()
            if spot.waiting_place
        ],
        "moves": shifts(standings, moves, places=round.places),
    }


def _placed(standing: Standing, spot: Spot, worth: Money | None) -> Mapping[str, Any]:
    return {
        "place": spot.place,
        "entry_id": standing.entry_id,
        "position": standing.position,
        "grant": worth and {"amount": worth.amount, "currency": str(worth.currency)},
    }


def _awards(work: Work, round: Round, winners: Sequence[str]) -> Sequence[Money]:
    """What the places are worth, to those who have them, first place first. Raises Conflict(pool_exceeded)."""
    asked: dict[str, int] = {entry.id: entry.asked for entry in work.entries.in_round(round.id)}
    return work.calls.get(round.call_id).awards([asked[winner] for winner in winners])
