"""M4: conflicts of interest are computed from data and never forgotten, and no round is ranked without its quorum."""

from typing import Any

from flask.testing import FlaskClient

from tests.faces import Rest, Shown, refused
from tests.fundraising import launch_campaign, pledge_by_card
from tests.judging import Judging, a_judging, judge_all
from tests.world import Person, register


def a_panel_with_a_backer(client: FlaskClient, judges: int = 4) -> tuple[Judging, Person, Shown]:
    """A draft round whose first judge has pledged fifty baht to the project of the first entry."""
    judging = a_judging(client, until="draft", judges=judges, quorum=3)
    backer = judging.judges[0]
    campaign = launch_campaign(judging.applicants[0], project_id=judging.entry(0)["project_id"])
    return judging, backer, pledge_by_card(backer, campaign, 5_000)


def read_by(judging: Judging, judge: Person) -> set[str]:
    reviews = judging.manager.does("reviews", round_id=judging.round["id"], first=100)["data"]
    return {one["entry_id"] for one in reviews if one["judge_id"] == judge.id}


def test_a_judge_who_pledged_fifty_baht_cannot_be_assigned_the_project_nor_see_it(
    face: Any, client: FlaskClient
) -> None:
    judging, backer, _ = a_panel_with_a_backer(client)
    entry = judging.entry_ids[0]

    face.by(judging.manager).does("openRound", id=judging.round["id"])

    assert entry not in read_by(judging, backer)
    with refused("conflict_of_interest"):
        face.by(judging.manager).does(
            "assignReview", round_id=judging.round["id"], judge_id=backer.id, entry_id=entry
        )
    with refused("entry_not_found"):
        face.by(backer).does("entry", id=entry)


def test_deleting_the_pledge_does_not_undo_the_conflict(
    face: Any, client: FlaskClient, database: Any
) -> None:
    judging, backer, pledge = a_panel_with_a_backer(client)
    judging.run("setRoundPanel", judge_ids=[judge.id for judge in judging.judges])

    database.execute("DELETE FROM pledges WHERE id = %s", [pledge["id"]])
    face.by(judging.manager).does("openRound", id=judging.round["id"])
    [conflict] = face.by(judging.manager).does("conflicts", round_id=judging.round["id"])["data"]

    assert (conflict["kind"], conflict["judge_id"], conflict["state"]) == ("pledged", backer.id, "stands")
    assert judging.entry_ids[0] not in read_by(judging, backer)


def test_ranking_without_quorum_is_answered_with_what_is_missing_and_who_could_help(
    face: Any, client: FlaskClient
) -> None:
    """The pledge comes after the reviews: one that was sent in counts no more, and the fourth judge could step in."""
    judging = a_judging(client, judges=4, quorum=3)
    for judge in judging.judges:
        judge_all(judging, judge, lambda number: 5 - number)
    entry = judging.entry(0)
    readers = {
        one["judge_id"] for one in judging.reviews_of(judging.manager) if one["entry_id"] == entry["id"]
    }
    backer = next(judge for judge in judging.judges if judge.id in readers)
    [free] = {judge.id for judge in judging.judges} - readers
    pledge_by_card(backer, launch_campaign(judging.applicants[0], project_id=entry["project_id"]), 5_000)
    judging.run("sealRound")

    with refused("quorum_not_met"):
        face.by(judging.manager).does("rankRound", id=judging.round["id"])
    told = Rest(client, judging.manager.bearer).answer("rankRound", id=judging.round["id"])

    assert told.status_code == 409
    assert told.get_json()["details"]["entries"] == [
        {
            "entry_id": entry["id"],
            "project_id": entry["project_id"],
            "have": 2,
            "need": 3,
            "candidates": [free],
        }
    ]


def test_a_recusal_offers_the_place_again_and_the_quorum_can_be_met(face: Any, client: FlaskClient) -> None:
    judging = a_judging(client, judges=4, quorum=3)
    leaving = judging.judges[0]
    review = next(one for one in judging.reviews_of(leaving) if one["judge_id"] == leaving.id)

    face.by(leaving).does("recuseReview", id=review["id"], reason="เป็นญาติกับผู้สมัคร")
    for judge in judging.judges:
        judge_all(judging, judge, lambda number: 5 - number)
    judging.run("sealRound")
    ranked = face.by(judging.manager).does("rankRound", id=judging.round["id"])

    [conflict] = judging.manager.does("conflicts", round_id=judging.round["id"])["data"]
    assert (conflict["kind"], conflict["entry_id"]) == ("declared", review["entry_id"])
    assert ranked["state"] == "ranked"
    assert {one["reviews"] for one in judging.ranking()} == {3}


def test_the_judge_sees_why_and_strangers_see_nothing(client: FlaskClient) -> None:
    """Nobody is told of a conflict who may not see the round."""
    judging, backer, _ = a_panel_with_a_backer(client)
    judging.run("setRoundPanel", judge_ids=[judge.id for judge in judging.judges])

    with refused("round_not_found"):
        register(client).does("conflicts", round_id=judging.round["id"])
    own = backer.does("conflicts", round_id=judging.round["id"])["data"]

    assert [one["kind"] for one in own] == ["pledged"]
