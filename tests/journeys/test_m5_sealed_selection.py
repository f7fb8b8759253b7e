"""M5: what judges say is sealed before anybody sees it, and anybody can recompute the winners from what is public."""

import copy
import json
import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from domain.model.ranking import Method
from tests.faces import Rest, Shown, refused
from tests.judging import Judging, a_judging, judge_all
from tests.recomputing import SCRIPT, recompute
from tests.world import CRITERIA

WHY = {"th": "ขอยกขึ้น", "en": "A word of the chair"}


def uneven(number: int) -> int:
    return (5, 3, 3, 2, 4)[number % 5]


def a_published(client: FlaskClient, **rules: Any) -> Judging:
    """Judges of different minds, a tie, a move of the chair, and a waiting list."""
    judging = a_judging(client, until="open", entries=5, judges=4, places=2, waiting_list=2, **rules)
    for strictness, judge in enumerate(judging.judges):
        judge_all(judging, judge, lambda number, less=strictness: max(uneven(number) - less % 2, 1))  # type: ignore[misc]  # bound now
    judging.run("sealRound")
    judging.run("rankRound")
    last = judging.ranking()[-1]["entry_id"]
    judging.run("decideRound", moves=[{"entry_id": last, "place": 2, "reason": WHY}])
    judging.run("publishRound")
    return judging


@pytest.mark.parametrize("method", Method)
def test_an_outsider_recomputes_the_winners_and_sees_any_score_that_was_changed(
    face: Any, client: FlaskClient, method: Method
) -> None:
    judging = a_published(client, method=str(method))

    bundle = face.by(None).does("roundBundle", id=judging.round["id"])

    winners = sorted((one["place"], one["entry_id"]) for one in judging.ranking() if one["place"])
    assert bundle["winners"] == [entry for _, entry in winners]
    assert recompute(bundle) is None
    for at, review in enumerate(bundle["reviews"][:3]):
        for key in review["content"]["scores"]:
            forged = copy.deepcopy(bundle)
            forged["reviews"][at]["content"]["scores"][key] += 1
            assert "not what was committed to" in (recompute(forged) or "")


def test_both_faces_give_the_same_bundle_which_caches_may_keep(
    client: FlaskClient, rest: Any, graph: Any
) -> None:
    judging = a_published(client)

    answer = rest.answer("roundBundle", id=judging.round["id"])
    again = client.get(
        f"/v1/rounds/{judging.round['id']}/bundle", headers={"If-None-Match": answer.headers["ETag"]}
    )

    assert graph.does("roundBundle", id=judging.round["id"]) == answer.get_json()
    assert answer.headers["Cache-Control"].startswith("public, max-age=")
    assert again.status_code == 304


@pytest.mark.parametrize("until", ["draft", "open", "sealed", "ranked", "decided"])
def test_before_the_publication_there_is_no_bundle_for_anybody(
    face: Any, client: FlaskClient, until: str
) -> None:
    judging = a_judging(client, until=until)

    for who in (None, judging.manager, judging.judges[0], judging.applicants[0]):
        with refused("round_bundle_not_found" if isinstance(face, Rest) else "roundBundle_not_found"):
            face.by(who).does("roundBundle", id=judging.round["id"])


def test_the_bundle_holds_the_hashes_that_were_published_at_sealing(client: FlaskClient, rest: Any) -> None:
    judging = a_judging(client, until="sealed", entries=3)
    sealed = judging.manager.does("round", id=judging.round["id"])
    for verb in ("rankRound", "decideRound", "publishRound"):
        judging.run(verb)

    bundle = rest.does("roundBundle", id=judging.round["id"])

    assert bundle["commitments"] == sorted([*sealed["commitments"], sealed["seed_hash"]])
    assert {one["commitment"] for one in bundle["reviews"]} == set(sealed["commitments"])


def test_nobody_is_named_in_the_bundle_and_nothing_that_was_written_is_in_it(
    client: FlaskClient, rest: Any
) -> None:
    judging = a_judging(client, until="open")
    judge = judging.judges[0]
    review = judging.review_of(judge)
    judge.does(
        "updateReview",
        id=review["id"],
        expected_version=review["version"],
        comment={"th": "ความเห็นต่อผู้สมัคร"},
        private_comment="ระหว่างเรา",
    )
    for each in judging.judges:
        judge_all(judging, each, uneven)
    for verb in ("sealRound", "rankRound"):
        judging.run(verb)
    judging.run("decideRound", moves=[{"entry_id": judging.entry_ids[1], "place": 1, "reason": WHY}])
    judging.run("publishRound")

    text = json.dumps(rest.does("roundBundle", id=judging.round["id"]), ensure_ascii=False)

    assert "account_" not in text
    assert not [judge.id for judge in (*judging.judges, *judging.applicants) if judge.id in text]
    assert not re.search("[ก-๙]", text)


def test_the_ids_of_reviews_do_not_follow_the_judges(client: FlaskClient, database: Any) -> None:
    judging = a_judging(client, until="open", entries=6, judges=3)

    rows = database.execute(
        "SELECT judge_id FROM reviews WHERE round_id = %s ORDER BY id", [judging.round["id"]]
    ).fetchall()

    told = [judge for (judge,) in rows]
    assert len(told) == 18
    assert told != sorted(told)
    assert told != sorted(told[:3]) * 6


def test_after_publication_everybody_sees_how_sure_the_ranking_is_and_nobody_but_managers_the_judges(
    face: Any, client: FlaskClient
) -> None:
    judging = a_judging(client, until="ranked", entries=4, places=2)
    id = judging.round["id"]
    before = face.by(judging.judges[0]).does("round", id=id)
    shown = face.by(judging.manager).does("round", id=id)
    bring_on(judging)

    seen = face.by(None).does("round", id=id)
    ranking = face.by(None).does("ranking", round_id=id)["data"]

    assert (before["analysis"], before["judge_analyses"]) == (None, None)
    assert {one["judge_id"] for one in shown["judge_analyses"]} == {judge.id for judge in judging.judges}
    assert seen["analysis"] == shown["analysis"]
    assert seen["judge_analyses"] is None
    assert {one["method"] for one in seen["analysis"]["methods"]} == {str(method) for method in Method}
    assert seen["analysis"]["resamples"] == 1000
    assert [one["analysis"]["positions"]["raw_mean"] for one in ranking] == [1, 2, 3, 4]
    assert [float(one["analysis"]["probability"]) for one in ranking] == [1, 1, 0, 0]
    assert not any("account_" in json.dumps(one) for one in (seen["analysis"], ranking))


def bring_on(judging: Judging) -> None:
    judging.run("decideRound", moves=[])
    judging.run("publishRound")


def test_a_review_that_was_revised_is_in_the_bundle_twice_and_both_are_checked(
    client: FlaskClient, rest: Any
) -> None:
    judging = a_judging(client, until="sealed", entries=3)
    judge, entry = judging.judges[0], judging.entry_ids[1]
    judging.run("openRound", discuss=[entry], reason="ความเห็นต่างกันมาก")
    review = judging.review_of(judge, 1)
    judge.does("reviseReview", id=review["id"])
    revised = judging.review_of(judge, 1)
    scores = {criterion["key"]: 5 for criterion in CRITERIA}
    judge.does("updateReview", id=review["id"], expected_version=revised["version"], scores=scores)
    judge.does("submitReview", id=review["id"])
    for verb in ("sealRound", "rankRound", "decideRound", "publishRound"):
        judging.run(verb)

    bundle = rest.does("roundBundle", id=judging.round["id"])
    [twice] = [one for one in bundle["reviews"] if one["earlier"]]
    forged: Shown = copy.deepcopy(bundle)
    [earlier] = next(one["earlier"] for one in forged["reviews"] if one["earlier"])
    earlier["content"]["scores"]["feasibility"] += 1

    assert twice["content"]["entry"] == entry
    assert twice["content"]["scores"] != twice["earlier"][0]["content"]["scores"]
    assert recompute(bundle) is None
    assert "not what was committed to" in (recompute(forged) or "")


def test_a_bundle_cannot_be_changed_even_in_the_database(client: FlaskClient, database: Any) -> None:
    judging = a_judging(client, until="decided")
    judging.run("publishRound")

    with pytest.raises(Exception, match="append-only"):
        database.execute(
            "UPDATE round_bundles SET document = '{}' WHERE round_id = %s", [judging.round["id"]]
        )


def test_the_script_is_there_for_whoever_wants_to_check(client: FlaskClient) -> None:
    answer = client.get("/recompute.py")

    assert (answer.status_code, answer.text) == (200, SCRIPT.read_text(encoding="utf-8"))
