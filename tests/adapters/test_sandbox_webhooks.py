"""Webhooks of the sandbox: signed, brought at least once, also after a restart, and astray when that is asked for."""

import json
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import stripe

from tests.adapters.pledging import a_qr, charged, paid_by_qr
from tests.journeys.serving import eventually
from tests.provider import SECRET, Sandbox, about, serving_sandbox
from tests.running import Clock


@dataclass
class Receiver:
    """Stands in for the platform; answers 500 as often as `failing` says."""

    url: str = ""
    failing: int = 0
    heard: list[tuple[bytes, str]] = field(default_factory=list)

    def types(self, id: str) -> list[str]:
        """What was told of one thing, in the order of its coming."""
        told = [json.loads(body) for body, _ in self.heard]
        return [event["type"] for event in told if event["data"]["object"]["id"] == id]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    kept = Receiver()

    class Ear(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            kept.heard.append((body, self.headers["Stripe-Signature"]))
            kept.failing -= 1
            self.send_response(500 if kept.failing >= 0 else 200)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Ear)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    kept.url = f"http://127.0.0.1:{server.server_port}/hook"
    yield kept
    server.shutdown()
    server.server_close()


@pytest.fixture
def telling(receiver: Receiver, tmp_path: Path) -> Iterator[Sandbox]:
    """A sandbox of one test's own that tells the receiver."""
    with serving_sandbox(tmp_path, webhook_url=receiver.url) as served:
        yield served


def test_what_happens_is_told_with_a_signature_that_the_package_accepts(
    telling: Sandbox, receiver: Receiver
) -> None:
    Clock(telling.clock).forward(days=90)  # signatures go by the machine's own time nevertheless
    paid = paid_by_qr(telling, metadata={"pledge": "1"})
    assert eventually(lambda: "payment_intent.succeeded" in receiver.types(paid), seconds=5)

    events = [stripe.Webhook.construct_event(body, sign, SECRET) for body, sign in receiver.heard]

    last = next(event for event in events if event.type == "payment_intent.succeeded")
    assert last.data.object["metadata"]["pledge"] == "1"
    assert last.data.object["status"] == "succeeded"
    assert last.created > time.time() + 80 * 24 * 3600
    assert telling.stripe.v1.events.retrieve(last.id).data.object.id == paid


def test_a_webhook_that_fails_comes_again(telling: Sandbox, receiver: Receiver) -> None:
    receiver.failing = 2
    paid = charged(telling, payment_method="pm_card_visa").id

    assert eventually(lambda: len(receiver.types(paid)) == 3, seconds=8)
    assert set(receiver.types(paid)) == {"payment_intent.succeeded"}


def test_only_what_an_endpoint_subscribes_to_is_told_and_the_rest_can_be_asked_for(
    telling: Sandbox, receiver: Receiver
) -> None:
    paid = charged(telling, payment_method="pm_card_visa")
    assert eventually(lambda: len(receiver.heard) == 1, seconds=5)

    every = telling.stripe.v1.events.list()
    charges = telling.stripe.v1.events.list({"type": "charge.*"})
    two = telling.stripe.v1.events.list({"types": ["charge.succeeded", "payment_intent.created"]})

    assert [each.type for each in every.data] == [
        "payment_intent.succeeded",
        "charge.succeeded",
        "payment_intent.created",
    ]
    assert [each.data.object.id for each in charges.data] == [paid.latest_charge]
    assert len(two.data) == 2


def test_what_was_not_told_is_told_after_a_restart(receiver: Receiver, tmp_path: Path) -> None:
    with serving_sandbox(tmp_path, webhook_url="http://127.0.0.1:1/nobody") as first:
        paid = charged(first, payment_method="pm_card_visa").id
        time.sleep(0.3)  # it has tried, and failed

    with serving_sandbox(tmp_path, webhook_url=receiver.url) as second:
        assert eventually(lambda: receiver.types(paid) == ["payment_intent.succeeded"], seconds=5)
        assert second.stripe.v1.payment_intents.retrieve(paid).status == "succeeded"


def test_a_qr_that_expires_by_itself_is_told_too(telling: Sandbox, receiver: Receiver) -> None:
    intent = a_qr(telling).id

    Clock(telling.clock).forward(hours=2)

    assert eventually(lambda: "payment_intent.payment_failed" in receiver.types(intent), seconds=5)


def test_webhooks_come_twice_when_asked(telling: Sandbox, receiver: Receiver) -> None:
    telling.faults({"webhooks": "duplicate", "times": 1})
    paid = charged(telling, payment_method="pm_card_visa").id

    assert eventually(lambda: len(receiver.types(paid)) == 2, seconds=5)
    assert receiver.heard[0][0] == receiver.heard[1][0]


def test_webhooks_are_dropped_when_asked_and_later_ones_come(telling: Sandbox, receiver: Receiver) -> None:
    telling.faults({"webhooks": "drop", "times": 1})
    lost = charged(telling, payment_method="pm_card_visa").id
    assert eventually(lambda: telling.call("GET", "/sandbox/faults") == [], seconds=5)
    told = charged(telling, payment_method="pm_card_visa").id

    assert eventually(lambda: len(receiver.types(told)) == 1, seconds=5)
    assert receiver.types(lost) == []
    assert len(about(telling.webhooks(), lost)) == 1  # it happened nevertheless


def test_webhooks_come_late_when_asked(telling: Sandbox, receiver: Receiver) -> None:
    telling.faults({"webhooks": "delay", "times": 1, "seconds": 0.7})
    late = charged(telling, payment_method="pm_card_visa").id
    assert eventually(lambda: telling.call("GET", "/sandbox/faults") == [], seconds=5)
    soon = charged(telling, payment_method="pm_card_visa").id

    assert eventually(lambda: bool(receiver.types(late)), seconds=5)
    told = [json.loads(body)["data"]["object"]["id"] for body, _ in receiver.heard]
    assert told == [soon, late]


def test_webhooks_come_in_another_order_when_asked(telling: Sandbox, receiver: Receiver) -> None:
    telling.faults({"webhooks": "shuffle", "seconds": 0.5})
    paid = [charged(telling, payment_method="pm_card_visa").id for _ in range(12)]

    assert eventually(lambda: len(receiver.heard) == 12, seconds=8)
    told = [json.loads(body)["data"]["object"]["id"] for body, _ in receiver.heard]
    assert Counter(told) == Counter(paid)
    assert told != paid
