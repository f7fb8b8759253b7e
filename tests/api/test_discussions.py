"""A sealed round is opened again to discuss entries: their reviews may be revised once, and both versions stay."""

from typing import Any

from flask.testing import FlaskClient

from tests.faces import refused
from tests.judging import Judging, a_judging, judge_all, score
from tests.world import Person


def discuss(judging: Judging, *entries: int, reason: str = "กรรมการเห็นต่างกัน") -> None:
    judging.run("openRound", discuss=[judging.entry_ids[number] for number in entries], reason=reason)


def revise(face: Any, judging: Judging, judge: Person, entry: int = 0) -> Any:
    return face.by(judge).does("reviseReview", id=judging.review_of(judge, entry)["id"])


def test_reviews_of_a_discussed_entry_are_revised_once_and_both_commitments_are_published(
    face: Any, client: FlaskClient
) -> None:
    judging = a_judging(client, until="sealed", entries=2)
    judge, first = judging.judges[0], judging.review_of(judging.judges[0])
    published = judging.round["commitments"]

    discuss(judging, 0)
    revised = revise(face, judging, judge)
    score(judge, revised, 2)
    again = face.by(judge).does("submitReview", id=first["id"])
    sealed = judging.run("sealRound")

    [earlier] = again["earlier"]
    assert (revised["state"], revised["scores"], revised["commitment"]) == ("draft", first["scores"], None)
    assert (earlier["scores"], earlier["commitment"]) == (first["scores"], first["commitment"])
    assert earlier["submitted_at"] == first["submitted_at"]
    assert set(sealed["commitments"]) == {*published, again["commitment"]}
    assert len(sealed["commitments"]) == len(published) + 1


def test_a_review_is_revised_once_only(face: Any, client: FlaskClient) -> None:
    judging = a_judging(client, until="sealed", entries=1)
    judge = judging.judges[0]
    discuss(judging, 0)
    revise(face, judging, judge)
    judge_all(judging, judge, lambda _: 2)

    with refused("review_not_revisable"):
        revise(face, judging, judge)
    judging.run("sealRound")
    discuss(judging, 0)
    with refused("review_not_revisable"):
        revise(face, judging, judge)


def test_reviews_of_entries_that_are_not_discussed_stay_as_they_are(face: Any, client: FlaskClient) -> None:
    judging = a_judging(client, until="sealed", entries=2)
    judge = judging.judges[0]

    with refused("round_is_sealed"):
        revise(face, judging, judge)
    discuss(judging, 0)
    with refused("review_not_revisable"):
        revise(face, judging, judge, entry=1)
    judging.run("sealRound")
    judging.run("openRound")
    with refused("review_not_revisable"):
        revise(face, judging, judge, entry=0)

    assert [one["revisable"] for one in judging.reviews_of(judge)] == [False, False]


def test_what_was_taken_up_again_and_not_sent_in_is_missing(face: Any, client: FlaskClient) -> None:
    judging = a_judging(client, until="sealed", entries=1)
    published = judging.round["commitments"]
    discuss(judging, 0)
    revise(face, judging, judging.judges[0])
    judging.run("sealRound")

    with refused("quorum_not_met"):
        face.by(judging.manager).does("rankRound", id=judging.round["id"])

    assert judging.round["commitments"] == published


def test_the_round_says_what_is_discussed_and_why_to_those_who_take_part(
    face: Any, client: FlaskClient
) -> None:
    judging = a_judging(client, until="sealed", entries=2)
    discuss(judging, 1, reason="ห่างกันสี่คะแนน")

    for insider in (judging.manager, judging.judges[0]):
        shown = face.by(insider).does("round", id=judging.round["id"])
        [opened] = shown["reopenings"]
        assert shown["discussed_entry_ids"] == opened["entry_ids"] == [judging.entry_ids[1]]
        assert opened["reason"] == "ห่างกันสี่คะแนน"
    viewer = face.by(judging.house.viewer).does("round", id=judging.round["id"])
    assert (viewer["discussed_entry_ids"], viewer["reopenings"]) == (None, None)


def test_only_entries_of_a_sealed_round_are_discussed_and_for_a_reason(
    face: Any, client: FlaskClient
) -> None:
    draft = a_judging(client, until="draft", entries=1)
    sealed = a_judging(client, until="sealed", entries=1)
    strange = draft.entry_ids[0]

    with refused("nothing_to_discuss_yet"):
        face.by(draft.manager).does("openRound", id=draft.round["id"], discuss=[strange], reason="x")
    with refused("entry_not_in_round") as answer:
        given = [sealed.entry_ids[0], strange]
        face.by(sealed.manager).does("openRound", id=sealed.round["id"], discuss=given, reason="x")
    with refused("reason_missing"):
        face.by(sealed.manager).does("openRound", id=sealed.round["id"], discuss=sealed.entry_ids)

    assert answer.at == ["/discuss/1"]


def test_a_blind_discussion_shows_judges_nothing_of_each_other_while_it_lasts(
    face: Any, client: FlaskClient
) -> None:
    judging = a_judging(client, until="sealed", entries=1, blind=True)
    one, other = judging.judges[:2]
    review = judging.review_of(other)

    sealed = face.by(one).does("review", id=review["id"])
    discuss(judging, 0)
    with refused("review_not_found"):
        face.by(one).does("review", id=review["id"])
    revise(face, judging, one)
    judge_all(judging, one, lambda _: 2)
    judging.run("sealRound")
    shown = face.by(other).does("review", id=judging.review_of(one)["id"])

    assert (sealed["judge_id"], sealed["submitted_at"]) == (None, None)
    assert shown["earlier"][0]["scores"] == sealed["scores"]


def test_whoever_abstains_gives_no_low_score_and_declares_no_conflict(face: Any, client: FlaskClient) -> None:
    judging = a_judging(client, entries=2, judges=4, quorum=3, method="raw_mean")
    judge = next(one for one in judging.judges if len(judging.reviews_of(one)) == 2)
    review = judging.review_of(judge)
    score(judge, review, 1)

    gone = face.by(judge).does("abstainReview", id=review["id"], reason="ไม่ใช่สาขาของฉัน")
    for other in judging.judges:
        judge_all(judging, other, lambda number: (4, 3)[number])
    judging.run("sealRound")
    judging.run("rankRound")

    assert (gone["state"], gone["abstention_reason"]) == ("abstained", "ไม่ใช่สาขาของฉัน")
    assert [one["score"] for one in judging.ranking()] == ["4.000000", "3.000000"]
    assert judging.manager.does("conflicts", round_id=judging.round["id"])["data"] == []


def test_what_was_sent_in_is_not_abstained_from(face: Any, client: FlaskClient) -> None:
    judging = a_judging(client, entries=1)
    judge = judging.judges[0]
    judge_all(judging, judge, lambda _: 1)

    with refused("review_is_submitted"):
        face.by(judge).does("abstainReview", id=judging.review_of(judge)["id"], reason="x")
    with refused("reason_missing"):
        other = judging.judges[1]
        face.by(other).does("abstainReview", id=judging.review_of(other)["id"], reason=" ")
