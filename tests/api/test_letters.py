"""What applicants are told, on both faces: a letter with reasons, comments that were released, and nothing private."""

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.faces import refused, simulated
from tests.judging import Judging, a_judging, judge_all
from tests.world import open_call, register, rfc3339

SECRET = "เก็บเป็นความลับระหว่างกรรมการ"


def a_round_with_comments(client: FlaskClient, **more: Any) -> Judging:
    """Sealed; every review has a comment for the applicant and a private one, and the manager has looked."""
    judging = a_judging(client, entries=3, **more)
    for judge in judging.judges:
        own = [review for review in judging.reviews_of(judge) if review["judge_id"] == judge.id]
        for review in own:
            number = judging.entry_ids.index(review["entry_id"])
            judge.does(
                "updateReview",
                id=review["id"],
                expected_version=review["version"],
                comment={"th": f"แผนชัดเจน {number}"},
                private_comment=SECRET,
            )
        judge_all(judging, judge, lambda number: max(5 - number, 1))
    judging.run("sealRound")
    judging.manager.does("lookIntoRound", id=judging.round["id"], reason="อ่านความเห็น")
    return judging


def published(judging: Judging) -> None:
    for verb in ("rankRound", "decideRound", "publishRound"):
        judging.run(verb, **({"moves": []} if verb == "decideRound" else {}))


def test_every_applicant_gets_a_letter_with_a_reason_for_each_criterion(
    face: Any, client: FlaskClient
) -> None:
    judging = a_judging(client, until="published", entries=3, waiting_list=1)

    letters = [
        face.by(applicant).does("entryLetters", entry_id=judging.entry_ids[number])["data"]
        for number, applicant in enumerate(judging.applicants)
    ]

    assert [[letter["outcome"] for letter in own] for own in letters] == [
        ["selected"],
        ["waitlisted"],
        ["not_selected"],
    ]
    [last] = letters[2]
    assert [one["key"] for one in last["criteria"]] == ["feasibility", "benefit"]
    assert all(
        one["distance"] == "2.00" and one["distance"] in one["reason"]["th"] for one in last["criteria"]
    )
    assert last["appeals_until"] is not None
    assert letters[0][0]["appeals_until"] is None
    assert letters[0][0]["place"] == 1


def test_only_the_applicant_and_the_organizers_read_a_letter(face: Any, client: FlaskClient) -> None:
    judging = a_judging(client, until="published")
    [letter] = judging.applicants[0].does("entryLetters", entry_id=judging.entry_ids[0])["data"]

    own = face.by(judging.manager).does("letters", round_id=judging.round["id"])["data"]
    others = [
        face.by(who).does("letters", round_id=judging.round["id"])["data"]
        for who in (None, register(client), judging.judges[0])
    ]

    assert len(own) == 3
    assert others == [[], [], []]
    with refused("letter_not_found"):
        face.by(judging.applicants[1]).does("letter", id=letter["id"])


def test_released_comments_stand_in_the_letter_and_no_others(face: Any, client: FlaskClient) -> None:
    judging = a_round_with_comments(client)
    manager = face.by(judging.manager)
    mine = [one for one in judging.reviews_of(judging.manager) if one["entry_id"] == judging.entry_ids[2]]

    manager.does("releaseComments", id=judging.round["id"], review_ids=[mine[0]["id"], mine[1]["id"]])
    manager.does("releaseComments", id=judging.round["id"], review_ids=[mine[0]["id"]])
    published(judging)

    [letter] = face.by(judging.applicants[2]).does("entryLetters", entry_id=judging.entry_ids[2])["data"]
    [other] = face.by(judging.applicants[1]).does("entryLetters", entry_id=judging.entry_ids[1])["data"]
    assert [comment["th"] for comment in letter["comments"]] == ["แผนชัดเจน 2"]
    assert "แผนชัดเจน 2" in letter["body"]["th"]
    assert other["comments"] == []
    assert SECRET not in str(letter)


def test_comments_are_released_by_somebody_who_has_read_them(face: Any, client: FlaskClient) -> None:
    judging = a_judging(client, until="sealed")
    review = judging.reviews_of(judging.judges[0])[0]

    with refused("look_first"):
        face.by(judging.manager).does("releaseComments", id=judging.round["id"], review_ids=[review["id"]])
    with refused("round_not_found"):
        face.by(register(client)).does("releaseComments", id=judging.round["id"], review_ids=[])
    face.by(judging.manager).does("lookIntoRound", id=judging.round["id"], reason="อ่านความเห็น")
    with refused("comment_not_to_release") as refusal:
        face.by(judging.manager).does("releaseComments", id=judging.round["id"], review_ids=[review["id"]])

    assert refusal.at == ["/review_ids/0"]


def test_the_plan_of_a_publication_says_what_the_letters_will_say(face: Any, client: FlaskClient) -> None:
    judging = a_round_with_comments(client)
    mine = [one["id"] for one in judging.reviews_of(judging.manager)]
    judging.run("releaseComments", review_ids=mine)
    for verb in ("rankRound", "decideRound"):
        judging.run(verb, **({"moves": []} if verb == "decideRound" else {}))

    plan, token = simulated(face.by(judging.manager), "simulatePublishRound", id=judging.round["id"])
    judging.run("publishRound", plan_token=token)

    written = {
        one["entry_id"]: one for one in judging.manager.does("letters", round_id=judging.round["id"])["data"]
    }
    for planned in plan["letters"]:
        letter = written[planned["entry_id"]]
        assert {name: letter[name] for name in planned} == planned


def test_the_chair_s_reason_stands_in_the_letter_of_whoever_was_moved(face: Any, client: FlaskClient) -> None:
    judging = a_judging(client, until="ranked", entries=3, waiting_list=0)
    move = {"entry_id": judging.entry_ids[2], "place": 1, "reason": {"th": "จังหวัดนี้ยังไม่เคยได้"}}
    judging.run("decideRound", moves=[move])
    judging.run("publishRound")

    [letter] = face.by(judging.applicants[2]).does("entryLetters", entry_id=judging.entry_ids[2])["data"]

    assert letter["outcome"] == "selected"
    assert "จังหวัดนี้ยังไม่เคยได้" in letter["body"]["th"]


@pytest.mark.parametrize("minimum", [3])
def test_an_entry_under_a_minimum_is_told_in_which_criterion(
    face: Any, client: FlaskClient, minimum: int
) -> None:
    criteria = [
        {
            "key": "feasibility",
            "title": {"th": "ความเป็นไปได้"},
            "weight": 2,
            "min": 1,
            "max": 5,
            "minimum": minimum,
        },
        {"key": "benefit", "title": {"th": "ประโยชน์"}, "weight": 1, "min": 1, "max": 5},
    ]
    judging = a_judging(
        client, until="published", entries=3, criteria=criteria, points=lambda number: (5, 4, 2)[number]
    )

    [letter] = face.by(judging.applicants[2]).does("entryLetters", entry_id=judging.entry_ids[2])["data"]

    assert (letter["outcome"], letter["score"]) == ("not_selected", None)
    assert "ต่ำกว่าเกณฑ์ขั้นต่ำ 3" in letter["criteria"][0]["reason"]["th"]
    assert letter["criteria"][1]["mean"] == "2.00"


def test_a_call_that_opens_after_the_decision_does_not_make_the_plan_of_the_letters_stale(
    face: Any, client: FlaskClient
) -> None:
    judging = a_judging(client, until="decided", waiting_list=0)
    plan, token = simulated(face.by(judging.manager), "simulatePublishRound", id=judging.round["id"])
    later = open_call(judging.manager, judging.house.organization, closes_at=rfc3339(timedelta(hours=1)))

    face.by(judging.manager).does("publishRound", id=judging.round["id"], plan_token=token)

    assert later["id"] not in str(plan["letters"])
