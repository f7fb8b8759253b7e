"""Targets around reviews: the rules of a round, more time, a discussion, a look, an abstention."""

from collections.abc import Sequence
from datetime import timedelta

from flask.testing import FlaskClient

from tests.journeys.aiming import Target
from tests.judging import Judging, a_judging
from tests.world import CRITERIA, rfc3339

REVIEWING = ("updateRound", "extendRound", "openRound", "lookIntoRound", "abstainReview")
TEXT = {"th": "อ่านงบก่อน", "en": "Read the budget first"}


def of_reviewing(client: FlaskClient) -> Sequence[Target]:
    drawn, opened, sealed = (a_judging(client, until=until) for until in ("draft", "open", "sealed"))
    return [*_of_rules(drawn), *_of_sealed(sealed), *_of_open(opened)]


def _of_rules(drawn: Judging) -> Sequence[Target]:
    rules = {
        "name": TEXT,
        "guidance": TEXT,
        "criteria": [{**each, "minimum": 2, "guidance": TEXT} for each in CRITERIA],
        "reviews_per_entry": 2,
        "quorum": 1,
        "final": True,
        "places": drawn.round["places"],
        "waiting_list": 1,
        "blind": True,
        "method": "fair",
        "due_at": rfc3339(timedelta(days=9)),
        "calibration_entry_ids": drawn.entry_ids[:1],
    }
    return [Target("updateRound", drawn.manager, {"round_id": drawn.round["id"]}, rules, "rounds")]


def _of_sealed(sealed: Judging) -> Sequence[Target]:
    manager, of = sealed.manager, {"round_id": sealed.round["id"]}
    body = {"discuss": sealed.entry_ids[:1], "reason": "เห็นต่างกัน"}
    again = "UPDATE rounds SET state = 'sealed' WHERE id = %(id)s"
    return [
        Target("openRound", manager, of, body, again=again),
        Target("lookIntoRound", manager, of, {"reason": "มีผู้ร้องเรียน"}),
    ]


def _of_open(opened: Judging) -> Sequence[Target]:
    judge = opened.judges[0]
    return [
        Target(
            "extendRound",
            opened.manager,
            {"round_id": opened.round["id"]},
            {"due_at": rfc3339(timedelta(days=9)), "reason": "วันหยุดยาว"},
            again="UPDATE rounds SET due_at = NULL WHERE id = %(id)s",
        ),
        Target(
            "abstainReview",
            judge,
            {"review_id": opened.review_of(judge)["id"]},
            {"reason": "ไม่ใช่สาขาของฉัน"},
            again="UPDATE reviews SET state = 'assigned' WHERE id = %(id)s",
        ),
    ]
