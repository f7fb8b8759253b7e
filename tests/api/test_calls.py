"""A call's story on both faces: drafted, changed, opened, closed; and what may be done with it, by whom, and when."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from domain.usecases.calls_due import CloseDueCalls
from tests.faces import Rest, refused
from tests.running import carry_out
from tests.world import House, a_call, a_house, draft_call, make_machine, nobody_has, open_call, rfc3339

YESTERDAY, TOMORROW = timedelta(days=-1), timedelta(days=1)


@pytest.fixture
def house(client: FlaskClient) -> House:
    return a_house(client)


def test_a_call_is_drafted_changed_opened_and_closed(face: Any, house: House) -> None:
    manager = face.by(house.manager)
    given = a_call(
        house.organization,
        eligibility={
            "provinces": ["TH-50", "TH-58"],
            "applicants": ["person", "community"],
            "max_entries_per_account": 2,
        },
        split="by_request",
        award={"amount": 10_000_000, "currency": "THB"},
        reason_codes=[{"code": "not_on_water", "title": {"th": "ไม่เกี่ยวกับน้ำ"}}],
        decision_due_at=rfc3339(timedelta(days=60)),
        appeal_days=14,
        questions={"type": "object", "properties": {"why": {"type": "string"}}},
    )

    call = manager.does("createCall", **given)
    changed = manager.does("updateCall", id=call["id"], expected_version=call["version"], award_count=7)
    opened = manager.does("openCall", id=call["id"], expected_version=changed["version"])
    closed = manager.does("closeCall", id=call["id"])

    assert {name: call[name] for name in given if not name.endswith("_at")} == {
        name: value for name, value in given.items() if not name.endswith("_at")
    }
    assert [each["state"] for each in (call, changed, opened, closed)] == ["draft", "draft", "open", "closed"]
    assert [each["version"] for each in (call, changed, opened, closed)] == [1, 2, 3, 4]
    assert (changed["award_count"], changed["title"]) == (7, call["title"])
    assert closed["closes_at"] < opened["closes_at"]


def test_everything_in_a_draft_may_still_change(face: Any, house: House) -> None:
    call = draft_call(house.manager, house.organization)
    other = {
        "title": {"en": "Plik"},
        "pool": {"amount": 77, "currency": "THB"},
        "split": "fixed",
        "award": {"amount": 7, "currency": "THB"},
        "eligibility": {"provinces": ["TH-50"], "applicants": ["ngo"], "max_entries_per_account": 3},
        "reason_codes": [{"code": "not_on_water", "title": {"th": "ไม่เกี่ยวกับน้ำ"}}],
        "appeal_days": 0,
    }

    changed = face.by(house.manager).does("updateCall", id=call["id"], expected_version=1, **other)

    assert {name: changed[name] for name in other} == other


def test_whoever_turns_to_equal_shares_leaves_no_award_behind(face: Any, house: House) -> None:
    award = {"split": "fixed", "award": {"amount": 7, "currency": "THB"}}
    call = draft_call(house.manager, house.organization, **award)

    changed = face.by(house.manager).does("updateCall", id=call["id"], expected_version=1, split="equal")

    assert (call["award"], changed["split"], changed["award"]) == (award["award"], "equal", None)


@pytest.mark.parametrize(
    ("wrong", "code", "at"),
    [
        ({"split": "fixed"}, "required", "/award"),
        (
            {"split": "fixed", "award": {"amount": 10_000_001, "currency": "THB"}},
            "award_above_pool",
            "/award/amount",
        ),
        ({"award": {"amount": 1, "currency": "THB"}}, "award_not_taken", "/award"),
        ({"decision_due_at": rfc3339(TOMORROW)}, "decided_before_it_closes", "/decision_due_at"),
        (
            {"reason_codes": [{"code": "duplicate", "title": {"th": "ซ้ำ"}}]},
            "named_twice",
            "/reason_codes/0/code",
        ),
        ({"reason_codes": [{"code": "late", "title": {}}]}, "text_missing", "/reason_codes/0/title"),
    ],
)
def test_awards_dates_and_reasons_make_sense_together(
    face: Any, house: House, wrong: dict[str, Any], code: str, at: str
) -> None:
    with refused(code) as refusal:
        face.by(house.owner).does("createCall", **a_call(house.organization, **wrong))

    assert refusal.at == [at]


def test_a_draft_is_seen_by_its_organization_alone(face: Any, house: House) -> None:
    call = draft_call(house.owner, house.organization)

    for nobody in (face, face.by(house.stranger)):
        with refused("call_not_found"):
            nobody.does("call", id=call["id"])
        assert call["id"] not in ids(nobody.does("calls", organization_id=[house.organization["id"]]))
    assert face.by(house.viewer).does("call", id=call["id"])["state"] == "draft"
    assert ids(face.by(house.viewer).does("calls", state=["draft"], first=1)) == [call["id"]]


def test_everybody_sees_an_open_call(face: Any, house: House) -> None:
    call = open_call(house.owner, house.organization)

    assert face.does("call", id=call["id"])["title"] == call["title"]
    assert ids(face.does("calls", organization_id=[house.organization["id"]])) == [call["id"]]


def test_all_that_makes_no_sense_is_named_at_once(face: Any, house: House) -> None:
    senseless = {
        "title": {"th": ""},
        "opens_at": rfc3339(TOMORROW),
        "closes_at": rfc3339(YESTERDAY),
        "pool": {"amount": 9, "currency": "THB"},
    }

    with refused("text_missing", "closes_before_it_opens", "pool_too_small") as refusal:
        face.by(house.owner).does("createCall", **a_call(house.organization, **senseless))

    assert set(refusal.at) == {"/title", "/closes_at", "/pool/amount"}


def test_the_graph_names_what_to_mend_as_it_was_sent(graph: Any, house: House) -> None:
    given = {
        "organizationId": house.organization["id"],
        "title": {"th": "พลิกไทย"},
        "opensAt": rfc3339(YESTERDAY),
        "closesAt": rfc3339(TOMORROW),
        "awardCount": 0,
        "pool": {"amount": 100, "currency": "THB"},
        "eligibility": {"maxEntriesPerAccount": 0},
    }

    told = graph.by(house.owner).asks(
        "mutation($i: CreateCallInput!) { createCall(input: $i) { userErrors { field } } }", {"i": given}
    )

    named = sorted(error["field"] for error in told["data"]["createCall"]["userErrors"])
    assert ["awardCount"] in named
    assert ["eligibility", "maxEntriesPerAccount"] in named


def test_provinces_are_those_of_the_country(face: Any, house: House) -> None:
    eligibility = {"provinces": ["TH-50", "TH-99", "เชียงใหม่"], "max_entries_per_account": 1}

    with refused("province_unknown", "province_unknown") as refusal:
        face.by(house.owner).does("createCall", **a_call(house.organization, eligibility=eligibility))

    assert refusal.at == ["/eligibility/provinces/1", "/eligibility/provinces/2"]


@pytest.mark.parametrize(
    "questions", [{"type": "nonsense"}, {"$ref": "https://elsewhere.example/schema.json"}, {"minLength": -1}]
)
def test_questions_are_a_schema_that_refers_to_nothing_outside(
    face: Any, house: House, questions: dict[str, Any]
) -> None:
    with refused("questions_malformed"):
        face.by(house.owner).does("createCall", **a_call(house.organization, questions=questions))


@pytest.mark.parametrize("who", ["finance", "viewer", "stranger"])
def test_only_owners_and_managers_run_calls(face: Any, house: House, who: str) -> None:
    person, call = face.by(getattr(house, who)), open_call(house.owner, house.organization)

    with refused("not_your_organization"):
        person.does("createCall", **a_call(house.organization))
    with refused("not_your_call"):
        person.does("updateCall", id=call["id"], expected_version=call["version"], brief={"th": "ใหม่"})
    with refused("not_your_call"):
        person.does("closeCall", id=call["id"])


def test_what_is_hidden_answers_as_if_it_were_not_there(face: Any, house: House) -> None:
    call = draft_call(house.owner, house.organization)
    told = []
    for id in (call["id"], nobody_has("call"), "call_x", house.organization["id"], "x" * 200):
        with refused("call_not_found"):
            face.by(house.stranger).does("openCall", id=id)
        with refused("call_not_found"):
            face.by(house.stranger).does("call", id=id)
        told.append(id)

    assert len(told) == 5


def test_the_rules_of_an_open_call_are_a_promise(face: Any, house: House) -> None:
    call = open_call(house.owner, house.organization)
    broken = {
        "award_count": 1,
        "pool": {"amount": 5_000, "currency": "THB"},
        "opens_at": rfc3339(YESTERDAY),
        "questions": {"type": "object"},
        "closes_at": rfc3339(timedelta(days=60)),
        "split": "fixed",
        "award": {"amount": 7, "currency": "THB"},
        "eligibility": {"provinces": []},
        "decision_due_at": rfc3339(timedelta(days=90)),
        "appeal_days": 1,
    }

    with refused(*["fixed_once_open"] * len(broken)) as refusal:
        face.by(house.owner).does("updateCall", id=call["id"], expected_version=call["version"], **broken)

    assert set(refusal.at) == {f"/{name}" for name in broken}
    kept = {"title": {"th": "ชื่อใหม่"}, "reason_codes": [{"code": "late", "title": {"th": "ส่งช้า"}}]}
    changed = face.by(house.owner).does("updateCall", id=call["id"], expected_version=call["version"], **kept)
    assert changed["title"] == {"th": "ชื่อใหม่"}


def test_a_call_whose_time_is_over_is_not_opened_until_it_is_given_more(face: Any, house: House) -> None:
    over = {"opens_at": rfc3339(timedelta(days=-9)), "closes_at": rfc3339(YESTERDAY)}
    call = draft_call(house.owner, house.organization, **over)

    with refused("call_closed"):
        face.by(house.owner).does("openCall", id=call["id"])

    later = {"expected_version": call["version"], "closes_at": rfc3339(TOMORROW)}
    face.by(house.owner).does("updateCall", id=call["id"], **later)
    assert face.by(house.owner).does("openCall", id=call["id"])["state"] == "open"


def test_the_platform_closes_calls_when_their_time_comes(
    app: Flask, face: Any, house: House, clock: Any
) -> None:
    due = open_call(house.owner, house.organization, closes_at=rfc3339(TOMORROW))
    later = open_call(house.owner, house.organization, closes_at=rfc3339(timedelta(days=3)))

    clock.forward(days=2)
    while carry_out(app, CloseDueCalls()):
        """Some at a time, those of other tests too."""

    assert face.does("call", id=due["id"])["state"] == "closed"
    assert face.does("call", id=due["id"])["closes_at"] == due["closes_at"]
    assert face.does("call", id=later["id"])["state"] == "open"


def test_a_change_is_decided_on_the_version_that_was_seen(face: Any, house: House) -> None:
    call = draft_call(house.owner, house.organization)
    change = {"id": call["id"], "expected_version": call["version"]}
    face.by(house.owner).does("updateCall", **change, award_count=2)

    with refused("version_stale"):
        face.by(house.manager).does("updateCall", **change, award_count=3)
    with refused("version_stale"):
        face.by(house.manager).does("openCall", **change)

    assert face.by(house.manager).does("call", id=call["id"])["award_count"] == 2


def test_rest_says_which_version_it_is_and_wants_it_back(
    rest: Rest, client: FlaskClient, house: House
) -> None:
    call = draft_call(house.owner, house.organization)
    path, headers = f"/v1/calls/{call['id']}", house.owner.headers
    tag = client.get(path, headers=headers).headers["ETag"]

    careless = client.patch(path, json={"award_count": 2}, headers=headers)
    careful = client.patch(path, json={"award_count": 2}, headers={**headers, "If-Match": tag})
    stale = client.patch(path, json={"award_count": 3}, headers={**headers, "If-Match": f"W/{tag}"})
    present = client.patch(
        path, json={"award_count": 3}, headers={**headers, "If-Match": stale.headers["ETag"]}
    )

    assert (careless.status_code, careless.get_json()["code"]) == (428, "if_match_required")
    assert careful.status_code == 200
    assert careful.headers["ETag"].startswith('"2.')
    assert (stale.status_code, stale.get_json()["code"]) == (412, "version_stale")
    assert stale.get_json()["details"] == {"version": 2}
    assert present.status_code == 200


@pytest.mark.parametrize("header", ["*", "x", '"x"', '""', '"๑"', '"-1"', '"99999999999999999999"'])
def test_what_is_no_tag_of_ours_is_refused(client: FlaskClient, house: House, header: str) -> None:
    call = draft_call(house.owner, house.organization)
    headers = {**house.owner.headers, "If-Match": header.encode().decode("latin-1")}

    answer = client.patch(f"/v1/calls/{call['id']}", json={"award_count": 2}, headers=headers)

    assert (answer.status_code, answer.get_json()["code"]) == (422, "if_match_malformed")


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("award_count", 0, "number_out_of_range"),
        ("award_count", 10.9, "not_a_whole_number"),
        ("award_count", "10", "not_a_whole_number"),
        ("award_count", True, "not_a_whole_number"),
        ("award_count", None, "not_null"),
        ("opens_at", "yesterday", "not_a_moment"),
        ("opens_at", "2026-09-30T17:00:00", "not_a_moment"),
        ("opens_at", "๒๕๖๙-09-30T17:00:00Z", "not_a_moment"),
        ("opens_at", "2569-09-30T17:00:00Z", "not_a_moment"),
        ("title", "a call", "not_an_object"),
        ("title", {"th": 1}, "not_a_text"),
        ("title", {"fr": "un appel"}, "unknown_field"),
        ("title", {"th": "x" * 20_001}, "length_out_of_range"),
        ("pool", {"amount": -1, "currency": "THB"}, "number_out_of_range"),
        ("pool", {"amount": 1, "currency": "USD"}, "not_one_of_the_words"),
        ("pool", {"amount": 1}, "required"),
        ("split", "by_hand", "not_one_of_the_words"),
        ("eligibility", {"provinces": "TH-50"}, "not_a_list"),
        ("questions", [], "not_an_object"),
        ("state", "open", "unknown_field"),
        ("version", 7, "unknown_field"),
    ],
)
def test_rest_names_what_does_not_fit(rest: Rest, house: House, field: str, value: Any, code: str) -> None:
    with refused(code) as refusal:
        rest.by(house.owner).does("createCall", **a_call(house.organization, **{field: value}))

    assert all(at == f"/{field}" or at.startswith(f"/{field}/") for at in refusal.at)


def test_moments_are_shown_in_utc_whatever_zone_they_were_sent_in(face: Any, house: House) -> None:
    call = draft_call(house.owner, house.organization, closes_at="2199-09-30T17:00:00+07:00")

    assert face.by(house.owner).does("call", id=call["id"])["closes_at"] == "2199-09-30T10:00:00.000000Z"


def test_calls_are_listed_by_the_end_that_is_nearest(face: Any, house: House) -> None:
    days = [9, 3, 6]
    for each in days:
        open_call(house.owner, house.organization, closes_at=rfc3339(timedelta(days=each)))

    listed = face.does("calls", sort="closing", organization_id=[house.organization["id"]])["data"]

    assert [each["closes_at"] for each in listed] == sorted(each["closes_at"] for each in listed)
    assert len(listed) == 3


def test_a_machine_runs_calls_as_a_manager_does(face: Any, house: House) -> None:
    machine = face.by(make_machine(house.owner, house.organization, "calls:write"))

    call = machine.does("createCall", **a_call(house.organization), idempotency_key="create")
    change = {"expected_version": 1, "award_count": 3, "idempotency_key": "update"}
    machine.does("updateCall", id=call["id"], **change)
    opened = machine.does("openCall", id=call["id"], idempotency_key="open")

    assert (opened["state"], opened["award_count"]) == ("open", 3)


def ids(listed: Any) -> list[str]:
    return [each["id"] for each in listed["data"]]
