"""Keeps the demo programme whole: newcomers meet these texts first, so nothing in them may dangle."""

import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "api" / "demo"
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
FINALISTS = (
    "เครื่องช่วยสอนพิมพ์อักษรเบรลล์",
    "ไม้เท้าพยุงปรับระดับ",
    "ซูเปอร์ตะบันน้ำ",
    "สื่อเพื่อป้องกันฟันผุในพื้นที่ 3 จังหวัดชายแดนใต้",
    "โปลิศน้อย หุ่นยนต์เพื่อผู้หญิง",
    "โคมไฟแสงอาทิตย์",
)
THAI = re.compile("[\u0e00-\u0e7f]")
MISTYPED = re.compile("[\u200b-\u200f\ufeff]|\u0e4d\u0e32|\u0e40\u0e40|[\u0e48-\u0e4b]{2}")


@cache
def items(name: str) -> list[dict[str, Any]]:
    return list(yaml.load((DEMO / f"{name}.yaml").read_text("utf-8"), LOADER))


def projects() -> list[dict[str, Any]]:
    return [p for path in sorted((DEMO / "projects").glob("*.yaml")) for p in items(f"projects/{path.stem}")]


def keys(name: str) -> set[str]:
    return {item["key"] for item in items(name)}


@cache
def table(name: str) -> list[dict[str, Any]]:
    return list(tomllib.loads((ROOT / "domain" / f"{name}.toml").read_text("utf-8")).popitem()[1])


def nodes(value: Any) -> Iterator[Any]:
    yield value
    children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for child in children:
        yield from nodes(child)


def everything() -> list[Any]:
    names = ("organizations", "people", "calls", "rounds", "skills", "reviews", "entries")
    return [
        *(item for name in names for item in items(name)),
        *projects(),
        *table("provinces"),
        *table("goals"),
    ]


def texts() -> list[dict[str, str]]:
    found = [n for n in nodes(everything()) if isinstance(n, dict) and {"th", "en"} & n.keys()]
    return [n for n in found if not any(isinstance(v, dict) for v in n.values())]


def each_project(check: Any) -> list[str]:
    return [p["key"] for p in projects() if not check(p)]


def test_every_text_is_there_in_thai_and_in_english() -> None:
    faulty = [t for t in texts() if not (t.get("th", "").strip() and t.get("en", "").strip())]
    crossed = [t for t in texts() if THAI.search(t["en"])]

    assert len(texts()) > 1000
    assert faulty == []
    assert crossed == []


def test_all_text_is_normalised_and_free_of_typing_faults() -> None:
    strings = [n for n in nodes(everything()) if isinstance(n, str)]

    faulty = [s for s in strings if unicodedata.normalize("NFC", s) != s or MISTYPED.search(s) or "  " in s]

    assert faulty == []


@pytest.mark.parametrize(("name", "count"), [("provinces", 77), ("goals", 17)])
def test_provinces_and_goals_are_complete_and_told_apart_in_both_languages(name: str, count: int) -> None:
    rows = table(name)

    assert len(rows) == count
    assert all(len({row[column] for row in rows}) == count for column in rows[0])


def test_thirty_people_propose_one_project_each() -> None:
    proposers = Counter(p["proposer"] for p in projects())

    assert len(projects()) == len({p["key"] for p in projects()}) == 30
    assert set(proposers.values()) == {1}
    assert proposers.keys() <= keys("people")


def test_projects_come_from_all_over_the_country() -> None:
    codes = {p["problem"]["province"] for p in projects()}

    assert len(codes) >= 20
    assert codes <= {row["code"] for row in table("provinces")}
    assert each_project(lambda p: 5.6 < p["problem"]["location"]["latitude"] < 20.5) == []
    assert each_project(lambda p: 97.3 < p["problem"]["location"]["longitude"] < 105.7) == []


def test_the_six_known_finalists_and_the_recurring_floods_are_among_the_projects() -> None:
    titles = [p["title"]["th"] for p in projects()]

    missing = [f for f in (*FINALISTS, "ปัญหาน้ำท่วมซ้ำซาก") if not any(f in title for title in titles)]

    assert missing == []


def test_root_causes_form_a_tree_with_one_root() -> None:
    def is_tree(project: dict[str, Any]) -> bool:
        seen: set[str] = set()
        for cause in project["problem"][
            "root_causes"
        ]:  # a cause names only earlier ones: no cycle is possible
            if cause["id"] in seen or (cause["because_of"] is None) != (not seen):
                return False
            if seen and cause["because_of"] not in seen:
                return False
            seen.add(cause["id"])
        return 2 <= len(seen) <= 4

    assert each_project(is_tree) == []


def test_budgets_are_in_baht_and_of_a_size_that_a_village_can_spend() -> None:
    def is_plausible(project: dict[str, Any]) -> bool:
        lines = project["budget"]
        total = sum(line["quantity"] * line["unit_cost"]["amount"] for line in lines)
        ids = {line["id"] for line in lines}
        baht = all(line["unit_cost"]["currency"] == "THB" for line in lines)
        return baht and len(ids) == len(lines) and 3 <= len(lines) <= 6 and 8_000_000 <= total <= 40_000_000

    assert each_project(is_plausible) == []


def test_teams_have_and_lack_only_skills_that_are_listed_and_never_lack_what_they_have() -> None:
    def is_sound(project: dict[str, Any]) -> bool:
        have = {skill for member in project["team"] for skill in member["skills"]}
        lack = set(project["skills_missing"])
        return have | lack <= keys("skills") and not have & lack and 2 <= len(project["team"]) <= 4

    assert each_project(is_sound) == []


def test_goals_and_benefits_are_of_the_known_kinds_and_every_target_moves_its_baseline() -> None:
    def is_sound(project: dict[str, Any]) -> bool:
        claims = project["benefits"]
        kinds = all(
            c["dimension"] in {"economic", "social", "environmental"} and c["horizon"] in {"short", "long"}
            for c in claims
        )
        moves = all(c["target"] != c["baseline"] for c in claims)
        goals = set(project["problem"]["goals"]) <= {row["number"] for row in table("goals")}
        return kinds and moves and goals and 2 <= len(claims) <= 3

    assert each_project(is_sound) == []


def test_every_project_answers_the_questions_of_the_first_call() -> None:
    call = next(c for c in items("calls") if c["key"] == "plik-thai-2025")
    jsonschema.Draft202012Validator.check_schema(call["questions"])
    validator = jsonschema.Draft202012Validator(call["questions"])

    assert each_project(lambda p: validator.is_valid(p["answers"])) == []


def test_entries_into_the_open_call_answer_its_questions() -> None:
    calls, known = {call["key"]: call for call in items("calls")}, {p["key"] for p in projects()}

    faulty = [
        entry["project"]
        for entry in items("entries")
        if entry["project"] not in known
        or not jsonschema.Draft202012Validator(calls[entry["call"]]["questions"]).is_valid(entry["answers"])
    ]

    assert len(items("entries")) >= 3
    assert faulty == []


def test_quality_is_spread_so_that_the_line_at_ten_is_a_close_one() -> None:
    qualities = sorted((p["quality"] for p in projects()), reverse=True)

    assert qualities[0] <= 5
    assert qualities[-1] >= 1
    assert qualities[0] - qualities[-1] >= 3
    assert 0 < qualities[9] - qualities[10] <= 0.3


def test_calls_rounds_and_people_name_only_each_other() -> None:
    memberships = [m for person in items("people") for m in person.get("memberships", [])]
    panels = [round_["panel"] for round_ in items("rounds")]

    assert {call["organization"] for call in items("calls")} <= keys("organizations")
    assert {m["organization"] for m in memberships} <= keys("organizations")
    assert {round_["call"] for round_ in items("rounds")} <= keys("calls")
    assert [len(panel) for panel in panels] == [len(set(panel)) for panel in panels] == [9, 5, 5]
    assert set().union(*panels) <= keys("people")


def test_nobody_in_the_demo_can_be_reached() -> None:
    emails = [person["email"] for person in items("people")]
    hosts = [organization["website"].split("/")[2] for organization in items("organizations")]

    assert len(set(emails)) == len(emails)
    assert all(address.endswith(".example") for address in [*emails, *hosts])


def test_judges_have_something_to_say_at_every_level() -> None:
    levels = Counter(review["level"] for review in items("reviews"))

    assert set(levels) == {1, 2, 3, 4, 5}
    assert 12 <= levels.total() <= 15
