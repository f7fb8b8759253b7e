"""A round's rules can change until its judges have reviews; after that its panel grows, and its time."""

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.faces import Shown, refused
from tests.judging import Judging, a_judging, bring, create_round, score
from tests.world import CRITERIA, a_house, open_call, register, rfc3339


def test_every_rule_of_a_draft_can_change(face: Any, client: FlaskClient) -> None:
    judging = a_judging(client, until="draft", entries=3)
    due_at = rfc3339(timedelta(days=9))
    rules = {
        "name": {"th": "รอบแรก"},
        "guidance": {"en": "Read the budget first."},
        "criteria": CRITERIA[:1],
        "reviews_per_entry": 2,
        "quorum": 1,
        "final": False,
        "places": 2,
        "waiting_list": 0,
        "blind": False,
        "method": "median",
        "due_at": due_at,
        "calibration_entry_ids": judging.entry_ids[:1],
    }

    changed = face.by(judging.manager).does(
        "updateRound", id=judging.round["id"], expected_version=judging.round["version"], **rules
    )
    emptied = face.by(judging.manager).does(
        "updateRound", id=judging.round["id"], expected_version=changed["version"], due_at=None
    )

    told = {name: changed[name] for name in rules if name not in ("criteria", "due_at")}
    assert told == {name: rules[name] for name in told}
    assert [one["key"] for one in changed["criteria"]] == [CRITERIA[0]["key"]]
    assert changed["due_at"][:19] == due_at[:19]
    assert changed["seed_hash"] == judging.round["seed_hash"]
    assert (emptied["due_at"], emptied["places"]) == (None, 2)


def test_once_judges_have_reviews_the_rules_stay(face: Any, client: FlaskClient) -> None:
    judging = a_judging(client, entries=1)
    change = {"id": judging.round["id"], "expected_version": judging.round["version"]}

    with refused("round_is_open"):
        face.by(judging.manager).does("updateRound", **change, quorum=1)
    with refused("not_your_call"):
        face.by(judging.house.viewer).does("updateRound", **change, quorum=1)


def test_changes_that_make_no_sense_are_refused_all_at_once(face: Any, client: FlaskClient) -> None:
    judging = a_judging(client, until="draft", entries=1)
    change = {"id": judging.round["id"], "expected_version": judging.round["version"]}

    with refused("places_differ_from_awards", "due_in_the_past", "panel_too_small") as answer:
        face.by(judging.manager).does(
            "updateRound", **change, places=2, due_at=rfc3339(-timedelta(days=1)), reviews_per_entry=4
        )
    with refused("waiting_list_without_awards"):
        face.by(judging.manager).does("updateRound", **change, final=False)
    with refused("version_stale"):
        wrong = change | {"expected_version": 1}
        face.by(judging.manager).does("updateRound", **wrong, quorum=1)

    assert sorted(answer.at) == ["/due_at", "/places", "/reviews_per_entry"]


@pytest.mark.parametrize(("final", "waiting_list"), [(True, 5), (False, 0)])
def test_usual_rules_are_those_of_a_long_list(
    face: Any, client: FlaskClient, final: bool, waiting_list: int
) -> None:
    house = a_house(client)
    call = open_call(house.manager, house.organization, award_count=2)

    round_ = create_round(face.by(house.manager), call, final=final)

    assert (round_["number"], round_["reviews_per_entry"], round_["quorum"]) == (1, 3, 3)
    assert (round_["final"], round_["waiting_list"]) == (final, waiting_list)
    assert (round_["due_at"], round_["overdue"], round_["guidance"]) == (None, False, {})


def test_fewer_reviews_make_a_smaller_quorum(face: Any, client: FlaskClient) -> None:
    house = a_house(client)
    call = open_call(house.manager, house.organization, award_count=2)

    round_ = create_round(face.by(house.manager), call, reviews_per_entry=2)

    assert round_["quorum"] == 2


def test_the_next_round_is_of_a_short_list_and_withdrawing_is_possible_again(
    face: Any, client: FlaskClient
) -> None:
    judging = a_judging(client, until="draft", entries=4, final=False)
    judging.run("updateRound", expected_version=judging.round["version"], places=2)
    bring(judging, "published")
    first, second = judging.applicants[:2]
    with refused("round_already_ranked"):
        face.by(first).does("withdrawEntry", id=judging.entry_ids[0])

    round_ = judging.round = create_round(face.by(judging.manager), judging.call)
    judging.run("updateRound", expected_version=1, reviews_per_entry=3, quorum=3)
    judging.run("setRoundPanel", judge_ids=[judge.id for judge in judging.judges])
    judging.run("openRound")
    withdrawn = face.by(first).does("withdrawEntry", id=judging.entry_ids[0])

    assert (round_["number"], round_["reviews_per_entry"], round_["quorum"]) == (2, 5, 5)
    assert withdrawn["state"] == "withdrawn"
    assert {one["entry_id"] for one in judging.reviews_of(judging.manager)} == set(judging.entry_ids[:2])
    assert judging.entry(1, second)["round_id"] == round_["id"]


def test_whoever_sent_in_a_review_in_the_first_round_reads_nobodys_of_the_next(
    face: Any, client: FlaskClient
) -> None:
    judging = a_judging(client, until="draft", entries=3, final=False, blind=False)
    judging.run("updateRound", expected_version=judging.round["version"], places=1)
    bring(judging, "published")
    judging.next_round(places=1, blind=False)
    judging.run("openRound")
    one, other = judging.judges[:2]
    score(one, judging.review_of(one), 3)
    sent = one.does("submitReview", id=judging.review_of(one)["id"])

    with refused("review_not_found"):
        face.by(other).does("review", id=sent["id"])


def test_judges_get_more_time_and_are_late_only_by_what_is_asked(face: Any, client: FlaskClient) -> None:
    judging = a_judging(client, entries=1, due_at=rfc3339(timedelta(days=1)))
    later = rfc3339(timedelta(days=2))

    extended = face.by(judging.manager).does(
        "extendRound", id=judging.round["id"], due_at=later, reason="วันหยุดยาว"
    )
    seen = face.by(judging.judges[0]).does("round", id=judging.round["id"])
    review = judging.review_of(judging.judges[0])

    [extension] = seen["extensions"]
    assert extended["due_at"][:19] == extension["due_at"][:19] == review["due_at"][:19] == later[:19]
    assert extension["reason"] == "วันหยุดยาว"
    assert (seen["overdue"], review["overdue"]) == (False, False)
    with refused("due_not_later"):
        face.by(judging.manager).does(
            "extendRound", id=judging.round["id"], due_at=rfc3339(timedelta(days=1)), reason="x"
        )


def panel_of(judging: Judging, *numbers: int, more: tuple[str, ...] = ()) -> list[str]:
    return [judging.judges[number].id for number in numbers] + list(more)


def test_while_a_round_is_open_the_panel_changes_but_for_whoever_has_begun(
    face: Any, client: FlaskClient
) -> None:
    judging = a_judging(client, entries=2, judges=4)
    begun, *_ = judging.judges
    score(begun, judging.reviews_of(begun)[0], 3)
    new = register(client)
    manager, id = face.by(judging.manager), judging.round["id"]

    with refused("judge_has_begun"):
        manager.does("setRoundPanel", id=id, judge_ids=panel_of(judging, 1, 2, 3))
    changed = manager.does("setRoundPanel", id=id, judge_ids=panel_of(judging, 0, 1, 2, more=(new.id,)))

    judges: set[str] = {one["judge_id"] for one in judging.reviews_of(judging.manager)}
    assert changed["judge_ids"] == panel_of(judging, 0, 1, 2, more=(new.id,))
    assert judging.judges[3].id not in judges
    assert new.id not in judges
    with refused("round_not_found"):
        face.by(judging.judges[3]).does("round", id=id)


def ways_on(judging: Judging) -> dict[str, Shown]:
    more = {"due_at": rfc3339(timedelta(days=2)), "reason": "x"}
    return {"sealRound": {}, "extendRound": more, "setRoundPanel": {"judge_ids": panel_of(judging, 0, 1, 2)}}


def test_of_a_call_that_was_called_off_nothing_is_judged_any_more(face: Any, client: FlaskClient) -> None:
    judging = a_judging(client, entries=1)
    judge = judging.judges[0]

    face.by(judging.manager).does("cancelCall", id=judging.call["id"], reason={"th": "งบถูกตัด"})

    shown = face.by(judge).does("round", id=judging.round["id"])
    assert (shown["state"], shown["cancelled_at"] is not None) == ("open", True)
    for verb, given in ways_on(judging).items():
        with refused("call_is_cancelled"):
            face.by(judging.manager).does(verb, id=judging.round["id"], **given)
    with refused("round_is_sealed"):
        face.by(judge).does("recuseReview", id=judging.review_of(judge)["id"], reason="x")
