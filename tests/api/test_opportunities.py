"""An opportunity's story on both faces: drafted for a published project, opened, changed within its promise, closed."""

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.domain.projects import WHOLE
from tests.faces import Rest, refused
from tests.running import Clock, drain
from tests.volunteering import (
    WORK,
    a_volunteer,
    accepted,
    apply,
    draft_opportunity,
    offered,
    open_opportunity,
)
from tests.world import Person, a_house, make_machine, publish_project, register, rfc3339


@pytest.fixture
def owner(client: FlaskClient) -> Person:
    return register(client)


def test_what_is_drafted_is_seen_by_its_owner_until_it_is_opened(face: Any, owner: Person) -> None:
    project = publish_project(owner)

    drafted = face.by(owner).does("createOpportunity", project_id=project["id"], **WORK)
    with refused("opportunity_not_found"):
        face.by(None).does("opportunity", id=drafted["id"])
    opened = face.by(owner).does("openOpportunity", id=drafted["id"])

    assert {name: drafted[name] for name in WORK} == WORK
    assert (drafted["state"], drafted["account_id"], drafted["project_id"]) == (
        "draft",
        owner.id,
        project["id"],
    )
    assert (opened["state"], opened["accepted_count"], opened["full"], opened["version"]) == (
        "open",
        0,
        False,
        2,
    )
    seen = face.by(None).does("opportunity", id=drafted["id"])
    assert (seen["state"], seen["offered_count"]) == ("open", None)


def test_it_belongs_to_a_published_project_of_ones_own(face: Any, owner: Person, client: FlaskClient) -> None:
    draft, other = owner.does("createProject", **WHOLE), publish_project(register(client))

    with refused("project_is_draft"):
        face.by(owner).does("createOpportunity", project_id=draft["id"], **WORK)
    with refused("not_your_project"):
        face.by(owner).does("createOpportunity", project_id=other["id"], **WORK)
    with refused("project_not_found"):
        face.by(register(client)).does("createOpportunity", project_id=draft["id"], **WORK)


def test_where_nothing_is_said_it_happens_where_the_project_does(face: Any, owner: Person) -> None:
    project = publish_project(owner)

    here = face.by(owner).does("createOpportunity", project_id=project["id"], title={"th": "งาน"})
    anywhere = face.by(owner).does(
        "createOpportunity", project_id=project["id"], title={"th": "งาน"}, remote=True
    )

    assert (here["province"], here["remote"], here["places"]) == ("TH-67", False, 1)
    assert (anywhere["province"], anywhere["remote"]) == (None, True)


def test_all_that_makes_no_sense_is_named_at_once(face: Any, owner: Person) -> None:
    project = publish_project(owner)
    wrong = {
        "title": {"th": " "},
        "skills": [{"skill_id": "sorcery", "least_level": 2}],
        "province": "TH-99",
        "starts_at": rfc3339(timedelta(days=2)),
        "ends_at": rfc3339(timedelta(days=1)),
        "shifts": [{"starts_at": rfc3339(timedelta(hours=2)), "ends_at": rfc3339(timedelta(hours=1))}],
    }

    codes = ["text_missing", "skill_unknown", "province_unknown", *["ends_before_it_begins"] * 2]
    with refused(*codes) as refusal:
        face.by(owner).does("createOpportunity", project_id=project["id"], **wrong)

    assert sorted(refusal.at) == [
        "/ends_at",
        "/province",
        "/shifts/0/ends_at",
        "/skills/0/skill_id",
        "/title",
    ]


def test_shifts_and_days_come_back_as_they_were_said(face: Any, owner: Person) -> None:
    day = "2027-03-06T02:00:00.000000Z", "2027-03-06T05:00:00.000000Z"
    when = {
        "shifts": [{"starts_at": day[0], "ends_at": day[1]}],
        "starts_at": day[0],
        "ends_at": day[1],
        "least_age": 18,
    }

    drafted = face.by(owner).does("createOpportunity", project_id=publish_project(owner)["id"], **WORK | when)

    assert {name: drafted[name] for name in when} == when


def test_a_draft_is_changed_and_what_may_be_absent_is_taken_away_by_null(face: Any, owner: Person) -> None:
    drafted = draft_opportunity(owner, least_age=18, apply_by=rfc3339(timedelta(days=9)))

    changed = face.by(owner).does(
        "updateOpportunity",
        id=drafted["id"],
        expected_version=1,
        hours_per_week=None,
        least_age=None,
        apply_by=None,
        province=None,
        skills=[],
        remote=True,
    )

    absent = ("hours_per_week", "least_age", "apply_by", "province")
    assert [changed[name] for name in absent] == [None] * 4
    assert (changed["skills"], changed["remote"], changed["title"]) == ([], True, drafted["title"])
    with refused("version_stale"):
        face.by(owner).does("updateOpportunity", id=drafted["id"], expected_version=1, places=2)


def test_once_it_is_open_only_its_words_places_and_time_to_apply_change(
    face: Any, owner: Person, client: FlaskClient
) -> None:
    opportunity, who = open_opportunity(owner), face.by(owner)
    for _ in range(2):
        offered(owner, a_volunteer(client), opportunity)
    version = who.does("opportunity", id=opportunity["id"])["version"]

    fixed = {"skills": [], "province": "TH-10", "remote": True, "hours_per_week": 9, "least_age": 1}
    with refused(*["fixed_for_applicants"] * 5):
        who.does("updateOpportunity", id=opportunity["id"], expected_version=version, **fixed)
    with refused("too_few"):
        who.does("updateOpportunity", id=opportunity["id"], expected_version=version, places=1)
    with refused("apply_by_in_the_past"):
        past = {"apply_by": rfc3339(-timedelta(hours=1))}
        who.does("updateOpportunity", id=opportunity["id"], expected_version=version, **past)
    free = {"title": {"th": "ใหม่"}, "description": {"en": "New"}, "places": 2}
    changed = who.does("updateOpportunity", id=opportunity["id"], expected_version=version, **free)

    assert {name: changed[name] for name in free} == free
    assert (changed["offered_count"], changed["full"]) == (2, False)


def test_only_the_owner_of_the_project_runs_it(face: Any, owner: Person, client: FlaskClient) -> None:
    opportunity, house = open_opportunity(owner), a_house(client)
    machine = make_machine(house.owner, house.organization, "volunteers:write")

    for verb in ("closeOpportunity", "cancelOpportunity"):
        with refused("not_your_opportunity"):
            face.by(house.owner).does(verb, id=opportunity["id"])
        with refused("not_your_opportunity"):
            face.by(machine).does(verb, id=opportunity["id"], idempotency_key=verb)
        with refused("sign_in_first"):
            face.by(None).does(verb, id=opportunity["id"])
    with refused("opportunity_not_found"):
        face.by(house.owner).does("openOpportunity", id=draft_opportunity(owner)["id"])


def test_one_whose_time_to_apply_is_over_is_not_opened(face: Any, owner: Person) -> None:
    drafted = draft_opportunity(owner, apply_by=rfc3339(-timedelta(hours=1)))

    with refused("opportunity_closed"):
        face.by(owner).does("openOpportunity", id=drafted["id"])


def test_the_time_to_apply_ends_by_the_clock_or_by_hand(
    face: Any, owner: Person, client: FlaskClient, clock: Clock
) -> None:
    volunteer, late = a_volunteer(client), a_volunteer(client)
    timed = open_opportunity(owner, apply_by=rfc3339(timedelta(days=3)))
    by_hand = open_opportunity(owner)

    closed = face.by(owner).does("closeOpportunity", id=by_hand["id"])
    apply(volunteer, timed)
    clock.forward(days=3)

    assert closed["state"] == "closed"
    for opportunity in (timed, by_hand):
        with refused("opportunity_closed"):
            face.by(late).does("createPlacement", opportunity_id=opportunity["id"])


def test_calling_it_off_answers_whoever_waits_and_leaves_who_has_accepted(
    face: Any, owner: Person, client: FlaskClient
) -> None:
    opportunity = open_opportunity(owner)
    waiting = apply(a_volunteer(client), opportunity)
    held = offered(owner, a_volunteer(client), opportunity)
    taken = accepted(owner, a_volunteer(client), opportunity)

    cancelled = face.by(owner).does("cancelOpportunity", id=opportunity["id"])

    states = [owner.does("placement", id=each["id"])["state"] for each in (waiting, held, taken)]
    assert (cancelled["state"], cancelled["offered_count"], cancelled["accepted_count"]) == (
        "cancelled",
        0,
        1,
    )
    assert states == ["declined", "lapsed", "accepted"]
    assert face.by(owner).does("completePlacement", id=taken["id"])["state"] == "completed"


def test_opportunities_are_found_by_what_somebody_looks_for(face: Any, owner: Person) -> None:
    project = publish_project(owner)
    far = {"skills": [{"skill_id": "law", "least_level": 1}], "province": "TH-83"}
    here = open_opportunity(owner, project)
    remote = open_opportunity(owner, project, province=None, remote=True)
    there = open_opportunity(owner, project, **far)
    draft = draft_opportunity(owner, project)
    true, false = ("true", "false") if isinstance(face, Rest) else (True, False)

    def listed(who: Person | None, **asked: Any) -> list[str]:
        found = face.by(who).does("opportunities", project_id=[project["id"]], **asked)["data"]
        return [each["id"] for each in found]

    assert listed(None) == [there["id"], remote["id"], here["id"]]
    assert listed(owner) == [draft["id"], there["id"], remote["id"], here["id"]]
    assert listed(None, skill=["law"]) == [there["id"]]
    assert listed(None, skill=["law", "accounting"], province=["TH-67", "TH-83"]) == [there["id"], here["id"]]
    assert listed(None, remote=true) == [remote["id"]]
    assert listed(None, remote=false) == [there["id"], here["id"]]
    assert listed(owner, state=["draft"]) == [draft["id"]]
    with refused("unknown_filter_value"):
        listed(None, skill=["sorcery"])


def test_everybody_hears_that_it_opens_and_closes_and_insights_count_it(
    face: Any, owner: Person, app: Any
) -> None:
    drain(app)
    before = face.by(None).does("insights")["counts"]
    first, second = open_opportunity(owner), open_opportunity(owner)
    face.by(owner).does("closeOpportunity", id=first["id"])
    face.by(owner).does("cancelOpportunity", id=second["id"])
    face.by(owner).does("cancelOpportunity", id=draft_opportunity(owner)["id"])
    drain(app)

    told = face.by(None).does("events", subject=[first["id"], second["id"]])["data"]
    after = face.by(None).does("insights")["counts"]

    assert [event["type"] for event in told] == [
        "opportunity.opened",
        "opportunity.opened",
        "opportunity.closed",
        "opportunity.cancelled",
    ]
    assert told[0]["link"] == f"/v1/opportunities/{first['id']}"
    moved = {
        name: after[name] - before.get(name, 0)
        for name in ("opportunities", "opportunities.open", "opportunities.cancelled")
    }
    assert moved == {"opportunities": 2, "opportunities.open": 0, "opportunities.cancelled": 1}
