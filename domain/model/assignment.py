"""Decides which judge reads which entry: all about as much, nobody in conflict, everything comparable after.

Three steps: deal the places out, even the loads, and exchange reviews between judges until the graph of
judges and entries hangs together, which ranking needs.
"""

from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import dataclass
from typing import Final

from domain.errors import Conflict
from domain.model.assignment_graph import connect
from domain.model.assignment_loads import even
from domain.model.assignment_panel import Pair, Panel, draw, loads_of

ATTEMPTS: Final = (
    8  # deals to try when conflicts keep a panel from being connected; the first is nearly always it
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lack:
    """An entry that has fewer judges than it needs, and the judges of the panel who could still take it."""

    entry: str
    have: int
    need: int
    candidates: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """Who reads what, as sorted (judge, entry) pairs, and what could not be done, by entry."""

    pairs: tuple[Pair, ...]
    lacking: tuple[Lack, ...]


def assign(
    entries: Sequence[str],
    judges: Sequence[str],
    *,
    wanted: int,
    conflicts: Set[Pair],
    kept: Sequence[Pair] = (),
    current: Sequence[Pair] = (),
    seed: str,
) -> Assignment:
    """Give every entry `wanted` different judges, or as many as have no conflict with it.

    `conflicts`, `kept` (reviews begun) and `current` (assigned, not begun) are (judge, entry). In order of
    importance: kept pairs stay, conflicts hold, every entry has its judges, loads are at most one apart if that can
    be (else as even as can be), the graph is connected. Among many conflicts the last is as hard as finding a
    Hamiltonian cycle, so the search for it has an end: ask `is_connected` of the pairs. Of current pairs no more
    move than must, unless only another deal is connected. The same input and seed give the same answer, in whatever
    order the input comes.
    Conflict("kept_review_conflicted", pairs=...) when a kept pair is in conflict: recuse that judge first.
    """
    clash = sorted(set(kept) & conflicts)
    if clash:
        raise Conflict("kept_review_conflicted", pairs=clash)
    panel = Panel(
        judges=tuple(sorted(set(judges), key=lambda judge: draw(seed, judge))),
        entries=tuple(sorted(set(entries), key=lambda entry: draw(seed, entry))),
        barred=conflicts,
        kept=frozenset(kept),
    )
    still = frozenset(panel.kept).union(
        pair
        for pair in current
        if pair not in conflicts and pair[0] in panel.judges and pair[1] in panel.entries
    )
    starts = (
        even(panel, _deal(panel, wanted, panel.kept if attempt else still, seed=f"{seed}\n{attempt}"))
        for attempt in range(ATTEMPTS)
    )
    pairs = connect(panel, starts)
    return Assignment(pairs=tuple(sorted(pairs)), lacking=_lacking(panel, pairs, wanted))


def _deal(panel: Panel, wanted: int, start: Set[Pair], *, seed: str) -> frozenset[Pair]:
    """Every entry to those who have least so far; full at once, because no judge's load is limited."""
    pairs, loads = set(start), loads_of(start)
    have = Counter(entry for _, entry in start)
    for entry in panel.entries:
        # Drawn anew for each entry, or the same judges would always meet and the panel fall into groups.
        queue = sorted(
            (loads[judge], draw(seed, judge, entry), judge) for judge in panel.open_to(entry, pairs)
        )
        for _, _, judge in queue[: max(wanted - have[entry], 0)]:
            pairs.add((judge, entry))
            loads[judge] += 1
    return frozenset(pairs)


def _lacking(panel: Panel, pairs: Set[Pair], wanted: int) -> tuple[Lack, ...]:
    have = Counter(entry for _, entry in pairs)
    return tuple(
        Lack(
            entry=entry, have=have[entry], need=wanted, candidates=tuple(sorted(panel.open_to(entry, pairs)))
        )
        for entry in sorted(panel.entries)
        if have[entry] < wanted
    )
