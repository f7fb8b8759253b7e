"""Managers who want to read reviews before they are published look behind the seal, and the panel is told so."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.faces import Shown, refused
from tests.judging import Judging, a_judging


def scores_seen(face: Any, judging: Judging, who: Any) -> list[Any]:
    listed = face.by(who).does("reviews", round_id=judging.round["id"], first=100)["data"]
    return [review["scores"] for review in listed]


def test_a_look_of_ones_own_lets_a_manager_read_a_sealed_round_and_nobody_else(
    face: Any, client: FlaskClient
) -> None:
    judging = a_judging(client, until="sealed", entries=1)
    owner = judging.house.owner

    before = scores_seen(face, judging, judging.manager)
    look = face.by(judging.manager).does("lookIntoRound", id=judging.round["id"], reason="ตรวจเรื่องร้องเรียน")

    assert before == [None] * 3
    assert all(scores_seen(face, judging, judging.manager))
    assert scores_seen(face, judging, owner) == [None] * 3
    assert (look["account_id"], look["reason"]) == (judging.manager.id, "ตรวจเรื่องร้องเรียน")


def test_a_look_is_shown_to_whoever_runs_the_round_and_to_its_judges(face: Any, client: FlaskClient) -> None:
    judging = a_judging(client, until="sealed", entries=1)
    look = judging.look()

    def listed(who: Any) -> list[Shown]:
        found: list[Shown] = face.by(who).does("looks", round_id=judging.round["id"])["data"]
        return found

    for insider in (judging.manager, judging.house.owner, *judging.judges):
        assert [one["id"] for one in listed(insider)] == [look["id"]]
        assert face.by(insider).does("look", id=look["id"])["reason"] == look["reason"]
    assert listed(judging.house.viewer) == []
    with refused("look_not_found"):
        face.by(judging.house.viewer).does("look", id=look["id"])
    with refused("look_not_found"):
        face.by(judging.applicants[0]).does("look", id=look["id"])


def test_what_was_looked_at_is_closed_while_the_round_is_open_again(face: Any, client: FlaskClient) -> None:
    judging = a_judging(client, until="sealed", entries=1)
    judging.look()

    judging.run("openRound")
    meanwhile = scores_seen(face, judging, judging.manager)
    judging.run("sealRound")

    assert meanwhile == [None] * 3
    assert all(scores_seen(face, judging, judging.manager))


@pytest.mark.parametrize("until", ["draft", "open", "published"])
def test_there_is_nothing_to_look_behind_before_the_seal_and_after_the_publication(
    face: Any, client: FlaskClient, until: str
) -> None:
    judging = a_judging(client, until=until, entries=1)

    with refused(f"round_is_{until}"):
        face.by(judging.manager).does("lookIntoRound", id=judging.round["id"], reason="x")


def test_nobody_looks_without_a_reason_nor_who_does_not_run_the_call(face: Any, client: FlaskClient) -> None:
    judging = a_judging(client, until="sealed", entries=1)
    look = {"id": judging.round["id"], "reason": "x"}

    with refused("reason_missing"):
        face.by(judging.manager).does("lookIntoRound", **look | {"reason": " "})
    with refused("not_your_call"):
        face.by(judging.judges[0]).does("lookIntoRound", **look)
    with refused("round_not_found"):
        face.by(judging.house.stranger).does("lookIntoRound", **look)

    assert judging.manager.does("looks", round_id=judging.round["id"])["data"] == []
