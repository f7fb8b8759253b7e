"""Appeals on both faces: lodged in time, looked at by others than the first judges, answered with a reason."""

from collections.abc import Sequence
from typing import Any

from flask.testing import FlaskClient

from tests.faces import Shown, refused
from tests.judging import Judging, a_judging
from tests.world import Person, found, join, register

GROUNDS = {"th": "กรรมการอ่านงบประมาณผิด"}
REASON = {"th": "กรรมการอ่านใหม่แล้ว"}


def a_refusal(client: FlaskClient, **more: Any) -> Judging:
    """A published round in which the third entry got nothing; two of four judges read each."""
    rules: dict[str, Any] = {
        "waiting_list": 1,
        "reviews_per_entry": 2,
        "quorum": 2,
        "judges": 4,
        "entries": 3,
        **more,
    }
    return a_judging(client, until="published", **rules)


def lodged(judging: Judging, number: int = 2) -> Shown:
    appeal: Shown = judging.applicants[number].does(
        "lodgeAppeal", id=judging.entry_ids[number], grounds=GROUNDS
    )
    return appeal


def first_judges(judging: Judging, number: int = 2) -> set[str]:
    return {
        one["judge_id"]
        for judge in judging.judges
        for one in judging.reviews_of(judge)
        if one["entry_id"] == judging.entry_ids[number] and one["judge_id"]
    }


def advised(judging: Judging, appeal: Shown, advice: str) -> Sequence[Person]:
    """Everybody who was asked gives this advice; who that was."""
    asked = judging.manager.does("opinions", id=appeal["id"])["data"]
    people = {judge.id: judge for judge in judging.judges}
    for opinion in asked:
        people[opinion["judge_id"]].does("giveOpinion", id=opinion["id"], advice=advice, comment="อ่านใหม่แล้ว")
    return [people[opinion["judge_id"]] for opinion in asked]


def test_an_appeal_goes_to_judges_who_had_nothing_to_do_with_the_entry(
    face: Any, client: FlaskClient
) -> None:
    judging = a_refusal(client)

    appeal = face.by(judging.applicants[2]).does(
        "lodgeAppeal", entry_id=judging.entry_ids[2], grounds=GROUNDS
    )
    assigned = face.by(judging.manager).does("assignAppeal", id=appeal["id"], judges=2)
    opinions = face.by(judging.manager).does("opinions", appeal_id=appeal["id"])["data"]

    assert (appeal["state"], assigned["state"]) == ("lodged", "under_review")
    assert len(opinions) == 2
    assert not {opinion["judge_id"] for opinion in opinions} & first_judges(judging)


def test_a_judge_who_scored_it_cannot_be_asked(face: Any, client: FlaskClient) -> None:
    judging = a_refusal(client)
    appeal = lodged(judging)
    judge = sorted(first_judges(judging))[0]

    with refused("judge_has_scored_it", "judge_in_conflict") as refusal:
        face.by(judging.manager).does(
            "assignAppeal", id=appeal["id"], judge_ids=[judge, judging.applicants[2].id]
        )

    assert refusal.at == ["/judge_ids/0", "/judge_ids/1"]


def test_an_upheld_appeal_comes_first_on_the_waiting_list(face: Any, client: FlaskClient) -> None:
    judging = a_refusal(client)
    appeal = lodged(judging)
    judging.manager.does("assignAppeal", id=appeal["id"], judges=1)

    with refused("opinions_missing"):
        face.by(judging.manager).does("decideAppeal", id=appeal["id"], upheld=True, reason=REASON)
    advised(judging, appeal, "uphold")
    decided = face.by(judging.manager).does("decideAppeal", id=appeal["id"], upheld=True, reason=REASON)
    judging.applicants[0].does("declineGrant", id=judging.grants()[0]["id"])

    assert (decided["state"], decided["reason"]) == ("upheld", REASON)
    assert [judging.entry(number)["state"] for number in range(3)] == ["declined", "waitlisted", "selected"]
    assert judging.entry(1)["waiting_place"] == 2


def test_an_upheld_appeal_gets_a_place_that_nobody_waited_for(face: Any, client: FlaskClient) -> None:
    judging = a_refusal(client)
    appeal = lodged(judging)
    judging.manager.does("assignAppeal", id=appeal["id"], judges=1)
    advised(judging, appeal, "uphold")
    for number in range(2):
        judging.applicants[number].does("declineGrant", id=judging.grants()[number]["id"])

    face.by(judging.manager).does("decideAppeal", id=appeal["id"], upheld=True, reason=REASON)

    first, *_, last = judging.grants()
    assert [judging.entry(number)["state"] for number in range(3)] == ["declined", "declined", "selected"]
    assert (last["state"], last["place"], last["amount"]) == ("offered", 1, first["amount"])


def test_a_dismissed_appeal_changes_nothing_but_is_answered(face: Any, client: FlaskClient) -> None:
    judging = a_refusal(client)
    appeal = lodged(judging)
    judging.manager.does("assignAppeal", id=appeal["id"])
    advised(judging, appeal, "dismiss")

    face.by(judging.manager).does("decideAppeal", id=appeal["id"], upheld=False, reason=REASON)

    [own] = face.by(judging.applicants[2]).does("entryAppeals", entry_id=judging.entry_ids[2])["data"]
    assert (own["state"], own["reason"]) == ("dismissed", REASON)
    assert judging.entry(2)["state"] == "not_selected"


def test_a_decision_is_appealed_against_once_and_only_a_no(face: Any, client: FlaskClient) -> None:
    judging = a_refusal(client)
    lodged(judging)

    with refused("already_appealed"):
        face.by(judging.applicants[2]).does("lodgeAppeal", entry_id=judging.entry_ids[2], grounds=GROUNDS)
    with refused("entry_is_selected"):
        face.by(judging.applicants[0]).does("lodgeAppeal", entry_id=judging.entry_ids[0], grounds=GROUNDS)
    with refused("entry_not_found"):
        face.by(judging.applicants[0]).does("lodgeAppeal", entry_id=judging.entry_ids[2], grounds=GROUNDS)


def test_after_its_window_nobody_appeals(face: Any, client: FlaskClient, clock: Any) -> None:
    judging = a_refusal(client)
    clock.forward(days=8)

    with refused("appeals_are_over"):
        face.by(judging.applicants[2]).does("lodgeAppeal", entry_id=judging.entry_ids[2], grounds=GROUNDS)


def test_the_applicant_hears_the_answer_and_not_who_advised_what(face: Any, client: FlaskClient) -> None:
    judging = a_refusal(client)
    appeal = lodged(judging)
    judging.manager.does("assignAppeal", id=appeal["id"])
    [judge] = advised(judging, appeal, "dismiss")

    applicants = face.by(judging.applicants[2]).does("opinions", appeal_id=appeal["id"])["data"]
    judges = face.by(judge).does("appeal", id=appeal["id"])
    stranger = register(client)

    assert applicants == []
    assert judges["account_id"] is None
    assert judges["grounds"] == GROUNDS
    with refused("appeal_not_found"):
        face.by(stranger).does("appeal", id=appeal["id"])


def test_a_withdrawn_appeal_needs_no_opinion_any_more(face: Any, client: FlaskClient) -> None:
    judging = a_refusal(client)
    appeal = lodged(judging)
    judging.manager.does("assignAppeal", id=appeal["id"])
    [opinion] = judging.manager.does("opinions", id=appeal["id"])["data"]
    judge = next(judge for judge in judging.judges if judge.id == opinion["judge_id"])

    withdrawn = face.by(judging.applicants[2]).does("withdrawAppeal", id=appeal["id"])

    assert withdrawn["state"] == "withdrawn"
    with refused("appeal_is_over"):
        face.by(judge).does("giveOpinion", id=opinion["id"], advice="uphold", comment="อ่านแล้ว")


def test_judges_are_exchanged_when_one_does_not_answer(face: Any, client: FlaskClient) -> None:
    judging = a_refusal(client)
    appeal = lodged(judging)
    judging.manager.does("assignAppeal", id=appeal["id"])
    [slow] = judging.manager.does("opinions", id=appeal["id"])["data"]
    free = next(j for j in judging.judges if j.id not in first_judges(judging) | {slow["judge_id"]})

    face.by(judging.manager).does("assignAppeal", id=appeal["id"], judge_ids=[free.id])
    [asked] = free.does("opinions", id=appeal["id"])["data"]
    free.does("giveOpinion", id=asked["id"], advice="dismiss", comment="อ่านแล้ว")
    decided = face.by(judging.manager).does("decideAppeal", id=appeal["id"], upheld=False, reason=REASON)

    assert decided["state"] == "dismissed"


def test_nobody_looks_again_who_is_in_conflict_whether_of_the_panel_or_not(
    face: Any, client: FlaskClient
) -> None:
    judging = a_refusal(client)
    appeal, applicant, colleague = lodged(judging), judging.applicants[2], register(client)
    join(applicant, found(applicant, kind="ngo"), colleague, "viewer")

    with refused("judge_in_conflict") as refusal:
        face.by(judging.manager).does("assignAppeal", id=appeal["id"], judge_ids=[colleague.id])

    assert refusal.at == ["/judge_ids/0"]


def test_an_organizer_does_not_answer_their_own_appeal_nor_reads_who_advised_what(
    face: Any, client: FlaskClient
) -> None:
    judging = a_refusal(client)
    appeal, applicant = lodged(judging), judging.applicants[2]
    join(judging.house.owner, judging.house.organization, applicant, "manager")

    with refused("your_own_entry"):
        face.by(applicant).does("assignAppeal", id=appeal["id"])
    judging.manager.does("assignAppeal", id=appeal["id"])
    advised(judging, appeal, "dismiss")
    with refused("your_own_entry"):
        face.by(applicant).does("decideAppeal", id=appeal["id"], upheld=True, reason=REASON)

    assert face.by(applicant).does("opinions", appeal_id=appeal["id"])["data"] == []


def test_a_call_is_not_archived_while_an_appeal_waits_for_its_answer(
    face: Any, client: FlaskClient, clock: Any
) -> None:
    judging = a_refusal(client)
    appeal = lodged(judging)
    clock.forward(days=8)

    with refused("appeals_undecided"):
        face.by(judging.manager).does("archiveCall", id=judging.call["id"])
    judging.applicants[2].does("withdrawAppeal", id=appeal["id"])

    assert face.by(judging.manager).does("archiveCall", id=judging.call["id"])["state"] == "archived"


def test_the_appeal_of_whoever_is_disqualified_rests(face: Any, client: FlaskClient) -> None:
    judging = a_refusal(client)
    appeal = lodged(judging)
    judging.manager.does("assignAppeal", id=appeal["id"])

    face.by(judging.manager).does(
        "disqualifyEntry", id=judging.entry_ids[2], reasons=[{"code": "other", "note": {"th": "ลอกมา"}}]
    )

    assert judging.manager.does("appeal", id=appeal["id"])["state"] == "withdrawn"
