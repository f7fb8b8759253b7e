"""A review's story on both faces: written on the scale, sent in whole, sealed, handed on; and who sees what of it."""

from itertools import pairwise
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.faces import Refused, Rest, Shown, refused
from tests.judging import STEPS, a_judging, bring, create_round, judge_all, score, scores_for
from tests.world import Person, a_house, enter, open_call, register

CONTENT = ("scores", "recommendation", "comment", "commitment", "earlier", "released")
PRIVATE = ("private_comment", "recusal_reason", "abstention_reason")


def write(face: Any, judge: Person, review: Shown, **changes: Any) -> Shown:
    written: Shown = face.by(judge).does(
        "updateReview", id=review["id"], expected_version=review["version"], **changes
    )
    return written


def test_a_judge_writes_piece_by_piece_and_sends_it_in(face: Any, client: FlaskClient) -> None:
    judging = a_judging(client, entries=1)
    judge, review = judging.judges[0], judging.review_of(judging.judges[0])

    first = write(face, judge, review, scores=scores_for(face, feasibility=3, benefit=1))
    second = write(face, judge, first, scores=scores_for(face, benefit=None), comment={"th": "ดี"})
    third = write(face, judge, second, scores=scores_for(face, benefit=5), private_comment="ระหว่างเรา")
    sent = face.by(judge).does("submitReview", id=review["id"])

    assert review["state"] == "assigned"
    assert [one["state"] for one in (first, second, third, sent)] == [*["draft"] * 3, "submitted"]
    assert [one["scores"] for one in (first, second)] == [
        {"feasibility": 3, "benefit": 1},
        {"feasibility": 3},
    ]
    assert (sent["scores"], sent["comment"]) == ({"feasibility": 3, "benefit": 5}, {"th": "ดี"})
    assert sent["private_comment"] == "ระหว่างเรา"
    assert (third["commitment"], len(sent["commitment"])) == (None, 64)


@pytest.mark.parametrize("points", [-1, 0, 6, 101])
def test_a_score_off_the_scale_is_refused_and_nothing_changes(
    face: Any, client: FlaskClient, points: int
) -> None:
    judging = a_judging(client, entries=1)
    judge = judging.judges[0]
    review = write(face, judge, judging.review_of(judge), scores=scores_for(face, benefit=2))

    with refused("score_off_scale") as answer:
        write(face, judge, review, scores=scores_for(face, feasibility=3, benefit=points))

    assert answer.at == ["/scores/benefit"]
    assert judging.review_of(judge)["scores"] == {"benefit": 2}


def test_a_criterion_that_nobody_set_is_refused(face: Any, client: FlaskClient) -> None:
    judging = a_judging(client, entries=1)
    judge = judging.judges[0]

    with refused("criterion_unknown", "score_off_scale") as answer:
        write(face, judge, judging.review_of(judge), scores=scores_for(face, charm=3, benefit=9))

    assert sorted(answer.at) == ["/scores/benefit", "/scores/charm"]


@pytest.mark.parametrize("points", ["5", 4.5, "๕", True])
def test_a_score_is_a_whole_number_in_jsons_own_digits(rest: Rest, client: FlaskClient, points: Any) -> None:
    judging = a_judging(client, entries=1)
    judge = judging.judges[0]

    with refused("not_a_whole_number") as answer:
        write(rest, judge, judging.review_of(judge), scores={"benefit": points})

    assert answer.at == ["/scores/benefit"]


def test_a_review_that_is_not_complete_names_all_that_is_missing(face: Any, client: FlaskClient) -> None:
    judging = a_judging(client, entries=1)
    judge, review = judging.judges[0], judging.review_of(judging.judges[0])

    with refused("review_is_assigned"):
        face.by(judge).does("submitReview", id=review["id"])
    write(face, judge, review, comment={"en": "Good"})
    with refused("missing", "missing") as answer:
        face.by(judge).does("submitReview", id=review["id"])

    assert answer.at == ["/scores/feasibility", "/scores/benefit"]


def test_a_change_is_decided_on_the_present_version(face: Any, rest: Rest, client: FlaskClient) -> None:
    judging = a_judging(client, entries=1)
    judge, review = judging.judges[0], judging.review_of(judging.judges[0])
    written = write(face, judge, review, private_comment="1")

    with refused("version_stale"):
        write(face, judge, review, private_comment="2")
    with refused("version_stale"):
        face.by(judge).does("recuseReview", id=review["id"], reason="x", expected_version=review["version"])
    with refused("version_stale"):
        face.by(judge).does("submitReview", id=review["id"], expected_version=review["version"])
    with refused("if_match_required"):
        rest.by(judge).does("updateReview", id=review["id"], private_comment="3")

    assert judging.review_of(judge)["version"] == written["version"]


def test_what_was_sent_in_stands_and_after_sealing_nothing_moves(face: Any, client: FlaskClient) -> None:
    judging = a_judging(client, entries=2)
    judge = judging.judges[0]
    done, begun = (judging.review_of(judge, number) for number in (0, 1))
    score(judge, done, 4)
    sent = face.by(judge).does("submitReview", id=done["id"])

    with refused("review_is_submitted"):
        write(face, judge, sent, private_comment="x")
    with refused("review_is_submitted"):
        face.by(judge).does("submitReview", id=done["id"])
    sealed = judging.run("sealRound")
    with refused("round_is_sealed"):
        write(face, judge, begun, private_comment="x")
    for review in (done, begun):
        with refused("round_is_sealed"):
            face.by(judge).does("recuseReview", id=review["id"], reason="x")

    assert sealed["commitments"] == [sent["commitment"]]


def test_another_judges_review_is_not_there(face: Any, client: FlaskClient) -> None:
    judging = a_judging(client, entries=1)
    one, other = judging.judges[:2]
    review = judging.review_of(one)
    outsiders = (other, judging.applicants[0], judging.house.viewer, judging.house.stranger)

    for who in outsiders:
        with refused("review_not_found"):
            face.by(who).does("review", id=review["id"])
        with refused("review_not_found"):
            write(face, who, review, private_comment="x")
        with refused("review_not_found"):
            face.by(who).does("submitReview", id=review["id"])
        with refused("review_not_found"):
            face.by(who).does("recuseReview", id=review["id"], reason="x")
    with refused("sign_in_first"):
        face.by(None).does("submitReview", id=review["id"])
    with refused("not_your_review"):
        write(face, judging.manager, review, private_comment="x")

    assert judging.review_of(one)["version"] == review["version"]


def test_managers_see_that_a_review_is_there_and_what_it_says_once_it_is_published(
    face: Any, client: FlaskClient
) -> None:
    judging = a_judging(client, entries=1)
    judge, review = judging.judges[0], judging.review_of(judging.judges[0])
    write(face, judge, review, private_comment="x", comment={"th": "ดี"}, recommendation="fund")
    seen = {"open": face.by(judging.manager).does("review", id=review["id"])}

    for before, state in pairwise(STEPS[1:]):
        bring(judging, state, since=before)
        seen[state] = face.by(judging.manager).does("review", id=review["id"])

    published = seen.pop("published")
    assert (seen["open"]["state"], seen["open"]["judge_id"]) == ("draft", judge.id)
    assert [one[name] for one in seen.values() for name in CONTENT + PRIVATE] == [None] * 4 * 9
    assert (published["comment"], published["private_comment"]) == ({"th": "ดี"}, "x")
    assert (published["recommendation"], published["earlier"]) == ("fund", [])


def seen_of(face: Any, who: Person, review: Shown) -> Shown | None:
    try:
        seen: Shown = face.by(who).does("review", id=review["id"])
    except Refused:
        return None
    return seen


def test_in_an_open_round_a_judge_sees_others_reviews_after_sending_in_their_own(
    face: Any, client: FlaskClient
) -> None:
    judging = a_judging(client, entries=1, blind=False)
    one, other, _ = judging.judges
    judge_all(judging, one, lambda _: 4)
    review = judging.review_of(one)

    before = seen_of(face, other, review)
    judge_all(judging, other, lambda _: 2)
    after = seen_of(face, other, review)

    assert before is None
    assert after
    assert (after["judge_id"], after["scores"]["benefit"]) == (one.id, 4)
    assert after["private_comment"] is None


def test_in_a_blind_round_a_judge_sees_others_reviews_only_after_sealing_and_without_names(
    face: Any, client: FlaskClient
) -> None:
    judging = a_judging(client, entries=1, blind=True)
    one, other, lazy = judging.judges
    for judge in (one, other):
        judge_all(judging, judge, lambda _: 4)
    review = judging.review_of(one)

    before = seen_of(face, other, review)
    judging.run("sealRound")
    after = seen_of(face, other, review)

    assert before is None
    assert after
    assert (after["judge_id"], after["scores"]["benefit"], after["private_comment"]) == (None, 4, None)
    assert seen_of(face, lazy, review) is None


def test_a_judge_lists_their_own_reviews_and_a_manager_all(face: Any, client: FlaskClient) -> None:
    judging = a_judging(client, entries=2)

    def listed(who: Person | None) -> list[str]:
        return [one["id"] for one in face.by(who).does("reviews", round_id=judging.round["id"])["data"]]

    assert len(listed(judging.manager)) == 6
    assert [len(listed(judge)) for judge in judging.judges] == [2, 2, 2]
    assert listed(judging.house.viewer) == []
    for outsider in (judging.applicants[0], None):
        with refused("round_not_found") if isinstance(face, Rest) else refused("reviews_not_found"):
            listed(outsider)


def test_whoever_steps_back_gives_the_place_to_the_least_loaded_free_judge(
    face: Any, client: FlaskClient
) -> None:
    judging = a_judging(client, entries=5, judges=4, reviews_per_entry=2, quorum=2)
    reviews = judging.reviews_of(judging.manager)
    given_back = reviews[0]
    judge = next(one for one in judging.judges if one.id == given_back["judge_id"])
    taken = {one["judge_id"] for one in reviews if one["entry_id"] == given_back["entry_id"]}
    loads = {one.id: 0 for one in judging.judges if one.id not in taken}
    for review in reviews:
        if review["judge_id"] in loads:
            loads[review["judge_id"]] += 1

    recused = face.by(judge).does("recuseReview", id=given_back["id"], reason="ญาติของผู้สมัคร")

    after = judging.reviews_of(judging.manager)
    [passed_on] = [one for one in after if one["id"] not in {review["id"] for review in reviews}]
    assert (recused["state"], recused["recusal_reason"]) == ("recused", "ญาติของผู้สมัคร")
    assert (passed_on["entry_id"], passed_on["state"]) == (given_back["entry_id"], "assigned")
    assert loads[passed_on["judge_id"]] == min(loads.values())
    assert passed_on["judge_id"] == min(id for id in loads if loads[id] == min(loads.values()))
    with refused("entry_not_found"):
        face.by(judge).does("entry", id=given_back["entry_id"])
    with refused("review_is_recused"):
        face.by(judge).does("recuseReview", id=given_back["id"], reason="อีกครั้ง")


@pytest.mark.parametrize("reason", [" ", "\n\t"])
def test_nobody_steps_back_without_a_reason(face: Any, client: FlaskClient, reason: str) -> None:
    judging = a_judging(client, entries=1)
    judge = judging.judges[0]

    with refused("reason_missing") as answer:
        face.by(judge).does("recuseReview", id=judging.review_of(judge)["id"], reason=reason)

    assert answer.at == ["/reason"]


def test_where_nobody_is_free_the_entry_lacks_a_review_and_ranking_says_so(
    face: Any, client: FlaskClient
) -> None:
    judging = a_judging(client, entries=1)
    judge = judging.judges[0]
    judge_all(judging, judge, lambda _: 5)

    face.by(judge).does("recuseReview", id=judging.review_of(judge)["id"], reason="รู้จักกัน")
    for other in judging.judges[1:]:
        judge_all(judging, other, lambda _: 3)
    judging.run("sealRound")
    with refused("quorum_not_met"):
        face.by(judging.manager).does("rankRound", id=judging.round["id"])
    told = Rest(client, judging.manager.bearer).answer("rankRound", id=judging.round["id"]).get_json()

    assert len(judging.reviews_of(judging.manager)) == 3
    [lacking] = told["details"]["entries"]
    assert (lacking["have"], lacking["need"], lacking["candidates"]) == (2, 3, [])


def test_the_scores_of_whoever_stepped_back_do_not_count(face: Any, client: FlaskClient) -> None:
    judging = a_judging(client, entries=2, judges=4, quorum=3, method="raw_mean")
    harsh = next(judge for judge in judging.judges if len(judging.reviews_of(judge)) == 2)
    judge_all(judging, harsh, lambda number: (1, 5)[number])

    for number in (0, 1):
        review = judging.review_of(harsh, number)
        face.by(harsh).does("recuseReview", id=review["id"], reason="รู้จักกัน")
    for judge in judging.judges:
        judge_all(judging, judge, lambda number: (4, 3)[number])
    judging.run("sealRound")
    judging.run("rankRound")

    assert [one["score"] for one in judging.ranking()] == ["4.000000", "3.000000"]
    assert len(judging.round["commitments"]) == 6


def test_a_review_of_an_entry_that_was_taken_back_is_handed_to_nobody(face: Any, client: FlaskClient) -> None:
    judging = a_judging(client, entries=2, judges=4)
    judging.applicants[0].does("withdrawEntry", id=judging.entry_ids[0])
    [review, *_] = [
        one for one in judging.reviews_of(judging.manager) if one["entry_id"] == judging.entry_ids[0]
    ]
    judge = next(one for one in judging.judges if one.id == review["judge_id"])

    face.by(judge).does("recuseReview", id=review["id"], reason="รู้จักกัน")

    assert len(judging.reviews_of(judging.manager)) == 6


def test_a_judge_reads_what_they_judge_and_no_other_entry(face: Any, client: FlaskClient) -> None:
    judging = a_judging(client, entries=5, judges=4, reviews_per_entry=2, quorum=2)
    judge = judging.judges[0]
    own = {one["entry_id"] for one in judging.reviews_of(judge)}

    listed = {one["id"] for one in face.by(judge).does("entries", call_id=judging.call["id"])["data"]}

    assert listed == own
    for id in set(judging.entry_ids) - own:
        with refused("entry_not_found"):
            face.by(judge).does("entry", id=id)


def test_a_panel_that_is_not_seated_judges_nothing(face: Any, client: FlaskClient) -> None:
    house = a_house(client)
    call = open_call(house.manager, house.organization, award_count=1)
    entry, judge = enter(register(client), call), register(client)
    round_ = create_round(house.manager, call, reviews_per_entry=1, quorum=1)
    house.manager.does("setRoundPanel", id=round_["id"], judge_ids=[judge.id])

    shown = face.by(judge).does("round", id=round_["id"])

    assert (shown["state"], shown["judge_ids"]) == ("draft", None)
    assert face.by(judge).does("reviews", round_id=round_["id"])["data"] == []
    with refused("entry_not_found"):
        face.by(judge).does("entry", id=entry["id"])
