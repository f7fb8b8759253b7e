"""M6: a reason for every criterion under the line, nothing private in any letter, and appeals to other judges."""

import random
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask

from tests.faces import Shown
from tests.judging import Judging, a_judging
from tests.world import CRITERIA

SEED = 20261124
GROUNDS = {"th": "กรรมการอ่านงบประมาณผิด"}


@pytest.fixture(scope="module")
def judging(app: Flask) -> Judging:
    """Twelve entries, five judges, three reviews each, random scores; each review has a comment and a secret."""
    made = a_judging(app.test_client(), entries=12, judges=5, places=3, waiting_list=2)
    dice = random.Random(SEED)
    for judge in made.judges:
        for review in [one for one in made.reviews_of(judge) if one["judge_id"] == judge.id]:
            judge.does(
                "updateReview",
                id=review["id"],
                expected_version=review["version"],
                scores={each["key"]: dice.randint(1, 5) for each in CRITERIA},
                comment={"th": f"ความเห็น {uuid4().hex}"},
                private_comment=f"ลับ {uuid4().hex}",
            )
            judge.does("submitReview", id=review["id"])
    made.run("sealRound")
    made.manager.does("lookIntoRound", id=made.round["id"], reason="อ่านความเห็น")
    seen = made.reviews_of(made.manager)
    made.run("releaseComments", review_ids=[review["id"] for review in dice.sample(seen, len(seen) // 2)])
    for verb in ("rankRound", "decideRound", "publishRound"):
        made.run(verb, **({"moves": []} if verb == "decideRound" else {}))
    return made


def letters_of(judging: Judging) -> list[Shown]:
    listed: list[Shown] = judging.manager.does("letters", round_id=judging.round["id"], first=100)["data"]
    return listed


def test_no_letter_is_without_a_reason_for_a_criterion_under_the_line(judging: Judging) -> None:
    letters = letters_of(judging)

    assert len(letters) == 12
    for letter in letters:
        assert [one["key"] for one in letter["criteria"]] == [each["key"] for each in CRITERIA]
        for one in letter["criteria"]:
            short = Decimal(one["line"]) - Decimal(one["mean"])
            assert (one["distance"] is not None) == (short > 0)
            assert all(one["reason"][language] in letter["body"][language] for language in ("th", "en"))
            if one["distance"]:
                assert Decimal(one["distance"]) == short
                assert one["distance"] in one["reason"]["th"]


def test_a_letter_never_holds_a_private_comment_nor_one_that_was_not_released(judging: Judging) -> None:
    reviews, text = judging.reviews_of(judging.manager), str(letters_of(judging))

    released = [review for review in reviews if review["released"]]
    assert released
    for review in reviews:
        assert review["private_comment"] not in text
        assert (review["comment"]["th"] in text) == review["released"]


def test_a_letter_names_no_judge(judging: Judging) -> None:
    text = str(letters_of(judging))

    assert not any(judge.id in text or judge.email in text for judge in judging.judges)


def test_an_appeal_is_never_given_to_a_judge_who_scored_the_entry(judging: Judging) -> None:
    first_judges: dict[str, set[str]] = {}
    for review in judging.reviews_of(judging.manager):
        first_judges.setdefault(review["entry_id"], set()).add(review["judge_id"])
    refused = [one for one in letters_of(judging) if one["outcome"] == "not_selected"]

    asked = {letter["entry_id"]: _asked(judging, letter) for letter in refused}

    assert len(asked) == 7
    assert all(judges for judges in asked.values())
    assert all(not judges & first_judges[entry] for entry, judges in asked.items())


def _asked(judging: Judging, letter: Shown) -> set[Any]:
    appeal = judging.applicant_of(letter).does("lodgeAppeal", entry_id=letter["entry_id"], grounds=GROUNDS)
    judging.manager.does("assignAppeal", id=appeal["id"], judges=2)
    opinions = judging.manager.does("opinions", appeal_id=appeal["id"])["data"]
    return {opinion["judge_id"] for opinion in opinions}
