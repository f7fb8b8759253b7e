"""For whom a project may be entered, what it may ask for, and what winning is worth."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.domain.projects import WHOLE
from tests.faces import Shown, refused
from tests.judging import Judging, bring, create_round
from tests.mirroring import a_partner, an_external_id, as_it_stands, mirror
from tests.world import House, Person, a_house, enter, found, join, open_call, publish_project, register


@pytest.fixture
def house(client: FlaskClient) -> House:
    return a_house(client)


def baht(amount: int) -> Shown:
    return {"amount": amount * 100, "currency": "THB"}


def a_village(client: FlaskClient, manager: Person) -> Shown:
    """A community group that this person manages."""
    owner = register(client)
    village = found(owner, kind="community", name={"th": "กลุ่มบ้านวังน้ำเย็น"})
    join(owner, village, manager, "manager")
    return village


def test_all_that_stands_in_the_way_is_named_at_once(face: Any, house: House, client: FlaskClient) -> None:
    call = open_call(
        house.manager,
        house.organization,
        split="by_request",
        award=baht(1),
        eligibility={"provinces": ["TH-10"], "applicants": ["community"]},
        questions={"type": "object", "required": ["why"]},
    )
    who = register(client)
    project = publish_project(who)

    with refused("province_not_eligible", "applicant_not_eligible", "asked_too_much", "required") as refusal:
        face.by(who).does("submitEntry", call_id=call["id"], project_id=project["id"])

    assert refusal.at == [
        "/project/problem/province",
        "/applicant_organization_id",
        "/project/asked_for",
        "/answers/why",
    ]


def test_a_person_enters_for_an_organization_that_they_manage(
    face: Any, house: House, client: FlaskClient
) -> None:
    call = open_call(house.manager, house.organization, eligibility={"applicants": ["community"]})
    applicant, colleague, viewer = register(client), register(client), register(client)
    village = a_village(client, applicant)
    owner = register(client)
    other = found(owner, kind="community")
    join(owner, other, viewer, "viewer")
    entering = {"call_id": call["id"], "project_id": publish_project(applicant)["id"]}

    with refused("not_your_organization"):
        face.by(applicant).does("submitEntry", **entering, applicant_organization_id=other["id"])
    entry = face.by(applicant).does("submitEntry", **entering, applicant_organization_id=village["id"])

    assert (entry["account_id"], entry["applicant_organization_id"]) == (applicant.id, village["id"])
    with refused("entry_not_found"):
        face.by(colleague).does("entry", id=entry["id"])
    with refused("entry_not_found"):
        face.by(viewer).does("entry", id=entry["id"])


def test_managers_of_the_applicant_see_the_entry_and_may_take_it_back(
    face: Any, house: House, client: FlaskClient
) -> None:
    call, applicant, colleague = (
        open_call(house.manager, house.organization),
        register(client),
        register(client),
    )
    owner = register(client)
    village = found(owner, kind="community")
    for who in (applicant, colleague):
        join(owner, village, who, "manager")
    project = publish_project(applicant)
    entering = {
        "call_id": call["id"],
        "project_id": project["id"],
        "applicant_organization_id": village["id"],
    }
    entry = applicant.does("submitEntry", **entering)

    seen = face.by(colleague).does("entry", id=entry["id"])
    withdrawn = face.by(colleague).does("withdrawEntry", id=entry["id"])

    assert (seen["fingerprint"], withdrawn["state"]) == (entry["fingerprint"], "withdrawn")


def test_an_organizations_project_is_entered_for_it_by_its_manager(
    face: Any, house: House, client: FlaskClient
) -> None:
    call = open_call(house.manager, house.organization)
    partner = a_partner(client, "campaigns:sync", "projects:write", "entries:write")
    made = mirror(face, partner, an_external_id(), **as_it_stands())
    project = partner.owner.does("project", id=made["project_id"])
    whole = {name: WHOLE[name] for name in WHOLE if name not in ("title", "summary")}
    partner.owner.does("updateProject", id=project["id"], expected_version=project["version"], **whole)
    entering = {"call_id": call["id"], "project_id": project["id"]}

    with refused("organization_does_not_own_it"):
        named = {"applicant_organization_id": house.organization["id"]}
        face.by(partner.owner).does("submitEntry", **entering, **named)
    with refused("not_your_project"):
        face.by(house.manager).does("submitEntry", **entering)
    entry = face.by(partner.owner).does("submitEntry", **entering)

    assert entry["applicant_organization_id"] == partner.organization["id"]
    assert entry["account_id"] == partner.owner.id


def test_an_organizations_entries_are_counted_for_it_whoever_submits_them(
    face: Any, house: House, client: FlaskClient
) -> None:
    call = open_call(house.manager, house.organization)
    one, other, owner = register(client), register(client), register(client)
    village = found(owner, kind="community")
    for who in (one, other):
        join(owner, village, who, "manager")

    def submit(who: Person, **more: Any) -> Shown:
        given = {"call_id": call["id"], "project_id": publish_project(who)["id"], **more}
        entry: Shown = face.by(who).does("submitEntry", **given)
        return entry

    submit(one, applicant_organization_id=village["id"])
    with refused("entries_used_up"):
        submit(other, applicant_organization_id=village["id"])

    assert submit(other)["applicant_organization_id"] is None


@pytest.mark.parametrize(("asked", "taken"), [(5_000, True), (5_001, False)])
def test_nobody_asks_for_more_than_one_may(
    face: Any, house: House, client: FlaskClient, asked: int, taken: bool
) -> None:
    call = open_call(house.manager, house.organization, split="by_request", award=baht(5_000))
    applicant = register(client)
    entering = {"call_id": call["id"], "project_id": publish_project(applicant, asked_for=baht(asked))["id"]}

    if taken:
        entry = face.by(applicant).does("submitEntry", **entering)

        assert entry["document"]["asked_for"] == baht(asked)
    else:
        with refused("asked_too_much") as refusal:
            face.by(applicant).does("submitEntry", **entering)

        assert refusal.at == ["/project/asked_for"]


def judged(client: FlaskClient, asked: list[int], until: str = "decided", **rules: Any) -> Judging:
    """A round of a call; the first asks for the first of these sums, in baht, and so on."""
    house = a_house(client)
    call = open_call(house.manager, house.organization, **rules)
    applicants = [register(client) for _ in asked]
    entries = []
    for applicant, sum_ in zip(applicants, asked, strict=True):
        project = publish_project(applicant, asked_for=baht(sum_))
        entry = applicant.does("submitEntry", call_id=call["id"], project_id=project["id"])
        house.manager.does("screenEntry", id=entry["id"], verdict="eligible")
        entries.append(entry)
    house.manager.does("closeCall", id=call["id"])
    panel = [register(client) for _ in range(3)]
    judging = Judging(house, call, applicants, entries, panel, create_round(house.manager, call))
    judging.run("setRoundPanel", judge_ids=[judge.id for judge in panel])
    bring(judging, until)
    return judging


def test_fixed_awards_are_the_same_for_all(face: Any, client: FlaskClient) -> None:
    judging = judged(client, [10, 20, 30], split="fixed", award=baht(400), pool=baht(1_000), award_count=2)

    face.by(judging.manager).does("publishRound", id=judging.round["id"])

    assert [grant["amount"] for grant in judging.grants()] == [baht(400), baht(400)]


def test_by_request_each_winner_gets_what_it_asks_for_and_so_does_who_moves_up(
    face: Any, client: FlaskClient
) -> None:
    rules: Shown = {"split": "by_request", "award": baht(800), "pool": baht(1_000), "award_count": 2}
    judging = judged(client, [600, 300, 800], **rules)

    face.by(judging.manager).does("publishRound", id=judging.round["id"])
    first, second = judging.grants()
    face.by(judging.applicants[1]).does("declineGrant", id=second["id"])

    assert [first["amount"], second["amount"]] == [baht(600), baht(300)]
    moved_up = judging.grants()[-1]
    assert moved_up["entry_id"] == judging.entry_ids[2]
    assert moved_up["amount"] == baht(400)  # as far as the pool reaches


def test_winners_who_ask_for_more_than_the_pool_are_not_decided_on(face: Any, client: FlaskClient) -> None:
    rules: Shown = {"split": "by_request", "award": baht(800), "pool": baht(1_000), "award_count": 2}
    judging = judged(client, [600, 700, 10], until="ranked", **rules)
    instead = [{"entry_id": judging.entry_ids[2], "place": 2, "reason": {"th": "พอดีวงเงิน"}}]
    manager = face.by(judging.manager)

    with refused("pool_exceeded"):
        manager.does("decideRound", id=judging.round["id"], moves=[])
    decided = manager.does("decideRound", id=judging.round["id"], moves=instead)

    assert decided["state"] == "decided"


def test_a_manager_of_the_organization_that_won_accepts_its_grant(face: Any, client: FlaskClient) -> None:
    house, owner, applicant, colleague = a_house(client), *(register(client) for _ in range(3))
    village = found(owner, kind="community")
    for who in (applicant, colleague):
        join(owner, village, who, "manager")
    call = open_call(house.manager, house.organization, award_count=1)
    given = {"project_id": publish_project(applicant)["id"], "applicant_organization_id": village["id"]}
    entries = [applicant.does("submitEntry", call_id=call["id"], **given), enter(register(client), call)]
    for entry in entries:
        house.manager.does("screenEntry", id=entry["id"], verdict="eligible")
    house.manager.does("closeCall", id=call["id"])
    panel = [register(client) for _ in range(3)]
    judging = Judging(house, call, [applicant], entries, panel, create_round(house.manager, call))
    judging.run("setRoundPanel", judge_ids=[judge.id for judge in panel])
    bring(judging, "published")

    [grant] = judging.grants()
    with refused("not_your_grant"):
        face.by(house.stranger).does("acceptGrant", id=grant["id"])
    accepted = face.by(colleague).does("acceptGrant", id=grant["id"])

    assert (accepted["state"], accepted["applicant_organization_id"]) == ("accepted", village["id"])
