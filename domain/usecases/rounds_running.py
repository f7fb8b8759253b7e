"""While judges are at work and after: more time, the seal on what they sent in, and looks behind it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from domain.access import Actor
from domain.actions import permit
from domain.bounds import Long
from domain.collections import Changed
from domain.core import Command, use_case
from domain.errors import Fault, Invalid
from domain.ids import LookId, RoundId
from domain.model.looks import Look
from domain.policy import rounds
from domain.ports import Ports
from domain.usecases.calls import not_stale


@dataclass(frozen=True, kw_only=True)
class ExtendRound(Command[Changed]):
    """Reviews are wanted later than they were. Nothing ends by the time, so it may be extended after it has passed."""

    round_id: RoundId
    due_at: datetime
    reason: Annotated[str, Long(1, 2000)]
    expected_version: int | None = None


@use_case(ExtendRound, allow=rounds.EXTEND.gate)
def extend_round(cmd: ExtendRound, actor: Actor, ports: Ports) -> Changed:
    now = ports.now()
    with ports.work() as work:
        round = work.rounds.lock(cmd.round_id)
        permit(rounds.EXTEND, round, actor, now)
        not_stale(round.version, cmd.expected_version)
        work.tell(round.extend(cmd.due_at, cmd.reason, now=now))
        return work.done(round)


@dataclass(frozen=True, kw_only=True)
class SealRound(Command[Changed]):
    round_id: RoundId
    expected_version: int | None = None


@use_case(SealRound, allow=rounds.SEAL.gate)
def seal_round(cmd: SealRound, actor: Actor, ports: Ports) -> Changed:
    """No review changes any more; the commitments to all of them are published. Drafts do not count."""
    now = ports.now()
    with ports.work() as work:
        round = work.rounds.lock(cmd.round_id)
        permit(rounds.SEAL, round, actor, now)
        not_stale(round.version, cmd.expected_version)
        reviews = work.reviews.of_round(round.id)
        for review in reviews:
            review.sealed_at, review.revisable = now, False
        commitments = (commitment for review in reviews for commitment in review.commitments)
        work.tell(round.seal(commitments, now=now))
        return work.done(round)


@dataclass(frozen=True, kw_only=True)
class LookIntoRound(Command[Changed]):
    """A manager wants to read what judges wrote before it is published. The panel is shown that, and why."""

    round_id: RoundId
    reason: Annotated[str, Long(1, 2000)]


@use_case(LookIntoRound, allow=rounds.LOOK_INTO.gate)
def look_into_round(cmd: LookIntoRound, actor: Actor, ports: Ports) -> Changed:
    now = ports.now()
    with ports.work() as work:
        round = work.rounds.share(cmd.round_id)
        permit(rounds.LOOK_INTO, round, actor, now)
        if not cmd.reason.strip():
            raise Invalid("invalid_input", faults=[Fault("/reason", "reason_missing")])
        look = Look(
            id=LookId(ports.new_id("look")),
            round_id=round.id,
            organization_id=round.organization_id,
            account_id=actor.known_account,
            reason=cmd.reason,
            created_at=now,
            updated_at=now,
        )
        work.looks.add(look)
        work.tell(round.event("looked_into", now=now))
        return work.done(look)
