"""What a project's document is made of: its fields, how long, how many, how much; and which of its lists have ids."""

import re
from enum import StrEnum
from typing import Any

from domain.model.documents import Group, Kind, Line, Number, OneOf, Rows, Truth, Words
from domain.money import MOST, Currency

Document = dict[str, Any]

MOST_ROWS = 50  # of team, budget, sources, supporters, benefits, root causes, activities
MOST_EVIDENCE = 10  # for one cause
MOST_GOALS = 17
LONGEST_TITLE = 200
LONGEST_PHRASE = 500  # a role, an item, an indicator
LONGEST_PARAGRAPH = 2_000
LONGEST_STORY = 10_000
MOST_PEOPLE = 10**9
MOST_QUANTITY = 10**6
LARGEST_INDICATOR = 10**12


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
TEAM_MEMBER = Group(fields={"id": ID, "name": Line(most=200, needed=True), "role": PHRASE, "skills": SKILLS})
MONEY: dict[str, Kind] = {
    "amount": Number(least=1, most=MOST, whole=True, needed=True),
    "currency": OneOf(words=frozenset(Currency), needed=True),
}
SUM = Group(fields=MONEY, needed=True)
BUDGET_LINE = Group(
    fields={
        "id": ID,
        "item": Words(most=LONGEST_PHRASE, needed=True),
        "quantity": Number(least=1, most=MOST_QUANTITY, whole=True, needed=True),
        "unit_cost": SUM,
    }
)
SOURCE = Group(
    fields={
        "id": ID,
        "source": Words(most=LONGEST_PHRASE, needed=True),
        "amount": SUM,
        "secured": Truth(),
    }
)
SUPPORTER = Group(
    fields={
        "id": ID,
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
        "asked_for": Group(fields=MONEY),
        "from_elsewhere": Rows(of=SOURCE, most=MOST_ROWS),
        "supporters": Rows(of=SUPPORTER, most=MOST_ROWS),
        "benefits": Rows(of=BENEFIT, most=MOST_ROWS),
    }
)

ROWS: dict[str, str] = {
    "/problem/root_causes": "cause",
    "/team": "member",
    "/budget": "line",
    "/from_elsewhere": "source",
    "/supporters": "supporter",
    "/benefits": "benefit",
}
"""Lists whose rows have ids, by JSON pointer, and what a row is called that was sent without one."""
