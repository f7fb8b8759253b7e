"""What a project still needs, after the four factors: what is asked, what is covered, what is missing, and how much.

The gap of a factor is 0 to 4: 0 where nothing is missing, otherwise four times the missing share of what is asked,
rounded up; 4 where nothing is asked yet, since nothing is known then.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from domain.model.documents import found
from domain.model.project_checks import cost, promised
from domain.model.skills import skill_of
from domain.money import Money

LARGEST_GAP = 4
DIRECTION = (
    "/problem/statement",
    "/problem/root_causes",
    "/problem/people_affected",
    "/problem/community",
    "/problem/province",
    "/problem/goals",
    "/benefits",
)
"""What says where a project is going."""


class Factor(StrEnum):
    """The four factors of a project."""

    DIRECTION = "direction"
    SKILLS = "skills"
    CAPITAL = "capital"
    NETWORK = "network"


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is known of a project beside its document. Money in satang."""

    skills_done: frozenset[str] = frozenset()  # of opportunities in which a volunteer completed the work
    skills_sought: frozenset[str] = frozenset()  # of opportunities that are open
    raised: int = 0  # by campaigns that are live or succeeded, here and at partners
    granted: int = 0  # by grants that were accepted
    raising: bool = False  # whether a campaign is live or drafted
    supporters: frozenset[str] = frozenset()  # rows whose organization confirmed just this part


@dataclass(frozen=True, kw_only=True)
class Need:
    """Of one factor: places of the document, skills, or rows of supporters; of capital, the sums in satang."""

    factor: Factor
    gap: int
    asked: tuple[str, ...] = ()
    covered: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    amounts: tuple[int, int, int] | None = None  # asked, covered, missing

    def detail(self) -> dict[str, Any]:
        """For people and for the record: lists, and money where it is about money."""
        sums = self.amounts or (None, None, None)
        names = ("asked_amount", "covered_amount", "missing_amount")
        return {
            "asked": list(self.asked),
            "covered": list(self.covered),
            "missing": list(self.missing),
            **{
                name: None if sum_ is None else Money(sum_).as_dict()
                for name, sum_ in zip(names, sums, strict=True)
            },
        }


def needs(document: Mapping[str, Any], facts: Facts) -> list[Need]:
    """The need of each factor, in the order of the factors."""
    return [
        _direction(document),
        _skills(document, facts),
        _capital(document, facts),
        _network(document, facts),
    ]


def gap(missing: int, asked: int) -> int:
    """0 to 4, as said above."""
    if asked <= 0:
        return LARGEST_GAP
    return -(-LARGEST_GAP * min(missing, asked) // asked)


def skills_wanted(document: Mapping[str, Any]) -> tuple[str, ...]:
    """Each skill that the project says it lacks: the id in the vocabulary where it has one, else what was written."""
    return _unique(skill_of(said) or said for said in document["skills_missing"])


def _direction(document: Mapping[str, Any]) -> Need:
    covered = tuple(place for place in DIRECTION if found(document, place))
    missing = tuple(place for place in DIRECTION if place not in covered)
    whole = LARGEST_GAP if "/problem/root_causes" in missing else gap(len(missing), len(DIRECTION))
    return Need(factor=Factor.DIRECTION, gap=whole, asked=DIRECTION, covered=covered, missing=missing)


def _skills(document: Mapping[str, Any], facts: Facts) -> Need:
    of_team = _unique(skill_of(said) or said for member in document["team"] for said in member["skills"])
    wanted = skills_wanted(document)
    asked = _unique((*of_team, *wanted))
    there = {*of_team, *facts.skills_done}
    covered = tuple(skill for skill in asked if skill in there)
    missing = tuple(skill for skill in asked if skill not in there)
    return Need(
        factor=Factor.SKILLS, gap=gap(len(missing), len(asked)), asked=asked, covered=covered, missing=missing
    )


def _capital(document: Mapping[str, Any], facts: Facts) -> Need:
    """The lines are covered in their order; the first that is not covered whole is missing, and all after it."""
    asked = cost(document["budget"])
    covered = promised(document["from_elsewhere"], secured=True) + facts.raised + facts.granted
    lines: dict[bool, list[str]] = {True: [], False: []}
    left = covered
    for line in document["budget"]:
        left -= cost([line])
        lines[left >= 0].append(line["id"])
    missing = max(asked - covered, 0)
    return Need(
        factor=Factor.CAPITAL,
        gap=gap(missing, asked),
        asked=tuple(line["id"] for line in document["budget"]),
        covered=tuple(lines[True]),
        missing=tuple(lines[False]),
        amounts=(asked, covered, missing),
    )


def _network(document: Mapping[str, Any], facts: Facts) -> Need:
    """An organization that is here covers its row by confirming it; one that is not, by the part it is said to take."""
    covered = tuple(row["id"] for row in document["supporters"] if _stands(row, facts))
    asked = tuple(row["id"] for row in document["supporters"])
    missing = tuple(id for id in asked if id not in covered)
    return Need(
        factor=Factor.NETWORK,
        gap=gap(len(missing), len(asked)),
        asked=asked,
        covered=covered,
        missing=missing,
    )


def _stands(row: Mapping[str, Any], facts: Facts) -> bool:
    return row["id"] in facts.supporters if row["organization_id"] else bool(row["part"])


def _unique(values: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))
