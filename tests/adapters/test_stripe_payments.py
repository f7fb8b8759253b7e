"""Our way to Stripe, over HTTP to a provider that speaks as Stripe does: each thing it can do, and what comes of it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from adapters.payments.stripe_payments import StripePayments
from domain.model.payments import Kind, Method, OrderRejected, OutcomeUnknown
from domain.money import Currency
from tests.adapters.paying import EMAIL, Status, a_refund, an_order, paid, payments, saved
from tests.provider import SECRET, Sandbox, about, sandbox, shared_sandbox

__all__ = ["payments", "sandbox", "shared_sandbox"]

DECLINED = {
    "pm_card_chargeDeclined": "generic_decline",
    "pm_card_chargeDeclinedInsufficientFunds": "insufficient_funds",
    "pm_card_chargeDeclinedLostCard": "lost_card",
    "pm_card_chargeDeclinedStolenCard": "stolen_card",
    "pm_card_chargeDeclinedExpiredCard": "expired_card",
    "pm_card_chargeDeclinedIncorrectCvc": "incorrect_cvc",
    "pm_card_chargeDeclinedProcessingError": "processing_error",
    "pm_card_chargeDeclinedFraudulent": "fraudulent",
}


def test_a_card_is_saved_and_charged_later_with_its_owner_away(payments: StripePayments) -> None:
    order = an_order()

    kept = payments.save_card(order)
    charged = payments.charge(replace(order, customer=kept.customer, payment_method=kept.payment_method))

    assert (kept.kind, kept.status, kept.pledge_id) == (Kind.SETUP, Status.SUCCEEDED, order.pledge_id)
    assert kept.customer
    assert (charged.kind, charged.status, charged.pledge_id) == (
        Kind.PAYMENT,
        Status.SUCCEEDED,
        order.pledge_id,
    )
    assert (charged.amount, charged.currency, charged.fee) == (150_000, Currency.THB, 5_475)


def test_without_a_card_its_owner_gives_it_to_stripe_itself(payments: StripePayments) -> None:
    order = an_order(payment_method=None)

    kept, collected = payments.save_card(order), payments.collect(order)

    assert {kept.status, collected.status} == {Status.REQUIRES_PAYMENT_METHOD}
    assert kept.client_secret
    assert collected.client_secret


def test_a_card_is_charged_at_once_while_its_owner_is_there(payments: StripePayments) -> None:
    fact = payments.collect(an_order())

    assert (fact.status, fact.amount, fact.fee, fact.reason) == (Status.SUCCEEDED, 150_000, 5_475, None)


def test_promptpay_shows_a_code_and_is_paid_by_whoever_scans_it(
    payments: StripePayments, sandbox: Sandbox
) -> None:
    order = an_order(Method.PROMPTPAY)

    shown = payments.collect(order)
    sandbox.pay(shown.reference)
    fact = payments.look_up(shown.reference)

    assert shown.status is Status.REQUIRES_ACTION
    assert shown.qr_data
    assert shown.qr_svg_url
    assert shown.qr_page_url
    assert fact
    assert (fact.status, fact.amount, fact.fee, fact.pledge_id) == (
        Status.SUCCEEDED,
        150_000,
        2_475,
        order.pledge_id,
    )


def test_a_code_that_nobody_pays_fails(payments: StripePayments, sandbox: Sandbox) -> None:
    shown = payments.collect(an_order(Method.PROMPTPAY))

    sandbox.expire(shown.reference)

    fact = payments.look_up(shown.reference)
    assert fact
    assert (fact.status, fact.reason) == (Status.FAILED, "payment_intent_payment_attempt_expired")


@pytest.mark.parametrize(("card", "reason"), DECLINED.items())
def test_a_refused_card_is_a_fact_with_the_banks_reason(
    payments: StripePayments, card: str, reason: str
) -> None:
    kept, collected = (
        payments.save_card(an_order(payment_method=card)),
        payments.collect(an_order(payment_method=card)),
    )

    for fact in (kept, collected):
        assert (fact.status, fact.reason) == (Status.FAILED, reason)
        assert payments.look_up(fact.reference) == fact


def test_a_card_may_be_saved_and_still_refuse_to_be_charged(payments: StripePayments) -> None:
    order = saved(payments, "pm_card_chargeCustomerFail")

    first = payments.charge(order)
    second = payments.charge(replace(order, attempt=2, payment=first.reference))

    assert (first.status, first.reason) == (Status.FAILED, "generic_decline")
    assert (second.status, second.reason) == (Status.FAILED, "generic_decline")
    assert second.reference == first.reference


@pytest.mark.parametrize("card", ["pm_card_visa", "pm_card_authenticationRequiredSetupForOffSession"])
def test_a_card_whose_owner_has_agreed_is_charged_while_they_are_away(
    payments: StripePayments, card: str
) -> None:
    order = saved(payments, card)

    assert payments.charge(order).status is Status.SUCCEEDED


def test_a_bank_that_wants_the_owner_to_show_themselves_is_asked_for_and_then_satisfied(
    payments: StripePayments, sandbox: Sandbox
) -> None:
    waiting = payments.save_card(an_order(payment_method="pm_card_authenticationRequired"))
    paying = payments.collect(an_order(payment_method="pm_card_threeDSecure2Required"))

    for fact in (waiting, paying):
        assert (fact.status, bool(fact.client_secret)) == (Status.REQUIRES_ACTION, True)
        sandbox.authenticate(fact.reference)
        shown = payments.look_up(fact.reference)
        assert shown
        assert shown.status is Status.SUCCEEDED


def test_an_owner_who_must_show_themselves_cannot_be_charged_while_away(
    payments: StripePayments, sandbox: Sandbox
) -> None:
    order = an_order(payment_method="pm_card_authenticationRequired")
    waiting = payments.save_card(order)
    sandbox.authenticate(waiting.reference)
    kept = payments.look_up(waiting.reference)
    assert kept

    fact = payments.charge(replace(order, customer=kept.customer, payment_method=kept.payment_method))

    assert (fact.status, fact.reason) == (Status.FAILED, "authentication_required")


def test_a_try_of_what_has_been_paid_meanwhile_says_so(payments: StripePayments) -> None:
    order = saved(payments)
    first = payments.charge(order)

    again = payments.charge(replace(order, attempt=2, payment=first.reference))

    assert (again.reference, again.status) == (first.reference, Status.SUCCEEDED)


def test_what_stripe_will_never_do_is_rejected_with_its_word(payments: StripePayments) -> None:
    reasons = []
    for ask, order in (
        (payments.collect, replace(an_order(), amount=1)),
        (payments.collect, an_order(Method.PROMPTPAY, email=None)),
        (payments.collect, an_order(payment_method="pm_nobody")),
        (payments.save_card, an_order(customer="cus_nobody")),
    ):
        with pytest.raises(OrderRejected) as rejected:
            ask(order)
        reasons.append(rejected.value.reason)

    assert reasons == ["amount_too_small", "parameter_missing", "resource_missing", "resource_missing"]


@pytest.mark.parametrize("method", Method)
def test_a_refund_to_a_card_is_done_and_one_of_promptpay_asks_for_a_bank_account(
    payments: StripePayments, sandbox: Sandbox, method: Method
) -> None:
    if method is Method.CARD:
        order = an_order()
        payment = payments.collect(order)
    else:
        order, payment = paid(payments, sandbox)
    asked = a_refund(order, payment.reference, email=EMAIL, amount=50_000)

    fact = payments.refund(asked)

    assert (fact.kind, fact.amount, fact.refund_id, fact.pledge_id) == (
        Kind.REFUND,
        50_000,
        asked.refund_id,
        order.pledge_id,
    )
    if method is Method.CARD:
        assert fact.status is Status.SUCCEEDED
        return
    assert fact.status is Status.REQUIRES_ACTION
    assert fact.expires_at
    assert fact.expires_at > datetime.now(UTC) + timedelta(days=40)
    sandbox.provide_details(fact.reference)
    sandbox.succeed(fact.reference)
    final = payments.look_up(fact.reference)
    assert final
    assert (final.status, final.refund_id) == (Status.SUCCEEDED, asked.refund_id)


def test_a_refund_can_fail_and_more_than_was_paid_is_never_refunded(
    payments: StripePayments, sandbox: Sandbox
) -> None:
    order, payment = paid(payments, sandbox)
    refund = payments.refund(a_refund(order, payment.reference))

    sandbox.expire(refund.reference)
    failed = payments.look_up(refund.reference)
    with pytest.raises(OrderRejected):
        payments.refund(a_refund(order, payment.reference, amount=order.amount + 1))

    assert failed
    assert failed.status in (Status.FAILED, Status.CANCELLED)


def test_nothing_more_comes_of_what_is_cancelled(payments: StripePayments, sandbox: Sandbox) -> None:
    setup = payments.save_card(an_order(payment_method=None))
    payment = payments.collect(an_order(Method.PROMPTPAY))

    facts = [payments.cancel(each.reference) for each in (setup, payment)]

    assert [fact.status for fact in facts] == [Status.CANCELLED, Status.CANCELLED]
    assert [payments.cancel(fact.reference).status for fact in facts] == [Status.CANCELLED, Status.CANCELLED]


def test_what_succeeded_before_it_could_be_cancelled_says_so(
    payments: StripePayments, sandbox: Sandbox
) -> None:
    _, payment = paid(payments, sandbox)
    setup = payments.save_card(an_order())

    facts = [payments.cancel(each.reference) for each in (payment, setup)]

    assert [fact.status for fact in facts] == [Status.SUCCEEDED, Status.SUCCEEDED]
    assert facts[0].fee == 2_475


def test_what_is_not_there_is_not_found_and_cannot_be_said_to_be_cancelled(payments: StripePayments) -> None:
    missing = [
        payments.look_up(each) for each in ("pi_x", "seti_x", "re_x", "pyr_x", "ch_x", "du_1", "evt_1", "")
    ]

    assert missing == [None] * 8
    with pytest.raises(OutcomeUnknown):
        payments.cancel("pi_x")


def test_a_charge_leads_to_its_payment(payments: StripePayments, sandbox: Sandbox) -> None:
    paid_by_card = payments.collect(an_order())
    charge = sandbox.stripe.v1.payment_intents.retrieve(paid_by_card.reference).latest_charge

    fact = payments.look_up(charge)

    assert fact == payments.look_up(paid_by_card.reference)


def test_what_was_made_for_us_is_found_without_its_id(payments: StripePayments, sandbox: Sandbox) -> None:
    now = datetime.now(UTC)
    order = saved(payments)
    payment = payments.charge(order)
    asked = a_refund(order, payment.reference)
    refund = payments.refund(asked)

    found = [
        payments.find(Kind.SETUP, order.pledge_id, now),
        payments.find(Kind.PAYMENT, order.pledge_id, now),
        payments.find(Kind.REFUND, asked.refund_id, now),
    ]

    assert [fact and fact.kind for fact in found] == [Kind.SETUP, Kind.PAYMENT, Kind.REFUND]
    assert found[1] == payments.look_up(payment.reference)
    assert found[2] == payments.look_up(refund.reference)
    assert payments.find(Kind.PAYMENT, order.pledge_id, now - timedelta(days=3)) is None
    assert payments.find(Kind.PAYMENT, "pledge_of_nobody", now) is None


def test_of_several_the_one_that_succeeded_is_found(payments: StripePayments) -> None:
    order = an_order()
    payments.collect(replace(order, payment_method="pm_card_chargeDeclined"))
    succeeded = payments.collect(replace(order, attempt=2))
    payments.collect(replace(order, attempt=3, payment_method="pm_card_chargeDeclined"))

    found = payments.find(Kind.PAYMENT, order.pledge_id, datetime.now(UTC))

    assert found
    assert found.reference == succeeded.reference


def test_events_are_read_from_webhooks_and_listed_as_far_back_as_asked(
    payments: StripePayments, sandbox: Sandbox
) -> None:
    before = datetime.now(UTC) - timedelta(seconds=1)
    for _ in range(60):  # more events than fit a page
        payments.collect(an_order())
    fact = payments.collect(an_order())

    listed = payments.events_since(before)
    [told] = about(sandbox.webhooks(), fact.reference)

    event = payments.read_event(told["body"].encode(), told["signature"])
    assert event.reference == fact.reference
    assert event in listed
    assert len(listed) > 100
    assert [each.at for each in listed] == sorted(each.at for each in listed)
    assert sandbox.provider.webhook_secrets == (SECRET,)
