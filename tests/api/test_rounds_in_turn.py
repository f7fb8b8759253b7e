"""Several rounds of one call: whom a round lets on are judged in the next, and only the final one makes winners."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.faces import refused
from tests.fundraising import satang
from tests.judging import Judging, a_judging, bring
from tests.running import drain

WHY = {"th": "ขอยกขึ้น"}


def a_first_round(client: FlaskClient, until: str, *, places: int = 2, entries: int = 5) -> Judging:
    """The first of two rounds, of a call with one award."""
    judging = a_judging(client, until="draft", entries=entries, final=False, waiting_list=0)
    judging.run("updateRound", expected_version=judging.round["version"], places=places)
    bring(judging, until)
    return judging


def states(judging: Judging) -> list[str]:
    return [judging.entry(number)["state"] for number in range(len(judging.entries))]


def test_the_first_ones_go_on_and_nothing_is_won_yet(face: Any, client: FlaskClient) -> None:
    judging = a_first_round(client, "decided")

    face.by(judging.manager).does("publishRound", id=judging.round["id"])

    entries = [judging.entry(number) for number in range(5)]
    assert states(judging) == ["in_review"] * 2 + ["not_selected"] * 3
    assert [entry["advanced"] for entry in entries] == [True, True, False, False, False]
    assert {(entry["place"], entry["waiting_place"]) for entry in entries} == {(None, None)}
    assert [one["place"] for one in judging.ranking()] == [1, 2, None, None, None]
    assert judging.grants() == []
    assert judging.manager.does("call", id=judging.call["id"])["state"] == "closed"


def test_who_goes_on_is_told_and_so_is_the_feed(face: Any, client: FlaskClient) -> None:
    judging = a_first_round(client, "published")
    drain(client.application)

    told = face.by(judging.applicants[0]).does("events", subject=judging.entry_ids[0], first=100)["data"]

    assert "entry.advanced" in [event["type"] for event in told]


def test_the_simulation_of_a_round_before_the_final_one_has_no_grants(face: Any, client: FlaskClient) -> None:
    judging = a_first_round(client, "ranked")
    manager, id = face.by(judging.manager), judging.round["id"]

    decision = manager.does("simulateDecideRound", id=id)
    judging.run("decideRound", moves=[])
    publication = manager.does("simulatePublishRound", id=id)

    decision, publication = (answer.get("plan", answer) for answer in (decision, publication))
    assert [(one["place"], one["grant"]) for one in decision["places"]] == [(1, None), (2, None)]
    assert decision["waiting_list"] == publication["grants"] == []
    assert publication["call"] == {"state": "closed"}
    assert [one["advanced"] for one in publication["entries"]] == [True, True, False, False, False]


def test_the_final_round_judges_who_went_on_and_announces_the_call(face: Any, client: FlaskClient) -> None:
    judging = a_first_round(client, "published")
    first = judging.round["id"]
    judging.next_round(places=1)
    bring(judging, "decided")

    published = face.by(judging.manager).does("publishRound", id=judging.round["id"])

    call = judging.manager.does("call", id=judging.call["id"])
    assert {one["entry_id"] for one in judging.ranking()} == set(judging.entry_ids[:2])
    assert states(judging)[:2] == ["selected", "waitlisted"]
    assert [grant["entry_id"] for grant in judging.grants()] == judging.entry_ids[:1]
    assert (call["state"], published["number"]) == ("announced", 2)
    assert call["appeals_until"] is not None
    for round_id in (first, judging.round["id"]):
        assert face.by(None).does("roundBundle", id=round_id)["round_id"] == round_id


def test_the_chair_moves_somebody_on_with_a_reason(face: Any, client: FlaskClient) -> None:
    judging = a_first_round(client, "ranked")
    moves = [{"entry_id": judging.entry_ids[4], "place": 2, "reason": WHY}]

    face.by(judging.manager).does("decideRound", id=judging.round["id"], moves=moves)
    judging.run("publishRound")

    assert [judging.entry(number)["advanced"] for number in range(5)] == [True, False, False, False, True]


@pytest.mark.parametrize(("place", "code"), [(3, "no_such_place")])
def test_no_more_go_on_than_were_said(face: Any, client: FlaskClient, place: int, code: str) -> None:
    judging = a_first_round(client, "ranked")
    moves = [{"entry_id": judging.entry_ids[4], "place": place, "reason": WHY}]

    with refused(code):
        face.by(judging.manager).does("decideRound", id=judging.round["id"], moves=moves)


def test_a_decision_that_the_pool_does_not_reach_for_is_refused_before_anything_is_decided(
    face: Any, client: FlaskClient
) -> None:
    terms = {"split": "by_request", "award": satang(8_000_000), "pool": satang(10_000_000)}
    judging = a_judging(client, until="ranked", entries=3, places=2, terms=terms)
    manager, id = face.by(judging.manager), judging.round["id"]

    for operation in ("simulateDecideRound", "decideRound"):
        with refused("pool_exceeded"):
            manager.does(operation, id=id, moves=[])

    assert judging.manager.does("round", id=id)["state"] == "ranked"


@pytest.mark.parametrize(
    ("until", "verb"), [("sealed", "rank"), ("ranked", "decide"), ("decided", "publish")]
)
def test_nothing_comes_any_more_of_a_call_that_was_cancelled(
    face: Any, client: FlaskClient, until: str, verb: str
) -> None:
    judging = a_judging(client, until=until)
    judging.manager.does("cancelCall", id=judging.call["id"], reason={"th": "ไม่มีงบประมาณ"})
    manager, id = face.by(judging.manager), judging.round["id"]

    for operation in (f"{verb}Round", f"simulate{verb.capitalize()}Round"):
        with refused("call_is_cancelled"):
            manager.does(operation, id=id)

    allowed = {one["action"]: one for one in manager.does("round", id=id)["allowed_actions"]}
    assert allowed[verb]["reason_code"] == "call_is_cancelled"
