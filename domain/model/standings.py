"""A standing is where one entry stands in a round: as ranked, as decided; and how places are given out."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.errors import Conflict, Fault, Invalid
from domain.ids import OrganizationId, RoundId
from domain.model.analysis import Analysis
from domain.text import says_nothing


@dataclass(eq=False, kw_only=True)
class Standing:
    """Where one entry stands in a round: as ranked, and as decided."""

    id: str
    round_id: RoundId
    entry_id: str
    organization_id: OrganizationId
    number: int  # the order in which they are shown: ranked ones first
    position: int | None  # as ranked; none for an entry under a minimum
    score: str | None  # six decimals
    reviews: int
    tie_broken_by: str | None
    criteria: dict[str, str]
    below_minimum: list[dict[str, Any]]
    analysis: dict[str, Any] | None  # how sure that is, and where its judges disagree
    review_ids: list[str]  # those that counted
    places: int
    created_at: datetime
    updated_at: datetime
    place: int | None = None  # the winning place, once decided
    waiting_place: int | None = None
    moved_reason: dict[str, str] | None = None
    version: int = 1


@dataclass(frozen=True, kw_only=True)
class Move:
    """The chair puts an entry on a place, or (none) off all places, for a reason."""

    entry_id: str
    place: int | None
    reason: Mapping[str, str]


def facts_of(analysis: Analysis) -> list[dict[str, Any]]:
    """What is to be said of every entry, in the order in which they are shown: ranked ones first."""
    below: dict[str, list[dict[str, Any]]] = {}
    for reason in analysis.ranking.below_minimum:
        shown = {"criterion": reason.criterion, "mean": str(reason.mean), "minimum": reason.minimum}
        below.setdefault(reason.entry, []).append(shown)
    ranked: list[dict[str, Any]] = [
        {
            "entry_id": standing.entry,
            "position": standing.position,
            "score": str(standing.score),
            "tie_broken_by": standing.tie_broken_by and str(standing.tie_broken_by),
            "criteria": {key: str(mean) for key, mean in standing.criteria.items()},
            "below_minimum": [],
        }
        for standing in analysis.ranking.standings
    ]
    unranked: list[dict[str, Any]] = [
        {
            "entry_id": entry,
            "position": None,
            "score": None,
            "tie_broken_by": None,
            "criteria": {key: str(mean) for key, mean in analysis.ranking.means[entry].items()},
            "below_minimum": below[entry],
        }
        for entry in sorted(below)
    ]
    return [
        facts | {"analysis": analysis.entries[facts["entry_id"]].as_dict()} for facts in [*ranked, *unranked]
    ]


@dataclass(frozen=True)
class Spot:
    """What an entry gets of a round: one of the places, one of the waiting list's, or neither."""

    place: int | None = None
    waiting_place: int | None = None


NOWHERE = Spot()


def decide(standings: Sequence[Standing], moves: Sequence[Move], *, places: int, waiting_list: int) -> None:
    """Give out exactly `places` places as ranked, but for the chair's moves; then the waiting list.

    Whoever is moved to a place takes it; the others keep their order around it. Entries under a minimum win only
    by a move. Refuses a place that there is not: an eleventh of ten.
    """
    spots = decision(standings, moves, places=places, waiting_list=waiting_list)
    reasons = {move.entry_id: dict(move.reason) for move in moves}
    for standing in standings:
        spot = spots.get(standing.entry_id, NOWHERE)
        standing.place, standing.waiting_place = spot.place, spot.waiting_place
        standing.moved_reason = reasons.get(standing.entry_id)


def decision(
    standings: Sequence[Standing], moves: Sequence[Move], *, places: int, waiting_list: int
) -> dict[str, Spot]:
    """What `decide` would do, by entry; the same refusals."""
    _check_moves(moves, {standing.entry_id for standing in standings}, places)
    spots = arranged(standings, moves, places=places, waiting_list=waiting_list)
    if (have := sum(spot.place is not None for spot in spots.values())) < places:
        raise Conflict("too_few_entries", have=have, need=places)
    return spots


def arranged(
    standings: Sequence[Standing], moves: Sequence[Move], *, places: int, waiting_list: int
) -> dict[str, Spot]:
    """Who gets which place; fewer than there are where there are too few who could."""
    moved = {move.entry_id for move in moves}
    ranked = sorted((s for s in standings if s.position and s.entry_id not in moved), key=lambda s: s.number)
    waiting = [standing.entry_id for standing in ranked]
    given = {move.place: move.entry_id for move in moves if move.place}
    spots = {}
    for place in range(1, places + 1):
        if entry := given.get(place) or (waiting.pop(0) if waiting else None):
            spots[entry] = Spot(place=place)
    return spots | {id: Spot(waiting_place=number) for number, id in enumerate(waiting[:waiting_list], 1)}


def moves_of(standings: Sequence[Standing]) -> list[Move]:
    """The chair's moves as they were decided."""
    return [
        Move(entry_id=standing.entry_id, place=standing.place, reason=standing.moved_reason)
        for standing in standings
        if standing.moved_reason is not None
    ]


def shifts(standings: Sequence[Standing], moves: Sequence[Move], *, places: int) -> list[dict[str, Any]]:
    """Of each move, on top of those before it: who loses a place by it, and who gains one."""
    shown, before = [], _winners(standings, (), places)
    for number, move in enumerate(moves, 1):
        after = _winners(standings, moves[:number], places)
        shown.append(
            {
                "entry_id": move.entry_id,
                "place": move.place,
                "reason": dict(move.reason),
                "displaces": sorted(before - after - {move.entry_id}),
                "lets_in": sorted(after - before - {move.entry_id}),
            }
        )
        before = after
    return shown


def _winners(standings: Sequence[Standing], moves: Sequence[Move], places: int) -> set[str]:
    return set(arranged(standings, moves, places=places, waiting_list=0))


def _check_moves(moves: Sequence[Move], known: Set[str], places: int) -> None:
    faults, taken = [], set[int | str]()
    for number, move in enumerate(moves):
        at = f"/moves/{number}"
        if move.entry_id not in known:
            faults.append(Fault(f"{at}/entry_id", "entry_not_in_round"))
        if move.entry_id in taken or move.place in taken:
            faults.append(Fault(at, "named_twice"))
        taken |= {move.entry_id} | ({move.place} if move.place else set())
        if move.place is not None and not 1 <= move.place <= places:
            faults.append(Fault(f"{at}/place", "no_such_place", {"places": places}))
        if says_nothing(move.reason):
            faults.append(Fault(f"{at}/reason", "reason_missing"))
    if faults:
        raise Invalid("invalid_input", faults=faults)
