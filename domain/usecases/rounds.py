"""What managers do with a round: set it up, seat the panel, open it to the judges, seal their reviews."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from domain.access import Actor
from domain.actions import permit
from domain.bounds import Between, Long
from domain.collections import Changed, Work
from domain.core import Command, use_case
from domain.errors import Conflict, Fault, Invalid
from domain.ids import AccountId, CallId, RoundId
from domain.model.conflicts import ConflictKind, ConflictOfInterest
from domain.model.ranking import Method
from domain.model.reviews import ReviewState
from domain.model.rounds import Round, hash_of_seed
from domain.policy import calls, rounds
from domain.ports import Ports
from domain.text import LONGEST_NAME, Text
from domain.usecases.calls import not_stale


@dataclass(frozen=True, kw_only=True)
class Criterion:
    """What judges score, on which scale. Under `minimum` on average an entry is not ranked."""

    key: Annotated[str, Long(1, 40)]
    title: Annotated[Text, Long(0, LONGEST_NAME)]
    weight: Annotated[int, Between(1, 100)]
    min: Annotated[int, Between(0, 100)]
    max: Annotated[int, Between(1, 100)]
    minimum: Annotated[int | None, Between(0, 100)] = None
    guidance: Text = Text()


@dataclass(frozen=True, kw_only=True)
class CreateRound(Command[Changed]):
    call_id: CallId
    name: Annotated[Text, Long(0, LONGEST_NAME)]
    criteria: Annotated[tuple[Criterion, ...], Long(1, 20)]
    reviews_per_entry: Annotated[int, Between(1, 50)] = 3
    quorum: Annotated[int, Between(1, 50)] = 3
    places: Annotated[int, Between(1, 1000)]
    waiting_list: Annotated[int, Between(0, 1000)] = 5
    blind: bool = True
    method: Method = Method.FAIR


@use_case(CreateRound, allow=calls.CREATE_ROUND.gate)
def create_round(cmd: CreateRound, actor: Actor, ports: Ports) -> Changed:
    """The seed of the lottery is drawn now, and its hash published, before anybody can know whom it would favour."""
    now, seed = ports.now(), ports.secrets.random()
    with ports.work() as work:
        call = work.calls.lock(cmd.call_id)
        permit(calls.CREATE_ROUND, call, actor, now)
        if work.rounds.unpublished_of(call.id):
            raise Conflict("round_in_progress")
        if cmd.places != call.award_count:
            fault = Fault("/places", "places_differ_from_awards", {"awards": call.award_count})
            raise Invalid("invalid_input", faults=[fault])
        round = Round(
            id=RoundId(ports.new_id("round")),
            call_id=call.id,
            organization_id=call.organization_id,
            name=cmd.name.as_dict(),
            criteria=[_stored(criterion) for criterion in cmd.criteria],
            reviews_per_entry=cmd.reviews_per_entry,
            quorum=cmd.quorum,
            places=cmd.places,
            waiting_list=cmd.waiting_list,
            blind=cmd.blind,
            method=cmd.method,
            seed=seed,
            seed_hash=hash_of_seed(seed),
            created_at=now,
            updated_at=now,
        )
        round.check()
        work.rounds.add(round)
        work.tell(round.event("created", now=now))
        return work.done(round)


@dataclass(frozen=True, kw_only=True)
class PinnedConflict:
    """The chair knows of a reason why a judge must not judge an entry."""

    judge_id: str
    entry_id: str
    reason: Annotated[str, Long(1, 2000)]


@dataclass(frozen=True, kw_only=True)
class SetRoundPanel(Command[Changed]):
    """Who judges, in place of whoever was named before."""

    round_id: RoundId
    judge_ids: Annotated[tuple[AccountId, ...], Long(1, 200)]
    conflicts: tuple[PinnedConflict, ...] = ()
    expected_version: int | None = None


@use_case(SetRoundPanel, allow=rounds.SET_PANEL.gate)
def set_round_panel(cmd: SetRoundPanel, actor: Actor, ports: Ports) -> Changed:
    now = ports.now()
    with ports.work() as work:
        round = work.rounds.lock(cmd.round_id)
        permit(rounds.SET_PANEL, round, actor, now)
        not_stale(round.version, cmd.expected_version)
        known = work.accounts.known(cmd.judge_ids)
        strange = [number for number, judge in enumerate(cmd.judge_ids) if judge not in known]
        if strange:
            faults = [Fault(f"/judge_ids/{number}", "account_not_found") for number in strange]
            raise Invalid("invalid_input", faults=faults)
        work.tell(round.seat(cmd.judge_ids, now=now))
        work.conflicts.replace_pinned(round.id, _pinned(cmd, work, round, ports, now))
        return work.done(round)


@dataclass(frozen=True, kw_only=True)
class SealRound(Command[Changed]):
    round_id: RoundId
    expected_version: int | None = None


@use_case(SealRound, allow=rounds.SEAL.gate)
def seal_round(cmd: SealRound, actor: Actor, ports: Ports) -> Changed:
    """No review changes any more; the commitments to all of them are published."""
    now = ports.now()
    with ports.work() as work:
        round = work.rounds.lock(cmd.round_id)
        permit(rounds.SEAL, round, actor, now)
        not_stale(round.version, cmd.expected_version)
        reviews = work.reviews.of_round(round.id)
        for review in reviews:
            review.sealed_at = now
        submitted = [review for review in reviews if review.state is ReviewState.SUBMITTED]
        work.tell(round.seal((review.commitment or "" for review in submitted), now=now))
        return work.done(round)


def _pinned(
    cmd: SetRoundPanel, work: Work, round: Round, ports: Ports, now: datetime
) -> list[ConflictOfInterest]:
    entries = (
        {entry.id for entry in work.entries.lock_live_of_call(round.call_id)} if cmd.conflicts else set()
    )
    faults = []
    for number, pinned in enumerate(cmd.conflicts):
        if pinned.judge_id not in cmd.judge_ids:
            faults.append(Fault(f"/conflicts/{number}/judge_id", "not_on_the_panel"))
        if pinned.entry_id not in entries:
            faults.append(Fault(f"/conflicts/{number}/entry_id", "entry_not_in_call"))
    if faults:
        raise Invalid("invalid_input", faults=faults)
    return [
        ConflictOfInterest(
            id=ports.new_id("conflict"),
            round_id=round.id,
            judge_id=pinned.judge_id,
            entry_id=pinned.entry_id,
            kind=ConflictKind.PINNED,
            reason=pinned.reason,
            created_at=now,
        )
        for pinned in cmd.conflicts
    ]


def _stored(criterion: Criterion) -> dict[str, Any]:
    return vars(criterion) | {"title": criterion.title.as_dict(), "guidance": criterion.guidance.as_dict()}
