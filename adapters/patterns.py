"""Which of strangers' regular expressions may be run, and what a run may cost.

Python's matcher goes back and tries again. What repeats within what repeats makes it try more ways than there is time
for, and it holds the whole process meanwhile. So only patterns are taken whose number of ways can be told from their
text; whoever runs one knows beforehand how many there are at most for a text of some length.
"""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from math import prod

LONGEST = 500  # characters of a pattern
MOST_WAYS = 10**7  # through USUAL characters: a tenth of a second
USUAL = 64
_TOKEN = re.compile(
    r"(?P<atom>\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|[^\\()|*+?{\[])"
    r"|(?P<open>\((?:\?:)?)|(?P<close>\))|(?P<or>\|)"
    r"|(?P<repeat>[*+?]|\{(?P<least>\d*),(?P<most>\d*)\}|\{(?P<times>\d+)\})[?+]?"
    r"|(?P<brace>\{)",
    re.DOTALL,
)


@dataclass(frozen=True)
class Ways:
    """In how many ways a pattern can be laid over a text: each loop may turn so much more often than it must."""

    anchored: bool
    choices: int
    loops: tuple[int | None, ...]

    def over(self, length: int) -> int:
        """At most, for a text of so many characters."""
        turns = (min(length, length if more is None else more) + 1 for more in self.loops)
        return (1 if self.anchored else length + 1) * self.choices * prod(turns)


@dataclass
class _Group:
    """A pair of brackets while it is read. `last` is the ways of what was read last, if it has more than one."""

    choices: int = 1
    branches: int = 1
    loops: list[int | None] = field(default_factory=list)
    last: "_Group | None" = None

    @property
    def varies(self) -> bool:
        return self.choices * self.branches > 1 or bool(self.loops)

    def settle(self) -> None:
        """What was read last is not repeated: its ways are ways of this group."""
        if self.last:
            self.choices *= self.last.choices * self.last.branches
            self.loops += self.last.loops
        self.last = None


@lru_cache(256)
def ways_of(pattern: str) -> Ways:
    """Raises ValueError, with a sentence, for what is no pattern of Python's, or none whose ways can be told."""
    if len(pattern) > LONGEST:
        raise ValueError(f"a pattern is longer than {LONGEST} characters")
    try:
        re.compile(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        raise ValueError(f"a pattern cannot be read: {error}") from None
    whole = _read(pattern)
    anchored = pattern.startswith("^") and whole.branches == 1
    ways = Ways(anchored, whole.choices * whole.branches, tuple(whole.loops))
    if ways.over(USUAL) > MOST_WAYS:
        raise ValueError("a pattern leaves too many ways open: begin it with ^, or repeat less in it")
    return ways


def _read(pattern: str) -> _Group:
    groups = [_Group()]
    at = 0
    while at < len(pattern):
        found = _TOKEN.match(pattern, at)
        if found is None or (pattern.startswith("(?", at) and not pattern.startswith("(?:", at)):
            raise ValueError("a pattern looks around or has flags; only (...) and (?:...) are taken")
        at = found.end()
        _take(found, groups)
    groups[0].settle()
    return groups[0]


def _take(found: re.Match[str], groups: list[_Group]) -> None:
    here = groups[-1]
    if found["repeat"]:
        _repeat(here, *_times(found))
        return
    here.settle()
    if found["open"]:
        groups.append(_Group())
    elif found["close"]:
        groups.pop()
        groups[-1].settle()
        groups[-1].last = here if here.varies else None
    elif found["or"]:
        here.branches += 1
    elif re.fullmatch(r"\\[1-9]", found["atom"] or ""):
        raise ValueError("a pattern refers back to what it found; that is not taken")


def _times(found: re.Match[str]) -> tuple[int, int | None]:
    """How often at least and at most; None: without end."""
    if found["times"]:
        return int(found["times"]), int(found["times"])
    if found["repeat"].startswith("{"):
        return int(found["least"] or 0), int(found["most"]) if found["most"] else None
    return {"*": (0, None), "+": (1, None), "?": (0, 1)}[found["repeat"]]


def _repeat(group: _Group, least: int, most: int | None) -> None:
    if (least, most) == (0, 1):
        group.settle()
        group.choices *= 2
        return
    if group.last:
        raise ValueError("a pattern repeats what repeats, or what has a choice, itself; that is not taken")
    if least != most:
        group.loops.append(None if most is None else most - least)
