"""What a partner reports of a campaign of its own site, on both faces: in any order, to the end and into the feed."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from domain.usecases.settling import DecideDueCampaigns, SettleCampaigns
from tests.faces import Rest, Shown, refused
from tests.mirroring import Partner, a_partner, an_external_id, as_it_stands, baht, mirror, reported
from tests.running import carry_out, drain
from tests.world import Person, publish_project, register, rfc3339

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


def test_reports_may_come_in_any_order_and_the_newest_stays(face: Any, meefund: Partner) -> None:
    name, said = an_external_id(), as_it_stands()
    mirror(face, meefund, name, **said)
    newest = mirror(face, meefund, name, **reported(said, 2_500, minutes=-10))

    with refused("report_outdated"):
        mirror(face, meefund, name, **reported(said, 1_800, minutes=-30))

    assert newest["version"] == 2
    assert face.by(meefund).does("externalCampaign", external_id=name)["raised"] == baht(2_500)


def test_a_report_may_take_back_what_an_earlier_one_said(face: Any, meefund: Partner) -> None:
    name, said = an_external_id(), as_it_stands()
    mirror(face, meefund, name, **said)

    less = mirror(face, meefund, name, **reported(said, 700, backers=7))

    assert (less["raised"], less["backers"]) == (baht(700), 7)


def test_a_report_from_the_future_is_refused_but_for_a_clock_that_is_a_little_ahead(
    face: Any, meefund: Partner
) -> None:
    name, said = an_external_id(), as_it_stands()
    mirror(face, meefund, name, **reported(said, 1_500, minutes=4))

    with refused("as_of_in_the_future") as told:
        mirror(face, meefund, name, **reported(said, 1_500, minutes=6))

    assert told.at == ["/as_of"]


def test_at_its_deadline_it_waits_for_the_partners_last_report_and_is_decided_by_it(
    face: Any, meefund: Partner, app: Flask, clock: Any
) -> None:
    name, said = an_external_id(), as_it_stands(deadline=rfc3339(timedelta(days=1)))
    made = mirror(face, meefund, name, **said)
    clock.forward(days=1, minutes=1)
    carry_out(app, DecideDueCampaigns())
    waiting = seen(face, None, made)["state"]
    mirror(face, meefund, name, **reported(said, 2_900, hours=12))
    carry_out(app, DecideDueCampaigns())
    still_waiting = seen(face, None, made)["state"]

    mirror(face, meefund, name, **reported(said, 3_100, days=1, seconds=30))
    carry_out(app, DecideDueCampaigns())
    carry_out(app, SettleCampaigns())

    ended = seen(face, None, made)
    assert (waiting, still_waiting, ended["state"]) == ("waiting_funds", "waiting_funds", "succeeded")
    assert ended["raised_at_end"] == baht(3_100)
    assert ended["settled_at"] is not None


def test_a_partner_that_says_nothing_is_waited_for_no_longer_than_a_day(
    face: Any, meefund: Partner, app: Flask, clock: Any
) -> None:
    said = as_it_stands(deadline=rfc3339(timedelta(days=1)))
    made = mirror(face, meefund, an_external_id(), **said)
    clock.forward(days=1, minutes=1)
    carry_out(app, DecideDueCampaigns())

    clock.forward(days=1)
    carry_out(app, DecideDueCampaigns())

    assert seen(face, None, made)["state"] == "failed"


def test_once_its_deadline_is_past_what_decides_the_outcome_stands_still(
    face: Any, meefund: Partner, clock: Any
) -> None:
    name, said = an_external_id(), as_it_stands(deadline=rfc3339(timedelta(days=1)))
    mirror(face, meefund, name, **said)
    clock.forward(days=1, minutes=1)
    later = reported(said, 1_300, days=1)

    with refused("fixed_after_the_deadline", "fixed_after_the_deadline") as told:
        mirror(face, meefund, name, **later | {"goal": baht(1), "model": "keep_what_you_raise"})
    renamed = mirror(face, meefund, name, **later | {"title": {"th": "ชื่อใหม่"}})

    assert sorted(told.at) == ["/goal", "/model"]
    assert renamed["title"] == {"th": "ชื่อใหม่"}


def test_after_the_outcome_only_what_was_said_last_may_be_said_again(
    face: Any, meefund: Partner, app: Flask, clock: Any
) -> None:
    name, said = an_external_id(), as_it_stands(deadline=rfc3339(timedelta(days=1)))
    mirror(face, meefund, name, **said)
    clock.forward(days=1, minutes=1)
    last = reported(said, 3_000, days=1)
    mirror(face, meefund, name, **last)
    carry_out(app, DecideDueCampaigns())

    again = mirror(face, meefund, name, **last)
    with refused("campaign_is_succeeded"):
        mirror(face, meefund, name, **reported(said, 4_000, days=1, seconds=50))

    assert (again["state"], again["raised"]) == ("succeeded", baht(3_000))


def test_a_campaign_that_is_over_on_the_partners_site_is_decided_here_too(
    face: Any, meefund: Partner, app: Flask
) -> None:
    over = as_it_stands(deadline=rfc3339(-timedelta(days=30)), model="keep_what_you_raise")

    made = mirror(face, meefund, an_external_id(), **over)
    carry_out(app, DecideDueCampaigns())

    assert (made["state"], seen(face, None, made)["state"]) == ("live", "succeeded")


def test_the_feed_tells_what_was_mirrored_reported_and_changed(
    face: Any, meefund: Partner, app: Flask
) -> None:
    name, said = an_external_id(), as_it_stands()
    made = mirror(face, meefund, name, **said)
    said = reported(said, 1_500)
    mirror(face, meefund, name, **said)
    mirror(face, meefund, name, **said | {"goal": baht(4_000)})
    drain(app)

    feed = face.by(meefund).does("events", subject=[made["id"]], first=100)
    public = face.does("events", subject=[made["id"]], first=100)["data"]

    types = ["campaign.created", "campaign.launched", "campaign.reported", "campaign.updated"]
    assert [each["type"] for each in feed["data"]] == types
    assert [each["version"] for each in feed["data"]] == [1, 1, 2, 3]
    assert [each["type"] for each in public] == types[1:]


def test_the_feed_is_followed_by_its_cursor(rest: Rest, meefund: Partner, app: Flask) -> None:
    name, said = an_external_id(), as_it_stands()
    made = mirror(rest, meefund, name, **said)
    drain(app)
    so_far = rest.by(meefund).does("events", subject=[made["id"]])

    mirror(rest, meefund, name, **reported(said, 1_500))
    drain(app)

    further = rest.by(meefund).does("events", subject=[made["id"]], after=so_far["page"]["next_cursor"])
    assert [each["type"] for each in further["data"]] == ["campaign.reported"]


def test_public_counters_move_by_what_is_reported_of_live_campaigns(
    face: Any, client: FlaskClient, owner: Person, app: Flask
) -> None:
    partner, name, draft = a_partner(client, *SCOPES), an_external_id(), an_external_id()
    said, before = as_it_stands(), raised_elsewhere(face, app)
    counted = []

    made = mirror(face, partner, name, **said)
    mirror(face, partner, draft, **as_it_stands(project_id=publish_project(owner)["id"]))
    counted.append(raised_elsewhere(face, app) - before)
    mirror(face, partner, name, **reported(said, 1_000))
    counted.append(raised_elsewhere(face, app) - before)
    face.by(partner).sending(idempotency_key=name).does("cancelCampaign", id=made["id"])
    counted.append(raised_elsewhere(face, app) - before)

    assert counted == [120_000, 100_000, 0]


def raised_elsewhere(face: Any, app: Flask) -> int:
    drain(app)
    return int(face.does("insights")["counts"].get("campaigns.elsewhere.satang", 0))
