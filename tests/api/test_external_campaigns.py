"""A partner's story on both faces: it mirrors campaigns of its own site, for its own projects and for others'."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.domain.projects import WHOLE
from tests.faces import Rest, Shown, refused
from tests.mirroring import Partner, a_partner, an_external_id, as_it_stands, baht, mirror, reported
from tests.world import Person, a_guest, nobody_has, publish_project, register, rfc3339

MOVED = (
    "SELECT count(*) FROM outbox WHERE subject = %s",
    "SELECT count(*) FROM audit_records WHERE subject = %s",
)
SCOPES = ("campaigns:sync", "campaigns:write", "projects:write", "entries:write", "volunteers:write")


@pytest.fixture
def meefund(client: FlaskClient) -> Partner:
    return a_partner(client)


@pytest.fixture
def owner(client: FlaskClient) -> Person:
    """Of a project that no partner brought along."""
    return register(client)


def seen(face: Any, who: Any, campaign: Shown) -> Shown:
    shown: Shown = face.by(who).does("campaign", id=campaign["id"])
    return shown


def not_there(face: Any) -> str:
    """Null is how the graph says so."""
    return "campaign_not_found" if isinstance(face, Rest) else "externalCampaign_not_found"


def test_a_campaign_that_brings_its_project_along_is_live_at_once(face: Any, meefund: Partner) -> None:
    name, said = an_external_id(), as_it_stands()

    made = mirror(face, meefund, name, **said)

    assert (made["state"], made["mirrored"], made["external_id"]) == ("live", True, name)
    assert (made["raised"], made["backers"], made["version"]) == (baht(1_200), 12, 1)
    assert (made["organization_id"], made["url"]) == (meefund.organization["id"], said["url"])
    assert (made["province"], made["goals"]) == ("TH-67", [2, 6])
    assert seen(face, None, made)["state"] == "live"


def test_the_project_that_it_brings_belongs_to_the_organization_and_is_published(
    face: Any, meefund: Partner
) -> None:
    made = mirror(face, meefund, an_external_id(), **as_it_stands())

    project = face.does("project", id=made["project_id"])
    listed = face.does("projects", organization_id=[meefund.organization["id"]])["data"]

    assert (project["state"], project["account_id"]) == ("published", None)
    assert project["organization_id"] == meefund.organization["id"]
    assert [each["id"] for each in listed] == [project["id"]]


def test_ours_and_what_is_raised_elsewhere_are_told_apart(face: Any, meefund: Partner) -> None:
    said = as_it_stands()
    made = mirror(face, meefund, an_external_id(), **said)

    totals = seen(face, None, made)["totals"]

    as_of = datetime.fromisoformat(said["as_of"])
    assert (totals["collected"], totals["elsewhere"]) == (baht(0), baht(1_200))
    assert datetime.fromisoformat(totals["elsewhere_as_of"]) == as_of


def test_only_the_partner_reads_its_own_id_of_it(face: Any, meefund: Partner, owner: Person) -> None:
    made = mirror(face, meefund, an_external_id(), **as_it_stands())

    assert [seen(face, who, made)["external_id"] for who in (None, owner)] == [None, None]
    assert seen(face, meefund, made)["external_id"] == made["external_id"]
    assert seen(face, meefund.owner, made)["external_id"] == made["external_id"]


def test_a_limited_reward_does_not_say_how_many_a_partner_has_left(face: Any, meefund: Partner) -> None:
    made = mirror(face, meefund, an_external_id(), **as_it_stands())

    assert [(each["limit"], each["left"]) for each in made["rewards"]] == [(10, None)]


def test_nobody_pledges_here_to_what_runs_elsewhere(face: Any, meefund: Partner, owner: Person) -> None:
    made = mirror(face, meefund, an_external_id(), **as_it_stands())

    with refused("pledged_elsewhere"):
        face.by(owner).sending(idempotency_key="a-key-for-a-pledge").does(
            "createPledge", campaign_id=made["id"], amount=baht(100), method="promptpay"
        )


def test_said_again_as_it_is_nothing_changes_and_nothing_is_told(
    face: Any, meefund: Partner, database: Any
) -> None:
    name, said = an_external_id(), as_it_stands()
    first = mirror(face, meefund, name, **said)
    before = [database.execute(question, [first["id"]]).fetchone() for question in MOVED]

    again = mirror(face, meefund, name, **said)
    with_its_version = mirror(face, meefund, name, **said, expected_version=first["version"])
    with refused("version_stale"):
        mirror(face, meefund, name, **said, expected_version=9)

    assert again == with_its_version == first
    assert [database.execute(question, [first["id"]]).fetchone() for question in MOVED] == before


def test_it_is_found_by_the_partners_own_id(face: Any, meefund: Partner) -> None:
    name = an_external_id()
    made = mirror(face, meefund, name, **as_it_stands())

    found = face.by(meefund).does("externalCampaign", external_id=name)

    assert (found["id"], found["version"]) == (made["id"], 1)
    with refused(not_there(face)):
        face.by(meefund).does("externalCampaign", external_id="nothing-is-called-so")


def test_two_partners_call_different_campaigns_by_the_same_name(face: Any, client: FlaskClient) -> None:
    name, (one, other) = an_external_id(), (a_partner(client), a_partner(client))

    first = mirror(face, one, name, **as_it_stands())
    second = mirror(face, other, name, **as_it_stands(goal=baht(9_000)))

    assert first["id"] != second["id"]
    assert face.by(one).does("externalCampaign", external_id=name)["goal"] == baht(3_000)
    assert face.by(other).does("externalCampaign", external_id=name)["goal"] == baht(9_000)


def test_anothers_name_leads_nowhere(face: Any, meefund: Partner, client: FlaskClient) -> None:
    name = an_external_id()
    mirror(face, meefund, name, **as_it_stands())

    with refused(not_there(face)):
        face.by(a_partner(client)).does("externalCampaign", external_id=name)


@pytest.mark.parametrize("operation", ["setExternalCampaign", "externalCampaign"])
def test_only_a_partners_machine_with_the_scope_acts(
    face: Any, meefund: Partner, client: FlaskClient, operation: str
) -> None:
    given = as_it_stands() if operation == "setExternalCampaign" else {}
    callers = [
        (None, "sign_in_first"),
        (meefund.owner, "client_needed"),
        (a_guest(client), "client_needed"),
        (a_partner(client, "campaigns:write"), "scope_missing"),
    ]

    for who, code in callers:
        with refused(code):
            face.by(who).sending(idempotency_key="k").does(operation, external_id="x", **given)


def test_it_is_for_exactly_one_project(face: Any, meefund: Partner) -> None:
    neither = as_it_stands(project_id=None)

    for said in (neither, neither | {"project": WHOLE, "project_id": nobody_has("project")}):
        with refused("project_id_or_project") as told:
            mirror(face, meefund, an_external_id(), **said)
        assert told.at == ["/project_id"]


def test_a_project_that_lacks_something_is_refused_with_all_that_it_lacks(
    face: Any, meefund: Partner
) -> None:
    bare = {"title": {"th": "โครงการ"}, "problem": {"province": "TH-99"}}

    with refused("missing", "missing", "missing", "province_unknown") as told:
        mirror(face, meefund, name := an_external_id(), **as_it_stands(project=bare))

    assert set(told.at) >= {"/project/summary", "/project/problem/statement", "/project/solution/approach"}
    with refused(not_there(face)):
        face.by(meefund).does("externalCampaign", external_id=name)


def test_a_changed_project_revises_the_partners_own(face: Any, meefund: Partner) -> None:
    name, said = an_external_id(), as_it_stands()
    made = mirror(face, meefund, name, **said)

    again = mirror(face, meefund, name, **said | {"project": WHOLE | {"summary": {"th": "สรุปใหม่"}}})

    project = face.does("project", id=made["project_id"])
    assert (project["summary"], project["version"]) == ({"th": "สรุปใหม่"}, 2)
    assert (again["project_id"], again["version"]) == (made["project_id"], 1)


def test_a_second_campaign_may_be_for_the_project_that_was_brought_with_the_first(
    face: Any, meefund: Partner
) -> None:
    first = mirror(face, meefund, an_external_id(), **as_it_stands())

    second = mirror(face, meefund, an_external_id(), **as_it_stands(project_id=first["project_id"]))

    assert (second["state"], second["project_id"]) == ("live", first["project_id"])


def test_on_anothers_project_it_is_a_draft_that_only_the_two_see(
    face: Any, meefund: Partner, owner: Person
) -> None:
    project = publish_project(owner)

    made = mirror(face, meefund, an_external_id(), **as_it_stands(project_id=project["id"]))

    assert made["state"] == "draft"
    assert [seen(face, who, made)["state"] for who in (meefund, owner)] == ["draft", "draft"]
    for who in (None, register(owner.client)):
        with refused("campaign_not_found"):
            seen(face, who, made)


def test_only_the_projects_owner_launches_it_and_then_reports_count(
    face: Any, client: FlaskClient, owner: Person
) -> None:
    partner, name = a_partner(client, *SCOPES), an_external_id()
    said = as_it_stands(project_id=publish_project(owner)["id"])
    made = mirror(face, partner, name, **said)
    for who in (partner, partner.owner):
        with refused("not_your_campaign"):
            face.by(who).sending(idempotency_key=f"launch-{name}").does("launchCampaign", id=made["id"])

    launched = face.by(owner).does("launchCampaign", id=made["id"])
    mirror(face, partner, name, **reported(said, 2_000))

    assert (launched["state"], launched["raised"]) == ("live", baht(1_200))
    assert seen(face, None, made)["raised"] == baht(2_000)


def test_a_project_must_be_there_and_published(face: Any, meefund: Partner, owner: Person) -> None:
    drafted = owner.does("createProject", **WHOLE)

    for id in (drafted["id"], nobody_has("project")):
        with refused("project_not_found"):
            mirror(face, meefund, an_external_id(), **as_it_stands(project_id=id))


def test_another_partners_project_is_not_for_ones_own_campaigns(
    face: Any, meefund: Partner, client: FlaskClient
) -> None:
    theirs = mirror(face, a_partner(client), an_external_id(), **as_it_stands())

    with refused("not_your_project"):
        mirror(face, meefund, an_external_id(), **as_it_stands(project_id=theirs["project_id"]))


def test_which_project_it_is_for_never_changes(face: Any, meefund: Partner, owner: Person) -> None:
    name, project = an_external_id(), publish_project(owner)
    said = as_it_stands(project_id=project["id"])
    mirror(face, meefund, name, **said)

    with refused("fixed_once_made") as told:
        mirror(face, meefund, name, **said | {"project_id": publish_project(owner)["id"]})
    assert told.at == ["/project_id"]
    with refused("fixed_once_made") as told:
        mirror(face, meefund, name, **as_it_stands())
    assert told.at == ["/project"]


def test_terms_follow_the_partners_site_while_it_is_live(face: Any, meefund: Partner) -> None:
    name, said = an_external_id(), as_it_stands()
    mirror(face, meefund, name, **said)

    changed = mirror(face, meefund, name, **said | {"goal": baht(5_000), "rewards": []}, expected_version=1)

    assert (changed["goal"], changed["rewards"], changed["version"]) == (baht(5_000), [], 2)


def test_our_limits_are_none_of_a_partners(face: Any, meefund: Partner) -> None:
    small = as_it_stands(goal=baht(5), deadline=rfc3339(timedelta(days=400)))

    made = mirror(face, meefund, an_external_id(), **small)

    assert (made["state"], made["goal"], made["least"]) == ("live", baht(5), baht(0))
    with refused("number_out_of_range") as told:
        mirror(face, meefund, an_external_id(), **small | {"goal": baht(0)})
    assert told.at == ["/goal/amount"]


@pytest.mark.parametrize(
    "url",
    ["http://meefund.example/a", "https://", "javascript:alert(1)", "https://a@b.example/", "https://a b/"],
)
def test_its_page_is_an_https_address(face: Any, meefund: Partner, url: str) -> None:
    with refused("url_malformed") as told:
        mirror(face, meefund, an_external_id(), **as_it_stands(url=url))

    assert told.at == ["/url"]


def test_another_partner_can_neither_change_it_nor_call_it_off(
    face: Any, client: FlaskClient, owner: Person
) -> None:
    mine, other = a_partner(client, *SCOPES), a_partner(client, *SCOPES)
    live = mirror(face, mine, an_external_id(), **as_it_stands())
    draft = mirror(face, mine, an_external_id(), **as_it_stands(project_id=publish_project(owner)["id"]))

    for campaign, code in ((live, "not_your_campaign"), (draft, "campaign_not_found")):
        asking = face.by(other).sending(idempotency_key=campaign["id"])
        with refused(code):
            asking.does("cancelCampaign", id=campaign["id"])
        with refused(code):
            asking.does("updateCampaign", id=campaign["id"], expected_version=1, title={"th": "ยึด"})


def test_the_partner_calls_it_off_and_its_title_changes_by_its_reports_alone(
    face: Any, client: FlaskClient
) -> None:
    partner, name, said = a_partner(client, *SCOPES), an_external_id(), as_it_stands()
    made = mirror(face, partner, name, **said)
    with refused("not_your_campaign"):
        face.by(partner).sending(idempotency_key=f"u-{name}").does(
            "updateCampaign", id=made["id"], expected_version=1, title={"th": "ชื่อ"}
        )

    called_off = face.by(partner).sending(idempotency_key=f"c-{name}").does("cancelCampaign", id=made["id"])

    assert called_off["state"] == "cancelled"
    with refused("campaign_is_cancelled"):
        mirror(face, partner, name, **reported(said, 2_000))
