"""M12: what a simulation says is what happens, byte for byte; where the world has changed, its plan is refused."""

import json
from typing import Any

import pytest
from flask.testing import FlaskClient

from domain.text import canonical_json
from tests.faces import Rest, Shown, refused, simulated
from tests.judging import Judging, a_judging
from tests.world import register

WHY = {"th": "อยู่ในพื้นที่เดียวกัน"}


def state_of(judging: Judging, database: Any) -> Any:
    """All that a simulation could have changed."""
    shown = judging.manager.does("round", id=judging.round["id"])
    told = database.execute(
        "SELECT count(*) FROM outbox WHERE subject = %s", [judging.round["id"]]
    ).fetchone()
    entries = [judging.entry(number) for number in range(len(judging.entries))]
    return shown, told, entries, judging.ranking(), judging.grants()


def same(plan: Any, done: Any) -> bool:
    return canonical_json(plan) == canonical_json(done)


def test_the_simulated_ranking_is_the_ranking(face: Any, client: FlaskClient, database: Any) -> None:
    judging = a_judging(client, until="sealed", entries=4, places=2)
    manager, id = face.by(judging.manager), judging.round["id"]
    before = state_of(judging, database)

    plan, token = simulated(manager, "simulateRankRound", id=id)
    after = state_of(judging, database)
    ranked = manager.does("rankRound", id=id, plan_token=token)

    done = [standing(one) for one in manager.does("ranking", round_id=id, first=100)["data"]]
    counted = dict(
        database.execute("SELECT entry_id, review_ids FROM standings WHERE round_id = %s", [id]).fetchall()
    )
    whole = {**ranked["analysis"], "judges": ranked["judge_analyses"]}
    assert before == after
    assert same(plan["ranking"], [one | {"review_ids": counted[one["entry_id"]]} for one in done])
    assert same(
        plan["round"], {"state": "ranked", "method_version": ranked["method_version"], "analysis": whole}
    )
    assert plan["conflicts"] == []


def standing(shown: Shown) -> Shown:
    """But for what only the decision brings."""
    later = ("id", "round_id", "place", "waiting_place", "moved_reason")
    return {name: said for name, said in shown.items() if name not in later}


def test_the_simulated_decision_is_the_decision_with_what_it_costs_and_whom_it_displaces(
    face: Any, client: FlaskClient, database: Any
) -> None:
    judging = a_judging(client, until="ranked", entries=5, places=2)
    manager, id, entries = face.by(judging.manager), judging.round["id"], judging.entry_ids
    moves = [
        {"entry_id": entries[3], "place": 1, "reason": WHY},
        {"entry_id": entries[0], "place": None, "reason": WHY},
    ]
    before = state_of(judging, database)

    plan, token = simulated(manager, "simulateDecideRound", id=id, moves=moves)
    after = state_of(judging, database)
    manager.does("decideRound", id=id, moves=moves, plan_token=token)
    manager.does("publishRound", id=id)

    worth = {grant["entry_id"]: grant["amount"] for grant in judging.grants()}
    placed = sorted((one for one in judging.ranking() if one["place"]), key=lambda one: one["place"])
    waiting = sorted(
        (one for one in judging.ranking() if one["waiting_place"]), key=lambda one: one["waiting_place"]
    )
    assert before == after
    assert same(
        plan["places"],
        [
            {name: one[name] for name in ("place", "entry_id", "position")}
            | {"grant": worth[one["entry_id"]]}
            for one in placed
        ],
    )
    assert same(
        plan["waiting_list"], [{name: one[name] for name in ("waiting_place", "entry_id")} for one in waiting]
    )
    assert [(move["displaces"], move["lets_in"]) for move in plan["moves"]] == [
        ([entries[1]], []),
        ([], [entries[1]]),
    ]


def test_the_simulated_publication_is_the_publication(face: Any, client: FlaskClient, database: Any) -> None:
    judging = a_judging(client, until="decided", entries=4, places=2, waiting_list=1)
    manager, id = face.by(judging.manager), judging.round["id"]
    before = state_of(judging, database)

    plan, token = simulated(manager, "simulatePublishRound", id=id)
    after = state_of(judging, database)
    manager.does("publishRound", id=id, plan_token=token)

    entries = {one["id"]: one for one in (judging.entry(number) for number in range(4))}
    names = ("state", "place", "waiting_place", "advanced")
    fates = [
        {"entry_id": one["entry_id"]} | {name: entries[one["entry_id"]][name] for name in names}
        for one in judging.ranking()
    ]
    grants = [{name: grant[name] for name in ("entry_id", "place", "amount")} for grant in judging.grants()]
    assert before == after
    assert same(plan["entries"], fates)
    assert same(plan["grants"], grants)
    assert (
        judging.manager.does("call", id=judging.call["id"])["state"] == plan["call"]["state"] == "announced"
    )


def test_after_an_entry_was_taken_back_the_plan_is_stale_and_nothing_is_ranked(
    face: Any, client: FlaskClient
) -> None:
    judging = a_judging(client, until="sealed", entries=3)
    manager, id = face.by(judging.manager), judging.round["id"]
    plan, token = simulated(manager, "simulateRankRound", id=id)
    judging.applicants[0].does("withdrawEntry", id=judging.entry_ids[0])

    with refused("plan_stale"):
        manager.does("rankRound", id=id, plan_token=token)
    stale = judging.manager.does("round", id=id)["state"], judging.ranking()
    anew, token_of_now = simulated(manager, "simulateRankRound", id=id)
    manager.does("rankRound", id=id, plan_token=token_of_now)

    assert stale == ("sealed", [])
    assert len(plan["ranking"]) == 3
    assert [one["entry_id"] for one in anew["ranking"]] == judging.entry_ids[1:]
    assert [one["entry_id"] for one in judging.ranking()] == judging.entry_ids[1:]


def test_a_decision_other_than_the_simulated_one_is_refused_and_so_is_a_publication(
    face: Any, client: FlaskClient
) -> None:
    judging = a_judging(client, until="ranked", entries=3)
    manager, id = face.by(judging.manager), judging.round["id"]
    moves = [{"entry_id": judging.entry_ids[2], "place": 1, "reason": WHY}]
    _, token = simulated(manager, "simulateDecideRound", id=id, moves=moves)

    with refused("plan_stale"):
        manager.does("decideRound", id=id, moves=[], plan_token=token)
    manager.does("decideRound", id=id, moves=moves, plan_token=token)
    with refused("plan_stale"):
        manager.does("publishRound", id=id, plan_token=token)

    assert judging.manager.does("round", id=id)["state"] == "decided"


@pytest.mark.parametrize(
    ("until", "verb", "wrong"),
    [("sealed", "Rank", "open"), ("ranked", "Decide", "sealed"), ("decided", "Publish", "ranked")],
)
def test_who_may_not_act_may_not_simulate_and_where_acting_is_too_early_simulating_is(
    face: Any, client: FlaskClient, until: str, verb: str, wrong: str
) -> None:
    judging, early = a_judging(client, until=until), a_judging(client, until=wrong)
    simulate = f"simulate{verb}Round"

    with refused("round_not_found"):
        face.by(judging.applicants[0]).does(simulate, id=judging.round["id"])
    with refused("not_your_call"):
        face.by(judging.judges[0]).does(simulate, id=judging.round["id"])
    with refused(f"round_is_{wrong}"):
        face.by(early.manager).does(simulate, id=early.round["id"])
    with refused("sign_in_first"):
        face.by(None).does(simulate, id=judging.round["id"])


def test_a_decision_that_could_not_be_published_is_refused_by_both(face: Any, client: FlaskClient) -> None:
    judging = a_judging(client, until="ranked", entries=3, places=2)
    manager, id = face.by(judging.manager), judging.round["id"]
    moves = [{"entry_id": judging.entry_ids[0], "place": 9, "reason": WHY}]

    with refused("no_such_place"):
        manager.does("simulateDecideRound", id=id, moves=moves)
    with refused("no_such_place"):
        manager.does("decideRound", id=id, moves=moves)


def test_a_simulation_is_kept_by_nobody(client: FlaskClient) -> None:
    judging = a_judging(client, until="sealed")
    rest = Rest(client, judging.manager.bearer)

    answers = [rest.answer("simulateRankRound", id=judging.round["id"]) for _ in range(2)]

    assert answers[0].headers["Cache-Control"] == "no-store"
    assert json.loads(answers[0].data) == json.loads(answers[1].data)


def pairs_of(judging: Judging) -> list[Shown]:
    """Who reads what, as a plan says it."""
    reviews = judging.reviews_of(judging.manager)
    pairs = sorted((one["judge_id"], one["entry_id"]) for one in reviews if one["state"] != "recused")
    return [{"judge_id": judge, "entry_id": entry} for judge, entry in pairs]


def traces(judging: Judging, database: Any) -> tuple[int, int, int]:
    """How much was told, changed and said of the round, its reviews and its conflicts."""
    reviews = [one["id"] for one in judging.reviews_of(judging.manager)]
    conflicts = [one["id"] for one in judging.manager.does("conflicts", round_id=judging.round["id"])["data"]]
    subjects = [judging.round["id"], *reviews, *conflicts]
    counted = (
        "SELECT (SELECT count(*) FROM outbox WHERE subject = ANY(%(ids)s)),"
        " (SELECT count(*) FROM audit_records WHERE subject = ANY(%(ids)s)),"
        " (SELECT count(*) FROM notices WHERE about = %(round)s)"
    )
    row: tuple[int, int, int] = database.execute(
        counted, {"ids": subjects, "round": judging.round["id"]}
    ).fetchone()
    return row


def test_the_simulated_assignment_is_the_assignment_when_the_round_opens(
    face: Any, client: FlaskClient, database: Any
) -> None:
    judging = a_judging(client, until="draft", entries=6, judges=4)
    manager, id = face.by(judging.manager), judging.round["id"]
    before = traces(judging, database), state_of(judging, database)

    plan, token = simulated(manager, "simulateOpenRound", id=id)
    after = traces(judging, database), state_of(judging, database)
    manager.does("openRound", id=id, plan_token=token)

    assert before == after
    assert same(plan["pairs"], pairs_of(judging))
    assert plan["assigned"] == plan["pairs"]
    assert (plan["unassigned"], plan["lacking"], plan["conflicts"], plan["connected"]) == ([], [], [], True)
    assert (
        max(load["entries"] for load in plan["loads"]) - min(load["entries"] for load in plan["loads"]) <= 1
    )


def test_a_reopening_that_discusses_other_entries_than_the_simulated_one_is_refused(
    face: Any, client: FlaskClient
) -> None:
    judging = a_judging(client, until="sealed", entries=3)
    manager, id, entries = face.by(judging.manager), judging.round["id"], judging.entry_ids
    again = {"id": id, "reason": "เห็นต่างกัน"}
    plan, token = simulated(manager, "simulateOpenRound", **again, discuss=entries[:1])

    with refused("plan_stale"):
        manager.does("openRound", **again, discuss=entries[1:], plan_token=token)
    assert manager.does("round", id=id)["state"] == "sealed"
    opened = manager.does("openRound", **again, discuss=entries[:1], plan_token=token)

    assert plan["discussed_entry_ids"] == opened["discussed_entry_ids"] == entries[:1]


def test_the_simulated_reassignment_is_the_reassignment(
    face: Any, client: FlaskClient, database: Any
) -> None:
    judging = a_judging(client, entries=6, judges=4)
    panel = [judge.id for judge in (*judging.judges, register(client))]
    judging.run("setRoundPanel", judge_ids=panel)
    manager, id = face.by(judging.manager), judging.round["id"]
    before = traces(judging, database), pairs_of(judging)

    plan, token = simulated(manager, "simulateAssignRound", id=id)
    after = traces(judging, database), pairs_of(judging)
    manager.does("assignRound", id=id, plan_token=token)

    assert before == after
    assert same(plan["pairs"], pairs_of(judging))
    assert {pair["judge_id"] for pair in plan["assigned"]} == {panel[-1]}
    assert len(plan["assigned"]) == len(plan["unassigned"]) == 3


def test_after_a_new_conflict_the_plan_is_stale_and_nothing_is_assigned(
    face: Any, client: FlaskClient
) -> None:
    draft, opened = a_judging(client, until="draft", judges=4), a_judging(client, entries=4, judges=4)
    manager = face.by(draft.manager)
    plan, token = simulated(manager, "simulateOpenRound", id=draft.round["id"])
    plan_again, token_again = simulated(face.by(opened.manager), "simulateAssignRound", id=opened.round["id"])
    for judging, seen in ((draft, plan), (opened, plan_again)):
        judging.manager.does(
            "declareConflict", round_id=judging.round["id"], reason="รู้จักกัน", **seen["pairs"][0]
        )
    between = pairs_of(opened)

    with refused("plan_stale"):
        manager.does("openRound", id=draft.round["id"], plan_token=token)
    with refused("plan_stale"):
        face.by(opened.manager).does("assignRound", id=opened.round["id"], plan_token=token_again)

    assert draft.manager.does("round", id=draft.round["id"])["state"] == "draft"
    assert pairs_of(draft) == []
    assert pairs_of(opened) == between


def test_a_plan_says_what_would_be_lacking_where_opening_is_refused(face: Any, client: FlaskClient) -> None:
    judging = a_judging(client, until="draft", entries=2, judges=3)
    given = {"round_id": judging.round["id"], "entry_id": judging.entry_ids[0], "reason": "รู้จักกัน"}
    judging.judges[0].does("declareConflict", **given)
    manager, id = face.by(judging.manager), judging.round["id"]

    plan, token = simulated(manager, "simulateOpenRound", id=id)

    assert plan["lacking"] == [{"entry_id": judging.entry_ids[0], "have": 2, "need": 3, "candidates": []}]
    with refused("judges_lacking"):
        manager.does("openRound", id=id, plan_token=token)


@pytest.mark.parametrize(
    ("simulate", "until", "wrong"),
    [("simulateOpenRound", "draft", "open"), ("simulateAssignRound", "open", "draft")],
)
def test_who_may_not_assign_may_not_simulate_it(
    face: Any, client: FlaskClient, simulate: str, until: str, wrong: str
) -> None:
    judging, other = a_judging(client, until=until), a_judging(client, until=wrong)

    with refused("round_not_found"):
        face.by(judging.applicants[0]).does(simulate, id=judging.round["id"])
    with refused("not_your_call"):
        face.by(judging.judges[0]).does(simulate, id=judging.round["id"])
    with refused(f"round_is_{wrong}"):
        face.by(other.manager).does(simulate, id=other.round["id"])
