"""Publishing a round, in one moment: what every entry became, the grants, and the bundle that proves it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.access import Actor
from domain.actions import permit
from domain.collections import Changed, Work
from domain.core import Command, use_case
from domain.events import Event
from domain.ids import RoundId
from domain.model.bundles import bundle_of
from domain.model.calls import Call
from domain.model.entries import Entry, EntryState
from domain.model.rounds import Round
from domain.model.standings import Standing
from domain.money import Money
from domain.plans import Plan, Planned, as_planned
from domain.policy import rounds
from domain.ports import Ports
from domain.text import canonical_json
from domain.usecases.calls import not_stale
from domain.usecases.letters import appeals_until, letters_of, write_letters
from domain.usecases.succession import offer


@dataclass(frozen=True, kw_only=True)
class PublishRound(Command[Changed]):
    round_id: RoundId
    plan_token: str | None = None
    expected_version: int | None = None


@use_case(PublishRound, allow=rounds.PUBLISH.gate)
def publish_round(cmd: PublishRound, actor: Actor, ports: Ports) -> Changed:
    """The final round announces the call's winners; one before it says who goes on."""
    now = ports.now()
    with ports.work() as work:
        call = work.calls.lock(work.rounds.get(cmd.round_id).call_id)
        round = work.rounds.lock(cmd.round_id)
        permit(rounds.PUBLISH, round, actor, now, call_state=call.state)
        not_stale(round.version, cmd.expected_version)
        result = _Result.of(work, call, round, work.entries.lock_in_round(round.id), now)
        as_planned(result.plan(), cmd.plan_token)
        work.tell(round.publish(now=now))
        if round.final:
            work.tell(call.announce(now=now))
        result.come_true(work, ports, now)
        _keep_bundle(work, round, result.standings, ports, now)
        return work.done(round)


@dataclass(frozen=True, kw_only=True)
class SimulatePublishRound(Command[Planned]):
    """What every entry would become, which grants would be offered, and what the letters would say."""

    round_id: RoundId


@use_case(SimulatePublishRound, allow=rounds.PUBLISH.gate)
def simulate_publish_round(cmd: SimulatePublishRound, actor: Actor, ports: Ports) -> Planned:
    now = ports.now()
    with ports.rehearsal() as work:
        round = work.rounds.get(cmd.round_id)
        call = work.calls.get(round.call_id)
        permit(rounds.PUBLISH, round, actor, now, call_state=call.state)
        plan = _Result.of(work, call, round, work.entries.in_round(round.id), now).plan()
    return Planned(plan)


@dataclass(frozen=True)
class _Result:
    """A decided round, with all that its publication touches."""

    call: Call
    round: Round
    standings: Sequence[Standing]
    entries: Mapping[str, Entry]
    worth: Sequence[tuple[Standing, Money]]  # the places that come with a grant, first place first
    letters: Sequence[Mapping[str, Any]]

    @classmethod
    def of(cls, work: Work, call: Call, round: Round, entries: Sequence[Entry], now: datetime) -> "_Result":
        standings = work.standings.of_round(round.id)
        by_id: dict[str, Entry] = {entry.id: entry for entry in entries}
        placed = sorted((one for one in standings if one.place), key=lambda one: one.place or 0)
        winners = placed if round.final else []
        awards = call.awards([by_id[winner.entry_id].asked for winner in winners]) if winners else []
        letters = letters_of(work, call, round, standings, entries, now)
        return cls(call, round, standings, by_id, list(zip(winners, awards, strict=True)), letters)

    def plan(self) -> Plan:
        return {
            "round": {"state": "published"},
            "call": {"state": "announced" if self.round.final else str(self.call.state)},
            "appeal_days": self.call.appeal_days,
            "entries": [self._fate(standing) for standing in self.standings],
            "grants": [
                {
                    "entry_id": standing.entry_id,
                    "place": standing.place,
                    "amount": {"amount": worth.amount, "currency": str(worth.currency)},
                }
                for standing, worth in self.worth
            ],
            "letters": self.letters,
        }

    def _fate(self, standing: Standing) -> dict[str, Any]:
        """What the entry will be."""
        advances = standing.place is not None and not self.round.final
        if standing.place is not None:
            state = EntryState.IN_REVIEW if advances else EntryState.SELECTED
        else:
            state = EntryState.WAITLISTED if standing.waiting_place else EntryState.NOT_SELECTED
        return {
            "entry_id": standing.entry_id,
            "state": str(state),
            "place": None if advances else standing.place,
            "waiting_place": standing.waiting_place,
            "advanced": advances,
        }

    def come_true(self, work: Work, ports: Ports, now: datetime) -> None:
        for standing in self.standings:
            work.tell(self._become(self.entries[standing.entry_id], standing, now))
        for standing, worth in self.worth:
            grant = offer(self.call, self.entries[standing.entry_id], worth, ports, now)
            work.grants.add(grant)
            work.tell(grant.offered(now=now))
        write_letters(work, self.call, self.round, self.letters, self.entries, ports, now)

    def _become(self, entry: Entry, standing: Standing, now: datetime) -> Event:
        if standing.place is not None:
            return entry.win(standing.place, now=now) if self.round.final else entry.advance(now=now)
        if standing.waiting_place is not None:
            return entry.wait(standing.waiting_place, now=now)
        return entry.pass_over(now=now, appeals_until=appeals_until(self.call, now))


def _keep_bundle(
    work: Work, round: Round, standings: Sequence[Standing], ports: Ports, now: datetime
) -> None:
    """Of rounds that were ranked before it was kept which reviews counted there is none."""
    if any(standing.review_ids for standing in standings):
        bundle = bundle_of(round, standings, work.reviews.of_round(round.id), secret=ports.secrets.random())
        work.bundles.keep(round.id, canonical_json(bundle).decode(), now)
