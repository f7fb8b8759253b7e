"""How a round is set up: its rules, which can change until judges have their reviews."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any

from domain.access import Actor
from domain.actions import permit
from domain.bounds import Between, Long
from domain.collections import Changed, Work
from domain.core import Command, use_case
from domain.errors import Fault, Invalid, NotFound
from domain.ids import CallId, RoundId
from domain.model.calls import Call
from domain.model.ranking import Method
from domain.model.rounds import Round, RoundState, hash_of_seed
from domain.policy import calls, rounds
from domain.ports import Ports
from domain.text import LONGEST_NAME, SPREAD, Text
from domain.usecases.calls import not_stale
from domain.usecases.opportunities import KEPT, Kept


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
    guidance: Text = Text()
    reviews_per_entry: Annotated[int | None, Between(1, 50)] = None  # 3; 5 of a short list: a later round's
    quorum: Annotated[int | None, Between(1, 50)] = None  # the same, where so many reviews are wanted
    final: bool = True
    places: Annotated[int, Between(1, 1000)]
    waiting_list: Annotated[int | None, Between(0, 1000)] = None  # 5, where winners come from
    blind: bool = True
    method: Method = Method.FAIR
    due_at: datetime | None = None
    calibration_entry_ids: Annotated[tuple[str, ...], Long(0, 3)] = ()


LONG_LIST, SHORT_LIST = 3, 5  # reviews of an entry
WAITING = 5


@use_case(CreateRound, allow=calls.CREATE_ROUND.gate)
def create_round(cmd: CreateRound, actor: Actor, ports: Ports) -> Changed:
    """The first of its call, or, once that was published and was not the final one, the next."""
    now = ports.now()
    with ports.work() as work:
        call = work.calls.lock(cmd.call_id)
        latest = work.rounds.latest_of(call.id)
        in_progress = latest is not None and latest.state is not RoundState.PUBLISHED
        permit(calls.CREATE_ROUND, call, actor, now, round_in_progress=in_progress)
        round = _drafted(cmd, call, latest.number + 1 if latest else 1, ports, now)
        _check(round, work, call.award_count, now)
        work.rounds.add(round)
        work.tell(round.event("created", now=now))
        return work.done(round)


def _drafted(cmd: CreateRound, call: Call, number: int, ports: Ports, now: datetime) -> Round:
    """The seed of the lottery is drawn now, and its hash published, before anybody can know whom it would favour."""
    seed = ports.secrets.random()
    usual = LONG_LIST if number == 1 else SHORT_LIST
    wanted = usual if cmd.reviews_per_entry is None else cmd.reviews_per_entry
    return Round(
        id=RoundId(ports.new_id("round")),
        call_id=call.id,
        organization_id=call.organization_id,
        number=number,
        final=cmd.final,
        name=cmd.name.as_dict(),
        guidance=cmd.guidance.as_dict(),
        criteria=[_stored(criterion) for criterion in cmd.criteria],
        reviews_per_entry=wanted,
        quorum=min(usual, wanted) if cmd.quorum is None else cmd.quorum,
        places=cmd.places,
        waiting_list=_waiting(cmd),
        blind=cmd.blind,
        method=cmd.method,
        due_at=cmd.due_at,
        calibration_entry_ids=list(cmd.calibration_entry_ids),
        seed=seed,
        seed_hash=hash_of_seed(seed),
        created_at=now,
        updated_at=now,
    )


@dataclass(frozen=True, kw_only=True)
class RoundChanges:
    name: Annotated[Text | Kept, Long(0, LONGEST_NAME)] = KEPT
    criteria: Annotated[tuple[Criterion, ...] | Kept, Long(1, 20)] = KEPT
    guidance: Text | Kept = KEPT
    reviews_per_entry: Annotated[int | Kept, Between(1, 50)] = KEPT
    quorum: Annotated[int | Kept, Between(1, 50)] = KEPT
    final: bool | Kept = KEPT
    places: Annotated[int | Kept, Between(1, 1000)] = KEPT
    waiting_list: Annotated[int | Kept, Between(0, 1000)] = KEPT
    blind: bool | Kept = KEPT
    method: Method | Kept = KEPT
    due_at: datetime | Kept | None = KEPT
    calibration_entry_ids: Annotated[tuple[str, ...] | Kept, Long(0, 3)] = KEPT


@dataclass(frozen=True, kw_only=True)
class UpdateRound(Command[Changed]):
    """Changes what is given, while it is a draft. Once judges have reviews the rules are as they are."""

    round_id: RoundId
    expected_version: int
    changes: RoundChanges = field(metadata=SPREAD)


@use_case(UpdateRound, allow=rounds.UPDATE.gate)
def update_round(cmd: UpdateRound, actor: Actor, ports: Ports) -> Changed:
    now = ports.now()
    with ports.work() as work:
        call = work.calls.share(work.rounds.get(cmd.round_id).call_id)
        round = work.rounds.lock(cmd.round_id)
        permit(rounds.UPDATE, round, actor, now)
        not_stale(round.version, cmd.expected_version)
        for name, value in _columns(cmd.changes).items():
            setattr(round, name, value)
        _check(round, work, call.award_count, now)
        work.tell(round.event("updated", now=now))
        return work.done(round)


def _waiting(cmd: CreateRound) -> int:
    if cmd.waiting_list is None:
        return WAITING if cmd.final else 0
    return cmd.waiting_list


def _check(round: Round, work: Work, awards: int, now: datetime) -> None:
    faults = list(round.faults(awards=awards, now=now))
    for number, entry in enumerate(round.calibration_entry_ids):
        if not _is_of(work, entry, round.call_id):
            faults.append(Fault(f"/calibration_entry_ids/{number}", "entry_not_in_call"))
    if faults:
        raise Invalid("invalid_input", faults=faults)


def _is_of(work: Work, entry_id: str, call_id: str) -> bool:
    try:
        return work.entries.get(entry_id).call_id == call_id
    except NotFound:
        return False


def _columns(changes: "RoundChanges") -> dict[str, Any]:
    """The changes as the round stores them."""
    given = {name: value for name, value in vars(changes).items() if value is not KEPT}
    if "criteria" in given:
        given["criteria"] = [_stored(criterion) for criterion in given["criteria"]]
    if "calibration_entry_ids" in given:
        given["calibration_entry_ids"] = list(given["calibration_entry_ids"])
    return {name: value.as_dict() if isinstance(value, Text) else value for name, value in given.items()}


def _stored(criterion: Criterion) -> dict[str, Any]:
    return vars(criterion) | {"title": criterion.title.as_dict(), "guidance": criterion.guidance.as_dict()}
