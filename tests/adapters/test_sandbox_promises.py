"""What the sandbox promises whatever happens: one effect for a key, nothing by half, faults when they are asked for."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any
from uuid import uuid4

import pytest
import requests
import stripe

from tests.adapters.pledging import CARD, LATER, a_customer, a_qr, charged
from tests.journeys.serving import eventually
from tests.provider import Sandbox
from tests.running import Clock


def once(key: str | None = None) -> dict[str, str]:
    return {"idempotency_key": key or uuid4().hex}


def test_a_retry_is_answered_as_the_first_time_and_does_nothing(sandbox: Sandbox) -> None:
    key, before = once(), sandbox.mark()
    asked = {**LATER, "payment_method": "pm_card_visa"}

    first, again = (sandbox.stripe.v1.payment_intents.create(asked, key) for _ in range(2))

    assert first.last_response.body == again.last_response.body
    assert "Idempotent-Replayed" not in first.last_response.headers
    assert again.last_response.headers["Idempotent-Replayed"] == "true"
    assert again.last_response.headers["Original-Request"] == first.last_response.headers["Request-Id"]
    assert len(sandbox.effects(before)) == 1


def test_a_banks_no_is_kept_too(sandbox: Sandbox) -> None:
    key = once()
    asked = {**LATER, "payment_method": "pm_card_chargeDeclined"}
    refusals = []
    for _ in range(2):
        with pytest.raises(stripe.CardError) as refused:
            sandbox.stripe.v1.payment_intents.create(asked, key)
        refusals.append(refused.value)

    assert refusals[0].http_body == refusals[1].http_body
    assert (refusals[1].headers or {})["Idempotent-Replayed"] == "true"


def test_another_request_under_the_same_key_is_an_error(sandbox: Sandbox) -> None:
    key, v1 = once(), sandbox.stripe.v1
    v1.customers.create({"name": "ก"}, key)

    for other in (lambda: v1.customers.create({"name": "ข"}, key), lambda: v1.setup_intents.create({}, key)):
        with pytest.raises(stripe.IdempotencyError) as refused:
            other()
        assert refused.value.http_status == 400


def test_a_key_is_forgotten_after_a_day(sandbox: Sandbox) -> None:
    key, clock = once(), Clock(sandbox.clock)
    first = sandbox.stripe.v1.customers.create({}, key)

    clock.forward(hours=23)
    within = sandbox.stripe.v1.customers.create({}, key)
    clock.forward(hours=2)
    after = sandbox.stripe.v1.customers.create({}, key)
    clock.reset()

    assert within.id == first.id != after.id


def test_many_at_once_with_one_key_have_one_effect(sandbox: Sandbox) -> None:
    key, before = once(), sandbox.mark()

    def pay(_: int) -> str:
        try:
            paid = sandbox.stripe.v1.payment_intents.create({**LATER, "payment_method": "pm_card_visa"}, key)
        except stripe.APIError as error:
            return str(error.http_status)
        return str(paid.id)

    with ThreadPoolExecutor(16) as crowd:
        ids = set(crowd.map(pay, range(48))) - {"409"}

    assert len(ids) == 1
    assert [line["object"] for line in sandbox.effects(before)] == list(ids)


def test_while_the_first_is_under_way_its_key_is_in_use(sandbox: Sandbox) -> None:
    sandbox.faults({"fault": "hang", "path_prefix": "/v1/customers", "times": 1, "seconds": 30})
    key = once()
    with ThreadPoolExecutor(1) as other:
        slow = other.submit(sandbox.stripe.v1.customers.create, {}, key)
        assert eventually(lambda: sandbox.call("GET", "/sandbox/faults") == [], seconds=5)

        with pytest.raises(stripe.APIError) as refused:
            sandbox.stripe.v1.customers.create({}, key)
        sandbox.clear_faults()

        made = slow.result()
    body: Any = refused.value.json_body
    assert (refused.value.http_status, body["error"]["code"]) == (409, "idempotency_key_in_use")
    assert sandbox.stripe.v1.customers.create({}, key).id == made.id


BEFORE = ["timeout_before", "500_before", "reset_before", "409", "429"]
AFTER = ["timeout_after", "500_after", "reset_after", "broken_body"]


@pytest.mark.parametrize("fault", [*BEFORE, *AFTER])
def test_a_fault_happens_once_and_its_effect_with_it_or_not(sandbox: Sandbox, fault: str) -> None:
    sandbox.faults(
        {"fault": fault, "method": "POST", "path_prefix": "/v1/payment_intents", "times": 1, "seconds": 0.05}
    )
    before, key, asked = sandbox.mark(), once(), {**LATER, "payment_method": "pm_card_visa"}
    customer = a_customer(sandbox)  # not meant by it

    with pytest.raises(stripe.StripeError) as trouble:
        sandbox.stripe.v1.payment_intents.create(asked, key)
    done_at_first = len(sandbox.effects(before))
    again = sandbox.stripe.v1.payment_intents.create(asked, key)

    statuses = {"409": 409, "429": 429, "500_before": 500, "500_after": 500}
    assert customer
    assert trouble.value.http_status == statuses.get(fault)
    assert isinstance(trouble.value, stripe.APIConnectionError) == (fault not in statuses)
    assert done_at_first == (fault in AFTER)
    assert again.status == "succeeded"
    assert len(sandbox.effects(before)) == 1


def test_the_package_overcomes_a_short_fault_by_itself_with_our_key(sandbox: Sandbox) -> None:
    patient = stripe.StripeClient(
        "sk_test_sandbox", base_addresses={"api": sandbox.url}, max_network_retries=2
    )
    sandbox.faults({"fault": "reset_after", "path_prefix": "/v1/payment_intents", "times": 1})
    before = sandbox.mark()

    intent = patient.v1.payment_intents.create({**LATER, "payment_method": "pm_card_visa"}, once())  # type: ignore[arg-type]  # plain dictionaries

    assert intent.last_response.headers["Idempotent-Replayed"] == "true"  # type: ignore[union-attr]  # it has one
    assert len(sandbox.effects(before)) == 1


STRANGE: list[dict[str, Any]] = [
    {},
    {"fault": "flood"},
    {"webhooks": "eaten"},
    {"fault": "409", "times": "many"},
    {"fault": "409", "odd": 1},
]


@pytest.mark.parametrize("wish", STRANGE)
def test_a_fault_that_does_not_exist_is_refused(sandbox: Sandbox, wish: dict[str, Any]) -> None:
    with pytest.raises(AssertionError, match="invalid_request_error"):
        sandbox.faults(wish)


def test_the_world_may_only_be_played_from_this_machine(sandbox: Sandbox) -> None:
    intent = a_qr(sandbox)
    page = f"{sandbox.url}/sandbox/payment_intents/{intent.id}/pay"

    elsewhere = requests.post(page, headers={"Sec-Fetch-Site": "cross-site"}, timeout=5)

    assert elsewhere.status_code == 403
    assert sandbox.stripe.v1.payment_intents.retrieve(intent.id).status == "requires_action"


def test_effects_can_be_neither_changed_nor_removed(sandbox: Sandbox) -> None:
    charged(sandbox, payment_method="pm_card_visa")

    with closing(sqlite3.connect(sandbox.folder / "sandbox.db")) as store:
        for sentence in ("UPDATE effects SET amount = 1", "DELETE FROM effects"):
            with pytest.raises(sqlite3.IntegrityError, match="what happened has happened"):
                store.execute(sentence)


def test_a_person_can_pay_by_hand_on_a_page_without_a_script(sandbox: Sandbox) -> None:
    shown = a_qr(sandbox).next_action.promptpay_display_qr_code
    page = requests.get(shown.hosted_instructions_url, timeout=5)
    svg, png = (requests.get(url, timeout=5) for url in (shown.image_url_svg, shown.image_url_png))

    paid = requests.post(shown.hosted_instructions_url, {"act": "pay"}, timeout=5)

    assert "1,500.00 THB" in page.text
    assert "สแกนเพื่อจ่าย" in page.text
    assert "<script" not in page.text
    assert page.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert (svg.headers["Content-Type"], png.content[:4]) == ("image/svg+xml", b"\x89PNG")
    assert "สำเร็จ" in paid.text
    assert "<button" not in paid.text  # there is nothing left to do


@pytest.mark.parametrize("card", ["pm_card_authenticationRequired", None])
def test_pages_lead_through_everything_that_waits_for_somebody(sandbox: Sandbox, card: str | None) -> None:
    intent = (
        charged(sandbox, payment_method=card)
        if card
        else sandbox.stripe.v1.payment_intents.create({"amount": 150_000, "currency": "thb", **CARD})
    )
    page = f"{sandbox.url}/sandbox/pages/{intent.id}"
    listed = requests.get(f"{sandbox.url}/sandbox/", timeout=5).text

    requests.post(page, {"act": "pay"}, timeout=5)  # not what can be done here
    done = requests.post(page, {"act": "authenticate" if card else "give_card"}, timeout=5)

    assert intent.id in listed
    assert "สำเร็จ" in done.text
