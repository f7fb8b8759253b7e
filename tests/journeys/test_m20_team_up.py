"""Team up instead of doing the same twice (M20): what is like a draft is shown while it is drafted, and nobody gets any
right in a project before its owner has agreed."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.domain.projects import WHOLE
from tests.faces import Rest, Shown, refused
from tests.world import Person, a_house, enter, open_call, publish_project, register

FLOOD: Shown = {
    "title": {"th": "ฝายชะลอน้ำแก้ปัญหาน้ำท่วมบ้านห้วยขวาง"},
    "summary": {"th": "ชาวบ้านช่วยกันสร้างฝายชะลอน้ำจากวัสดุธรรมชาติ เพื่อลดน้ำท่วมซ้ำซากในฤดูฝน"},
    "problem": {
        "statement": {"th": "น้ำป่าไหลหลากเข้าท่วมหมู่บ้านและไร่ข้าวโพดทุกปี ถนนขาด เด็กไปโรงเรียนไม่ได้"},
        "root_causes": [{"cause": {"th": "ป่าต้นน้ำถูกทำลายจนดินอุ้มน้ำไม่ได้"}}],
    },
    "solution": {"approach": {"th": "สำรวจลำห้วย สร้างฝายสามสิบตัว และปลูกต้นไม้ริมห้วยร่วมกับโรงเรียน"}},
}
# Keyed in by somebody else: two sara e for sara ae, Thai digits, sara am in two parts, a word here and there.
SAME_FLOOD: Shown = {
    "title": {"th": "ฝายชะลอน้ําเเก้ปัญหาน้ําท่วม บ้านห้วยขวาง"},
    "summary": {"th": "ชาวบ้านช่วยกันสร้างฝายชะลอน้ำจากวัสดุธรรมชาติ เพื่อลดปัญหาน้ำท่วมซ้ำซากหน้าฝน"},
    "problem": {
        "statement": {"th": "น้ำป่าไหลหลากเข้าท่วมหมู่บ้านเเละไร่ข้าวโพดทุกปี ถนนขาด นักเรียนไปโรงเรียนไม่ได้"},
        "root_causes": [{"cause": {"th": "ป่าต้นน้ำถูกทำลาย ดินอุ้มน้ำไม่ได้"}}],
    },
    "solution": {"approach": {"th": "สำรวจลำห้วย สร้างฝาย 30 ตัว และปลูกต้นไม้ริมห้วยร่วมกับโรงเรียน"}},
}
READING: Shown = {
    "title": {"th": "ห้องสมุดเคลื่อนที่สำหรับผู้สูงอายุ"},
    "summary": {"th": "รถหนังสือและอาสาสมัครอ่านหนังสือให้ผู้สูงอายุที่อยู่ตามลำพังฟัง"},
    "problem": {"statement": {"th": "ผู้สูงอายุในเมืองอยู่ตามลำพัง ซึมเศร้า และเข้าไม่ถึงข่าวสาร"}},
    "solution": {"approach": {"th": "จัดรถหนังสือเยี่ยมบ้านทุกสัปดาห์ อบรมเยาวชนเป็นนักอ่าน"}},
}


@pytest.fixture
def first(client: FlaskClient) -> Person:
    return register(client)


@pytest.fixture
def second(client: FlaskClient) -> Person:
    return register(client)


def whole(document: Shown) -> Shown:
    """With all that publishing and entering need."""
    return WHOLE | document | {part: WHOLE[part] | document[part] for part in ("problem", "solution")}


def a_findable_draft(owner: Person, document: Shown) -> Shown:
    drafted = owner.does("createProject", **document)
    shown: Shown = owner.does("setProjectFindable", id=drafted["id"], findable=True)
    return shown


def found(who: Any, project: Shown) -> dict[str, Shown]:
    shown = who.does("similarProjects", project_id=project["id"])
    rows = shown["data"] if isinstance(shown, dict) else shown
    return {row["project_id"]: row for row in rows}


def test_two_drafts_of_one_idea_find_each_other_however_they_were_keyed_in(
    face: Any, first: Person, second: Person
) -> None:
    theirs, other = a_findable_draft(first, FLOOD), a_findable_draft(first, READING)
    mine = second.does("createProject", **SAME_FLOOD)

    alike = found(face.by(second), mine)

    assert alike[theirs["id"]]["similarity"] >= 0.8
    assert alike[theirs["id"]]["suggestions"] == ["merge", "join", "continue"]
    assert other["id"] not in alike


def test_a_draft_whose_owner_did_not_let_it_be_found_is_found_by_nobody(
    face: Any, first: Person, second: Person
) -> None:
    hidden = first.does("createProject", **FLOOD)
    mine = second.does("createProject", **SAME_FLOOD)

    assert hidden["id"] not in found(face.by(second), mine)
    with refused("project_not_found"):
        face.by(second).does("askToJoin", project_id=hidden["id"])


def test_of_a_draft_that_may_be_found_no_more_is_seen_than_title_and_summary(
    face: Any, first: Person, second: Person
) -> None:
    theirs = a_findable_draft(first, FLOOD)
    mine = second.does("createProject", **SAME_FLOOD)

    alike = found(face.by(second), mine)[theirs["id"]]
    in_rest = found(second, mine)[theirs["id"]]

    assert alike["title"]["th"] == FLOOD["title"]["th"]
    assert in_rest["project"] is None
    with refused("project_not_found"):
        Rest(second.client, second.bearer).does("project", id=theirs["id"])


def test_what_everybody_sees_is_shown_in_full_whatever_call_it_is_in(
    face: Any, first: Person, second: Person
) -> None:
    published = publish_project(first, **whole(SAME_FLOOD))
    mine = second.does("createProject", **FLOOD)

    alike = found(face.by(second), mine)[published["id"]]
    in_rest = found(second, mine)[published["id"]]

    assert alike["state"] == "published"
    assert in_rest["project"]["id"] == published["id"]
    assert in_rest["project"]["account_id"] == first.id


def test_nobody_but_who_may_change_a_draft_looks_for_what_is_like_it(
    face: Any, first: Person, second: Person
) -> None:
    draft, published = first.does("createProject", **FLOOD), publish_project(first)

    with refused("not_your_project"):
        Rest(second.client, second.bearer).does("similarProjects", project_id=published["id"])
    with refused("project_not_found"):
        Rest(second.client, second.bearer).does("similarProjects", project_id=draft["id"])


def test_joining_gives_no_right_before_the_owner_has_accepted(
    face: Any, first: Person, second: Person
) -> None:
    theirs = a_findable_draft(first, FLOOD)
    reader = Rest(second.client, second.bearer)

    asked = face.by(second).does("askToJoin", project_id=theirs["id"], message="ทำเรื่องเดียวกันอยู่")

    with refused("project_not_found"):
        reader.does("project", id=theirs["id"])
    with refused("project_not_found"):
        reader.does("updateProject", id=theirs["id"], expected_version=theirs["version"], skills_missing=[])
    with refused("not_your_teammate"):
        face.by(second).does("acceptTeammate", id=asked["id"])

    face.by(first).does("acceptTeammate", id=asked["id"], can_edit=True)

    seen = reader.does("project", id=theirs["id"])
    changed = face.by(second).does(
        "updateProject", id=theirs["id"], expected_version=seen["version"], skills_missing=["ช่างสำรวจ"]
    )
    assert changed["skills_missing"] == ["ช่างสำรวจ"]
    with refused("not_your_project"):
        face.by(second).does("publishProject", id=theirs["id"])


def test_whoever_leaves_has_no_right_left(face: Any, first: Person, second: Person) -> None:
    theirs = a_findable_draft(first, FLOOD)
    asked = second.does("askToJoin", project_id=theirs["id"])
    first.does("acceptTeammate", id=asked["id"], can_edit=True)

    over = face.by(second).does("leaveTeammate", id=asked["id"])

    assert over["state"] == "left"
    with refused("project_not_found"):
        Rest(second.client, second.bearer).does("project", id=theirs["id"])


def test_two_become_one_when_the_other_owner_agrees(face: Any, first: Person, second: Person) -> None:
    theirs, mine = a_findable_draft(first, FLOOD), second.does("createProject", **SAME_FLOOD)

    proposed = face.by(second).does(
        "proposeMerge", project_id=theirs["id"], merging_project_id=mine["id"], message="รวมกันดีกว่า"
    )
    before = first.does("project", id=mine["id"])  # to decide by
    untouched = second.does("project", id=mine["id"])
    face.by(first).does("acceptTeammate", id=proposed["id"])

    merged, whole = second.does("project", id=mine["id"]), second.does("project", id=theirs["id"])
    assert (before["state"], untouched["state"]) == ("draft", "draft")
    assert (merged["state"], merged["merged_into"]) == ("cancelled", theirs["id"])
    second.does(
        "updateProject", id=theirs["id"], expected_version=whole["version"], summary=SAME_FLOOD["summary"]
    )


def test_what_is_entered_into_a_call_does_not_end_by_merging_until_it_is_withdrawn(
    face: Any, first: Person, second: Person, client: FlaskClient
) -> None:
    house, theirs = a_house(client), a_findable_draft(first, FLOOD)
    entry = enter(second, open_call(house.manager, house.organization))
    mine = entry["project_id"]
    proposal = {"project_id": theirs["id"], "merging_project_id": mine}

    with refused("project_in_use"):
        face.by(second).does("proposeMerge", **proposal)
    second.does("withdrawEntry", id=entry["id"])
    proposed = second.does("proposeMerge", **proposal)
    again = second.does("submitEntry", call_id=entry["call_id"], project_id=mine)
    with refused("project_in_use"):
        face.by(first).does("acceptTeammate", id=proposed["id"])

    second.does("withdrawEntry", id=again["id"])
    face.by(first).does("acceptTeammate", id=proposed["id"])
    with refused("project_is_cancelled"):
        second.does("submitEntry", call_id=entry["call_id"], project_id=mine)


def test_managers_see_what_came_in_twice_and_nobody_else_does(
    face: Any, first: Person, second: Person, client: FlaskClient
) -> None:
    house, other = a_house(client), a_house(client)
    one, two = (open_call(house.manager, house.organization) for _ in range(2))
    elsewhere = open_call(other.manager, other.organization)
    entered = [
        who.does("submitEntry", call_id=call["id"], project_id=publish_project(who, **whole(document))["id"])
        for who, call, document in (
            (first, one, FLOOD),
            (second, two, SAME_FLOOD),
            (second, elsewhere, FLOOD),
        )
    ]

    shown = face.by(house.manager).does("similarEntries", entry_id=entered[0]["id"])

    rows = shown["data"] if isinstance(shown, dict) else shown
    [row] = rows
    assert (row["entry_id"], row["call_id"]) == (entered[1]["id"], two["id"])
    assert row["similarity"] >= 0.8
    for who, code in ((first, "not_your_call"), (house.stranger, "entry_not_found")):
        with refused(code):
            Rest(client, who.bearer).does("similarEntries", entry_id=entered[0]["id"])
