"""How campaigns end, on both faces: one outcome, and what their backers pay or get back."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.fundraising import (
    GOAL,
    after_the_deadline,
    baht,
    effects_on,
    launch_campaign,
    pledge_by_card,
    pledge_by_promptpay,
    pledge_paid,
    refunds_of,
    satang,
    time_passes,
)
from tests.provider import Sandbox
from tests.world import (
    Person,
    register,
)


@pytest.fixture
def owner(client: FlaskClient) -> Person:
    return register(client)


def test_a_campaign_that_is_called_off_charges_nobody_and_gives_back_what_was_paid(
    face: Any, client: FlaskClient, app: Flask, sandbox: Sandbox, owner: Person
) -> None:
    campaign, carded, paid = launch_campaign(owner), register(client), register(client)
    saved = pledge_by_card(carded, campaign)
    collected = pledge_paid(paid, campaign, sandbox, app)

    face.by(owner).does("cancelCampaign", id=campaign["id"])
    time_passes(app)

    seen = face.by(None).does("campaign", id=campaign["id"])
    assert carded.does("pledge", id=saved["id"])["state"] == "cancelled"
    assert paid.does("pledge", id=collected["id"])["state"] == "refunding"
    assert (seen["raised"], seen["backers"]) == (baht(0), 0)
    assert seen["settled_at"] is not None


def test_totals_tell_what_is_promised_and_what_is_paid(
    face: Any, client: FlaskClient, app: Flask, sandbox: Sandbox, owner: Person
) -> None:
    campaign = launch_campaign(owner)
    pledge_by_card(register(client), campaign, 70_000)
    pledge_by_card(register(client), campaign, 30_000)
    pledge_paid(register(client), campaign, sandbox, app, 45_000)
    pledge_by_promptpay(register(client), campaign, 99_000)

    seen = face.by(None).does("campaign", id=campaign["id"])

    totals = {name: seen["totals"][name] for name in ("promised", "collected", "elsewhere", "refunded")}
    assert totals == {
        "promised": satang(100_000),
        "collected": satang(45_000),
        "elsewhere": satang(0),
        "refunded": satang(0),
    }
    assert (seen["raised"], seen["backers"]) == (satang(145_000), 3)


def test_when_a_campaign_succeeds_its_cards_are_charged(
    face: Any, client: FlaskClient, app: Flask, sandbox: Sandbox, clock: Any, owner: Person
) -> None:
    campaign, carded, paying = launch_campaign(owner), register(client), register(client)
    saved = pledge_by_card(carded, campaign, GOAL - 100_000)
    paid = pledge_paid(paying, campaign, sandbox, app, 100_000)

    after_the_deadline(app, clock)

    seen = face.by(None).does("campaign", id=campaign["id"])
    assert (seen["state"], seen["raised_at_end"]) == ("succeeded", satang(GOAL))
    assert seen["totals"]["collected"] == satang(GOAL)
    assert seen["settled_at"] is not None
    for who, pledge in ((carded, saved), (paying, paid)):
        assert face.by(who).does("pledge", id=pledge["id"])["state"] == "collected"
    [charge] = effects_on(sandbox, saved, "charge")
    assert charge["amount"] == GOAL - 100_000


def test_when_a_campaign_fails_no_card_is_charged_and_what_was_paid_goes_back(
    face: Any, client: FlaskClient, app: Flask, sandbox: Sandbox, clock: Any, owner: Person
) -> None:
    campaign, carded, paying = launch_campaign(owner), register(client), register(client)
    saved = pledge_by_card(carded, campaign, GOAL - 100_000)
    paid = pledge_paid(paying, campaign, sandbox, app, 99_999)

    after_the_deadline(app, clock)

    seen = face.by(None).does("campaign", id=campaign["id"])
    assert (seen["state"], seen["raised_at_end"]) == ("failed", satang(GOAL - 1))
    assert face.by(carded).does("pledge", id=saved["id"])["state"] == "cancelled"
    assert face.by(paying).does("pledge", id=paid["id"])["state"] == "refunding"
    assert effects_on(sandbox, saved, "charge") == []
    [refund] = refunds_of(face.by(paying), paid)
    assert (refund["state"], refund["amount"]) == ("requires_action", satang(99_999))
    assert refund["expires_at"] > clock.now().isoformat()


def test_a_refund_reaches_whoever_says_where_the_money_shall_go(
    face: Any, client: FlaskClient, app: Flask, sandbox: Sandbox, clock: Any, owner: Person
) -> None:
    campaign, backer = launch_campaign(owner), register(client)
    paid = pledge_paid(backer, campaign, sandbox, app)
    after_the_deadline(app, clock)
    [asked] = effects_on(sandbox, paid, "refund_created")

    sandbox.provide_details(asked["object"])
    sandbox.succeed(asked["object"])
    clock.forward(hours=1)
    time_passes(app)

    [known] = refunds_of(face.by(backer), paid)
    assert (known["state"], known["expires_at"]) == ("succeeded", None)
    assert face.by(backer).does("pledge", id=paid["id"])["state"] == "refunded"
    assert face.by(None).does("campaign", id=campaign["id"])["totals"]["refunded"] == satang(50_000)


def test_what_keeps_what_it_raises_succeeds_under_its_goal(
    face: Any, client: FlaskClient, app: Flask, clock: Any, owner: Person
) -> None:
    some, none = (launch_campaign(owner, model="keep_what_you_raise") for _ in range(2))
    backer = register(client)
    pledged = pledge_by_card(backer, some)

    after_the_deadline(app, clock)

    assert pledged["state"] == "collected"
    assert face.by(None).does("campaign", id=some["id"])["state"] == "succeeded"
    assert face.by(None).does("campaign", id=none["id"])["state"] == "failed"


def test_a_code_that_was_shown_before_the_deadline_is_waited_for(
    face: Any, client: FlaskClient, app: Flask, sandbox: Sandbox, clock: Any, owner: Person
) -> None:
    campaign, backer = launch_campaign(owner), register(client)
    clock.forward(days=29, hours=23, minutes=50)
    shown = pledge_by_promptpay(backer, campaign, GOAL)
    clock.forward(minutes=20)
    time_passes(app)
    waiting = face.by(None).does("campaign", id=campaign["id"])["state"]

    sandbox.pay(shown["payment"]["client_secret"].partition("_secret_")[0])
    clock.forward(minutes=10)
    time_passes(app)

    assert waiting == "waiting_funds"
    assert face.by(None).does("campaign", id=campaign["id"])["state"] == "succeeded"
    assert face.by(backer).does("pledge", id=shown["id"])["state"] == "collected"
