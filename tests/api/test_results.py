"""How a round ends, on both faces: ranked once there is a quorum, decided by the chair, published in one moment."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.faces import Rest, Shown, refused
from tests.judging import a_judging, judge_all, score
from tests.world import CRITERIA

REASON = {"th": "ขอยกขึ้น"}


def test_grants_share_the_pool_out_to_the_last_satang(face: Any, client: FlaskClient) -> None:
    judging = a_judging(client, until="published", entries=4, places=3)

    grants = face.by(None).does("grants", call_id=[judging.call["id"]])["data"]

    assert sorted((grant["place"], grant["amount"]["amount"]) for grant in grants) == [
        (1, 33_333_334),
        (2, 33_333_333),
        (3, 33_333_333),
    ]
    assert {grant["state"] for grant in grants} == {"offered"}


def test_publication_is_one_moment_for_everything(face: Any, client: FlaskClient) -> None:
    judging = a_judging(client, until="decided", entries=3)
    before = [
        face.by(judging.applicants[number]).does("entry", id=judging.entry_ids[number]) for number in range(3)
    ]
    assert not judging.grants()

    published = face.by(judging.manager).does("publishRound", id=judging.round["id"])

    after = [judging.entry(number) for number in range(3)]
    [grant] = judging.grants()
    assert {entry["state"] for entry in before} == {"in_review"}
    assert {(entry["place"], entry["waiting_place"]) for entry in before} == {(None, None)}
    assert [entry["state"] for entry in after] == ["selected", "waitlisted", "waitlisted"]
    assert grant["created_at"] == published["published_at"]


def test_under_quorum_nothing_is_ranked_until_the_round_was_opened_again_and_finished(
    face: Any, client: FlaskClient
) -> None:
    judging = a_judging(client, entries=2, judges=3, quorum=3)
    manager, id = face.by(judging.manager), judging.round["id"]
    for judge in judging.judges[:2]:
        judge_all(judging, judge, lambda number: 5 - number)
    slow = judging.judges[2]
    score(slow, judging.review_of(slow, 0), 5)
    slow.does("submitReview", id=judging.review_of(slow, 0)["id"])
    manager.does("sealRound", id=id)

    with refused("quorum_not_met"):
        manager.does("rankRound", id=id)
    told = Rest(client, judging.manager.bearer).answer("rankRound", id=id).get_json()
    with refused("round_is_sealed"):
        face.by(slow).does("recuseReview", id=judging.review_of(slow, 1)["id"], reason="ก")
    reopened = manager.does("openRound", id=id)
    judge_all(judging, slow, lambda number: 5 - number)
    sealed = manager.does("sealRound", id=id)
    ranked = manager.does("rankRound", id=id)

    assert told["details"]["entries"] == [
        {
            "entry_id": judging.entry_ids[1],
            "project_id": judging.entries[1]["project_id"],
            "have": 2,
            "need": 3,
            "candidates": [slow.id],
        }
    ]
    assert (reopened["state"], reopened["sealed_at"]) == ("open", None)
    assert len(sealed["commitments"]) == 6
    assert ranked["state"] == "ranked"


def test_an_entry_that_was_taken_back_is_neither_ranked_nor_in_the_way_of_a_quorum(
    face: Any, client: FlaskClient
) -> None:
    judging = a_judging(client, entries=3)
    gone = judging.applicants[0]

    withdrawn = face.by(gone).does("withdrawEntry", id=judging.entry_ids[0])
    for judge in judging.judges:
        judge_all(judging, judge, lambda number: max(5 - number, 1))
    judging.run("sealRound")
    judging.run("rankRound")
    with refused("round_already_ranked"):
        face.by(judging.applicants[1]).does("withdrawEntry", id=judging.entry_ids[1])

    assert withdrawn["state"] == "withdrawn"
    assert [standing["entry_id"] for standing in judging.ranking()] == judging.entry_ids[1:]


def test_an_entry_under_a_minimum_is_shown_after_the_ranked_ones_with_the_reason(
    face: Any, client: FlaskClient
) -> None:
    strict = [CRITERIA[0] | {"minimum": 2}, CRITERIA[1]]
    judging = a_judging(
        client, until="ranked", criteria=strict, method="raw_mean", points=lambda number: (5, 1, 4)[number]
    )

    ranking = face.by(judging.manager).does("ranking", round_id=judging.round["id"])["data"]

    assert [one["entry_id"] for one in ranking] == [judging.entry_ids[number] for number in (0, 2, 1)]
    assert [one["position"] for one in ranking] == [1, 2, None]
    assert ranking[0]["score"] == "5.000000"
    assert (ranking[2]["score"], ranking[2]["reviews"]) == (None, 3)
    assert ranking[2]["below_minimum"] == [{"criterion": "feasibility", "mean": "1.000000", "minimum": 2}]


@pytest.mark.parametrize(
    ("move", "code", "at"),
    [
        ({"place": 3, "reason": REASON}, "no_such_place", "/moves/0/place"),
        ({"place": 1, "reason": {}}, "reason_missing", "/moves/0/reason"),
        ({"place": 1, "reason": {"th": "  "}}, "reason_missing", "/moves/0/reason"),
        (
            {"place": 1, "reason": REASON, "entry_id": "entry_nobody"},
            "entry_not_in_round",
            "/moves/0/entry_id",
        ),
    ],
)
def test_a_place_that_there_is_not_and_a_move_without_a_reason_are_refused(
    face: Any, client: FlaskClient, move: Shown, code: str, at: str
) -> None:
    judging = a_judging(client, until="ranked", places=2)
    given = {"entry_id": judging.entry_ids[2], **move}

    with refused(code) as answer:
        face.by(judging.manager).does("decideRound", id=judging.round["id"], moves=[given])

    assert answer.at == [at]
    assert judging.manager.does("round", id=judging.round["id"])["state"] == "ranked"
    assert [one["place"] for one in judging.ranking()] == [None] * 3


def test_the_chair_moves_a_place_with_a_reason_that_stays(face: Any, client: FlaskClient) -> None:
    judging = a_judging(client, until="ranked", entries=4, places=2)
    moves = [
        {"entry_id": judging.entry_ids[3], "place": 1, "reason": REASON},
        {"entry_id": judging.entry_ids[0], "place": None, "reason": {"en": "Runs already"}},
    ]

    face.by(judging.manager).does("decideRound", id=judging.round["id"], moves=moves)
    face.by(judging.manager).does("publishRound", id=judging.round["id"])

    shown = face.by(None).does("ranking", round_id=judging.round["id"])["data"]
    by_entry = {one["entry_id"]: one for one in shown}
    standings = [by_entry[id] for id in judging.entry_ids]
    assert [one["position"] for one in standings] == [1, 2, 3, 4]
    assert [one["place"] for one in standings] == [None, 2, None, 1]
    assert [one["waiting_place"] for one in standings] == [None, None, 1, None]
    assert standings[3]["moved_reason"] == REASON
    assert judging.entry(0)["state"] == "not_selected"
