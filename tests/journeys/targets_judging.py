"""What bodies around a panel are sent at: conflicts of interest, and who reads what."""

from flask.testing import FlaskClient

from tests.journeys.aiming import Target
from tests.judging import Judging, a_judging

PANELS = ("declareConflict", "liftConflict", "assignReview", "assignRound", "simulateOpenRound")
WHY = "เคยเป็นครูของผู้สมัคร"


def of_panels(client: FlaskClient) -> list[Target]:
    draft, sealed = (a_judging(client, until=until) for until in ("draft", "sealed"))
    opened = a_judging(client, entries=3, judges=4)
    return [*_of_conflicts(draft), *_of_assignments(opened), _of_opening(sealed)]


def _of_conflicts(draft: Judging) -> list[Target]:
    manager, round_ = draft.manager, draft.round["id"]
    first, second = ({"judge_id": draft.judges[0].id, "entry_id": entry} for entry in draft.entry_ids[:2])
    pinned = manager.does("declareConflict", round_id=round_, reason=WHY, **second)
    return [
        Target(
            "declareConflict",
            manager,
            {"round_id": round_},
            {**first, "reason": WHY},
            again="DELETE FROM conflicts WHERE round_id = %(id)s AND id > "
            "(SELECT min(id) FROM conflicts WHERE round_id = %(id)s)",
        ),
        Target(
            "liftConflict",
            manager,
            {"conflict_id": pinned["id"]},
            {"reason": WHY},
            again="UPDATE conflicts SET state = 'stands', lifted_at = NULL WHERE id = %(id)s",
        ),
    ]


def _of_assignments(opened: Judging) -> list[Target]:
    manager, of = opened.manager, {"round_id": opened.round["id"]}
    having = {(one["judge_id"], one["entry_id"]) for one in opened.reviews_of(manager)}
    judge, entry = next(
        (judge.id, entry)
        for judge in opened.judges
        for entry in opened.entry_ids
        if (judge.id, entry) not in having
    )
    token = manager.does("simulateAssignRound", id=opened.round["id"])["plan_token"]
    return [
        Target(
            "assignReview",
            manager,
            of,
            {"judge_id": judge, "entry_id": entry},
            again="DELETE FROM reviews WHERE id = (SELECT max(id) FROM reviews WHERE round_id = %(id)s)",
        ),
        Target("assignRound", manager, of, {"plan_token": token}),
    ]


def _of_opening(sealed: Judging) -> Target:
    body = {"discuss": [sealed.entry_ids[0]], "reason": WHY}
    return Target("simulateOpenRound", sealed.manager, {"round_id": sealed.round["id"]}, body)
