"""Orders for a provider of payments, and our way to the sandbox that stands in for it."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from adapters.payments.line import Breaker, Limiter
from adapters.payments.stripe_payments import StripePayments
from domain.model.payments import Fact, Method, Order, PaymentStatus, RefundOrder
from domain.money import Currency
from tests.provider import Sandbox

Status = PaymentStatus
EMAIL = "somchai@people.example"


@pytest.fixture
def payments(sandbox: Sandbox) -> StripePayments:
    return payments_at(sandbox)


def payments_at(sandbox: Sandbox, **more: Any) -> StripePayments:
    """Without haste, and not discouraged by failures."""
    patience: dict[str, Any] = {"limiter": Limiter(1_000, 4_000), "breaker": Breaker(most=1_000)}
    return StripePayments(lambda: sandbox.provider, "http://plik.test/", **patience | more)


def an_order(method: Method = Method.CARD, **more: Any) -> Order:
    email = EMAIL if method is Method.PROMPTPAY else None
    return Order(
        pledge_id=f"pledge_{uuid4().hex}",
        amount=150_000,
        currency=Currency.THB,
        method=method,
        **{"email": email, "payment_method": "pm_card_visa" if method is Method.CARD else None} | more,
    )


def saved(payments: StripePayments, card: str = "pm_card_visa") -> Order:
    """With a card that was saved, to be charged."""
    order = an_order(payment_method=card)
    fact = payments.save_card(order)
    assert fact.status is Status.SUCCEEDED
    return replace(order, customer=fact.customer, payment_method=fact.payment_method)


def paid(payments: StripePayments, sandbox: Sandbox) -> tuple[Order, Fact]:
    order = an_order(Method.PROMPTPAY)
    fact = payments.collect(order)
    sandbox.pay(fact.reference)
    return order, fact


def a_refund(order: Order, payment: str, **more: Any) -> RefundOrder:
    asked = RefundOrder(
        refund_id=f"refund_{uuid4().hex}", pledge_id=order.pledge_id, payment=payment, amount=order.amount
    )
    return replace(asked, **more)


def effects(sandbox: Sandbox, after: int) -> list[str]:
    return [line["effect"] for line in sandbox.effects(after)]
