"""A round's story on both faces: set up by rules that make sense, brought on step by step to its publication."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from domain.model.rounds import hash_of_seed
from tests.faces import Rest, Shown, refused
from tests.judging import VERBS, a_judging, judge_all
from tests.world import CRITERIA, House, a_house, draft_call, open_call

REASON = {"th": "ขอยกขึ้น"}


@pytest.fixture
def house(client: FlaskClient) -> House:
    return a_house(client)


@pytest.fixture
def call(house: House) -> Shown:
    return open_call(house.manager, house.organization)


def test_a_round_goes_from_the_panel_to_the_publication(face: Any, client: FlaskClient) -> None:
    judging = a_judging(client, until="draft", entries=5, judges=3, places=2, waiting_list=2)
    manager, id = face.by(judging.manager), judging.round["id"]

    opened = manager.does("openRound", id=id)
    for judge in judging.judges:
        judge_all(judging, judge, lambda number: 5 - number)
    sealed = manager.does("sealRound", id=id)
    ranked = manager.does("rankRound", id=id)
    decided = manager.does("decideRound", id=id)
    published = manager.does("publishRound", id=id)

    rounds = [opened, sealed, ranked, decided, published]
    assert [one["state"] for one in rounds] == ["open", "sealed", "ranked", "decided", "published"]
    assert len(sealed["commitments"]) == 15
    assert (opened["seed"], hash_of_seed(ranked["seed"])) == (None, opened["seed_hash"])
    assert published["method_version"] == "1"
    moments = [published[f"{what}_at"] for what in ("opened", "sealed", "ranked", "decided", "published")]
    assert moments == sorted(moments)
    assert [judging.entry(number)["state"] for number in range(5)] == [
        *["selected"] * 2,
        *["waitlisted"] * 2,
        "not_selected",
    ]
    assert [judging.entry(number)["place"] for number in range(3)] == [1, 2, None]
    assert [judging.entry(number)["waiting_place"] for number in range(1, 4)] == [None, 1, 2]
    assert manager.does("call", id=judging.call["id"])["state"] == "announced"


def test_a_round_set_up_while_entries_come_in_says_that_it_cannot_be_opened_yet(
    face: Any, house: House, call: Shown
) -> None:
    manager = face.by(house.manager)
    setting = {"name": {"th": "รอบ"}, "criteria": CRITERIA, "places": call["award_count"]}
    round = manager.does("createRound", call_id=call["id"], **setting)

    asked = {"fields": "allowed_actions"} if isinstance(face, Rest) else {}
    said = {one["action"]: one for one in manager.does("round", id=round["id"], **asked)["allowed_actions"]}
    with refused("call_is_open"):
        manager.does("openRound", id=round["id"])

    assert (said["open"]["allowed"], said["open"]["reason_code"]) == (False, "call_is_open")


def test_a_call_has_one_round_at_a_time_for_exactly_its_awards(face: Any, house: House, call: Shown) -> None:
    manager = face.by(house.manager)
    setting = {"call_id": call["id"], "name": {"th": "รอบ"}, "criteria": CRITERIA}

    with refused("places_differ_from_awards") as answer:
        manager.does("createRound", **setting, places=11)
    first = manager.does("createRound", **setting, places=10)
    with refused("round_in_progress"):
        manager.does("createRound", **setting, places=10)

    assert answer.at == ["/places"]
    assert (first["state"], first["blind"], first["method"], first["quorum"]) == ("draft", True, "fair", 3)
    assert first["criteria"][0]["weight"] == 2
    assert [one["id"] for one in manager.does("rounds", call_id=call["id"])["data"]] == [first["id"]]


def test_only_a_call_that_was_published_and_not_announced_gets_a_round(
    face: Any, house: House, client: FlaskClient
) -> None:
    draft = draft_call(house.manager, house.organization)
    over = a_judging(client, until="published", entries=1)
    setting = {"name": {"th": "รอบ"}, "criteria": CRITERIA}

    with refused("call_is_draft"):
        face.by(house.manager).does("createRound", call_id=draft["id"], places=10, **setting)
    with refused("call_is_announced"):
        face.by(over.manager).does("createRound", call_id=over.call["id"], places=1, **setting)
    with refused("call_not_found"):
        face.by(house.stranger).does("createRound", call_id=draft["id"], places=10, **setting)
    with refused("not_your_call"):
        face.by(house.viewer).does("createRound", call_id=draft["id"], places=10, **setting)


@pytest.mark.parametrize(
    ("wrong", "codes", "at"),
    [
        ({"quorum": 4}, ["quorum_above_reviews"], ["/quorum"]),
        ({"quorum": 0}, ["number_out_of_range"], ["/quorum"]),
        ({"reviews_per_entry": 51}, ["number_out_of_range"], ["/reviews_per_entry"]),
        ({"waiting_list": -1}, ["number_out_of_range"], ["/waiting_list"]),
        ({"name": {"th": ""}}, ["text_missing"], ["/name"]),
        ({"criteria": []}, ["length_out_of_range"], ["/criteria"]),
        ({"criteria": [CRITERIA[0] | {"weight": 0}]}, ["number_out_of_range"], ["/criteria/0/weight"]),
        ({"criteria": [CRITERIA[0] | {"key": "ความ"}]}, ["key_malformed"], ["/criteria/0/key"]),
        ({"criteria": [CRITERIA[0] | {"max": 1}]}, ["scale_empty"], ["/criteria/0/max"]),
        ({"criteria": [CRITERIA[0] | {"minimum": 6}]}, ["score_off_scale"], ["/criteria/0/minimum"]),
        (
            {"criteria": [*CRITERIA, CRITERIA[0]], "name": {}},
            ["named_twice", "named_twice", "text_missing"],
            ["/criteria/0/key", "/criteria/2/key", "/name"],
        ),
    ],
)
def test_rules_that_make_no_sense_are_refused_where_they_stand(
    face: Any, house: House, call: Shown, wrong: Shown, codes: list[str], at: list[str]
) -> None:
    setting = {"name": {"th": "รอบ"}, "criteria": CRITERIA, "places": 10, **wrong}

    with refused(*codes) as answer:
        face.by(house.manager).does("createRound", call_id=call["id"], **setting)

    assert answer.at == at


@pytest.mark.parametrize("state", VERBS)
def test_a_step_decided_on_an_older_version_is_refused(face: Any, client: FlaskClient, state: str) -> None:
    before = {"sealed": "open", "ranked": "sealed", "decided": "ranked", "published": "decided"}
    judging = a_judging(client, until=before[state], entries=1)
    given = {"id": judging.round["id"], **({"moves": []} if state == "decided" else {})}

    with refused("version_stale"):
        face.by(judging.manager).does(VERBS[state], **given, expected_version=1)
    done = face.by(judging.manager).does(VERBS[state], **given, expected_version=judging.round["version"])
    with refused(f"round_is_{state}"):
        face.by(judging.manager).does(VERBS[state], **given)

    assert done["state"] == state


def test_a_stale_condition_is_a_412(rest: Rest, client: FlaskClient) -> None:
    judging = a_judging(client, entries=1)

    answer = rest.by(judging.manager).answer("sealRound", id=judging.round["id"], expected_version=1)

    assert (answer.status_code, answer.get_json()["code"]) == (412, "version_stale")
