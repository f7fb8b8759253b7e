"""Joins judges and entries into one graph without changing how much anybody has to read.

Judges whom no chain of shared entries links cannot be compared, so a round assigned like that has no ranking.
"""

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import chain
from typing import Final

from domain.model.assignment_panel import Pair, Panel, holdings, loads_of
from domain.model.ranking import is_connected

EFFORT: Final = 30_000  # pairs looked at before giving up: 0.1 s


@dataclass(frozen=True, slots=True)
class _Parts:
    """How many parts the graph has, the part of each judge, and pairs that can go without cutting a part."""

    count: int
    of: Mapping[str, object]
    spare: tuple[Pair, ...]


def connect(panel: Panel, starts: Iterable[frozenset[Pair]]) -> frozenset[Pair]:
    """One of `starts` (at least one; all with the same entries and as even loads), changed into one graph.

    Only where conflicts made the loads uneven already may they become more so: a round that cannot be ranked
    is worse. Loads at most one apart stay so. What cannot be joined comes back in as few parts as were found.
    """
    tried: list[frozenset[Pair]] = []
    for start in starts:
        tried.append(_search(panel, start, uneven=False))
        if is_connected(tried[-1]) or not _could_connect(panel, start):
            return tried[-1]
    loads = [loads_of(tried[0])[judge] for judge in panel.judges]
    if max(loads) - min(loads) > 1:
        tried = [_search(panel, one, uneven=True) for one in tried]
    return min(tried, key=lambda pairs: (_parts(panel, pairs).count, _unevenness(pairs)))


def _search(panel: Panel, pairs: frozenset[Pair], *, uneven: bool) -> frozenset[Pair]:
    """Try exchanges, from the assignment in fewest parts on, until there is one part or EFFORT is spent.

    Without conflicts the first exchange always joins two parts, as long as there are pairs enough; among
    conflicts it may take several, some of which join nothing. `uneven` allows those that change the loads.
    """
    least, best, effort = _parts(panel, pairs).count, pairs, EFFORT
    seen, ahead = {pairs}, [(least, 0, 0, pairs)]
    while ahead and least > 1:
        for candidate in _exchanges(panel, heappop(ahead)[-1], uneven=uneven):
            effort -= len(pairs)
            if effort < 0:
                return best
            if candidate not in seen:
                seen.add(candidate)
                count = _parts(panel, candidate).count
                heappush(ahead, (count, _unevenness(candidate), len(seen), candidate))
                if count < least:
                    least, best = count, candidate
                    break
    return best


def _unevenness(pairs: Iterable[Pair]) -> int:
    return sum(load * load for load in loads_of(pairs).values())


def _could_connect(panel: Panel, pairs: Set[Pair]) -> bool:
    """False when nothing can ever help: too few pairs to join all, or conflicts alone cut the panel."""
    entries = {entry for _, entry in pairs}
    if len(pairs) < len(entries) + len({judge for judge, _ in pairs}) - 1:
        return False
    possible = {(judge, entry) for entry in entries for judge in panel.judges} - panel.barred
    return is_connected(possible | panel.kept)


def _parts(panel: Panel, pairs: Set[Pair]) -> _Parts:
    above: dict[tuple[str, str], tuple[str, str]] = {}

    def top(node: tuple[str, str]) -> tuple[str, str]:
        while (parent := above.setdefault(node, node)) != node:
            above[node] = above[parent]
            node = parent
        return node

    spare: list[Pair] = []
    for judge, entry in chain(
        sorted(panel.kept), panel.movable(pairs)
    ):  # kept first: leave movable ones spare
        one, other = top(("judge", judge)), top(("entry", entry))
        if one == other:
            spare.append((judge, entry))
        above[one] = other
    return _Parts(
        count=len(above) - (len(pairs) - len(spare)),
        of={judge: top(("judge", judge)) for judge, _ in pairs},
        spare=tuple(spare),
    )


def _exchanges(panel: Panel, pairs: frozenset[Pair], *, uneven: bool) -> Iterator[frozenset[Pair]]:
    """All assignments one exchange away, those likeliest to join parts first."""
    parts = _parts(panel, pairs)
    loads = loads_of(pairs)
    givers = [*(pair for pair in parts.spare if pair not in panel.kept), *panel.movable(pairs)]
    # Handing `entry` of `judge` to `taker`: whether it stays within a part, and what it does to the loads.
    shifts = [
        (parts.of[judge] == parts.of.get(taker), loads[taker] - loads[judge], (judge, entry), taker)
        for judge, entry in givers
        for taker in panel.open_to(entry, pairs)
    ]
    yield from _swaps(panel, pairs, [shift[2:] for shift in shifts if not shift[0]])
    for _, change, (judge, entry), taker in sorted(shifts, key=lambda shift: shift[:2]):
        if uneven or change == -1:  # -1: the two judges only exchange their loads
            yield pairs - {(judge, entry)} | {(taker, entry)}
    yield from _swaps(panel, pairs, [shift[2:] for shift in shifts if shift[0]])


def _swaps(
    panel: Panel, pairs: frozenset[Pair], shifts: Iterable[tuple[Pair, str]]
) -> Iterator[frozenset[Pair]]:
    """The judge of each shift gets one of the taker's entries for it, so that the loads stay."""
    holds = holdings(panel, pairs)
    for (judge, entry), taker in shifts:
        for other in holds[taker]:
            if panel.allows((judge, other), pairs):
                yield pairs - {(judge, entry), (taker, other)} | {(taker, entry), (judge, other)}
