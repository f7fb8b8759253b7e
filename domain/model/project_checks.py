"""What a project's document may hold, and what makes no sense together in it."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Any

from domain.errors import Fault, Invalid
from domain.model.documents import WRONG_KIND, Group, Line, Number, OneOf, Rows, Words, found, named
from domain.money import MOST, Currency
from domain.provinces import provinces
from domain.text import canonical_json

Document = dict[str, Any]

MOST_ROWS = 50  # of team, budget, supporters, benefits, root causes, activities
MOST_EVIDENCE = 10  # for one cause
MOST_GOALS = 17
LONGEST_TITLE = 200
LONGEST_PHRASE = 500  # a role, an item, an indicator
LONGEST_PARAGRAPH = 2_000
LONGEST_STORY = 10_000
MOST_PEOPLE = 10**9
MOST_QUANTITY = 10**6
LARGEST_INDICATOR = 10**12
LARGEST_DOCUMENT = 128 * 1024  # bytes of all of it: a list shows a hundred, and a snapshot keeps it for ever
MOST_TOLD = 2**53 - 1  # of a sum, which may have more digits than JSON carries


class Dimension(StrEnum):
    """What kind of good it does."""

    ECONOMIC = "economic"
    SOCIAL = "social"
    ENVIRONMENTAL = "environmental"


class Horizon(StrEnum):
    """When the good is felt."""

    SHORT = "short"
    LONG = "long"


ID = Line(most=40, form=re.compile(r"[A-Za-z0-9._-]+"))
INDICATOR = Number(least=-LARGEST_INDICATOR, most=LARGEST_INDICATOR)
PHRASE = Words(most=LONGEST_PHRASE)
SKILLS = Rows(of=Line(most=100), most=MOST_ROWS)
ROOT_CAUSE = Group(
    fields={
        "id": ID,
        "cause": Words(most=LONGEST_PARAGRAPH, needed=True),
        "because_of": ID,
        "evidence": Rows(of=Words(most=LONGEST_PHRASE, needed=True), most=MOST_EVIDENCE),
    }
)
LOCATION = Group(
    fields={
        "latitude": Number(least=-90, most=90, needed=True),
        "longitude": Number(least=-180, most=180, needed=True),
    }
)
PROBLEM = Group(
    fields={
        "statement": Words(most=LONGEST_STORY),
        "people_affected": Number(least=1, most=MOST_PEOPLE, whole=True),
        "community": PHRASE,
        "province": Line(most=10),
        "location": LOCATION,
        "root_causes": Rows(of=ROOT_CAUSE, most=MOST_ROWS),
        "goals": Rows(of=Number(least=1, most=17, whole=True), most=MOST_GOALS),
    }
)
SOLUTION = Group(
    fields={
        "approach": Words(most=LONGEST_STORY),
        "activities": Rows(of=Words(most=LONGEST_PARAGRAPH, needed=True), most=MOST_ROWS),
    }
)
TEAM_MEMBER = Group(fields={"name": Line(most=200, needed=True), "role": PHRASE, "skills": SKILLS})
UNIT_COST = Group(
    fields={
        "amount": Number(least=1, most=MOST, whole=True, needed=True),
        "currency": OneOf(words=frozenset(Currency), needed=True),
    },
    needed=True,
)
BUDGET_LINE = Group(
    fields={
        "id": ID,
        "item": Words(most=LONGEST_PHRASE, needed=True),
        "quantity": Number(least=1, most=MOST_QUANTITY, whole=True, needed=True),
        "unit_cost": UNIT_COST,
    }
)
SUPPORTER = Group(
    fields={
        "name": Words(most=LONGEST_PHRASE, needed=True),
        "part": Words(most=LONGEST_PARAGRAPH),
        "organization_id": Line(most=60),
    }
)
BENEFIT = Group(
    fields={
        "id": ID,
        "dimension": OneOf(words=frozenset(Dimension), needed=True),
        "horizon": OneOf(words=frozenset(Horizon), needed=True),
        "statement": Words(most=LONGEST_PARAGRAPH, needed=True),
        "indicator": PHRASE,
        "unit": PHRASE,
        "baseline": INDICATOR,
        "target": INDICATOR,
    }
)
PROJECT = Group(
    fields={
        "title": Words(most=LONGEST_TITLE, needed=True),
        "summary": Words(most=LONGEST_PARAGRAPH),
        "problem": PROBLEM,
        "solution": SOLUTION,
        "team": Rows(of=TEAM_MEMBER, most=MOST_ROWS),
        "skills_missing": SKILLS,
        "budget": Rows(of=BUDGET_LINE, most=MOST_ROWS),
        "supporters": Rows(of=SUPPORTER, most=MOST_ROWS),
        "benefits": Rows(of=BENEFIT, most=MOST_ROWS),
    }
)

NEEDED_TO_PUBLISH = (
    "/title",
    "/summary",
    "/problem/statement",
    "/problem/province",
    "/solution/approach",
)
NEEDED_TO_ENTER = (
    "/title",
    "/summary",
    "/problem/statement",
    "/problem/community",
    "/problem/province",
    "/problem/people_affected",
    "/problem/root_causes",
    "/solution/approach",
    "/solution/activities",
    "/team",
    "/budget",
    "/benefits",
)
SPECIAL = {"/problem/root_causes": "root_cause_missing"}  # the programme's own first question


def missing(document: Mapping[str, Any], needed: Iterable[str]) -> list[Fault]:
    """Which of the places (JSON pointers) of a tidy document are empty."""
    return [Fault(place, SPECIAL.get(place, "missing")) for place in needed if not found(document, place)]


def checked(sent: Mapping[str, Any], *, needed: Iterable[str] = ()) -> Document:
    """The document in the form in which it is kept: every field there, ids given.

    Raises Invalid that names at once all that is wrong, that makes no sense, and that is missing of `needed`.
    """
    faults = list(PROJECT.faults(sent, ""))
    if not any(fault.code in WRONG_KIND for fault in faults):
        document = _named(PROJECT.tidied(sent))
        known = {fault.pointer for fault in faults}
        faults += [f for f in (*senseless(document), *missing(document, needed)) if f.pointer not in known]
    if faults := faults or list(_too_large(document)):
        raise Invalid("invalid_input", faults=faults)
    return document


def _too_large(document: Document) -> Iterator[Fault]:
    if (size := len(canonical_json(document))) > LARGEST_DOCUMENT:
        yield Fault("", "document_too_large", {"most": LARGEST_DOCUMENT, "size": size})


def senseless(document: Document) -> Iterator[Fault]:
    """What is well-formed in a tidy document, and yet cannot be."""
    problem = document["problem"]
    if problem["province"] and problem["province"] not in provinces():
        yield Fault("/problem/province", "province_unknown", {"value": problem["province"]})
    for place, goal in enumerate(problem["goals"]):
        if goal in problem["goals"][:place]:
            yield Fault(f"/problem/goals/{place}", "goal_repeated", {"value": goal})
    for name in ("problem/root_causes", "budget", "benefits"):
        yield from _repeated(found(document, f"/{name}"), f"/{name}")
    yield from _no_tree(problem["root_causes"])
    if (total := cost(document["budget"])) > MOST:
        yield Fault("/budget", "budget_too_large", {"most": MOST, "total": min(total, MOST_TOLD)})


def cost(budget: Iterable[Mapping[str, Any]]) -> int:
    """What all lines cost together, in minor units of the one currency that we know."""
    priced = ((line["quantity"], (line["unit_cost"] or {}).get("amount")) for line in budget)
    return sum(quantity * amount for quantity, amount in priced if quantity and amount)


def _named(document: Document) -> Document:
    problem = document["problem"] | {"root_causes": named(document["problem"]["root_causes"], "cause")}
    budget, benefits = named(document["budget"], "line"), named(document["benefits"], "benefit")
    return document | {"problem": problem, "budget": budget, "benefits": benefits}


def _repeated(rows: Iterable[Mapping[str, Any]], at: str) -> Iterator[Fault]:
    seen: Counter[str] = Counter()
    for place, row in enumerate(rows):
        seen[row["id"]] += 1
        if seen[row["id"]] > 1:
            yield Fault(f"{at}/{place}/id", "id_repeated", {"value": row["id"]})


def _no_tree(causes: list[dict[str, Any]]) -> Iterator[Fault]:
    """Each cause that refers to none of the others, or comes back to itself."""
    parents = {cause["id"]: cause["because_of"] for cause in causes}
    for place, cause in enumerate(causes):
        at = f"/problem/root_causes/{place}/because_of"
        if cause["because_of"] is not None and cause["because_of"] not in parents:
            yield Fault(at, "root_cause_unknown", {"value": cause["because_of"]})
        elif _returns(cause["id"], parents):
            yield Fault(at, "root_cause_circular", {"value": cause["because_of"]})


def _returns(start: str, parents: Mapping[str, str | None]) -> bool:
    """Whether the way up from here comes back here; no way is longer than there are causes."""
    here = parents[start]
    for _ in parents:
        if here is None or here == start:
            break
        here = parents.get(here)
    return here == start
