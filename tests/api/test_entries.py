"""An entry's story on both faces: submitted in time and whole, screened with reasons, mended, taken back."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from domain.access import Actor
from domain.core import Core
from domain.errors import Conflict
from domain.ids import AccountId, CallId, ProjectId
from domain.usecases.calls_due import CloseDueCalls
from domain.usecases.entries import SubmitEntry
from tests.domain.projects import WHOLE
from tests.faces import Refused, Shown, refused
from tests.judging import closing_soon
from tests.running import Clock, carry_out
from tests.world import (
    House,
    Person,
    a_house,
    draft_call,
    enter,
    open_call,
    publish_project,
    register,
    rfc3339,
)

WHY = [{"code": "budget_unclear", "note": {"th": "งบไม่ชัด"}}]
QUESTIONS = {
    "type": "object",
    "required": ["village", "people"],
    "properties": {
        "village": {"type": "string", "maxLength": 40},
        "people": {"type": "integer", "minimum": 1},
        "partners": {"type": "array", "items": {"type": "string"}},
    },
    "additionalProperties": False,
}


@pytest.fixture
def house(client: FlaskClient) -> House:
    return a_house(client)


@pytest.fixture
def applicant(client: FlaskClient) -> Person:
    return register(client)


@pytest.fixture
def call(house: House) -> Shown:
    return open_call(house.manager, house.organization)


def test_what_is_submitted_is_frozen_and_its_fingerprint_is_the_receipt(
    face: Any, applicant: Person, call: Shown
) -> None:
    project = publish_project(applicant)

    entry = face.by(applicant).does("submitEntry", call_id=call["id"], project_id=project["id"])
    applicant.does("updateProject", id=project["id"], expected_version=2, title={"th": "เปลี่ยนใจ"})
    later = face.by(applicant).does("entry", id=entry["id"])

    assert later == entry
    assert (entry["state"], entry["submission"], len(entry["fingerprint"])) == ("submitted", 1, 64)
    assert (entry["title"], entry["province"]) == (WHOLE["title"], "TH-67")
    assert entry["document"]["problem"]["people_affected"] == 1850
    assert entry["people"]["team"][0]["name"] == "ลุงเดช"
    assert "team" not in entry["document"]


def test_a_draft_may_be_entered_too(face: Any, applicant: Person, call: Shown) -> None:
    draft = applicant.does("createProject", **WHOLE)

    entry = face.by(applicant).does("submitEntry", call_id=call["id"], project_id=draft["id"])

    assert entry["project_id"] == draft["id"]


def test_an_incomplete_project_is_refused_with_all_that_is_missing(
    face: Any, applicant: Person, call: Shown
) -> None:
    project = applicant.does("createProject", title={"th": "ยังไม่เสร็จ"})

    with refused(*["missing"] * 10, "root_cause_missing") as answer:
        face.by(applicant).does("submitEntry", call_id=call["id"], project_id=project["id"])

    assert {"/project/summary", "/project/problem/root_causes", "/project/team", "/project/benefits"} < set(
        answer.at
    )


def test_a_province_that_the_call_is_not_for_is_refused(face: Any, house: House, applicant: Person) -> None:
    call = open_call(house.manager, house.organization, eligibility={"provinces": ["TH-50", "TH-10"]})
    project = publish_project(applicant)

    with refused("province_not_eligible") as answer:
        face.by(applicant).does("submitEntry", call_id=call["id"], project_id=project["id"])

    assert answer.at == ["/project/problem/province"]


@pytest.mark.parametrize(
    ("answers", "wrong"),
    [
        ({}, {"/answers/people": "required", "/answers/village": "required"}),
        ({"village": "บ้านวังน้ำเย็น", "people": 0}, {"/answers/people": "number_out_of_range"}),
        (
            {"village": 7, "people": "๑๒", "partners": ["ก", 3]},
            {
                "/answers/partners/1": "not_a_text",
                "/answers/people": "not_a_whole_number",
                "/answers/village": "not_a_text",
            },
        ),
        ({"village": "ก", "people": 1, "colour": "red"}, {"/answers/colour": "unknown_field"}),
        ({"village": "ก" * 41, "people": 1}, {"/answers/village": "length_out_of_range"}),
    ],
)
def test_answers_that_do_not_fit_the_questions_are_pointed_at(
    face: Any, house: House, applicant: Person, answers: Shown, wrong: dict[str, str]
) -> None:
    call = open_call(house.manager, house.organization, questions=QUESTIONS)
    project = publish_project(applicant)

    with refused(*wrong.values()) as answer:
        face.by(applicant).does("submitEntry", call_id=call["id"], project_id=project["id"], answers=answers)

    assert answer.at == list(wrong)


def test_answers_that_fit_are_part_of_the_receipt(face: Any, house: House, client: FlaskClient) -> None:
    call = open_call(house.manager, house.organization, questions=QUESTIONS)
    one, other = register(client), register(client)

    entries = [
        face.by(who).does(
            "submitEntry",
            call_id=call["id"],
            project_id=publish_project(who)["id"],
            answers={"village": "ก", "people": people},
        )
        for who, people in ((one, 1), (other, 2))
    ]

    assert entries[0]["answers"] == {"village": "ก", "people": 1}
    assert entries[0]["fingerprint"] != entries[1]["fingerprint"]


def test_where_nothing_was_asked_nothing_is_answered(face: Any, applicant: Person, call: Shown) -> None:
    project = publish_project(applicant)

    with refused("nothing_was_asked") as answer:
        face.by(applicant).does(
            "submitEntry", call_id=call["id"], project_id=project["id"], answers={"village": "ก"}
        )

    assert answer.at == ["/answers"]


def test_a_project_enters_a_call_once(face: Any, applicant: Person, call: Shown) -> None:
    entry = enter(applicant, call)

    with refused("already_entered"):
        face.by(applicant).does("submitEntry", call_id=call["id"], project_id=entry["project_id"])


def test_an_account_enters_as_often_as_the_call_allows(face: Any, house: House, applicant: Person) -> None:
    call = open_call(house.manager, house.organization, eligibility={"max_entries_per_account": 2})
    first, _ = enter(applicant, call), enter(applicant, call)
    third = publish_project(applicant)

    with refused("entries_used_up"):
        face.by(applicant).does("submitEntry", call_id=call["id"], project_id=third["id"])
    applicant.does("withdrawEntry", id=first["id"])
    taken = face.by(applicant).does("submitEntry", call_id=call["id"], project_id=third["id"])

    assert taken["state"] == "submitted"


def test_whoever_took_an_entry_back_may_enter_again(face: Any, applicant: Person, call: Shown) -> None:
    entry = enter(applicant, call)

    withdrawn = face.by(applicant).does("withdrawEntry", id=entry["id"])
    with refused("entry_is_withdrawn"):
        face.by(applicant).does("withdrawEntry", id=entry["id"])
    again = face.by(applicant).does("submitEntry", call_id=call["id"], project_id=entry["project_id"])

    assert withdrawn["state"] == "withdrawn"
    assert again["id"] != entry["id"]
    assert (again["state"], again["submission"]) == ("submitted", 1)
    assert again["fingerprint"] == entry["fingerprint"]


def test_what_needed_work_is_submitted_again_under_a_new_fingerprint(
    face: Any, house: House, applicant: Person, call: Shown
) -> None:
    entry = enter(applicant, call)
    again = {"call_id": call["id"], "project_id": entry["project_id"]}

    sent_back = face.by(house.manager).does("screenEntry", id=entry["id"], verdict="needs_work", reasons=WHY)
    seen = face.by(applicant).does("entry", id=entry["id"])
    applicant.does("updateProject", id=entry["project_id"], expected_version=2, summary={"th": "ชัดแล้ว"})
    mended = face.by(applicant).does("submitEntry", **again)
    with refused("already_entered"):
        face.by(applicant).does("submitEntry", **again)
    passed = face.by(house.manager).does("screenEntry", id=entry["id"], verdict="eligible")

    assert sent_back["state"] == seen["state"] == "needs_work"
    assert seen["reasons"] == WHY
    assert (mended["id"], mended["state"], mended["submission"]) == (entry["id"], "submitted", 2)
    assert mended["reasons"] == []
    assert mended["fingerprint"] != entry["fingerprint"]
    assert mended["document"]["summary"]["th"] == "ชัดแล้ว"
    assert passed["state"] == "eligible"


@pytest.mark.parametrize("verdict", ["ineligible", "needs_work"])
def test_never_a_no_without_a_reason(
    face: Any, house: House, applicant: Person, call: Shown, verdict: str
) -> None:
    entry = enter(applicant, call)

    with refused("reason_missing") as answer:
        face.by(house.manager).does("screenEntry", id=entry["id"], verdict=verdict)
    told = face.by(house.manager).does("screenEntry", id=entry["id"], verdict=verdict, reasons=WHY)
    with refused(f"entry_is_{verdict}"):
        face.by(house.manager).does("screenEntry", id=entry["id"], verdict=verdict, reasons=WHY)

    assert answer.at == ["/reasons"]
    assert (told["state"], told["reasons"]) == (verdict, WHY)


def test_a_verdict_is_one_of_three_words(rest: Any, house: House, applicant: Person, call: Shown) -> None:
    entry = enter(applicant, call)

    with refused("not_one_of_the_words"):
        rest.by(house.manager).does("screenEntry", id=entry["id"], verdict="selected")


def test_managers_screen_and_nobody_else(face: Any, house: House, applicant: Person, call: Shown) -> None:
    entry = enter(applicant, call)
    screening = {"id": entry["id"], "verdict": "eligible"}

    for who in (applicant, house.viewer, house.finance):
        with refused("not_your_call"):
            face.by(who).does("screenEntry", **screening)
    with refused("entry_not_found"):
        face.by(house.stranger).does("screenEntry", **screening)
    with refused("sign_in_first"):
        face.by(None).does("screenEntry", **screening)

    assert face.by(house.owner).does("screenEntry", **screening)["state"] == "eligible"


def test_an_act_decided_on_an_older_version_is_refused(
    face: Any, house: House, applicant: Person, call: Shown
) -> None:
    entry = enter(applicant, call)
    house.manager.does("screenEntry", id=entry["id"], verdict="eligible", expected_version=1)

    with refused("version_stale"):
        face.by(applicant).does("withdrawEntry", id=entry["id"], expected_version=1)
    taken_back = face.by(applicant).does("withdrawEntry", id=entry["id"], expected_version=2)

    assert taken_back["version"] == 3


def test_a_stale_condition_is_a_412_with_the_present_version(
    rest: Any, house: House, applicant: Person, call: Shown
) -> None:
    entry = enter(applicant, call)

    answer = rest.by(house.manager).answer(
        "screenEntry", id=entry["id"], verdict="eligible", expected_version=7
    )

    assert answer.status_code == 412
    assert answer.headers["ETag"] == '"1."'


def test_nobody_enters_or_takes_back_what_is_not_theirs(
    face: Any, house: House, applicant: Person, call: Shown
) -> None:
    entry, draft = enter(applicant, call), applicant.does("createProject", **WHOLE)
    stranger = face.by(house.stranger)

    with refused("not_your_project"):
        stranger.does("submitEntry", call_id=call["id"], project_id=entry["project_id"])
    with refused("project_not_found"):
        stranger.does("submitEntry", call_id=call["id"], project_id=draft["id"])
    with refused("entry_not_found"):
        stranger.does("withdrawEntry", id=entry["id"])
    with refused("not_your_entry"):
        face.by(house.manager).does("withdrawEntry", id=entry["id"])


def test_a_call_that_nobody_may_see_takes_no_entries(face: Any, house: House, applicant: Person) -> None:
    draft, project = draft_call(house.manager, house.organization), publish_project(applicant)

    with refused("call_not_found"):
        face.by(applicant).does("submitEntry", call_id=draft["id"], project_id=project["id"])


def test_a_call_takes_no_entries_before_it_opens(face: Any, house: House, applicant: Person) -> None:
    call = open_call(house.manager, house.organization, opens_at=rfc3339(timedelta(hours=1)))
    project = publish_project(applicant)

    with refused("call_not_open_yet"):
        face.by(applicant).does("submitEntry", call_id=call["id"], project_id=project["id"])


def test_an_entry_a_moment_before_the_end_is_in_and_one_at_the_end_is_not(
    face: Any, app: Flask, clock: Clock, house: House, client: FlaskClient
) -> None:
    call = open_call(house.manager, house.organization, **closing_soon(hours=1))
    early, late = register(client), register(client)
    project = publish_project(late)

    clock.forward(minutes=59, seconds=30)
    taken = face.by(early).does("submitEntry", call_id=call["id"], project_id=publish_project(early)["id"])
    clock.forward(seconds=30)
    with refused("call_closed"):
        face.by(late).does("submitEntry", call_id=call["id"], project_id=project["id"])
    carry_out(app, CloseDueCalls())
    with refused("call_closed"):
        face.by(late).does("submitEntry", call_id=call["id"], project_id=project["id"])

    assert taken["state"] == "submitted"
    assert face.by(None).does("call", id=call["id"])["state"] == "closed"


def platform_at(moment: datetime, app: Flask) -> Core:
    """The platform at one exact moment."""
    return Core(replace(app.extensions["plik"].core._ports, now=lambda: moment))


def test_the_very_moment_of_closing_is_too_late_and_one_microsecond_before_is_not(
    app: Flask, house: House, applicant: Person
) -> None:
    call = open_call(house.manager, house.organization, **closing_soon(hours=1))
    closes_at = datetime.fromisoformat(call["closes_at"])
    wish = SubmitEntry(call_id=CallId(call["id"]), project_id=ProjectId(publish_project(applicant)["id"]))
    actor = Actor(account_id=AccountId(applicant.id))

    with pytest.raises(Conflict, match="call_closed"):
        platform_at(closes_at, app).run(wish, actor)
    entered = platform_at(closes_at - timedelta(microseconds=1), app).run(wish, actor)

    assert applicant.does("entry", id=entered.id)["submitted_at"] < call["closes_at"]


def test_everybody_sees_of_an_entry_what_concerns_them(
    face: Any, house: House, applicant: Person, call: Shown
) -> None:
    entry = enter(applicant, call)
    people = ("project_id", "account_id", "people")
    inside = ("fingerprint", "reasons", "waiting_place")

    def hidden_from(who: Person) -> set[str]:
        seen = face.by(who).does("entry", id=entry["id"])
        return {name for name in (*people, "fingerprint", "reasons") if seen[name] is None}

    assert hidden_from(applicant) == hidden_from(house.manager) == hidden_from(house.owner) == set()
    assert hidden_from(house.viewer) == hidden_from(house.finance) == {*people, *inside[:2]}
    for outsider in (house.stranger, None):
        with refused("entry_not_found"):
            face.by(outsider).does("entry", id=entry["id"])


def test_a_call_lists_to_each_the_entries_that_they_may_see(
    face: Any, house: House, client: FlaskClient, call: Shown
) -> None:
    one, other = register(client), register(client)
    entries = [enter(one, call)["id"], enter(other, call)["id"]]
    house.manager.does("screenEntry", id=entries[0], verdict="eligible")

    def listed(who: Person | None, **asked: Any) -> list[str]:
        shown = face.by(who).does("entries", call_id=call["id"], **asked)["data"]
        return sorted(entry["id"] for entry in shown)

    assert listed(house.manager) == listed(house.viewer) == sorted(entries)
    assert (listed(one), listed(other)) == (entries[:1], entries[1:])
    assert listed(house.stranger) == listed(None) == []
    assert listed(house.manager, state=["eligible"]) == entries[:1]
    assert listed(house.manager, province=["TH-50"]) == []


def test_an_entry_that_nobody_has_is_not_there(face: Any, applicant: Person, call: Shown) -> None:
    for id in ("entry_00000000000000000000000000", call["id"], "x" * 100):
        with pytest.raises(Refused) as refusal:
            face.by(applicant).does("withdrawEntry", id=id)

        assert refusal.value.codes == ["entry_not_found"]
