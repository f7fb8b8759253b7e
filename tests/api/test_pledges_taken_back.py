"""Pledges that their backers take back, on both faces: let go, or given back."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.faces import Shown, refused
from tests.fundraising import (
    DECLINED,
    GOAL,
    after_the_deadline,
    effects_on,
    intent_of,
    launch_campaign,
    pledge_by_card,
    pledge_by_promptpay,
    raised,
    refunds_of,
    satang,
    seen,
)
from tests.provider import Sandbox
from tests.world import Person, a_guest, register, register_admin

SILENCE = {"fault": "500_before", "path_prefix": "/v1/"}


@pytest.fixture
def owner(client: FlaskClient) -> Person:
    return register(client)


@pytest.fixture
def backer(client: FlaskClient) -> Person:
    return register(client)


@pytest.fixture
def campaign(owner: Person) -> Shown:
    return launch_campaign(owner)


def test_a_saved_card_is_let_go_when_its_pledge_is_taken_back(
    face: Any, campaign: Shown, backer: Person, sandbox: Sandbox
) -> None:
    made = pledge_by_card(face.by(backer), campaign, reward_id="visit")

    taken = face.by(backer).does("cancelPledge", id=made["id"])

    assert (taken["state"], taken["version"]) == ("cancelled", made["version"] + 1)
    assert raised(face, campaign) == (0, 0)
    assert pledge_by_card(face.by(backer), campaign, reward_id="visit")["state"] == "secured"
    with refused("pledge_is_cancelled"):
        face.by(backer).does("cancelPledge", id=made["id"])


def test_a_code_that_is_taken_back_can_be_paid_no_more(
    face: Any, campaign: Shown, backer: Person, sandbox: Sandbox
) -> None:
    made = pledge_by_promptpay(face.by(backer), campaign)

    taken = face.by(backer).does("cancelPledge", id=made["id"])

    assert (taken["state"], taken["payment"]["qr"]) == ("cancelled", None)
    assert len(effects_on(sandbox, made, "cancelled")) == 1


def test_a_code_that_was_paid_at_that_very_moment_is_given_back(
    face: Any, campaign: Shown, backer: Person, sandbox: Sandbox
) -> None:
    made = pledge_by_promptpay(face.by(backer), campaign)
    sandbox.pay(intent_of(made))

    taken = face.by(backer).does("cancelPledge", id=made["id"])

    assert taken["state"] == "refunding"
    [refund] = refunds_of(face.by(backer), made)
    assert (refund["state"], refund["amount"]) == ("requires_action", satang(50_000))


def test_what_was_paid_by_card_goes_back_to_the_card(
    face: Any, owner: Person, backer: Person, sandbox: Sandbox
) -> None:
    campaign = launch_campaign(owner, model="keep_what_you_raise")
    made = pledge_by_card(face.by(backer), campaign)

    face.by(backer).does("cancelPledge", id=made["id"])

    assert seen(face, backer, made)["state"] == "refunded"
    [refund] = refunds_of(face.by(backer), made)
    assert (refund["state"], refund["reason"]) == ("succeeded", None)
    [given] = effects_on(sandbox, made, "refund_succeeded")
    assert given["amount"] == 50_000


def test_nobody_takes_back_the_pledge_of_another(
    face: Any, client: FlaskClient, database: Any, campaign: Shown, owner: Person, backer: Person
) -> None:
    made, waiting = pledge_by_card(backer, campaign), pledge_by_promptpay(backer, campaign)

    for who in (owner, register(client), a_guest(client)):
        with refused("not_your_pledge"):
            face.by(who).does("cancelPledge", id=made["id"])
        with refused("pledge_not_found"):
            face.by(who).does("cancelPledge", id=waiting["id"])
    with refused("not_your_pledge"):
        face.by(register_admin(client, database)).does("cancelPledge", id=waiting["id"])
    with refused("sign_in_first"):
        face.by(None).does("cancelPledge", id=made["id"])


def test_an_answer_decided_on_an_older_version_takes_nothing_back(
    face: Any, campaign: Shown, backer: Person
) -> None:
    made = pledge_by_card(face.by(backer), campaign)

    with refused("version_stale"):
        face.by(backer).does("cancelPledge", id=made["id"], expected_version=made["version"] - 1)

    assert seen(face, backer, made)["state"] == "secured"


def test_after_the_outcome_a_pledge_stands(
    face: Any, campaign: Shown, backer: Person, app: Flask, clock: Any
) -> None:
    made = pledge_by_card(face.by(backer), campaign, GOAL)

    after_the_deadline(app, clock)

    with refused("campaign_is_succeeded"):
        face.by(backer).does("cancelPledge", id=made["id"])


def test_what_is_on_its_way_cannot_be_taken_back_while_the_provider_is_silent(
    face: Any, campaign: Shown, backer: Person, sandbox: Sandbox
) -> None:
    sandbox.faults(SILENCE)
    made = pledge_by_card(face.by(backer), campaign)

    with refused("provider_unavailable"):
        face.by(backer).does("cancelPledge", id=made["id"])
    sandbox.clear_faults()
    taken = face.by(backer).does("cancelPledge", id=made["id"])

    assert taken["state"] == "cancelled"
    assert raised(face, campaign) == (0, 0)


def test_a_refused_card_is_as_good_as_taken_back(
    face: Any, campaign: Shown, backer: Person, sandbox: Sandbox
) -> None:
    sandbox.faults(SILENCE)
    made = pledge_by_card(face.by(backer), campaign, payment_method=DECLINED)
    sandbox.clear_faults()

    taken = face.by(backer).does("cancelPledge", id=made["id"])

    assert taken["state"] == "cancelled"
