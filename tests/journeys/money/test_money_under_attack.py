"""Whoever sends us webhooks, or makes things at the provider that look like ours, moves nothing; and money that came
for nothing we had asked for is in suspense, to the satang, until somebody has looked at it."""

import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask

from tests.api.test_stripe_webhook import send, signed
from tests.faces import Shown
from tests.fundraising import CARD, baht, intent_of, launch_campaign
from tests.journeys.backing import Crowd
from tests.provider import Sandbox, post
from tests.world import Person, register

SUM = 50_000
SUSPENSE = (
    "SELECT coalesce(sum(balance), 0)::bigint FROM ledger_balances WHERE account = 'suspense:unmatched'"
)
A_QUARTER_LATER = """
    UPDATE provider_events SET received_at = received_at - interval '16 min', due_at = now()
     WHERE state IN ('waiting', 'parked')
"""
ONES_PLEDGE = "SELECT to_jsonb(pledges) - 'check_at' FROM pledges WHERE id = %s"
Pledging = Callable[[Crowd, Shown], Shown]


@pytest.fixture
def crowd(app: Flask, database: Any, sandbox: Sandbox) -> Crowd:
    database.execute("UPDATE provider_events SET state = 'ignored' WHERE state IN ('waiting', 'parked')")
    sandbox.delivered = max((each["number"] for each in sandbox.webhooks()), default=0)
    return Crowd(app, database, sandbox)


@pytest.fixture
def campaign(app: Flask) -> Shown:
    owner: Person = register(app.test_client())
    return launch_campaign(owner)


def code_shown(crowd: Crowd, campaign: Shown) -> Shown:
    [pledge] = [act() for act in crowd.pledging(crowd.guests(1), campaign, method="promptpay")]
    return dict(pledge)


def card_saved(crowd: Crowd, campaign: Shown) -> Shown:
    [pledge] = [act() for act in crowd.pledging(crowd.guests(1), campaign)]
    return dict(pledge)


def card_awaited(crowd: Crowd, campaign: Shown) -> Shown:
    [pledge] = [act() for act in crowd.pledging(crowd.guests(1), campaign, payment_method=None)]
    return dict(pledge)


def taken_back(crowd: Crowd, campaign: Shown) -> Shown:
    [guest] = guests = crowd.guests(1)
    [pledge] = [act() for act in crowd.pledging(guests, campaign)]
    [cancel] = crowd.cancelling([guest], [pledge])
    return dict(cancel())


def paid(crowd: Crowd, campaign: Shown) -> Shown:
    pledge = code_shown(crowd, campaign)
    crowd.sandbox.pay(intent_of(pledge))
    crowd.sweep()
    return pledge


def as_kept(crowd: Crowd, pledge: Shown) -> Any:
    return crowd.database.execute(ONES_PLEDGE, [pledge["id"]]).fetchone()


def suspended(crowd: Crowd) -> int:
    row = crowd.database.execute(SUSPENSE).fetchone()
    assert row
    return int(row[0])


def plant(sandbox: Sandbox, pledge_id: str, amount: int, currency: str = "thb") -> str:
    """Somebody else with access to our account makes a payment that bears our pledge's mark, and pays it."""
    asked = {"amount": amount, "currency": currency, "payment_method": CARD, "confirm": True}
    marks = {"metadata": {"pledge_id": pledge_id, "attempt": "1"}, "return_url": "http://plik.test/"}
    return str(sandbox.stripe.v1.payment_intents.create({**asked, **marks}).id)


@pytest.mark.parametrize(
    ("pledging", "amount"),
    [
        (code_shown, SUM - 1),
        (code_shown, SUM + 1),
        (code_shown, SUM),  # a second payment beside the one that was asked for
        (card_saved, SUM),  # that nobody charges before the campaign succeeds
        (card_awaited, SUM),
        (taken_back, SUM),
        (paid, SUM),
    ],
)
def test_a_payment_with_our_mark_that_we_did_not_ask_for_moves_nothing_and_is_in_suspense(
    crowd: Crowd, campaign: Shown, pledging: Pledging, amount: int
) -> None:
    pledge = pledging(crowd, campaign)
    before, in_suspense = as_kept(crowd, pledge), suspended(crowd)
    planted = plant(crowd.sandbox, pledge["id"], amount)

    crowd.sweep()
    at_first = suspended(crowd)
    for _ in range(2):
        crowd.database.execute(A_QUARTER_LATER)
        crowd.sweep()

    assert as_kept(crowd, pledge) == before
    assert (at_first, suspended(crowd)) == (in_suspense, in_suspense + amount)
    [(kind,)] = crowd.database.execute(
        "SELECT kind FROM ledger_transactions WHERE source = %s", [planted]
    ).fetchall()
    assert kind == "unmatched"
    crowd.check(campaign)


def test_a_payment_with_our_mark_in_another_currency_moves_nothing_and_somebody_is_told(
    crowd: Crowd, campaign: Shown, caplog: pytest.LogCaptureFixture
) -> None:
    pledge = code_shown(crowd, campaign)
    before = as_kept(crowd, pledge)
    planted = plant(crowd.sandbox, pledge["id"], SUM, "usd")
    crowd.sandbox.deliver(crowd.app.test_client())

    crowd.sweep()
    crowd.database.execute(A_QUARTER_LATER.replace("16 min", "4 days"))
    crowd.sweep()

    assert as_kept(crowd, pledge) == before
    assert f"what is told of {planted} could not be followed for days and is given up" in caplog.messages


def test_a_card_saved_with_our_mark_does_not_stand_for_a_payment(crowd: Crowd, campaign: Shown) -> None:
    pledge = code_shown(crowd, campaign)
    before = as_kept(crowd, pledge)
    marks = {"metadata": {"pledge_id": pledge["id"]}, "return_url": "http://plik.test/"}
    crowd.sandbox.stripe.v1.setup_intents.create({"payment_method": CARD, "confirm": True, **marks})

    crowd.sweep()

    assert as_kept(crowd, pledge) == before
    crowd.database.execute(A_QUARTER_LATER)
    crowd.sweep()


def test_a_refund_with_our_mark_of_another_sum_gives_nothing_back(crowd: Crowd, campaign: Shown) -> None:
    [guest] = guests = crowd.guests(1)
    [pledge] = [act() for act in crowd.pledging(guests, campaign, method="promptpay")]
    crowd.sandbox.pay(intent_of(pledge))
    crowd.sweep()
    [cancel] = crowd.cancelling([guest], [pledge])
    cancel()
    refunds = "SELECT to_jsonb(refunds) - 'check_at' FROM refunds WHERE pledge_id = %s"
    before = crowd.database.execute(refunds, [pledge["id"]]).fetchall()
    strangers = plant(crowd.sandbox, "nobodys", 70_000)
    ours = crowd.database.execute("SELECT id FROM refunds WHERE pledge_id = %s", [pledge["id"]]).fetchone()
    assert ours
    marks = {"pledge_id": pledge["id"], "refund_id": ours[0]}

    for amount in (1_000, SUM):
        asked = {"payment_intent": strangers, "amount": amount, "metadata": marks}
        crowd.sandbox.stripe.v1.refunds.create(asked)
    crowd.sweep()

    assert crowd.database.execute(refunds, [pledge["id"]]).fetchall() == before
    assert crowd.rows(campaign) == ["refunding"]
    crowd.database.execute(A_QUARTER_LATER)
    crowd.sweep()


def test_a_signed_lie_about_our_payment_or_one_of_another_account_moves_nothing(
    crowd: Crowd, campaign: Shown
) -> None:
    pledge = code_shown(crowd, campaign)
    crowd.sweep()
    before = as_kept(crowd, pledge)
    client, [secret] = crowd.app.test_client(), crowd.sandbox.provider.webhook_secrets

    for reference in (intent_of(pledge), "pi_of_another_account", pledge["id"], "ch_nobodys"):
        thing = {"object": "payment_intent", "id": reference, "status": "succeeded", "amount_received": SUM}
        told = {
            "id": f"evt_{uuid4().hex}",
            "object": "event",
            "type": "payment_intent.succeeded",
            "created": 1,
            "account": "acct_another",
            "data": {"object": thing | {"metadata": {"pledge_id": pledge["id"]}, "currency": "thb"}},
        }
        body = json.dumps(told)
        assert send(client, body, signed(body, secret)).status_code == 200
        forged = body.replace("evt_", "evt_f")
        assert send(client, forged, signed(forged, "whsec_of_a_forger")).status_code == 400
    crowd.sweep()

    assert as_kept(crowd, pledge) == before
    crowd.check(campaign)


def test_webhooks_of_all_that_happened_replayed_in_reverse_move_nothing(
    crowd: Crowd, campaign: Shown
) -> None:
    made = [pledging(crowd, campaign) for pledging in (code_shown, card_saved, taken_back, paid)]
    crowd.sweep()
    before = [as_kept(crowd, each) for each in made]

    for webhook in crowd.sandbox.webhooks()[::-1][:60]:
        assert post(crowd.app.test_client(), webhook) == 200
    crowd.sweep()

    assert [as_kept(crowd, each) for each in made] == before
    crowd.check(campaign)


def test_two_refunds_that_the_provider_refuses_both_come_to_an_end_and_stay_owed(
    crowd: Crowd, app: Flask
) -> None:
    campaign = launch_campaign(register(app.test_client()), model="keep_what_you_raise", goal=baht(9_000))
    guests = crowd.guests(2)
    pledges = [act() for act in crowd.pledging(guests, campaign)]
    for each in pledges:  # by hand, on the provider's own pages
        payment = crowd.database.execute("SELECT payment FROM pledges WHERE id = %s", [each["id"]]).fetchone()
        assert payment
        crowd.sandbox.stripe.v1.refunds.create({"payment_intent": payment[0]})

    for act in crowd.cancelling(guests, pledges):
        act()
    crowd.sweep()

    asked = "SELECT state, reason, reference FROM refunds WHERE campaign_id = %s"
    found = crowd.database.execute(asked, [campaign["id"]]).fetchall()
    assert found == [("failed", "charge_already_refunded", None)] * 2


def test_looking_a_payment_up_is_no_change_of_the_pledge(crowd: Crowd, campaign: Shown, clock: Any) -> None:
    pledge = code_shown(crowd, campaign)
    crowd.sweep()
    audited = "SELECT count(*) FROM audit_records WHERE subject = %s"
    kept = "SELECT version, updated_at FROM pledges WHERE id = %s"
    before = [crowd.database.execute(each, [pledge["id"]]).fetchone() for each in (audited, kept)]

    for _ in range(3):
        clock.forward(minutes=6)
        crowd.sweep()

    assert [crowd.database.execute(each, [pledge["id"]]).fetchone() for each in (audited, kept)] == before
