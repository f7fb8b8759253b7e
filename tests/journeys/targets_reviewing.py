"""Targets around reviews: the rules of a round, more time, a discussion, a look, an abstention."""

from collections.abc import Sequence
from datetime import timedelta

from flask.testing import FlaskClient

from tests.journeys.aiming import Target
from tests.judging import a_judging
from tests.world import CRITERIA, rfc3339

REVIEWING = ("updateRound", "extendRound", "openRound", "lookIntoRound", "abstainReview")
TEXT = {"th": "อ่านงบก่อน", "en": "Read the budget first"}


def of_reviewing(client: FlaskClient) -> Sequence[Target]:
    drawn, opened, sealed = (a_judging(client, until=until) for until in ("draft", "open", "sealed"))
    judge = opened.judges[0]
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
    return [
        Target("updateRound", drawn.manager, {"round_id": drawn.round["id"]}, rules, "rounds"),
        Target(
            "extendRound",
            opened.manager,
            {"round_id": opened.round["id"]},
            {"due_at": rfc3339(timedelta(days=9)), "reason": "วันหยุดยาว"},
            again="UPDATE rounds SET due_at = NULL WHERE id = %(id)s",
        ),
        Target(
            "openRound",
            sealed.manager,
            {"round_id": sealed.round["id"]},
            {"discuss": sealed.entry_ids[:1], "reason": "เห็นต่างกัน"},
            again="UPDATE rounds SET state = 'sealed' WHERE id = %(id)s",
        ),
        Target("lookIntoRound", sealed.manager, {"round_id": sealed.round["id"]}, {"reason": "มีผู้ร้องเรียน"}),
        Target(
            "abstainReview",
            judge,
            {"review_id": opened.review_of(judge)["id"]},
            {"reason": "ไม่ใช่สาขาของฉัน"},
            again="UPDATE reviews SET state = 'assigned' WHERE id = %(id)s",
        ),
    ]
