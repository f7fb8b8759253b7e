"""Every judge scores the same few entries first, and then learns how lenient they are against the others."""

from typing import Any

from flask.testing import FlaskClient

from tests.faces import refused
from tests.judging import Judging, a_judging, create_round, score
from tests.world import Person, a_house, enter, open_call, register


def send_in(judging: Judging, judge: Person, entry: int, points: int) -> None:
    review = judging.review_of(judge, entry)
    score(judge, review, points)
    judge.does("submitReview", id=review["id"])


def calibration(face: Any, judging: Judging, who: Person) -> Any:
    return face.by(who).does("roundCalibration", round_id=judging.round["id"])


def test_the_calibration_goes_to_every_judge_and_the_rest_is_dealt_out_evenly(
    face: Any, client: FlaskClient
) -> None:
    judging = a_judging(client, entries=6, judges=5, reviews_per_entry=2, quorum=2, calibration=2)

    own = [judging.reviews_of(judge) for judge in judging.judges]

    first = set(judging.entry_ids[:2])
    assert all({one["entry_id"] for one in reviews if one["calibration"]} == first for reviews in own)
    rest = [sum(not one["calibration"] for one in reviews) for reviews in own]
    assert sum(rest) == 4 * 2
    assert max(rest) - min(rest) <= 1


def test_nothing_else_is_sent_in_before_the_calibration(face: Any, client: FlaskClient) -> None:
    judging = a_judging(client, entries=3, calibration=2)
    judge = judging.judges[0]
    other = judging.review_of(judge, 2)
    score(judge, other, 4)

    with refused("calibration_first"):
        face.by(judge).does("submitReview", id=other["id"])
    send_in(judging, judge, 0, 4)
    with refused("calibration_first"):
        face.by(judge).does("submitReview", id=other["id"])
    send_in(judging, judge, 1, 4)
    sent = face.by(judge).does("submitReview", id=other["id"])

    assert sent["state"] == "submitted"


def test_a_calibration_that_one_steps_back_from_or_that_is_withdrawn_holds_nobody_up(
    face: Any, client: FlaskClient
) -> None:
    judging = a_judging(client, entries=3, calibration=2)
    judge = judging.judges[0]
    score(judge, judging.review_of(judge, 2), 4)

    face.by(judge).does("abstainReview", id=judging.review_of(judge, 0)["id"], reason="ไม่ถนัด")
    judging.applicants[1].does("withdrawEntry", id=judging.entry_ids[1])
    sent = face.by(judge).does("submitReview", id=judging.review_of(judge, 2)["id"])

    assert sent["state"] == "submitted"


def test_judges_learn_their_own_leniency_once_three_have_sent_in_theirs(
    face: Any, client: FlaskClient
) -> None:
    judging = a_judging(client, entries=2, judges=4, reviews_per_entry=3, calibration=1)
    lenient, one, other, late = judging.judges
    for judge, points in ((lenient, 5), (one, 3)):
        send_in(judging, judge, 0, points)

    early = calibration(face, judging, lenient)
    send_in(judging, other, 0, 2)
    known = calibration(face, judging, lenient)
    send_in(judging, late, 0, 1)

    assert early["own"] is None
    assert early["entry_ids"] == judging.entry_ids[:1]
    assert known["own"] == {
        "judge_id": lenient.id,
        "mean": "5.000000",
        "panel_mean": "2.500000",
        "leniency": "2.500000",
        "judges": 2,
    }
    assert calibration(face, judging, lenient) == known
    assert calibration(face, judging, late)["own"]["panel_mean"] == "3.333333"
    assert known["panel"] is None


def test_managers_see_how_lenient_all_are_once_they_may_read_the_reviews(
    face: Any, client: FlaskClient
) -> None:
    judging = a_judging(client, until="sealed", entries=1, calibration=1)

    before = calibration(face, judging, judging.manager)
    judging.look()
    after = calibration(face, judging, judging.manager)

    assert (before["own"], before["panel"]) == (None, None)
    assert {one["judge_id"] for one in after["panel"]} == {judge.id for judge in judging.judges}
    assert calibration(face, judging, judging.judges[0])["panel"] is None
    assert calibration(face, judging, judging.house.viewer)["entry_ids"] is None


def test_a_round_calibrates_with_entries_that_are_there(face: Any, client: FlaskClient) -> None:
    house = a_house(client)
    call = open_call(house.manager, house.organization, award_count=1)
    entries = [enter(register(client), call) for _ in range(2)]
    strange = enter(register(client), open_call(house.manager, house.organization, award_count=1))

    with refused("entry_not_in_call", "entry_not_in_call") as answer:
        given = [entries[0]["id"], strange["id"], house.manager.id]
        create_round(face.by(house.manager), call, calibration_entry_ids=given)
    round_ = create_round(house.manager, call, calibration_entry_ids=[entries[0]["id"]])
    house.manager.does("screenEntry", id=entries[1]["id"], verdict="eligible")
    reasons = [{"code": "incomplete"}]
    house.manager.does("screenEntry", id=entries[0]["id"], verdict="ineligible", reasons=reasons)
    house.manager.does("closeCall", id=call["id"])
    judges = [register(client).id for _ in range(3)]
    house.manager.does("setRoundPanel", id=round_["id"], judge_ids=judges)

    assert answer.at == ["/calibration_entry_ids/1", "/calibration_entry_ids/2"]
    with refused("calibration_entry_gone"):
        face.by(house.manager).does("openRound", id=round_["id"])
