"""How managers of a call turn entries down: with reasons that are known, many at once, and after the fact."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.api.test_calls_running import notices
from tests.faces import Shown, refused
from tests.judging import a_judging
from tests.world import House, a_house, enter, make_machine, nobody_has, open_call, register

WHY = [{"code": "budget_unclear", "note": {"th": "งบไม่ชัด"}}]
OWN = {"code": "not_on_water", "title": {"th": "ไม่เกี่ยวกับน้ำ", "en": "Not about water"}}


@pytest.fixture
def house(client: FlaskClient) -> House:
    return a_house(client)


@pytest.fixture
def call(house: House) -> Shown:
    return open_call(house.manager, house.organization, reason_codes=[OWN])


def entries_of(client: FlaskClient, call: Shown, number: int) -> list[Shown]:
    return [enter(register(client), call) for _ in range(number)]


def test_a_reason_is_one_that_all_calls_share_or_the_calls_own(
    face: Any, house: House, call: Shown, client: FlaskClient
) -> None:
    entry, manager = enter(register(client), call), face.by(house.manager)

    with refused("reason_code_unknown") as refusal:
        screening = {"id": entry["id"], "verdict": "ineligible"}
        manager.does("screenEntry", **screening, reasons=[*WHY, {"code": "because"}])
    told = manager.does("screenEntry", **screening, reasons=[{"code": "not_on_water", "note": {}}])

    assert refusal.at == ["/reasons/1/code"]
    assert told["reasons"] == [{"code": "not_on_water", "note": {}}]


def test_a_call_says_which_reasons_there_are(rest: Any, graph: Any, call: Shown) -> None:
    asked = "query($id: ID!) { call(id: $id) { screeningReasons { code title { th en } } } }"

    listed = rest.does("call", id=call["id"], fields="screening_reasons")["screening_reasons"]
    in_graph = graph.asks(asked, {"id": call["id"]})["data"]["call"]["screeningReasons"]

    assert listed[-1] == OWN
    assert {"duplicate", "budget_unclear", "other"} < {each["code"] for each in listed}
    assert all(each["title"]["th"] and each["title"]["en"] for each in listed)
    assert in_graph == listed


def test_a_no_may_be_taken_back_with_a_reason_until_judging_begins(
    face: Any, house: House, call: Shown, client: FlaskClient
) -> None:
    applicant, manager = register(client), face.by(house.manager)
    entry = enter(applicant, call)
    manager.does("screenEntry", id=entry["id"], verdict="ineligible", reasons=WHY)

    with refused("reason_missing"):
        manager.does("screenEntry", id=entry["id"], verdict="eligible")
    why = [{"code": "mended", "note": {"th": "ส่งใบเสนอราคาแล้ว"}}]
    taken_back = manager.does("screenEntry", id=entry["id"], verdict="eligible", reasons=why)

    assert (taken_back["state"], taken_back["reasons"]) == ("eligible", why)
    assert notices(face, applicant) == [("entry_screened", entry["id"])] * 2


def test_after_that_it_stands(face: Any, database: Any, client: FlaskClient) -> None:
    judging = a_judging(client, until="open", entries=3)
    down = judging.entry_ids[0]
    database.execute("UPDATE entries SET state = 'ineligible' WHERE id = %s", [down])

    with refused("judging_has_begun"):
        face.by(judging.manager).does("screenEntry", id=down, verdict="eligible", reasons=WHY)


def test_many_are_screened_at_once_and_a_bad_row_spoils_no_other(
    face: Any, house: House, call: Shown, client: FlaskClient
) -> None:
    good, unexplained, misspelt, stale, twice = entries_of(client, call, 5)
    foreign = enter(register(client), open_call(house.manager, house.organization))
    rows = [
        {"entry_id": good["id"], "verdict": "eligible"},
        {"entry_id": unexplained["id"], "verdict": "ineligible"},
        {"entry_id": misspelt["id"], "verdict": "needs_work", "reasons": [{"code": "bugdet"}]},
        {"entry_id": stale["id"], "verdict": "eligible", "expected_version": 7},
        {"entry_id": foreign["id"], "verdict": "eligible"},
        {"entry_id": nobody_has("entry"), "verdict": "eligible"},
        {"entry_id": twice["id"], "verdict": "ineligible", "reasons": WHY},
        {"entry_id": twice["id"], "verdict": "needs_work", "reasons": WHY},
    ]

    done = face.by(house.manager).does("screenEntries", call_id=call["id"], rows=rows)["results"]

    assert [each["entry_id"] for each in done] == [row["entry_id"] for row in rows]
    assert [(each["state"], codes(each)) for each in done] == [
        ("eligible", []),
        (None, ["reason_missing"]),
        (None, ["reason_code_unknown"]),
        (None, ["version_stale"]),
        (None, ["entry_not_found"]),
        (None, ["entry_not_found"]),
        ("ineligible", []),
        ("needs_work", []),
    ]
    assert pointer_of(done[2]) == "/rows/2/reasons/0/code"
    seen = {each["id"]: each["state"] for each in all_of(house, call)}
    assert seen[good["id"]] == "eligible"
    assert seen[unexplained["id"]] == seen[misspelt["id"]] == seen[stale["id"]] == "submitted"
    assert house.manager.does("entry", id=foreign["id"])["state"] == "submitted"


def test_whoever_sends_the_same_rows_again_is_answered_likewise_and_nothing_happens(
    face: Any, house: House, call: Shown, client: FlaskClient
) -> None:
    applicant = register(client)
    entries = [enter(applicant, call), *entries_of(client, call, 1)]
    rows = [
        {"entry_id": entries[0]["id"], "verdict": "ineligible", "reasons": WHY, "expected_version": 1},
        {"entry_id": entries[1]["id"], "verdict": "eligible", "expected_version": 1},
    ]
    screening = {"call_id": call["id"], "rows": rows}

    first = face.by(house.manager).does("screenEntries", **screening)
    again = face.by(house.manager).does("screenEntries", **screening)

    assert first == again
    assert [(each["state"], each["version"]) for each in first["results"]] == [
        ("ineligible", 2),
        ("eligible", 2),
    ]
    assert notices(face, applicant) == [("entry_screened", entries[0]["id"])]


def test_only_managers_and_their_machines_screen_many(
    face: Any, house: House, call: Shown, client: FlaskClient
) -> None:
    [entry] = entries_of(client, call, 1)
    screening = {"call_id": call["id"], "rows": [{"entry_id": entry["id"], "verdict": "eligible"}]}
    machine = make_machine(house.owner, house.organization, "entries:write")

    for who in (house.viewer, house.finance, house.stranger):
        with refused("not_your_call"):
            face.by(who).does("screenEntries", **screening)
    with refused("sign_in_first"):
        face.by(None).does("screenEntries", **screening)
    done = face.by(machine).sending(idempotency_key="rows-1").does("screenEntries", **screening)

    assert done["results"][0]["state"] == "eligible"


def test_there_is_an_end_to_how_many(rest: Any, house: House, call: Shown) -> None:
    row = {"entry_id": nobody_has("entry"), "verdict": "eligible"}

    for rows in ([], [row] * 501):
        with refused("length_out_of_range") as refusal:
            rest.by(house.manager).does("screenEntries", call_id=call["id"], rows=rows)

        assert refusal.at == ["/rows"]


def test_an_entry_is_put_out_for_a_reason_and_cannot_come_back(
    face: Any, house: House, call: Shown, client: FlaskClient
) -> None:
    applicant, manager = register(client), face.by(house.manager)
    entry = enter(applicant, call)
    why = [{"code": "copied", "note": {"th": "ลอกจากโครงการปีที่แล้ว"}}]

    with refused("reason_missing"):
        manager.does("disqualifyEntry", id=entry["id"], reasons=[])
    with refused("reason_code_unknown"):
        manager.does("disqualifyEntry", id=entry["id"], reasons=[{"code": "bad"}])
    for who in (applicant, house.viewer):
        with refused("not_your_call"):
            face.by(who).does("disqualifyEntry", id=entry["id"], reasons=why)
    out = manager.does("disqualifyEntry", id=entry["id"], reasons=why)
    with refused("already_entered"):
        face.by(applicant).does("submitEntry", call_id=call["id"], project_id=entry["project_id"])

    assert (out["state"], out["reasons"]) == ("disqualified", why)
    assert face.by(applicant).does("entry", id=entry["id"])["reasons"] == why
    assert notices(face, applicant) == [("entry_disqualified", entry["id"])]


def test_the_place_of_a_winner_who_is_put_out_goes_to_the_first_who_waits(
    face: Any, client: FlaskClient
) -> None:
    judging = a_judging(client, until="published", entries=4, places=2, waiting_list=2)
    winner, _, next_one, _ = judging.entry_ids

    face.by(judging.manager).does("disqualifyEntry", id=winner, reasons=[{"code": "untrue"}])

    assert [judging.entry(number)["state"] for number in range(4)] == [
        "disqualified",
        "selected",
        "selected",
        "waitlisted",
    ]
    by_entry = {grant["entry_id"]: grant for grant in judging.grants()}
    assert by_entry[winner]["state"] == "withdrawn"
    assert (by_entry[next_one]["state"], by_entry[next_one]["place"]) == ("offered", 1)
    assert by_entry[next_one]["amount"] == by_entry[winner]["amount"]
    assert ("place_freed", next_one) in notices(face, judging.applicants[2])


def test_whoever_has_accepted_the_grant_is_not_put_out(face: Any, client: FlaskClient) -> None:
    judging = a_judging(client, until="published", entries=2)
    [grant] = judging.grants()
    judging.applicant_of(grant).does("acceptGrant", id=grant["id"])

    with refused("grant_is_accepted"):
        face.by(judging.manager).does("disqualifyEntry", id=grant["entry_id"], reasons=[{"code": "untrue"}])


def test_nobody_is_put_out_between_the_ranking_and_its_publication(face: Any, client: FlaskClient) -> None:
    judging = a_judging(client, until="ranked", entries=2)
    putting_out = {"id": judging.entry_ids[0], "reasons": [{"code": "untrue"}]}

    with refused("round_already_ranked"):
        face.by(judging.manager).does("disqualifyEntry", **putting_out)
    judging.run("decideRound", moves=[])
    judging.run("publishRound")

    assert face.by(judging.manager).does("disqualifyEntry", **putting_out)["state"] == "disqualified"


def codes(row: Shown) -> list[str]:
    return [error["code"] for error in row["errors"]]


def pointer_of(row: Shown) -> str:
    """As REST says it; the graph has a path by its own names."""
    [error] = row["errors"]
    return error["pointer"] if "pointer" in error else "/" + "/".join(error["field"])


def all_of(house: House, call: Shown) -> list[Shown]:
    listed: list[Shown] = house.manager.does("entries", call_id=call["id"], first=100)["data"]
    return listed


def test_nobody_screens_what_they_entered_themselves(
    face: Any, house: House, call: Shown, client: FlaskClient
) -> None:
    entry = enter(house.manager, call)
    row = {"entry_id": entry["id"], "verdict": "eligible"}

    with refused("your_own_entry"):
        face.by(house.manager).does("screenEntry", id=entry["id"], verdict="eligible")
    [answer] = face.by(house.manager).does("screenEntries", call_id=call["id"], rows=[row])["results"]
    screened = face.by(house.owner).does("screenEntry", id=entry["id"], verdict="eligible")

    assert "your_own_entry" in str(answer)
    assert screened["state"] == "eligible"
