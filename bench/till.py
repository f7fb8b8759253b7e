"""A provider of payments that takes every card at once: what is measured with it is ours alone."""

from collections.abc import Sequence
from datetime import datetime
from typing import NoReturn

from domain.errors import Malformed
from domain.model.payments import Fact, Kind, Order, PaymentStatus, ProviderEvent, RefundOrder


class Till:
    """Names are made of the pledge, so that the same order is one payment in whichever process."""

    def save_card(self, order: Order) -> Fact:
        return _fact(Kind.SETUP, order, customer=f"cus_{order.pledge_id}")

    def collect(self, order: Order) -> Fact:
        return _fact(Kind.PAYMENT, order, fee=fee(order.amount))

    def charge(self, order: Order) -> Fact:
        return self.collect(order)

    def refund(self, order: RefundOrder) -> NoReturn:
        raise NotImplementedError("nobody asks for money back while we measure")

    def cancel(self, reference: str) -> NoReturn:
        raise NotImplementedError("nobody takes a pledge back while we measure")

    def look_up(self, reference: str) -> None:
        """It remembers nothing."""

    def find(self, kind: Kind, ours: str, around: datetime) -> None:
        """It remembers nothing."""

    def read_event(self, raw: bytes, signature: str) -> ProviderEvent:
        raise Malformed("signature_invalid")

    def events_since(self, moment: datetime) -> Sequence[ProviderEvent]:
        return ()


def fee(amount: int) -> int:
    """What it keeps: two in a hundred."""
    return amount // 50


def _fact(kind: Kind, order: Order, *, customer: str | None = None, fee: int | None = None) -> Fact:
    return Fact(
        kind=kind,
        reference=f"{kind}_{order.pledge_id}",
        status=PaymentStatus.SUCCEEDED,
        amount=order.amount,
        currency=order.currency,
        fee=fee,
        pledge_id=order.pledge_id,
        customer=customer,
        payment_method=order.payment_method,
    )
