"""Many at once around one panel: whatever overlaps, begun reviews stay, nobody judges in conflict, no place is lost."""

from collections import Counter
from itertools import chain
from typing import Any

import pytest
from flask import Flask

from tests.faces import FACES, GraphQL, Rest, Shown
from tests.journeys.test_storms import at_once, on_both_faces
from tests.judging import Judging, a_judging
from tests.world import Person, register


def having(judging: Judging) -> dict[tuple[str, str], Shown]:
    return {(one["judge_id"], one["entry_id"]): one for one in judging.reviews_of(judging.manager)}


def live(judging: Judging) -> Counter[str]:
    """How many reviews each entry has that may still count."""
    return Counter(
        entry for (_, entry), one in having(judging).items() if one["state"] not in ("recused", "abstained")
    )


def first_of(judging: Judging, judge: Person) -> Shown:
    return next(one for one in judging.reviews_of(judge) if one["judge_id"] == judge.id)


def with_a_newcomer(app: Flask, **more: Any) -> Judging:
    client = app.test_client()
    judging = a_judging(client, entries=6, judges=5, **more)
    panel = [judge.id for judge in (*judging.judges, register(client))]
    judging.run("setRoundPanel", judge_ids=panel)
    return judging


def test_two_who_assign_at_once_assign_once(app: Flask) -> None:
    judging = with_a_newcomer(app)

    outcomes = at_once(on_both_faces(app, judging.manager, "assignRound", 6, id=judging.round["id"]))

    loads = Counter(judge for judge, _ in having(judging))
    assert set(outcomes) == {"done"}
    assert live(judging) == dict.fromkeys(judging.entry_ids, 3)
    assert sorted(loads.values()) == [3] * 6


@pytest.mark.parametrize("turn", range(2))
def test_judges_who_step_back_while_all_is_assigned_anew_leave_no_gap(app: Flask, turn: int) -> None:
    judging = with_a_newcomer(app)
    leaving = [(judge, first_of(judging, judge)) for judge in judging.judges[:3]]
    faces = list(FACES.values())

    acts = list(
        chain.from_iterable(
            on_both_faces(app, judge, "recuseReview", 1, id=review["id"], reason="เป็นญาติ")
            for judge, review in leaving
        )
    )
    again = faces[turn](app.test_client()).by(judging.manager)
    outcomes = at_once([*acts, lambda: again.does("assignRound", id=judging.round["id"])])

    judging.run("assignRound")
    found = having(judging)
    gone = {
        (judge.id, review["entry_id"])
        for (judge, review), outcome in zip(leaving, outcomes, strict=False)
        if outcome == "done"
    }
    assert set(outcomes) <= {"done", "review_not_found"}, "what was moved away cannot be stepped back from"
    assert all(found[pair]["state"] == "recused" for pair in gone)
    assert all(number >= 3 for number in live(judging).values())
    assert set(live(judging)) == set(judging.entry_ids)


def test_a_review_that_is_begun_while_it_is_taken_away_is_one_or_the_other(app: Flask) -> None:
    judging = a_judging(app.test_client(), entries=4, judges=4)
    reviews = [(judge, first_of(judging, judge)) for judge in judging.judges]

    def pairs() -> Any:
        for judge, review in reviews:
            by_judge, by_manager = (
                Rest(app.test_client(), judge.bearer),
                GraphQL(app.test_client(), judging.manager.bearer),
            )
            yield lambda face=by_judge, one=review: face.does(
                "updateReview", id=one["id"], expected_version=one["version"], scores={"benefit": 4}
            )
            yield lambda face=by_manager, one=review: face.does("unassignReview", id=one["id"])

    outcomes = at_once(list(pairs()))

    found = {one["id"]: one["state"] for one in having(judging).values()}
    for (_, review), begun, taken in zip(reviews, outcomes[::2], outcomes[1::2], strict=True):
        if begun == "done":
            assert (taken, found[review["id"]]) == ("review_is_draft", "draft")
        else:
            assert (begun, taken) == ("review_not_found", "done")
            assert review["id"] not in found


def test_a_judge_and_the_chair_who_name_one_conflict_at_once_pass_the_place_on_once(app: Flask) -> None:
    judging = a_judging(app.test_client(), entries=3, judges=5)
    judge = judging.judges[0]
    entry = first_of(judging, judge)["entry_id"]
    given = {"round_id": judging.round["id"], "entry_id": entry, "reason": "เป็นญาติ"}

    outcomes = at_once(
        [
            *on_both_faces(app, judge, "declareConflict", 4, **given),
            *on_both_faces(app, judging.manager, "declareConflict", 4, judge_id=judge.id, **given),
        ]
    )

    kinds = Counter(
        one["kind"] for one in judging.manager.does("conflicts", round_id=judging.round["id"])["data"]
    )
    assert Counter(outcomes) == {"done": 2, "conflict_known_already": 6}
    assert kinds == {"declared": 1, "pinned": 1}
    assert live(judging) == dict.fromkeys(judging.entry_ids, 3)
