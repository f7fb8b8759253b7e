"""A campaign's story on both faces: drafted, changed, launched, found."""

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.faces import GraphQL, Rest, Shown, refused
from tests.fundraising import (
    GOAL,
    REWARDS,
    a_campaign,
    baht,
    draft_campaign,
    launch_campaign,
    satang,
)
from tests.world import (
    Person,
    a_guest,
    a_house,
    make_machine,
    nobody_has,
    publish_project,
    register,
    register_admin,
    rfc3339,
)


@pytest.fixture
def owner(client: FlaskClient) -> Person:
    return register(client)


@pytest.fixture
def stranger(client: FlaskClient) -> Person:
    return register(client)


def drafted(face: Any, owner: Person, **more: Any) -> Shown:
    """Through the face itself, for a new project."""
    project = publish_project(owner)
    made: Shown = face.by(owner).does("createCampaign", project_id=project["id"], **a_campaign(**more))
    return made


def test_whoever_owns_a_project_drafts_a_campaign_that_nobody_else_sees(
    face: Any, owner: Person, stranger: Person
) -> None:
    made = drafted(face, owner)

    assert (made["state"], made["model"], made["goal"]) == ("draft", "all_or_nothing", satang(GOAL))
    assert (made["raised"], made["backers"], made["raised_at_end"]) == (baht(0), 0, None)
    assert (made["least"], made["most"]) == (baht(10), baht(500_000))
    assert [each["left"] for each in made["rewards"]] == [None, 1]
    assert face.by(owner).does("campaign", id=made["id"])["title"] == made["title"]
    for who in (None, stranger):
        with refused("campaign_not_found"):
            face.by(who).does("campaign", id=made["id"])


def test_nobody_drafts_a_campaign_for_the_project_of_another(
    face: Any, owner: Person, stranger: Person, client: FlaskClient
) -> None:
    project, guest = publish_project(owner), a_guest(client)
    draft = stranger.does("createProject", title={"th": "ร่าง"})

    def tries(who: Any, project_id: str) -> None:
        face.by(who).does("createCampaign", project_id=project_id, **a_campaign())

    with refused("not_your_project"):
        tries(stranger, project["id"])
    with refused("sign_in_first"):
        tries(None, project["id"])
    with refused("account_needed"):
        tries(guest, project["id"])
    with refused("project_is_draft"):
        tries(stranger, draft["id"])
    with refused("project_not_found"):
        tries(owner, draft["id"])


def test_rewards_without_an_id_are_given_one_that_no_other_has(face: Any, owner: Person) -> None:
    nameless = {"title": {"th": "ของที่ระลึก"}, "least": baht(100)}

    made = drafted(face, owner, rewards=[nameless, {**nameless, "id": "r1"}, nameless])

    assert [each["id"] for each in made["rewards"]] == ["r2", "r1", "r3"]
    assert [each["limit"] for each in made["rewards"]] == [None] * 3


@pytest.mark.parametrize(
    ("wrong", "codes", "at"),
    [
        ({"goal": baht(9)}, ["number_out_of_range"], ["/goal/amount"]),
        ({"deadline": rfc3339(-timedelta(days=1))}, ["deadline_in_the_past"], ["/deadline"]),
        ({"deadline": rfc3339(timedelta(days=91))}, ["deadline_too_far"], ["/deadline"]),
        ({"title": {"th": " "}}, ["text_missing"], ["/title"]),
        ({"least": baht(9)}, ["number_out_of_range"], ["/least/amount"]),
        ({"least": baht(100), "most": baht(99), "rewards": []}, ["most_under_least"], ["/most/amount"]),
    ],
)
def test_terms_that_make_no_sense_are_refused(
    face: Any, owner: Person, wrong: Shown, codes: list[str], at: list[str]
) -> None:
    with refused(*codes) as refusal:
        drafted(face, owner, **wrong)

    assert refusal.at == at


@pytest.mark.parametrize(
    ("wrong", "code", "at"),
    [
        ({"id": "a b"}, "not_valid", "/rewards/1/id"),
        ({"id": "ของ"}, "not_valid", "/rewards/1/id"),
        ({"id": "x" * 41}, "length_out_of_range", "/rewards/1/id"),
        ({"id": "card"}, "id_repeated", "/rewards/1/id"),
        ({"title": {}}, "text_missing", "/rewards/1/title"),
        ({"least": baht(9)}, "number_out_of_range", "/rewards/1/least/amount"),
        ({"least": baht(500_001)}, "number_out_of_range", "/rewards/1/least/amount"),
        ({"limit": 0}, "number_out_of_range", "/rewards/1/limit"),
    ],
)
def test_rewards_that_make_no_sense_are_refused(
    face: Any, owner: Person, wrong: Shown, code: str, at: str
) -> None:
    with refused(code) as refusal:
        drafted(face, owner, rewards=[REWARDS[0], {**REWARDS[1], **wrong}])

    assert refusal.at == [at]


def test_a_draft_can_be_changed_in_everything(face: Any, owner: Person) -> None:
    made = drafted(face, owner)
    terms = {
        "title": {"th": "ชื่อใหม่"},
        "story": {"en": "Another story"},
        "goal": baht(5_000),
        "deadline": rfc3339(timedelta(days=10)).replace("Z", "Z"),
        "model": "keep_what_you_raise",
        "least": baht(20),
        "most": baht(1_000),
        "rewards": [{"title": {"th": "ใหม่"}, "least": baht(50), "limit": 7}],
    }

    changed = face.by(owner).does("updateCampaign", id=made["id"], expected_version=made["version"], **terms)

    same = set(terms) - {"rewards", "deadline"}
    assert {name: changed[name] for name in same} == {name: terms[name] for name in same}
    assert changed["deadline"] != made["deadline"]
    [reward] = changed["rewards"]
    assert (reward["id"], reward["limit"], reward["left"]) == ("r1", 7, 7)
    assert changed["version"] == made["version"] + 1


def test_a_change_that_was_decided_on_an_older_version_is_refused(face: Any, owner: Person) -> None:
    made = drafted(face, owner)

    with refused("version_stale"):
        face.by(owner).does(
            "updateCampaign", id=made["id"], expected_version=made["version"] + 1, title={"th": "ใหม่"}
        )


def test_once_it_is_live_only_its_words_may_change(face: Any, owner: Person) -> None:
    live = launch_campaign(owner)

    def changes(**more: Any) -> Any:
        version = face.by(owner).does("campaign", id=live["id"])["version"]
        return face.by(owner).does("updateCampaign", id=live["id"], expected_version=version, **more)

    with refused("fixed_once_live", "fixed_once_live") as refusal:
        changes(title={"th": "ใหม่"}, goal=baht(1), rewards=[])
    said = changes(title={"th": "ใหม่"}, story={"th": "เพิ่มเติม"})

    assert sorted(refusal.at) == ["/goal", "/rewards"]
    assert (said["title"], said["story"]) == ({"th": "ใหม่"}, {"th": "เพิ่มเติม"})
    assert (said["goal"], len(said["rewards"])) == (satang(GOAL), 2)
    with refused("text_missing"):
        changes(title={"th": ""})


def test_from_its_launch_on_everybody_sees_it_and_where_it_happens(face: Any, owner: Person) -> None:
    draft = drafted(face, owner)

    live = face.by(owner).does("launchCampaign", id=draft["id"])

    seen = face.by(None).does("campaign", id=draft["id"])
    assert (live["state"], draft["launched_at"], draft["province"]) == ("live", None, None)
    assert seen["launched_at"] == live["launched_at"] > draft["created_at"]
    assert (seen["province"], seen["goals"]) == ("TH-67", [2, 6])
    with refused("campaign_is_live"):
        face.by(owner).does("launchCampaign", id=draft["id"])


def test_a_draft_whose_deadline_has_passed_is_not_launched(face: Any, owner: Person, clock: Any) -> None:
    draft = drafted(face, owner, deadline=rfc3339(timedelta(hours=1)))

    clock.forward(hours=2)

    with refused("campaign_over"):
        face.by(owner).does("launchCampaign", id=draft["id"])


@pytest.mark.parametrize("act", ["updateCampaign", "launchCampaign", "cancelCampaign"])
def test_nobody_runs_the_campaign_of_another(
    face: Any, client: FlaskClient, owner: Person, stranger: Person, act: str
) -> None:
    live, draft = launch_campaign(owner), draft_campaign(owner)
    house = a_house(client)
    machine = make_machine(house.owner, house.organization, "campaigns:write")

    def tries(who: Any, campaign: Shown) -> None:
        more = {"expected_version": campaign["version"]} if act == "updateCampaign" else {}
        face.by(who).does(act, id=campaign["id"], idempotency_key=campaign["id"], **more)

    for who in (stranger, machine):
        with refused("not_your_campaign"):
            tries(who, live)
        with refused("campaign_not_found"):
            tries(who, draft)
    with refused("account_needed"):
        tries(a_guest(client), live)
    with refused("sign_in_first"):
        tries(None, live)


def test_owner_and_administrators_call_a_campaign_off(
    face: Any, client: FlaskClient, database: Any, owner: Person
) -> None:
    for who in (owner, register_admin(client, database)):
        for campaign in (launch_campaign(owner), draft_campaign(owner)):
            done = face.by(who).does("cancelCampaign", id=campaign["id"])

            assert done["state"] == "cancelled"
            assert done["ended_at"] is not None
            with refused("campaign_is_cancelled"):
                face.by(who).does("cancelCampaign", id=campaign["id"])


def test_campaigns_are_found_by_project_state_model_province_and_goal(face: Any, owner: Person) -> None:
    project = publish_project(owner)
    live = launch_campaign(owner, project_id=project["id"])
    keeping = launch_campaign(owner, project_id=project["id"], model="keep_what_you_raise")
    draft = draft_campaign(owner, project_id=project["id"], deadline=rfc3339(timedelta(days=1)))

    def listed(who: Person | None, **asked: Any) -> set[str]:
        found = face.by(who).does("campaigns", project_id=[project["id"]], **asked)["data"]
        return {each["id"] for each in found}

    assert listed(None) == {live["id"], keeping["id"]}
    assert listed(owner) == {live["id"], keeping["id"], draft["id"]}
    assert listed(owner, state=["draft"]) == {draft["id"]}
    assert listed(None, model=["keep_what_you_raise"]) == {keeping["id"]}
    assert listed(None, province=["TH-67"], goal=[6]) == {live["id"], keeping["id"]}
    assert listed(None, province=["TH-10"]) == set()
    assert listed(None, organization_id=[nobody_has("organization")]) == set()


def test_campaigns_are_listed_by_when_they_end(face: Any, owner: Person) -> None:
    project = publish_project(owner)
    later, sooner = (
        launch_campaign(owner, project_id=project["id"], deadline=rfc3339(timedelta(days=days)))
        for days in (20, 10)
    )

    found = face.by(None).does("campaigns", project_id=[project["id"]], sort="ending")["data"]

    assert [each["id"] for each in found] == [sooner["id"], later["id"]]


def test_a_project_leads_to_its_campaigns(rest: Rest, graph: GraphQL, owner: Person) -> None:
    campaign = launch_campaign(owner)
    asked = """query($id: ID!) { project(id: $id) { campaigns(state: [LIVE]) {
        nodes { id project { id } organization { id } pledges { nodes { id } } } } } }"""

    expanded = rest.does("project", id=campaign["project_id"], expand="campaigns")
    found = graph.asks(asked, {"id": campaign["project_id"]})["data"]["project"]["campaigns"]["nodes"]

    assert [each["id"] for each in expanded["campaigns"]["data"]] == [campaign["id"]]
    own = {"id": campaign["project_id"]}
    assert found == [{"id": campaign["id"], "project": own, "organization": None, "pledges": {"nodes": []}}]
