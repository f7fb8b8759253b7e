"""Conflicts of interest, on both faces: declared by judges, pinned and lifted by managers, found in the data."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.faces import Shown, refused
from tests.fundraising import launch_campaign, pledge_by_card
from tests.judging import Judging, a_judging, bring, score
from tests.volunteering import a_volunteer, accepted, open_opportunity
from tests.world import CRITERIA, Person, a_house, enter, found, join, open_call, publish_project, register

REASON = "เคยเป็นครูของผู้สมัคร"


def conflicts_of(judging: Judging, who: Person, **filters: Any) -> list[Shown]:
    listed: list[Shown] = who.does("conflicts", round_id=judging.round["id"], first=100, **filters)["data"]
    return listed


def states_of(judging: Judging, judge: Person) -> dict[str, str]:
    """By entry, how far the judge's reviews are."""
    return {
        one["entry_id"]: one["state"]
        for one in judging.reviews_of(judging.manager)
        if one["judge_id"] == judge.id
    }


def test_a_judge_declares_before_and_after_the_round_opens(face: Any, client: FlaskClient) -> None:
    judging = a_judging(client, until="draft", judges=5)
    judge, entry = judging.judges[0], judging.entry_ids[1]

    declared = face.by(judge).does(
        "declareConflict", round_id=judging.round["id"], entry_id=entry, reason=REASON
    )
    judging.run("openRound")
    mine = states_of(judging, judge)
    later = face.by(judge).does(
        "declareConflict", round_id=judging.round["id"], entry_id=next(iter(mine)), reason=REASON
    )

    assert (declared["kind"], declared["judge_id"], declared["reason"]) == ("declared", judge.id, REASON)
    assert entry not in mine
    assert states_of(judging, judge)[later["entry_id"]] == "recused"
    with refused("conflict_known_already"):
        face.by(judge).does("declareConflict", round_id=judging.round["id"], entry_id=entry, reason=REASON)


def test_a_review_not_sent_in_goes_on_to_whoever_has_least_to_do(face: Any, client: FlaskClient) -> None:
    judging = a_judging(client, judges=4, entries=4)
    judge = judging.judges[0]
    entry = next(iter(states_of(judging, judge)))
    before = {one["judge_id"] for one in judging.reviews_of(judging.manager) if one["entry_id"] == entry}

    face.by(judge).does("declareConflict", round_id=judging.round["id"], entry_id=entry, reason=REASON)

    after = {one["judge_id"] for one in judging.reviews_of(judging.manager) if one["entry_id"] == entry}
    assert len(after) == 4
    assert after > before
    with refused("entry_not_found"):
        face.by(judge).does("entry", id=entry)


def test_a_review_sent_in_stays_as_it_is_and_counts_no_more(face: Any, client: FlaskClient) -> None:
    judging = a_judging(client, judges=3)
    judge = judging.judges[0]
    review = judging.review_of(judge)
    score(judge, review, 5)
    judge.does("submitReview", id=review["id"])

    face.by(judging.manager).does(
        "declareConflict",
        round_id=judging.round["id"],
        judge_id=judge.id,
        entry_id=review["entry_id"],
        reason=REASON,
    )
    progress = face.by(judging.manager).does("roundProgress", round_id=judging.round["id"])

    assert judging.review_of(judge)["state"] == "submitted"
    [entry] = [one for one in progress["entries"] if one["entry_id"] == review["entry_id"]]
    assert (entry["have"], progress["totals"]["barred"]) == (0, 1)


def test_a_manager_pins_on_a_judge_and_lifts_it_with_a_reason_and_both_stay_on_record(
    face: Any, client: FlaskClient
) -> None:
    judging = a_judging(client, until="draft", judges=4)
    judge, manager = judging.judges[0], face.by(judging.manager)
    given = {"round_id": judging.round["id"], "judge_id": judge.id, "entry_id": judging.entry_ids[0]}

    pinned = manager.does("declareConflict", **given, reason=REASON)
    lifted = manager.does("liftConflict", id=pinned["id"], reason="เป็นคนละคน")
    again = manager.does("declareConflict", **given, reason=REASON)

    assert (pinned["kind"], pinned["state"]) == ("pinned", "stands")
    assert (lifted["state"], lifted["reason"], lifted["lifted_reason"]) == ("lifted", REASON, "เป็นคนละคน")
    assert {one["id"] for one in conflicts_of(judging, judging.manager)} == {pinned["id"], again["id"]}
    with refused("conflict_is_lifted"):
        manager.does("liftConflict", id=pinned["id"], reason="อีกครั้ง")


def test_only_pins_are_lifted_and_only_before_the_ranking(face: Any, client: FlaskClient) -> None:
    judging = a_judging(client, until="draft", judges=5)
    judge, manager = judging.judges[0], face.by(judging.manager)
    given = {"round_id": judging.round["id"], "reason": REASON}
    declared = judge.does("declareConflict", entry_id=judging.entry_ids[0], **given)
    pinned = judging.manager.does(
        "declareConflict", judge_id=judge.id, entry_id=judging.entry_ids[1], **given
    )

    with refused("only_pins_are_lifted"):
        manager.does("liftConflict", id=declared["id"], reason=REASON)
    with refused("not_your_call"):
        face.by(judge).does("liftConflict", id=pinned["id"], reason=REASON)

    bring(judging, "ranked")
    with refused("round_is_ranked"):
        manager.does("liftConflict", id=pinned["id"], reason=REASON)
    with refused("round_is_ranked"):
        face.by(judge).does("declareConflict", entry_id=judging.entry_ids[2], **given)


def test_nobody_speaks_for_others_but_those_who_run_the_round(face: Any, client: FlaskClient) -> None:
    judging = a_judging(client, until="draft")
    one, other = judging.judges[:2]
    given = {"round_id": judging.round["id"], "entry_id": judging.entry_ids[0], "reason": REASON}

    with refused("not_your_call"):
        face.by(one).does("declareConflict", judge_id=other.id, **given)
    with refused("round_not_found"):
        face.by(judging.applicants[0]).does("declareConflict", **given)
    with refused("not_your_call"):
        face.by(judging.house.viewer).does("declareConflict", **given)
    with refused("not_on_the_panel"):
        face.by(judging.manager).does("declareConflict", **given)
    with refused("entry_not_in_call"):
        face.by(one).does("declareConflict", **given | {"entry_id": judging.round["id"]})


def test_a_judge_sees_their_own_conflicts_and_applicants_see_none(face: Any, client: FlaskClient) -> None:
    judging = a_judging(client, until="draft", judges=4)
    one, other = judging.judges[:2]
    for judge in (one, other):
        judging.manager.does(
            "declareConflict",
            round_id=judging.round["id"],
            judge_id=judge.id,
            entry_id=judging.entry_ids[0],
            reason=REASON,
        )
    [theirs] = conflicts_of(judging, judging.manager, judge_id=[other.id])

    shown = face.by(one).does("conflicts", round_id=judging.round["id"])["data"]

    assert [conflict["judge_id"] for conflict in shown] == [one.id]
    assert len(conflicts_of(judging, judging.manager, kind=["pinned"])) == 2
    for stranger in (one, judging.applicants[0], judging.house.stranger, judging.house.viewer):
        with refused("conflict_not_found"):
            face.by(stranger).does("conflict", id=theirs["id"])


def test_pins_named_with_the_panel_replace_those_before_and_stay_where_none_are_named(
    face: Any, client: FlaskClient
) -> None:
    judging = a_judging(client, until="draft", judges=5)
    panel = [judge.id for judge in judging.judges]
    first, second = (
        {"judge_id": panel[number], "entry_id": judging.entry_ids[0], "reason": REASON} for number in (0, 1)
    )
    manager = face.by(judging.manager)

    manager.does("setRoundPanel", id=judging.round["id"], judge_ids=panel, conflicts=[first])
    manager.does("setRoundPanel", id=judging.round["id"], judge_ids=panel)
    kept = conflicts_of(judging, judging.manager, state=["stands"])
    manager.does("setRoundPanel", id=judging.round["id"], judge_ids=panel, conflicts=[second])
    replaced = conflicts_of(judging, judging.manager, state=["stands"])

    assert [one["judge_id"] for one in kept] == [panel[0]]
    assert [one["judge_id"] for one in replaced] == [panel[1]]


Stake = Callable[[FlaskClient, Any, Person, Shown], Person]


def _pledges(client: FlaskClient, database: Any, owner: Person, project: Shown) -> Person:
    judge = register(client)
    pledge_by_card(judge, launch_campaign(owner, project_id=project["id"]))
    return judge


def _volunteers(client: FlaskClient, database: Any, owner: Person, project: Shown) -> Person:
    judge = a_volunteer(client)
    accepted(owner, judge, open_opportunity(owner, project))
    return judge


def _works_with_the_applicant(client: FlaskClient, database: Any, owner: Person, project: Shown) -> Person:
    founder, judge = register(client), register(client)
    ngo = found(founder)
    join(founder, ngo, owner, "viewer")
    join(founder, ngo, judge, "viewer")
    database.execute("UPDATE memberships SET left_at = now() WHERE account_id = %s", [judge.id])
    return judge


STAKES: dict[str, Stake] = {
    "pledged": _pledges,
    "volunteered": _volunteers,
    "same_organization": _works_with_the_applicant,
}


@pytest.mark.parametrize("kind", STAKES)
def test_whoever_has_a_stake_in_a_project_is_found_and_does_not_judge_it(
    face: Any, client: FlaskClient, database: Any, kind: str
) -> None:
    house, owner = a_house(client), register(client)
    project = publish_project(owner)
    judge = STAKES[kind](client, database, owner, project)
    call = open_call(house.manager, house.organization, award_count=1)
    entry = owner.does("submitEntry", call_id=call["id"], project_id=project["id"])
    others = [enter(register(client), call) for _ in range(2)]
    for one in (entry, *others):
        house.manager.does("screenEntry", id=one["id"], verdict="eligible")
    house.manager.does("closeCall", id=call["id"])
    round_ = face.by(house.manager).does(
        "createRound", call_id=call["id"], name={"th": "รอบตัดสิน"}, criteria=CRITERIA, places=1
    )
    panel = [judge.id, *(register(client).id for _ in range(3))]

    face.by(house.manager).does("setRoundPanel", id=round_["id"], judge_ids=panel)
    found_ = face.by(judge).does("conflicts", round_id=round_["id"])["data"]
    face.by(house.manager).does("openRound", id=round_["id"])

    assert [(one["kind"], one["entry_id"], one["reason"]) for one in found_] == [(kind, entry["id"], "")]
    reviews = house.manager.does("reviews", round_id=round_["id"], first=100)["data"]
    assert (judge.id, entry["id"]) not in {(one["judge_id"], one["entry_id"]) for one in reviews}
    with refused("entry_not_found"):
        face.by(judge).does("entry", id=entry["id"])


def test_staff_of_the_host_judge_again_whom_the_host_granted_before(face: Any, client: FlaskClient) -> None:
    judging = a_judging(client, until="published")
    winner = judging.applicants[0]
    call = open_call(judging.manager, judging.house.organization, award_count=1)
    again = winner.does("submitEntry", call_id=call["id"], project_id=judging.entry(0)["project_id"])
    judging.manager.does("screenEntry", id=again["id"], verdict="eligible")
    judging.manager.does("closeCall", id=call["id"])
    given = {"name": {"th": "รอบตัดสิน"}, "criteria": CRITERIA, "places": 1, "call_id": call["id"]}
    round_ = judging.manager.does("createRound", reviews_per_entry=2, quorum=1, **given)

    staff = [judging.house.viewer.id, judging.house.finance.id]
    face.by(judging.manager).does("setRoundPanel", id=round_["id"], judge_ids=staff)

    assert face.by(judging.manager).does("conflicts", round_id=round_["id"])["data"] == []


def test_what_is_found_by_a_refused_act_stays_found(
    face: Any, client: FlaskClient, app: Flask, database: Any
) -> None:
    """The round lacks judges, since one has pledged; the pledge is gone before anybody looks again."""
    judging = a_judging(client, until="draft", judges=3)
    judge, applicant = judging.judges[0], judging.applicants[0]
    campaign = launch_campaign(applicant, project_id=judging.entry(0)["project_id"])
    pledge = pledge_by_card(judge, campaign)

    with refused("judges_lacking"):
        face.by(judging.manager).does("openRound", id=judging.round["id"])
    database.execute("DELETE FROM pledges WHERE id = %s", [pledge["id"]])

    [found_] = conflicts_of(judging, judging.manager)
    assert (found_["kind"], found_["judge_id"]) == ("pledged", judge.id)
    with refused("judges_lacking"):
        face.by(judging.manager).does("openRound", id=judging.round["id"])
