"""Stripe, as the domain's port asks for it. One object serves all threads of a process.

What is asked for again has the same key, so that Stripe does it once. The package's own retries are off: a backer
waits, and whoever asked asks again in a while.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cached_property
from time import monotonic
from typing import Any, TypeVar

import stripe
from stripe import RequestOptions

from adapters.payments import orders, webhooks
from adapters.payments.facts import declined_of, event_of, fact_of, reason_of
from adapters.payments.line import Breaker, Limiter, Line
from adapters.provider import Provider
from domain.model.payments import (
    Fact,
    Kind,
    Order,
    OrderRejected,
    OutcomeUnknown,
    ProviderEvent,
    RefundOrder,
)

T = TypeVar("T")

TIMEOUTS = (3.0, 8.0)  # seconds to connect, and to wait for the answer: a backer waits for it
IN_NO_HURRY = 3.0  # seconds that the first of two questions may take; else the second is left for later
DIRECT: Any = {"http": "", "https": ""}  # past whatever proxy this machine uses for the world
KEYS_LAST = timedelta(hours=24)  # for so long Stripe knows a key, and something may still be made under it
SLACK = timedelta(hours=1)  # between the clocks
MOST_PAGES, PAGE = 200, 100
KINDS = {"seti_": Kind.SETUP, "pi_": Kind.PAYMENT, "re_": Kind.REFUND, "pyr_": Kind.REFUND}
CHARGES = ("ch_", "py_")

stripe.enable_telemetry = False  # it tells Stripe about this machine and keeps a file for it


class StripePayments:
    """The port Payments. `provider` is asked for at first use; `return_url` is where Stripe sends a backer's browser
    back to."""

    def __init__(
        self,
        provider: Callable[[], Provider],
        return_url: str,
        *,
        limiter: Limiter | None = None,
        breaker: Breaker | None = None,
        timeouts: tuple[float, float] = TIMEOUTS,
    ) -> None:
        self._find_provider, self._return_url, self._timeouts = provider, return_url, timeouts
        self._line = Line(limiter or Limiter(), breaker or Breaker())

    @cached_property
    def _provider(self) -> Provider:
        return self._find_provider()

    @cached_property
    def _stripe(self) -> stripe.StripeClient:
        base = self._provider.api_base
        return stripe.StripeClient(
            self._provider.api_key,
            max_network_retries=0,
            base_addresses={"api": base} if base else {},
            http_client=stripe.RequestsClient(timeout=self._timeouts, proxy=DIRECT if base else None),
        )

    def save_card(self, order: Order) -> Fact:
        asked = orders.setup_of(order, order.customer or self._customer(order), self._return_url)
        once = _once(orders.key_of(order, "setup"))
        return self._order("setup_intents", lambda: self._stripe.v1.setup_intents.create(asked, once))

    def collect(self, order: Order) -> Fact:
        asked = orders.payment_of(order, self._return_url)
        once = _once(orders.key_of(order, "payment"))
        return self._order("payment_intents", lambda: self._stripe.v1.payment_intents.create(asked, once))

    def charge(self, order: Order) -> Fact:
        once = _once(orders.key_of(order, "charge"))
        if order.payment is None:
            asked = orders.charge_of(order, self._return_url)
            return self._order("payment_intents", lambda: self._stripe.v1.payment_intents.create(asked, once))
        return self._charge_again(order, order.payment, once)

    def _charge_again(self, order: Order, payment: str, once: RequestOptions) -> Fact:
        again = orders.charge_again_of(order, self._return_url)
        try:
            return self._order(
                "payment_intents/confirm",
                lambda: self._stripe.v1.payment_intents.confirm(payment, again, once),
            )
        except OrderRejected as rejected:
            if rejected.reason != "payment_intent_unexpected_state":
                raise
            return self._as_it_is(payment)  # it has been paid, or cancelled, meanwhile

    def refund(self, order: RefundOrder) -> Fact:
        asked, once = orders.refund_of(order), _once(f"{order.refund_id}:refund")
        return self._order("refunds", lambda: self._stripe.v1.refunds.create(asked, once))

    def cancel(self, reference: str) -> Fact:
        """With no key of ours: cancelling twice is cancelling once, and what was refused once may be right later."""
        kind = _kind_of(reference)
        if kind is None:
            raise OrderRejected("not_cancellable")
        services: Mapping[Kind, Any] = self._services
        try:
            return self._order(f"{kind}/cancel", lambda: services[kind].cancel(reference))
        except OrderRejected:
            return self._as_it_is(reference)

    def look_up(self, reference: str) -> Fact | None:
        if reference.startswith(CHARGES):
            payment = self._payment_of(reference)
            return self.look_up(payment) if payment else None
        kind = _kind_of(reference)
        if kind is None:
            return None
        service: Any = self._services[kind]
        shown = {"expand": orders.WITH_ITS_FEE} if kind is Kind.PAYMENT else {}
        return self._retrieve(kind, lambda: fact_of(service.retrieve(reference, shown).to_dict()))

    def _payment_of(self, charge: str) -> str | None:
        def question() -> str | None:
            found: str | None = self._stripe.v1.charges.retrieve(charge).to_dict().get("payment_intent")
            return found

        return self._retrieve("charges", question)

    def find(self, kind: Kind, ours: str, around: datetime) -> Fact | None:
        """The one that succeeded, if there are several; else the newest."""
        mark = "refund_id" if kind is Kind.REFUND else "pledge_id"
        created = {
            "gte": int((around - SLACK).timestamp()),
            "lte": int((around + KEYS_LAST + SLACK).timestamp()),
        }
        found = [
            thing
            for thing in self._list(kind, self._services[kind], dict, created=created)
            if (thing.get("metadata") or {}).get(mark) == ours
        ]
        if not found:
            return None
        best = next((thing for thing in found if thing.get("status") == "succeeded"), found[0])
        return self.look_up(best["id"])

    def read_event(self, raw: bytes, signature: str) -> ProviderEvent:
        return webhooks.read_event(raw, signature, self._provider.webhook_secrets)

    def events_since(self, moment: datetime) -> Sequence[ProviderEvent]:
        created = {"gte": int(moment.timestamp())}
        return [*self._list("events", self._stripe.v1.events, event_of, created=created)][::-1]

    @cached_property
    def _services(self) -> Mapping[Kind, Any]:
        v1 = self._stripe.v1
        return {Kind.SETUP: v1.setup_intents, Kind.PAYMENT: v1.payment_intents, Kind.REFUND: v1.refunds}

    def _customer(self, order: Order) -> str:
        """Cards are saved under somebody: a customer of whom Stripe knows the pledge and nothing else."""
        once = _once(f"{order.pledge_id}:customer")
        marks, began = {"pledge_id": order.pledge_id}, monotonic()
        try:
            customer = self._line.ask(
                "customers", lambda: self._stripe.v1.customers.create({"metadata": marks}, once).id
            )
        except stripe.InvalidRequestError as error:
            raise OrderRejected(error.code or "invalid_request") from error
        if monotonic() - began > IN_NO_HURRY:
            raise OutcomeUnknown("the provider is slow")
        return customer

    def _order(self, endpoint: str, call: Callable[[], Any]) -> Fact:
        """A card that is refused is a fact; a request that is refused made nothing. An answer that Stripe gives again
        is as old as the first: then the thing is looked up."""

        def question() -> tuple[Fact, bool]:
            try:
                answer = call()
                return fact_of(answer.to_dict()), _is_old(answer.last_response.headers)
            except stripe.CardError as error:
                return _declined(error), _is_old(error.headers or {})
            except stripe.InvalidRequestError as error:
                raise OrderRejected(error.code or "invalid_request") from error

        fact, is_old = self._line.ask(endpoint, question)
        return self._as_it_is(fact.reference) if is_old else fact

    def _as_it_is(self, reference: str) -> Fact:
        fact = self.look_up(reference)
        if fact is None:  # a key to another account would not see it either: so much is not known
            raise OutcomeUnknown(f"{reference} is not there")
        return fact

    def _retrieve(self, endpoint: str, question: Callable[[], T]) -> T | None:
        """None for what is not there."""
        try:
            return self._line.ask(f"{endpoint}/retrieve", question)
        except stripe.InvalidRequestError as error:
            if error.http_status == 404:
                return None
            raise OutcomeUnknown(f"{endpoint}: {error.code}") from error

    def _list(
        self, endpoint: str, service: Any, read: Callable[[dict[str, Any]], T], **which: Any
    ) -> Iterator[T]:
        """All of them, newest first; OutcomeUnknown where they do not end."""
        asked = {**which, "limit": PAGE}

        def question() -> tuple[list[T], str | None]:
            page = service.list(asked).to_dict()
            last = page["data"][-1]["id"] if page["has_more"] else None
            return [read(thing) for thing in page["data"]], last

        for _ in range(MOST_PAGES):
            try:
                things, last = self._line.ask(f"{endpoint}/list", question)
            except stripe.InvalidRequestError as error:
                raise OutcomeUnknown(f"{endpoint}: {error.code}") from error
            yield from things
            if last is None:
                return
            asked["starting_after"] = last
        raise OutcomeUnknown(f"{endpoint}: there are too many")


def _declined(error: stripe.CardError) -> Fact:
    body: Any = error.json_body
    fact = declined_of(body["error"])
    if fact is None:
        raise OrderRejected(reason_of(body["error"])) from error
    return fact


def _is_old(headers: Mapping[str, str]) -> bool:
    return headers.get("Idempotent-Replayed", "").lower() == "true"


def _once(key: str) -> RequestOptions:
    return {"idempotency_key": key}


def _kind_of(reference: str) -> Kind | None:
    return next((kind for prefix, kind in KINDS.items() if reference.startswith(prefix)), None)
