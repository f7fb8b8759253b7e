"""A provider of payments in memory, that answers as it is told: for tests of what we make of its facts, in which a
thousand payments must not take a minute. What it says on the wire is the sandbox's affair."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import count
from threading import RLock
from typing import Any

from domain.errors import Malformed
from domain.model.payments import (
    Fact,
    Kind,
    Method,
    Order,
    OrderRejected,
    OutcomeUnknown,
    PaymentStatus,
    ProviderEvent,
    RefundOrder,
)

S = PaymentStatus
CARDS = {
    "declined": S.FAILED,
    "needs_action": S.REQUIRES_ACTION,
}  # what comes of saving or charging them at once
LATER = {"fails_later": S.FAILED}  # and of charging them when their owner is away


@dataclass
class Teller:
    """`things` by their names, `effects` in order. The next calls are lost before or after they take effect as
    `losses` says."""

    things: dict[str, Fact] = field(default_factory=dict)
    orders: dict[str, str] = field(default_factory=dict)
    effects: list[tuple[str, str, int]] = field(default_factory=list)
    losses: list[str] = field(default_factory=list)
    asked: int = 0
    _numbers: Any = field(default_factory=lambda: count(1))
    _lock: Any = field(default_factory=RLock)

    def save_card(self, order: Order) -> Fact:
        status = CARDS.get(order.payment_method or "", S.SUCCEEDED if order.payment_method else None)
        made = Fact(
            kind=Kind.SETUP,
            reference="seti",
            status=status or S.REQUIRES_PAYMENT_METHOD,
            pledge_id=order.pledge_id,
            customer="cus_1",
            payment_method=order.payment_method,
            client_secret="secret",
        )
        return self._once(f"{order.pledge_id}:setup", made, lambda made: self._effect("setup", made))

    def collect(self, order: Order) -> Fact:
        if order.method is Method.PROMPTPAY:
            status, qr = S.REQUIRES_ACTION, "00020101"
        else:
            status, qr = CARDS.get(order.payment_method or "", S.SUCCEEDED), None
        made = self._payment(order, status, qr)
        return self._once(f"{order.pledge_id}:payment", made, self._charged)

    def charge(self, order: Order) -> Fact:
        status = LATER.get(order.payment_method or "", S.SUCCEEDED)
        key = f"{order.pledge_id}:charge:{order.attempt}"
        if order.payment is None:
            return self._once(key, self._payment(order, status, None), self._charged)
        with self._lock:
            before = self.things[order.payment]
            if before.status in (S.SUCCEEDED, S.CANCELLED):
                raise OrderRejected("payment_intent_unexpected_state")
            return self._once(key, replace(before, status=status, fee=self._fee(before)), self._charged)

    def refund(self, order: RefundOrder) -> Fact:
        made = Fact(
            kind=Kind.REFUND,
            reference="re",
            status=S.REQUIRES_ACTION if self.things[order.payment].qr_data else S.SUCCEEDED,
            amount=order.amount,
            pledge_id=order.pledge_id,
            refund_id=order.refund_id,
        )
        return self._once(f"{order.refund_id}:refund", made, lambda made: self._effect("refund", made))

    def cancel(self, reference: str) -> Fact:
        with self._lock:
            self._perhaps_lost("before")
            if self.things[reference].status is not S.SUCCEEDED:
                self.things[reference] = replace(self.things[reference], status=S.CANCELLED)
            self._perhaps_lost("after")
            return self.things[reference]

    def look_up(self, reference: str) -> Fact | None:
        with self._lock:
            self._perhaps_lost("before")
            return self.things.get(reference)

    def find(self, kind: Kind, ours: str, around: datetime) -> Fact | None:
        found = [f for f in self.things.values() if f.kind is kind and ours in (f.pledge_id, f.refund_id)]
        return found[0] if found else None

    def read_event(self, raw: bytes, signature: str) -> ProviderEvent:
        raise Malformed("signature_invalid")

    def events_since(self, moment: datetime) -> list[ProviderEvent]:
        return []

    def becomes(self, reference: str, status: PaymentStatus) -> Fact | None:
        """The payer, or a bank, does something. What is final stays."""
        with self._lock:
            thing = self.things[reference]
            if thing.status in (S.SUCCEEDED, S.CANCELLED):
                return None
            self.things[reference] = thing = replace(thing, status=status, fee=self._fee(thing))
            if status is S.SUCCEEDED and thing.kind is Kind.PAYMENT:
                self._effect("charge", thing)
            return thing

    def _payment(self, order: Order, status: PaymentStatus, qr: str | None) -> Fact:
        return Fact(
            kind=Kind.PAYMENT,
            reference="pi",
            status=status,
            amount=order.amount,
            pledge_id=order.pledge_id,
            client_secret="secret",
            payment_method=order.payment_method,
            qr_data=qr,
            fee=order.amount // 50 if status is S.SUCCEEDED else None,
            reason="card_declined" if status is S.FAILED else None,
        )

    def _once(self, key: str, made: Fact, then: Callable[[Fact], None]) -> Fact:
        """The same order twice is one thing; the answer may be lost on its way in or out."""
        with self._lock:
            self.asked += 1
            self._perhaps_lost("before")
            if key not in self.orders:
                name = made.reference if "_" in made.reference else f"{made.reference}_{next(self._numbers)}"
                self.things[name] = replace(made, reference=name)
                self.orders[key] = name
                then(self.things[name])
            self._perhaps_lost("after")
            return self.things[self.orders[key]]

    def _charged(self, made: Fact) -> None:
        if made.status is S.SUCCEEDED:
            self._effect("charge", made)

    def _effect(self, what: str, made: Fact) -> None:
        self.effects.append((what, made.reference, made.amount))

    def _fee(self, thing: Fact) -> int | None:
        return thing.amount // 50 if thing.kind is Kind.PAYMENT else None

    def _perhaps_lost(self, when: str) -> None:
        if self.losses and self.losses[0] == when:
            self.losses.pop(0)
            raise OutcomeUnknown
