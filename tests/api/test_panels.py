"""Who judges what, on both faces: people who are there, and nobody near an entry that they have a conflict with."""

from collections import Counter
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.domain.projects import WHOLE
from tests.faces import Rest, Shown, refused
from tests.judging import a_judging, create_round
from tests.world import House, Person, a_house, enter, found, join, open_call, register

REASON = {"th": "ขอยกขึ้น"}


@pytest.fixture
def house(client: FlaskClient) -> House:
    return a_house(client)


@pytest.fixture
def call(house: House) -> Shown:
    return open_call(house.manager, house.organization)


def test_a_panel_is_of_people_who_are_there_enough_and_named_once(
    face: Any, client: FlaskClient, house: House, call: Shown
) -> None:
    round_ = create_round(house.manager, call)
    judges = [register(client).id for _ in range(4)]

    def seat(*ids: str, **more: Any) -> Any:
        return face.by(house.manager).does("setRoundPanel", id=round_["id"], judge_ids=list(ids), **more)

    with refused("account_not_found") as answer:
        seat(*judges, "account_nobody")
    with refused("named_twice"):
        seat(*judges, judges[0])
    with refused("panel_too_small"):
        seat(*judges[:2])
    first = seat(*judges)
    with refused("version_stale"):
        seat(*judges[:3], expected_version=round_["version"])
    second = seat(*judges[:3], expected_version=first["version"])

    assert answer.at == ["/judge_ids/4"]
    assert (first["judge_ids"], second["judge_ids"]) == (judges, judges[:3])


def test_a_conflict_is_pinned_between_a_judge_of_the_panel_and_an_entry_of_the_call(
    face: Any, client: FlaskClient
) -> None:
    judging, other = a_judging(client, until="draft"), a_judging(client, until="draft", entries=1)
    pinned = [
        {"judge_id": judging.applicants[0].id, "entry_id": judging.entry_ids[0], "reason": "x"},
        {"judge_id": judging.judges[0].id, "entry_id": other.entry_ids[0], "reason": "x"},
    ]

    with refused("not_on_the_panel", "entry_not_in_call") as answer:
        face.by(judging.manager).does(
            "setRoundPanel",
            id=judging.round["id"],
            judge_ids=[judge.id for judge in judging.judges],
            conflicts=pinned,
        )

    assert answer.at == ["/conflicts/0/judge_id", "/conflicts/1/entry_id"]


def test_every_entry_gets_its_reviews_and_no_judge_much_more_than_another(
    face: Any, client: FlaskClient
) -> None:
    judging = a_judging(client, until="draft", entries=5, judges=4)

    face.by(judging.manager).does("openRound", id=judging.round["id"])

    reviews = judging.reviews_of(judging.manager)
    assert Counter(one["entry_id"] for one in reviews) == dict.fromkeys(judging.entry_ids, 3)
    loads = Counter(one["judge_id"] for one in reviews)
    assert set(loads) == {judge.id for judge in judging.judges}
    assert max(loads.values()) - min(loads.values()) <= 1


def everybody_knows(client: FlaskClient, database: Any, applicant: Person) -> tuple[list[Person], Shown]:
    """A colleague of the applicant's, one of former days, one whose village supports the project; and the project."""
    founder, *people = [register(client) for _ in range(4)]
    colleague, former, supporter = people
    ngo, old_ngo, village = found(founder), found(founder), found(founder)
    for organization, person in (
        (ngo, applicant),
        (ngo, colleague),
        (old_ngo, applicant),
        (old_ngo, former),
        (village, supporter),
    ):
        join(founder, organization, person, "viewer")
    database.execute("UPDATE memberships SET left_at = now() WHERE account_id = %s", [former.id])
    supporters = [{"name": {"th": "เทศบาล"}, "organization_id": village["id"]}]
    return people, applicant.does("createProject", **WHOLE | {"supporters": supporters})


def test_no_judge_gets_an_entry_that_they_have_a_conflict_with_nor_sees_it(
    face: Any, client: FlaskClient, database: Any
) -> None:
    house, applicant, (own, pinned, *free) = (
        a_house(client),
        register(client),
        [register(client) for _ in range(4)],
    )
    known, project = everybody_knows(client, database, applicant)
    call = open_call(house.manager, house.organization, award_count=1)
    entry = applicant.does("submitEntry", call_id=call["id"], project_id=project["id"])
    mine, others = enter(own, call), [enter(register(client), call) for _ in range(3)]
    for one in (entry, mine, *others):
        house.manager.does("screenEntry", id=one["id"], verdict="eligible")
    house.manager.does("closeCall", id=call["id"])
    round_ = create_round(house.manager, call)
    panel = [judge.id for judge in (*known, own, pinned, *free)]
    conflict = {"judge_id": pinned.id, "entry_id": entry["id"], "reason": "สอนผู้สมัครมาก่อน"}

    manager = face.by(house.manager)
    manager.does("setRoundPanel", id=round_["id"], judge_ids=panel, conflicts=[conflict])
    manager.does("openRound", id=round_["id"])

    reviews = house.manager.does("reviews", round_id=round_["id"], first=100)["data"]
    judged = {(one["judge_id"], one["entry_id"]) for one in reviews}
    assert judged.isdisjoint({(own.id, mine["id"]), *((judge.id, entry["id"]) for judge in (*known, pinned))})
    assert Counter(id for _, id in judged) == dict.fromkeys([one["id"] for one in (entry, mine, *others)], 3)
    for judge in (*known, pinned):
        with refused("entry_not_found"):
            face.by(judge).does("entry", id=entry["id"])


def test_a_panel_with_too_many_conflicts_is_refused_with_what_is_lacking(
    face: Any, client: FlaskClient
) -> None:
    judging = a_judging(client, until="draft", entries=2, judges=3)
    conflict = {"judge_id": judging.judges[0].id, "entry_id": judging.entry_ids[1], "reason": "พี่น้อง"}
    panel = {"judge_ids": [judge.id for judge in judging.judges], "conflicts": [conflict]}
    judging.run("setRoundPanel", **panel)

    with refused("judges_lacking"):
        face.by(judging.manager).does("openRound", id=judging.round["id"])
    told = Rest(client, judging.manager.bearer).answer("openRound", id=judging.round["id"]).get_json()
    judging.run("setRoundPanel", **panel | {"conflicts": []})
    opened = face.by(judging.manager).does("openRound", id=judging.round["id"])

    [lacking] = told["details"]["entries"]
    assert (lacking["entry_id"], lacking["have"], lacking["need"]) == (judging.entry_ids[1], 2, 3)
    assert opened["state"] == "open"


def test_a_panel_too_large_to_compare_its_judges_is_refused(face: Any, client: FlaskClient) -> None:
    """Six reviews cannot link two entries and six judges, each of whom has as much to do as the others."""
    judging = a_judging(client, until="draft", entries=2, judges=7)

    with refused("assignment_disconnected"):
        face.by(judging.manager).does("openRound", id=judging.round["id"])

    assert judging.entry(0)["state"] == "eligible"
    assert judging.reviews_of(judging.manager) == []


def test_a_round_opens_when_the_call_is_closed_and_all_is_screened(face: Any, client: FlaskClient) -> None:
    house = a_house(client)
    call = open_call(house.manager, house.organization, award_count=1)
    entry = enter(register(client), call)
    round_ = create_round(house.manager, call)
    judges = [register(client).id for _ in range(3)]
    manager = face.by(house.manager)

    with refused("call_is_open"):
        manager.does("openRound", id=round_["id"])
    house.manager.does("closeCall", id=call["id"])
    with refused("entries_unscreened"):
        manager.does("openRound", id=round_["id"])
    house.manager.does("screenEntry", id=entry["id"], verdict="eligible")
    with refused("judges_lacking"):
        manager.does("openRound", id=round_["id"])
    house.manager.does("setRoundPanel", id=round_["id"], judge_ids=judges)
    opened = manager.does("openRound", id=round_["id"])
    house.manager.does("sealRound", id=round_["id"])
    with refused("round_is_sealed"):
        house.manager.does("setRoundPanel", id=round_["id"], judge_ids=judges)

    assert opened["state"] == "open"
    assert house.manager.does("entry", id=entry["id"])["state"] == "in_review"


def test_fewer_entries_than_places_are_not_judged(face: Any, client: FlaskClient) -> None:
    judging = a_judging(client, until="draft", entries=1, places=2)

    with refused("too_few_entries"):
        face.by(judging.manager).does("openRound", id=judging.round["id"])
