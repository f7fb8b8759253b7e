"""Who judges: managers seat the panel of a round, and name the conflicts of interest that they know of."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated

from domain.access import Actor
from domain.actions import permit
from domain.bounds import Long
from domain.collections import Changed, Work
from domain.core import Command, use_case
from domain.errors import Conflict, Fault, Invalid
from domain.ids import AccountId, RoundId
from domain.model.reviews import Review, ReviewState
from domain.model.rounds import Round, RoundState
from domain.policy import rounds
from domain.ports import Ports
from domain.usecases.calls import not_stale
from domain.usecases.conflicts import PinnedConflict, judgeable, look, pin_instead


@dataclass(frozen=True, kw_only=True)
class SetRoundPanel(Command[Changed]):
    """Who judges, in place of whoever was named before."""

    round_id: RoundId
    judge_ids: Annotated[tuple[AccountId, ...], Long(1, 200)]
    conflicts: tuple[PinnedConflict, ...] | None = None  # instead of all pins so far; none: those stay
    expected_version: int | None = None


@use_case(SetRoundPanel, allow=rounds.SET_PANEL.gate)
def set_round_panel(cmd: SetRoundPanel, actor: Actor, ports: Ports) -> Changed:
    """While the round is open, whoever has begun a review stays; who comes gets reviews when they are assigned anew."""
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
        if round.state is RoundState.OPEN:
            _let_go(work, round, set(round.judge_ids) - set(cmd.judge_ids))
        work.tell(round.seat(cmd.judge_ids, now=now))
        if cmd.conflicts is not None:
            pin_instead(work, round, _pins(cmd, cmd.conflicts, work, round), ports, now)
        look(work, round, judgeable(work, round), ports, now)
        return work.done(round)


def _let_go(work: Work, round: Round, leaving: Iterable[str]) -> None:
    """Reviews that they have not begun are taken from them; those begun cannot be, nor what was sent in before."""
    gone = set(leaving)
    theirs = [review for review in work.reviews.of_round(round.id) if review.judge_id in gone]
    if begun := sorted({review.judge_id for review in theirs if _begun(review)}):
        raise Conflict("judge_has_begun", judge_ids=begun)
    work.reviews.remove([review for review in theirs if review.state is ReviewState.ASSIGNED])


def _begun(review: Review) -> bool:
    return review.state in (ReviewState.DRAFT, ReviewState.SUBMITTED)


def _pins(
    cmd: SetRoundPanel, pinned: Sequence[PinnedConflict], work: Work, round: Round
) -> Sequence[PinnedConflict]:
    """Refused where they are not about judges of the panel and entries of the call."""
    entries = {entry.id for entry in work.entries.lock_live_of_call(round.call_id)} if pinned else set()
    faults = []
    for number, pin in enumerate(pinned):
        if pin.judge_id not in cmd.judge_ids:
            faults.append(Fault(f"/conflicts/{number}/judge_id", "not_on_the_panel"))
        if pin.entry_id not in entries:
            faults.append(Fault(f"/conflicts/{number}/entry_id", "entry_not_in_call"))
    if faults:
        raise Invalid("invalid_input", faults=faults)
    return pinned
