"""Who reads what while a round is open, on both faces: dealt anew, and by hand."""

from collections import Counter
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.faces import Shown, refused
from tests.judging import Judging, a_judging, score
from tests.world import Person, register


def having(judging: Judging, *states: str) -> dict[tuple[str, str], Shown]:
    """Reviews by judge and entry, in these states or in any."""
    return {
        (one["judge_id"], one["entry_id"]): one
        for one in judging.reviews_of(judging.manager)
        if not states or one["state"] in states
    }


def begin(judging: Judging, judge: Person, *, send: bool = False) -> Shown:
    """The judge begins the first review that they have."""
    review = next(one for one in judging.reviews_of(judge) if one["judge_id"] == judge.id)
    score(judge, review, 4)
    if send:
        judge.does("submitReview", id=review["id"])
    return review


def a_panel_that_grows(client: FlaskClient, **more: Any) -> tuple[Judging, Person]:
    """Four judges at work, two of whom have begun, and a fifth who has joined."""
    judging = a_judging(client, entries=5, judges=4, **more)
    begin(judging, judging.judges[0])
    begin(judging, judging.judges[1], send=True)
    newcomer = register(client)
    judging.run("setRoundPanel", judge_ids=[judge.id for judge in (*judging.judges, newcomer)])
    return judging, newcomer


def test_a_new_judge_gets_their_share_and_what_was_begun_stays(face: Any, client: FlaskClient) -> None:
    judging, newcomer = a_panel_that_grows(client)
    begun, before = having(judging, "draft", "submitted"), having(judging)

    answer = face.by(judging.manager).does("assignRound", id=judging.round["id"])

    after = having(judging)
    loads = Counter(judge for judge, _ in after)
    assert answer["state"] == "open"
    assert begun.keys() <= after.keys()
    assert {pair: after[pair] for pair in begun} == begun
    assert Counter(entry for _, entry in after) == dict.fromkeys(judging.entry_ids, 3)
    assert (loads[newcomer.id], max(loads.values()) - min(loads.values())) == (3, 0)
    assert len(set(before) - set(after)) == 3, "no more moves than must"


def test_assigning_again_with_nothing_new_changes_nothing(face: Any, client: FlaskClient) -> None:
    judging = a_judging(client, entries=5, judges=4)
    before = having(judging)

    face.by(judging.manager).does("assignRound", id=judging.round["id"])

    assert having(judging) == before


def test_who_leaves_the_panel_keeps_nothing_that_they_had_not_begun(face: Any, client: FlaskClient) -> None:
    judging, _ = a_panel_that_grows(client)
    leaving = judging.judges[2]
    panel = [id for id in judging.round["judge_ids"] if id != leaving.id]

    judging.run("setRoundPanel", judge_ids=panel)
    between = {judge for judge, _ in having(judging)}
    face.by(judging.manager).does("assignRound", id=judging.round["id"])

    assert leaving.id not in between
    assert Counter(entry for _, entry in having(judging)) == dict.fromkeys(judging.entry_ids, 3)


def test_an_entry_without_judges_enough_is_named_and_who_has_seen_the_plan_may_go_on(
    face: Any, client: FlaskClient
) -> None:
    """Three judges, three reviews wanted, two needed: one is in conflict, and the other two are enough."""
    judging = a_judging(client, entries=3, judges=3, quorum=2)
    manager, entry = face.by(judging.manager), judging.entry_ids[0]
    judging.judges[0].does("declareConflict", round_id=judging.round["id"], entry_id=entry, reason="เป็นญาติ")

    with refused("judges_lacking"):
        manager.does("assignRound", id=judging.round["id"])
    answer = manager.does("simulateAssignRound", id=judging.round["id"])
    token, plan = answer["plan_token"], answer.get("plan", answer)
    manager.does("assignRound", id=judging.round["id"], plan_token=token)

    assert plan["lacking"] == [{"entry_id": entry, "have": 2, "need": 3, "candidates": []}]


def test_nobody_assigns_but_those_who_run_the_round_while_it_is_open(face: Any, client: FlaskClient) -> None:
    judging, draft = a_judging(client), a_judging(client, until="draft")

    with refused("round_is_draft"):
        face.by(draft.manager).does("assignRound", id=draft.round["id"])
    with refused("not_your_call"):
        face.by(judging.judges[0]).does("assignRound", id=judging.round["id"])
    with refused("round_not_found"):
        face.by(judging.house.stranger).does("assignRound", id=judging.round["id"])


def test_a_manager_gives_an_entry_to_a_judge_and_takes_it_back(face: Any, client: FlaskClient) -> None:
    judging = a_judging(client, judges=4)
    entry = judging.entry_ids[0]
    [free] = {judge.id for judge in judging.judges} - {judge for judge, id in having(judging) if id == entry}
    manager = face.by(judging.manager)

    given = manager.does("assignReview", round_id=judging.round["id"], judge_id=free, entry_id=entry)
    with refused("review_assigned_already"):
        manager.does("assignReview", round_id=judging.round["id"], judge_id=free, entry_id=entry)
    answer = manager.does("unassignReview", id=given["id"])

    assert (given["state"], given["judge_id"], given["entry_id"]) == ("assigned", free, entry)
    assert answer["id"] == judging.round["id"]
    assert (free, entry) not in having(judging)
    with refused("review_not_found"):
        manager.does("unassignReview", id=given["id"])


def test_what_a_judge_has_begun_is_not_taken_from_them(face: Any, client: FlaskClient) -> None:
    judging = a_judging(client)
    drafted = begin(judging, judging.judges[0])
    sent = begin(judging, judging.judges[1], send=True)

    with refused("review_is_draft"):
        face.by(judging.manager).does("unassignReview", id=drafted["id"])
    with refused("review_is_submitted"):
        face.by(judging.manager).does("unassignReview", id=sent["id"])
    with refused("not_your_call"):
        face.by(judging.judges[0]).does("unassignReview", id=drafted["id"])


@pytest.mark.parametrize("wrong", ["judge", "entry"])
def test_only_judges_of_the_panel_get_only_entries_of_the_round(
    face: Any, client: FlaskClient, wrong: str
) -> None:
    judging, other = a_judging(client), a_judging(client)
    given = {
        "judge_id": (other if wrong == "judge" else judging).judges[0].id,
        "entry_id": (other if wrong == "entry" else judging).entry_ids[0],
    }

    with refused("not_on_the_panel" if wrong == "judge" else "entry_not_in_round") as answer:
        face.by(judging.manager).does("assignReview", round_id=judging.round["id"], **given)

    assert answer.at == [f"/{wrong}_id"]


def test_entries_of_the_calibration_go_to_everybody_also_to_who_comes_later(
    face: Any, client: FlaskClient
) -> None:
    judging = a_judging(client, until="draft", entries=4, judges=4)
    first = judging.entry_ids[0]
    judging.manager.does(
        "updateRound",
        id=judging.round["id"],
        expected_version=judging.round["version"],
        calibration_entry_ids=[first],
    )
    judging.run("openRound")
    newcomer = register(client)
    panel = [judge.id for judge in (*judging.judges, newcomer)]
    judging.run("setRoundPanel", judge_ids=panel)

    face.by(judging.manager).does("assignRound", id=judging.round["id"])

    assert {judge for judge, entry in having(judging) if entry == first} == set(panel)


def test_judges_hear_of_what_they_are_given_and_of_nothing_when_nothing_is(
    face: Any, client: FlaskClient
) -> None:
    judging, newcomer = a_panel_that_grows(client)

    face.by(judging.manager).does("assignRound", id=judging.round["id"])
    told = newcomer.does("notices")["data"]
    face.by(judging.manager).does("assignRound", id=judging.round["id"])

    assert [notice["kind"] for notice in told] == ["review_assigned"]
    assert len(newcomer.does("notices")["data"]) == 1
