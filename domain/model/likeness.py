"""How like two texts are, by the words in them: of projects and of what was entered into calls.

Nothing is refused for it. It is shown so that people who want the same thing find each other.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt
from typing import Any

LEAST = 0.2
"""What is less alike is not worth showing: two Thai texts about different things share some words, too."""

SAME = 0.8
"""From here on two drafts are one idea, written twice."""

KIN = 0.4
"""From here on they could be merged."""

IN_TITLE = 2
"""A word in the title weighs as much as two words elsewhere."""

MOST_WORDS = 1_000
LONGEST_READ = 10_000
"""Characters whose words are looked at: of all that is told of a project, the first."""


class TeamUp(StrEnum):
    """What the owner of a draft may do about a project that is like it, the best first."""

    MERGE = "merge"
    JOIN = "join"
    CONTINUE = "continue"


@dataclass(frozen=True)
class Gist:
    """The different words of a document; those of its title are among them."""

    words: frozenset[str]
    title: frozenset[str]

    def weight(self, word: str) -> int:
        return IN_TITLE if word in self.title else 1


@dataclass(frozen=True, kw_only=True)
class Like:
    """Something that is like a document, as far as it takes to say how much, and to show it."""

    id: str
    gist: Gist
    title: Mapping[str, str]
    summary: Mapping[str, str]
    state: str
    of_a_person: bool = True
    call_id: str | None = None  # of an entry


def told(document: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """What a project's document says that makes it this one: the texts of its title, and those of its summary, problem,
    causes and approach, in each language."""
    problem, solution = document.get("problem") or {}, document.get("solution") or {}
    causes = (row["cause"] for row in problem.get("root_causes") or ())
    body = [document.get("summary"), problem.get("statement"), *causes, solution.get("approach")]
    return list(_said([document.get("title")])), list(_said(body))


def similarity(one: Gist, other: Gist) -> float:
    """0..1: the cosine of the two documents' words, each weighed by whether it stands in the title; 1 where they have
    the same words in the same places, 0 where they share none."""
    shared = sum(one.weight(word) * other.weight(word) for word in one.words & other.words)
    return round(shared / (_length(one) * _length(other)), 3) if shared else 0.0


def suggestions(similarity: float, *, mergeable: bool, joinable: bool) -> list[TeamUp]:
    """Going on is always possible; what is best comes first."""
    merge = [TeamUp.MERGE] if mergeable and similarity >= KIN else []
    join = [TeamUp.JOIN] if joinable else []
    best = [*merge, *join] if similarity >= SAME else [*join, *merge]
    return [*best, TeamUp.CONTINUE]


def _length(gist: Gist) -> float:
    return sqrt(sum(gist.weight(word) ** 2 for word in gist.words))


def _said(texts: Iterable[Mapping[str, str] | None]) -> Iterator[str]:
    for text in texts:
        for language in ("th", "en"):
            if text and (said := text.get(language)):
                yield said
