"""What judges learn of themselves from the entries that all of them score first."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.access import Actor, signed_in
from domain.collections import Work
from domain.core import Command, use_case
from domain.errors import NotFound
from domain.ids import RoundId
from domain.model.calibration import Leniency, leniency, sittings
from domain.model.entries import EntryState
from domain.model.rounds import Round, RoundState
from domain.policy.rounds import AFTER_SEALING, RUNS_IT
from domain.ports import Ports
from domain.reading import Selection
from domain.rules import holds


@dataclass(frozen=True, kw_only=True)
class ShowCalibration(Command[Mapping[str, Any]]):
    """`own` is the asking judge's; `panel` everybody's, for managers who may read what the reviews say."""

    round_id: RoundId


@use_case(ShowCalibration, allow=signed_in)
def show_calibration(cmd: ShowCalibration, actor: Actor, ports: Ports) -> Mapping[str, Any]:
    """To nobody anybody else's numbers, but to managers once the round is sealed and they have looked into it."""
    if ports.reader.one(Selection("round", ("id",)), cmd.round_id, actor, ports.now()) is None:
        raise NotFound("round_not_found")
    with ports.work() as work:
        round = work.rounds.get(cmd.round_id)
        entries = [work.entries.get(id) for id in round.calibration_entry_ids]
        gone: Mapping[str, datetime] = {
            entry.id: entry.updated_at
            for entry in entries
            if entry.state is not EntryState.IN_REVIEW or entry.round_id != round.id
        }
        panel = sittings(work.reviews.of_calibration(round.id), round.rules, gone)
        everybody = [found for judge in sorted(panel) if (found := leniency(judge, panel))]
        inside = holds(RUNS_IT, vars(round), actor) or actor.account_id in round.judge_ids
        return {
            "round_id": round.id,
            "entry_ids": round.calibration_entry_ids if inside else None,
            "own": next((_shown(one) for one in everybody if one.judge_id == actor.account_id), None),
            "panel": [_shown(one) for one in everybody] if _reads_all(work, round, actor) else None,
        }


def _shown(one: Leniency) -> dict[str, Any]:
    """Numbers as decimal texts, as those of a ranking."""
    numbers = {name: str(getattr(one, name)) for name in ("mean", "panel_mean", "leniency")}
    return {"judge_id": one.judge_id, "judges": one.judges, **numbers}


def _reads_all(work: Work, round: Round, actor: Actor) -> bool:
    """As what the reviews say."""
    if actor.account_id is None or not holds(RUNS_IT, vars(round), actor):
        return False
    looked = round.state is RoundState.PUBLISHED or work.looks.has_looked(round.id, actor.account_id)
    return looked and holds(AFTER_SEALING, vars(round), actor)
