"""Makes the loads of judges even: entries are handed on along chains until nobody can be relieved."""

from collections import deque
from collections.abc import Mapping, Set

from domain.model.assignment_panel import Pair, Panel, holdings, loads_of

Move = tuple[Pair, Pair]
"""A pair that goes and the pair, of the same entry, that comes for it."""


def even(panel: Panel, pairs: frozenset[Pair]) -> frozenset[Pair]:
    """The same entries with as many judges, at loads as even as conflicts and kept pairs allow.

    When no chain leads from a judge to one with at least 2 less, no other assignment has evener loads: see
    Harvey, Ladner, Lovász and Tamir 2006, "Semi-matchings for bipartite graphs and load balancing".
    """
    chain = _relief(panel, pairs)
    while chain:
        pairs = pairs.difference(gone for gone, _ in chain).union(came for _, came in chain)
        chain = _relief(panel, pairs)
    return pairs


def _relief(panel: Panel, pairs: Set[Pair]) -> list[Move]:
    """A chain of moves that relieves one of the busiest judges who can be; empty when nobody can."""
    loads = loads_of(pairs)
    least = min((loads[judge] for judge in panel.judges), default=0)
    holds = holdings(panel, pairs)
    for source in sorted(panel.judges, key=lambda judge: -loads[judge]):
        if loads[source] - least < 2:
            break
        handed = _reach(panel, pairs, holds, source)
        lighter = [judge for judge in handed if loads[judge] <= loads[source] - 2]
        if lighter:
            return _trace(handed, min(lighter, key=lambda judge: loads[judge]))
    return []


def _reach(panel: Panel, pairs: Set[Pair], holds: Mapping[str, list[str]], source: str) -> dict[str, Pair]:
    """Every judge whom a chain from `source` reaches, nearest first, with the pair that is handed over."""
    handed: dict[str, Pair] = {}
    queue = deque([source])
    while queue:
        giver = queue.popleft()
        for entry in holds[giver]:
            for taker in panel.open_to(entry, pairs):
                if taker != source and taker not in handed:
                    handed[taker] = (giver, entry)
                    queue.append(taker)
    return handed


def _trace(handed: dict[str, Pair], last: str) -> list[Move]:
    chain: list[Move] = []
    while last in handed:
        giver, entry = handed[last]
        chain.append(((giver, entry), (last, entry)))
        last = giver
    return chain
