"""The sandbox as the stripe package sees it: customers, cards, intents, PromptPay, and what is said where one errs."""

import re
from typing import Any
from uuid import uuid4

import pytest
import requests
import stripe
from hypothesis import given
from hypothesis import strategies as st

from adapters.sandbox.forms import parsed
from adapters.sandbox.promptpay import checksum, payload
from tests.adapters.pledging import CARD, QR, a_customer, a_qr, charged, kept_card
from tests.provider import Sandbox
from tests.running import Clock

REFUSED = {
    "pm_card_chargeDeclined": ("card_declined", "generic_decline"),
    "pm_card_visa_chargeDeclined": ("card_declined", "generic_decline"),
    "pm_card_chargeDeclinedInsufficientFunds": ("card_declined", "insufficient_funds"),
    "pm_card_visa_chargeDeclinedInsufficientFunds": ("card_declined", "insufficient_funds"),
    "pm_card_chargeDeclinedExpiredCard": ("expired_card", "expired_card"),
    "pm_card_chargeDeclinedIncorrectCvc": ("incorrect_cvc", "incorrect_cvc"),
    "pm_card_chargeDeclinedProcessingError": ("processing_error", "processing_error"),
}


def test_a_customer_is_made_changed_and_found_by_their_address(sandbox: Sandbox) -> None:
    customers, email = sandbox.stripe.v1.customers, "somchai+1@people.example"
    made = customers.create({"email": email, "name": "สมชาย", "metadata": {"a": "1", "b": "2"}})

    customers.update(made.id, {"name": "", "metadata": {"a": "", "c": "3"}})
    found = customers.list({"email": email}).data[0]

    assert made.id.startswith("cus_")
    assert (found.id, found.name, found.metadata.to_dict()) == (made.id, None, {"b": "2", "c": "3"})
    assert found.livemode is False
    assert customers.retrieve(made.id).email == email


def test_a_shared_test_card_becomes_one_of_the_customers_own(sandbox: Sandbox) -> None:
    methods, customer = sandbox.stripe.v1.payment_methods, a_customer(sandbox)

    card = methods.attach("pm_card_mastercard", {"customer": customer})
    other = methods.attach("pm_card_visa", {"customer": customer})
    listed = methods.list({"customer": customer, "type": "card"})

    assert (card.card.brand, card.card.last4, card.customer) == ("mastercard", "4444", customer)
    assert [each.id for each in listed.data] == [other.id, card.id]
    assert methods.retrieve(card.id).id == card.id


def test_a_card_made_of_a_token_can_be_attached_and_one_made_of_its_number_cannot(sandbox: Sandbox) -> None:
    methods = sandbox.stripe.v1.payment_methods
    made = methods.create({"type": "card", "card": {"token": "tok_visa"}})

    attached = methods.attach(made.id, {"customer": a_customer(sandbox)})

    assert attached.id == made.id
    with pytest.raises(stripe.InvalidRequestError, match="test token"):
        methods.create({"type": "card", "card": {"number": "x", "exp_month": 1, "exp_year": 2040}})


def test_a_detached_card_is_of_no_use_any_more(sandbox: Sandbox) -> None:
    customer = a_customer(sandbox)
    card = kept_card(sandbox, customer)

    detached = sandbox.stripe.v1.payment_methods.detach(card)

    assert detached.customer is None
    with pytest.raises(stripe.InvalidRequestError, match="may not be used again"):
        charged(sandbox, customer=customer, payment_method=card)


def test_a_card_is_kept_and_charged_later_without_its_holder(sandbox: Sandbox) -> None:
    customer = a_customer(sandbox)
    setup = sandbox.stripe.v1.setup_intents.create(
        {
            "customer": customer,
            "payment_method": "pm_card_visa",
            "confirm": True,
            **CARD,
            "metadata": {"a": "1"},
        }
    )

    intent = charged(
        sandbox,
        customer=customer,
        payment_method=setup.payment_method,
        off_session=True,
        expand=["latest_charge.balance_transaction", "payment_method"],
    )

    assert (setup.status, setup.usage, setup.metadata["a"]) == ("succeeded", "off_session", "1")
    assert (intent.status, intent.amount_received, intent.currency) == ("succeeded", 150_000, "thb")
    assert intent.payment_method.customer == customer
    assert intent.latest_charge.payment_method_details.card.last4 == "4242"
    moved = intent.latest_charge.balance_transaction
    assert (moved.amount, moved.fee, moved.net, moved.type) == (150_000, 5_475, 144_525, "charge")
    assert sum(fee.amount for fee in moved.fee_details) == moved.fee
    assert moved.status == "pending"


@pytest.mark.parametrize(("card", "codes"), REFUSED.items())
def test_a_refused_card_is_an_error_with_the_intent_in_it(
    sandbox: Sandbox, card: str, codes: tuple[str, str]
) -> None:
    with pytest.raises(stripe.CardError) as paying:
        charged(sandbox, payment_method=card)
    with pytest.raises(stripe.CardError) as keeping:
        sandbox.stripe.v1.setup_intents.create({"payment_method": card, "confirm": True, **CARD})

    for refusal, name in ((paying, "payment_intent"), (keeping, "setup_intent")):
        error: Any = refusal.value.error
        assert (refusal.value.http_status, error.code, error.decline_code) == (402, *codes)
        assert error[name].status == "requires_payment_method"
    charge = sandbox.stripe.v1.charges.retrieve(paying.value.error.charge)  # type: ignore[union-attr]  # there is one
    assert (charge.status, charge.failure_code, charge.balance_transaction) == ("failed", codes[0], None)


def test_a_refused_card_cannot_be_attached(sandbox: Sandbox) -> None:
    with pytest.raises(stripe.CardError, match="declined"):
        kept_card(sandbox, a_customer(sandbox), "pm_card_chargeDeclined")


def test_a_card_that_is_refused_later_is_kept_and_the_intent_can_be_paid_otherwise(sandbox: Sandbox) -> None:
    customer = a_customer(sandbox)
    bad = kept_card(sandbox, customer, "pm_card_chargeCustomerFail")
    with pytest.raises(stripe.CardError) as refused:
        charged(sandbox, customer=customer, payment_method=bad, off_session=True)

    intent: Any = refused.value.error.payment_intent  # type: ignore[union-attr]  # there is one
    again = sandbox.stripe.v1.payment_intents.confirm(
        intent.id, {"payment_method": kept_card(sandbox, customer), "off_session": True}
    )

    assert (intent.last_payment_error.decline_code, intent.payment_method) == ("generic_decline", None)
    assert (again.status, again.last_payment_error) == ("succeeded", None)


def test_a_holder_who_is_there_shows_that_the_card_is_theirs(sandbox: Sandbox) -> None:
    intent = charged(
        sandbox, payment_method="pm_card_authenticationRequired", return_url="https://plik.example/back"
    )
    assert (intent.status, intent.next_action.type) == ("requires_action", "redirect_to_url")

    shown = sandbox.authenticate(intent)

    assert intent.next_action.redirect_to_url.return_url == "https://plik.example/back"
    assert shown["status"] == "succeeded"


def test_a_holder_who_is_away_cannot(sandbox: Sandbox) -> None:
    customer = a_customer(sandbox)
    setup = sandbox.stripe.v1.setup_intents.create(
        {"customer": customer, "payment_method": "pm_card_authenticationRequired", "confirm": True, **CARD}
    )
    sandbox.authenticate(setup)

    with pytest.raises(stripe.CardError) as refused:
        charged(sandbox, customer=customer, payment_method=setup.payment_method, off_session=True)

    assert setup.status == "requires_action"
    assert refused.value.code == "authentication_required"
    assert refused.value.error.payment_intent.status == "requires_payment_method"  # type: ignore[union-attr]  # there is


def test_some_cards_ask_only_when_they_are_kept(sandbox: Sandbox) -> None:
    customer = a_customer(sandbox)
    setup = sandbox.stripe.v1.setup_intents.create(
        {
            "customer": customer,
            "payment_method": "pm_card_authenticationRequiredOnSetup",
            "confirm": True,
            **CARD,
        }
    )
    sandbox.authenticate(setup)

    intent = charged(sandbox, customer=customer, payment_method=setup.payment_method, off_session=True)

    assert intent.status == "succeeded"


def test_a_holder_who_gives_up_leaves_an_intent_that_can_be_tried_again(sandbox: Sandbox) -> None:
    paying = charged(sandbox, payment_method="pm_card_authenticationRequired")
    keeping = sandbox.stripe.v1.setup_intents.create(
        {"payment_method": "pm_card_authenticationRequired", "confirm": True, **CARD}
    )

    failed, lost = sandbox.fail(paying), sandbox.fail(keeping)

    assert failed["last_payment_error"]["code"] == "payment_intent_authentication_failure"
    assert lost["last_setup_error"]["code"] == "setup_intent_authentication_failure"
    assert {failed["status"], lost["status"]} == {"requires_payment_method"}


@pytest.mark.parametrize(
    ("card", "status"), [("give_card", "succeeded"), ("give_bad_card", "requires_payment_method")]
)
def test_an_intent_made_without_a_card_is_given_one_by_its_payer(
    sandbox: Sandbox, card: str, status: str
) -> None:
    intent = sandbox.stripe.v1.payment_intents.create({"amount": 150_000, "currency": "thb", **CARD})
    setup = sandbox.stripe.v1.setup_intents.create({**CARD})

    paid, kept = (sandbox.does(f"{each.object}s", each, card) for each in (intent, setup))

    assert {intent.status, setup.status} == {"requires_payment_method"}
    assert {paid["status"], kept["status"]} == {status}


def test_promptpay_is_a_qr_that_somebody_pays(sandbox: Sandbox) -> None:
    intent = a_qr(sandbox, amount=123_456)
    shown = intent.next_action.promptpay_display_qr_code

    sandbox.pay(intent)
    paid = sandbox.stripe.v1.payment_intents.retrieve(
        intent.id, {"expand": ["latest_charge.balance_transaction"]}
    )

    assert (intent.status, intent.next_action.type) == ("requires_action", "promptpay_display_qr_code")
    assert "54071234.56" in shown.data
    assert (paid.status, paid.next_action, paid.amount_received) == ("succeeded", None, 123_456)
    assert paid.latest_charge.payment_method_details.type == "promptpay"
    assert paid.latest_charge.balance_transaction.fee == 2_037  # 1.65 % of 1,234.56 baht


def test_a_qr_is_paid_once(sandbox: Sandbox) -> None:
    intent, before = a_qr(sandbox), sandbox.mark()
    sandbox.pay(intent)

    with pytest.raises(AssertionError, match="payment_intent_unexpected_state"):
        sandbox.pay(intent)

    assert [line["effect"] for line in sandbox.effects(before)] == ["charge"]


def test_a_qr_expires_when_its_time_has_come(sandbox: Sandbox) -> None:
    intent, clock = a_qr(sandbox), Clock(sandbox.clock)
    clock.forward(minutes=59)
    before = sandbox.stripe.v1.payment_intents.retrieve(intent.id).status

    clock.forward(minutes=2)
    expired = sandbox.stripe.v1.payment_intents.retrieve(intent.id)
    clock.reset()

    assert (before, expired.status) == ("requires_action", "requires_payment_method")
    assert expired.last_payment_error.code == "payment_intent_payment_attempt_expired"


@pytest.mark.parametrize(
    ("more", "code", "param"),
    [
        ({"amount": 999}, "amount_too_small", "amount"),
        ({"amount": 100_000_000}, "amount_too_large", "amount"),
        ({"amount": "10.5"}, "parameter_invalid_integer", "amount"),
        ({"currency": "xyz"}, None, "currency"),
        ({"currency": "usd"}, None, "allowed_payment_method_types"),
        ({"off_session": True}, "payment_intent_invalid_parameter", "off_session"),
        ({"setup_future_usage": "off_session"}, None, "allowed_payment_method_types"),
        ({"payment_method_data": {"type": "promptpay"}}, "parameter_missing", "billing_details[email]"),
        (
            {"payment_method_types": ["promptpay"]},
            "payment_method_types_no_longer_supported",
            "payment_method_types",
        ),
        ({"allowed_payment_method_types": ["card"]}, "payment_intent_invalid_parameter", "payment_method"),
        ({"capture_method": "manual"}, "parameter_unknown", "capture_method"),
        ({"customer": "cus_nobody"}, "resource_missing", "customer"),
        ({"metadata": {"long": "x" * 501}}, None, "metadata"),
    ],
)
def test_what_promptpay_cannot_do_is_refused_and_nothing_is_made(
    sandbox: Sandbox, more: dict[str, Any], code: str | None, param: str
) -> None:
    key = {"idempotency_key": uuid4().hex}
    with pytest.raises(stripe.InvalidRequestError) as refused:
        sandbox.stripe.v1.payment_intents.create({**QR, **more}, key)

    corrected = sandbox.stripe.v1.payment_intents.create({**QR, "description": "corrected"}, key)

    assert (refused.value.code, refused.value.param) == (code, param)
    assert corrected.status == "requires_action"  # a refusal is not kept under its key


def test_where_any_method_may_come_a_return_url_is_wanted(sandbox: Sandbox) -> None:
    anything = {"amount": 150_000, "currency": "thb", "confirm": True, "payment_method": "pm_card_visa"}
    with pytest.raises(stripe.InvalidRequestError, match="return_url"):
        sandbox.stripe.v1.payment_intents.create(anything)

    paid = sandbox.stripe.v1.payment_intents.create(anything | {"return_url": "https://plik.example"})

    assert paid.payment_method_types == ["card", "promptpay"]


@pytest.mark.parametrize("kind", ["payment_intents", "setup_intents"])
def test_an_open_intent_is_cancelled_and_a_finished_one_is_not(sandbox: Sandbox, kind: str) -> None:
    service = getattr(sandbox.stripe.v1, kind)
    needed = {"amount": 150_000, "currency": "thb"} if kind == "payment_intents" else {}
    opened = service.create({**CARD, **needed, "payment_method": "pm_card_visa"})
    before = sandbox.mark()

    cancelled = service.cancel(opened.id, {"cancellation_reason": "abandoned"})
    done = service.create({**CARD, **needed, "payment_method": "pm_card_visa", "confirm": True})

    assert (opened.status, cancelled.status) == ("requires_confirmation", "canceled")
    assert sandbox.effects(before)[0]["effect"] == "cancelled"
    with pytest.raises(stripe.InvalidRequestError) as refused:
        service.cancel(done.id)
    assert refused.value.code == f"{kind.removesuffix('s')}_unexpected_state"
    assert refused.value.error[kind.removesuffix("s")].status == "succeeded"  # type: ignore[index]  # embedded


def test_a_card_of_another_customer_is_refused(sandbox: Sandbox) -> None:
    card = kept_card(sandbox, a_customer(sandbox))

    for customer in ({}, {"customer": a_customer(sandbox)}):
        with pytest.raises(stripe.InvalidRequestError, match="belongs to a Customer"):
            charged(sandbox, payment_method=card, **customer)


def test_lists_come_in_pages_newest_first_and_by_the_time_of_making(sandbox: Sandbox) -> None:
    customer, clock = a_customer(sandbox), Clock(sandbox.clock)
    clock.forward(days=400)
    intents = [charged(sandbox, customer=customer, payment_method="pm_card_visa") for _ in range(3)]
    clock.reset()
    service, moment = sandbox.stripe.v1.payment_intents, intents[0].created

    first = service.list({"customer": customer, "limit": 2})
    second = service.list({"customer": customer, "limit": 2, "starting_after": first.data[-1].id})
    back = service.list({"customer": customer, "limit": 1, "ending_before": intents[0].id})
    everything = [each.id for each in service.list({"customer": customer, "limit": 1}).auto_paging_iter()]

    assert (len(first.data), first.has_more, len(second.data), second.has_more) == (2, True, 1, False)
    assert everything == [each.id for each in reversed(intents)]
    assert back.data[0].id == intents[1].id
    assert len(service.list({"created": {"gte": moment, "lt": moment + 60}, "limit": 100}).data) == 3
    assert service.list({"created": {"gt": moment + 60}}).data == []


def test_what_is_not_there_is_a_404_and_who_is_strange_a_401(sandbox: Sandbox) -> None:
    stranger = stripe.StripeClient("sk_test_stranger", base_addresses={"api": sandbox.url})

    with pytest.raises(stripe.InvalidRequestError) as missing:
        sandbox.stripe.v1.payment_intents.retrieve("pi_nothing")
    with pytest.raises(stripe.AuthenticationError, match=r"Invalid API Key provided: sk_test_\*\*\*\*"):
        stranger.v1.customers.list()

    assert (missing.value.http_status, missing.value.code) == (404, "resource_missing")
    assert requests.get(f"{sandbox.url}/v1/customers", timeout=5).status_code == 401
    assert (
        requests.get(f"{sandbox.url}/v1/nothing", timeout=5).json()["error"]["type"]
        == "invalid_request_error"
    )


@given(amount=st.integers(1, 99_999_999))
def test_every_qr_says_its_amount_and_has_the_right_checksum(amount: int) -> None:
    data = payload(amount, "PLIK")

    assert data[-4:] == checksum(data[:-4])
    assert int(found(data)["54"].replace(".", "")) == amount
    assert found(data)["53"] == "764"


@pytest.mark.parametrize(
    "published",
    [
        "00020101021129370016A000000677010111011300660000000005802TH530376463048956",
        "00020101021229370016A0000006770101110413014123456789053037645406100.005802TH6304901D",
    ],
)
def test_the_checksum_is_the_one_that_others_compute(published: str) -> None:
    assert checksum(published[:-4]) == published[-4:]


def found(data: str) -> dict[str, str]:
    """The fields of a QR by their tags."""
    fields = {}
    while data:
        tag, length = data[:2], int(data[2:4])
        fields[tag], data = data[4 : 4 + length], data[4 + length :]
    return fields


@given(st.lists(st.tuples(st.text(), st.text()), max_size=6))
def test_no_form_makes_the_sandbox_fail(pairs: list[tuple[str, str]]) -> None:
    try:
        parsed(pairs)
    except Exception as refusal:
        assert re.search("Refused", type(refusal).__name__)  # noqa: PT017  any other kind would be a fault
