"""Stripe in trouble: whatever is not a clear answer is unknown, and asking again never does a thing twice."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest

from adapters.payments.stripe_payments import TIMEOUTS, StripePayments
from domain.model.payments import Fact, Method, OutcomeUnknown
from tests.adapters.paying import (
    EMAIL,
    Status,
    a_refund,
    an_order,
    effects,
    paid,
    payments,
    payments_at,
    saved,
)
from tests.provider import Sandbox, sandbox, shared_sandbox

__all__ = ["payments", "sandbox", "shared_sandbox"]


@pytest.mark.parametrize("fault", ["500_before", "409", "429", "reset_before"])
def test_what_did_not_happen_is_unknown_and_happens_when_asked_again(
    payments: StripePayments, sandbox: Sandbox, fault: str
) -> None:
    order, before = saved(payments), sandbox.mark()
    sandbox.faults({"fault": fault, "path_prefix": "/v1/payment_intents", "times": 1})

    with pytest.raises(OutcomeUnknown):
        payments.charge(order)
    fact = payments.charge(order)

    assert fact.status is Status.SUCCEEDED
    assert effects(sandbox, before) == ["charge"]


@pytest.mark.parametrize("fault", ["500_after", "reset_after", "broken_body"])
def test_what_happened_unheard_of_is_unknown_and_told_when_asked_again(
    payments: StripePayments, sandbox: Sandbox, fault: str
) -> None:
    order, before = saved(payments), sandbox.mark()
    sandbox.faults({"fault": fault, "path_prefix": "/v1/payment_intents", "times": 1})

    with pytest.raises(OutcomeUnknown):
        payments.charge(order)
    fact = payments.charge(order)

    assert fact.status is Status.SUCCEEDED
    assert payments.look_up(fact.reference) == fact
    assert effects(sandbox, before) == ["charge"]


@pytest.mark.parametrize("fault", ["timeout_before", "timeout_after", "hang"])
def test_an_answer_that_does_not_come_in_time_is_not_waited_for(sandbox: Sandbox, fault: str) -> None:
    payments = payments_at(sandbox, timeouts=(3, 0.3))
    order, before = an_order(), sandbox.mark()
    sandbox.faults({"fault": fault, "path_prefix": "/v1/payment_intents", "times": 1, "seconds": 1.0})
    began = datetime.now(UTC)

    with pytest.raises(OutcomeUnknown):
        payments.collect(order)
    waited = datetime.now(UTC) - began
    fact = heard(lambda: payments.collect(order))

    assert timedelta(seconds=0.2) < waited < timedelta(seconds=1)
    assert sum(TIMEOUTS) <= 12, "a backer waits for it"
    assert fact.status is Status.SUCCEEDED
    assert effects(sandbox, before) == ["charge"]


def test_each_thing_asked_for_twice_is_done_once_whatever_was_heard(
    payments: StripePayments, sandbox: Sandbox
) -> None:
    before = sandbox.mark()
    order = an_order()
    kept = unheard(sandbox, lambda: payments.save_card(order))
    saved_order = replace(order, customer=kept.customer, payment_method=kept.payment_method)
    charged = unheard(sandbox, lambda: payments.charge(saved_order))
    asked = a_refund(order, charged.reference)
    refunded = unheard(sandbox, lambda: payments.refund(asked))

    again = payments.save_card(order), payments.charge(saved_order), payments.refund(asked)

    assert [fact.reference for fact in again] == [kept.reference, charged.reference, refunded.reference]
    assert effects(sandbox, before) == ["setup", "charge", "refund_created", "refund_succeeded"]


def test_an_answer_given_again_is_as_the_thing_is_now(payments: StripePayments, sandbox: Sandbox) -> None:
    order, shown = paid(payments, sandbox)

    again = payments.collect(order)

    assert shown.status is Status.REQUIRES_ACTION
    assert (again.reference, again.status) == (shown.reference, Status.SUCCEEDED)


def test_many_who_ask_for_the_same_at_once_get_one_thing(payments: StripePayments, sandbox: Sandbox) -> None:
    order, before = saved(payments), sandbox.mark()
    facts: list[Fact] = []

    def ask() -> None:
        facts.append(heard(lambda: payments.charge(order)))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(facts) == 8
    assert len({fact.reference for fact in facts}) == 1
    assert effects(sandbox, before) == ["charge"]


def test_a_key_that_opens_nothing_cancels_no_pledge(sandbox: Sandbox) -> None:
    stranger = replace(sandbox.provider, api_key="sk_test_of_another")
    payments = StripePayments(lambda: stranger, "http://plik.test/")

    with pytest.raises(OutcomeUnknown):
        payments.save_card(an_order())
    with pytest.raises(OutcomeUnknown):
        payments.look_up("pi_1")


def test_a_provider_that_is_not_there_is_asked_five_times_and_then_left_alone() -> None:
    nobody = Sandbox("http://127.0.0.1:1", Path()).provider
    payments = StripePayments(lambda: nobody, "http://plik.test/")

    for _ in range(5):
        with pytest.raises(OutcomeUnknown, match="APIConnectionError"):
            payments.collect(an_order())

    with pytest.raises(OutcomeUnknown, match="does not answer"):
        payments.collect(an_order())


class Deaf(BaseHTTPRequestHandler):
    """Writes down what it is told, and does nothing."""

    told: list[tuple[str, str, dict[str, str]]]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.told.append((self.path, str(self.headers), dict(parse_qsl(body))))
        self.send_error(500)

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def deaf() -> Iterator[tuple[str, list[tuple[str, str, dict[str, str]]]]]:
    told: list[tuple[str, str, dict[str, str]]] = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Writing", (Deaf,), {"told": told}))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", told
    server.shutdown()
    server.server_close()


def test_nothing_about_a_person_goes_out_but_where_stripe_must_write_to(deaf: Any) -> None:
    url, told = deaf
    payments = payments_at(Sandbox(url, Path()))
    card, code = an_order(email=EMAIL), an_order(Method.PROMPTPAY)
    known = replace(card, customer="cus_1")
    asked: list[Callable[[], Any]] = [
        lambda: payments.save_card(card),
        lambda: payments.save_card(known),
        lambda: payments.collect(card),
        lambda: payments.collect(code),
        lambda: payments.charge(known),
        lambda: payments.charge(replace(known, attempt=2, payment="pi_1")),
        lambda: payments.cancel("pi_1"),
        lambda: payments.refund(a_refund(code, "pi_1", email=EMAIL)),
    ]

    for ask in asked:
        with pytest.raises(OutcomeUnknown):
            ask()

    places = {(path, name) for path, _, said in told for name, value in said.items() if EMAIL in value}
    marks = {name for _, _, said in told for name in said if name.startswith("metadata")}
    assert len(told) == len(asked)
    assert places == {
        ("/v1/payment_intents", "payment_method_data[billing_details][email]"),
        ("/v1/refunds", "instructions_email"),
    }
    assert marks == {"metadata[pledge_id]", "metadata[attempt]", "metadata[refund_id]"}
    assert not any(EMAIL in headers for _, headers, _ in told)


def unheard(sandbox: Sandbox, ask: Callable[[], Fact]) -> Fact:
    """Asked until it is heard, each answer lost once."""
    for path in ("customers", "setup_intents", "payment_intents", "refunds"):
        sandbox.faults({"fault": "reset_after", "method": "POST", "path_prefix": f"/v1/{path}", "times": 1})
    fact = heard(ask)
    sandbox.clear_faults()
    return fact


def heard(ask: Callable[[], Fact]) -> Fact:
    for _ in range(20):
        try:
            return ask()
        except OutcomeUnknown:
            time.sleep(0.1)
    raise AssertionError("it is never heard")
