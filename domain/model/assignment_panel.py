"""Who may read what: the part of an assignment's input that stays the same while the places are dealt out."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from hashlib import sha256

Pair = tuple[str, str]
"""(judge, entry)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """Judges and entries, in an order that only the seed decides; pairs in conflict; pairs that must stay."""

    judges: tuple[str, ...]
    entries: tuple[str, ...]
    barred: Set[Pair]
    kept: Set[Pair]

    def open_to(self, entry: str, pairs: Set[Pair]) -> Iterator[str]:
        """The judges who could take the entry on top of `pairs`."""
        return (judge for judge in self.judges if self.allows((judge, entry), pairs))

    def allows(self, pair: Pair, pairs: Set[Pair]) -> bool:
        """Whether the pair could be added to `pairs`."""
        return pair not in self.barred and pair not in pairs

    def movable(self, pairs: Set[Pair]) -> list[Pair]:
        """The pairs that may be given to another judge, sorted."""
        return sorted(pairs - self.kept)


def loads_of(pairs: Iterable[Pair]) -> Counter[str]:
    """How many entries each judge reads."""
    return Counter(judge for judge, _ in pairs)


def holdings(panel: Panel, pairs: Set[Pair]) -> Mapping[str, list[str]]:
    """The entries that each judge could hand to another, sorted; everybody has a list, even if empty."""
    holds: dict[str, list[str]] = {judge: [] for judge in panel.judges}
    for judge, entry in panel.movable(pairs):
        holds[judge].append(entry)
    return holds


def draw(seed: str, *names: str) -> str:
    """A sort key without meaning, for where nothing else decides who goes first."""
    return sha256("\n".join((seed, *names)).encode()).hexdigest()
