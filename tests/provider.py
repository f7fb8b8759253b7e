"""The sandbox provider, served in this process at a port of its own: what tests of money stand on.

`sandbox` is one for all tests of a worker, without faults before and after each of them. Tests look only at what is
theirs: objects that they made, effects after `mark()`.
"""

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
import requests
from flask.testing import FlaskClient
from werkzeug.serving import WSGIRequestHandler, make_server

from adapters.clocks import shifted
from adapters.provider import Provider
from adapters.sandbox.app import make_sandbox
from adapters.sandbox.settings import SandboxSettings

KEY = "sk_test_sandbox"
SECRET = "whsec_shared_by_sandbox_and_platform"
WEBHOOK = "/v1/payments/stripe/webhook"
Shown = dict[str, Any]


@dataclass
class Sandbox:
    """One at work. Ids may be given where intents and refunds are asked for, or the objects themselves."""

    url: str
    folder: Path
    secret: str = SECRET
    delivered: int = field(default=0, init=False)

    @property
    def provider(self) -> Provider:
        """How the platform reaches it."""
        return Provider(KEY, self.url, (self.secret,))

    @property
    def clock(self) -> Path:
        """The file that shifts its time, as PLIK_CLOCK does the platform's."""
        return self.folder / "clock"

    @cached_property
    def stripe(self) -> Any:
        """A `StripeClient`; nothing is tried twice unless a call says so."""
        import stripe  # noqa: PLC0415  it takes a second, and most tests need none

        stripe.enable_telemetry = False
        return stripe.StripeClient(KEY, base_addresses={"api": self.url}, max_network_retries=0)

    def pay(self, intent: Any) -> Shown:
        """The payer scans the QR and pays."""
        return self.does("payment_intents", intent, "pay")

    def fail(self, thing: Any) -> Shown:
        """A payment, a card to be kept, or a refund does not work out."""
        return self.does(kind_of(thing), thing, "fail")

    def expire(self, thing: Any) -> Shown:
        """Nobody paid the QR, or said where the refund goes."""
        return self.does(kind_of(thing), thing, "expire")

    def authenticate(self, intent: Any) -> Shown:
        """The holder of the card shows that it is theirs."""
        return self.does(kind_of(intent), intent, "authenticate")

    def provide_details(self, refund: Any) -> Shown:
        """The payer says which bank account; the refund is pending then, and succeeds by itself in a while."""
        return self.does("refunds", refund, "provide_details")

    def succeed(self, refund: Any) -> Shown:
        """A pending refund arrives."""
        return self.does("refunds", refund, "succeed")

    def does(self, kind: str, thing: Any, act: str) -> Shown:
        shown: Shown = self.call("POST", f"/sandbox/{kind}/{id_of(thing)}/{act}")
        return shown

    def effects(self, after: int = 0) -> list[Shown]:
        """What the provider really did, oldest first."""
        found: list[Shown] = []
        while lines := self.call("GET", f"/sandbox/effects?after={after}"):
            found += lines
            after = lines[-1]["number"]
        return found

    def mark(self) -> int:
        """The number of the last effect so far."""
        return max((line["number"] for line in self.effects()), default=0)

    def faults(self, *wishes: Mapping[str, Any]) -> None:
        """`sandbox.faults({"fault": "timeout_after", "path_prefix": "/v1/refunds", "times": 1})`"""
        for wish in wishes:
            self.call("POST", "/sandbox/faults", json=dict(wish))

    def clear_faults(self) -> None:
        self.call("DELETE", "/sandbox/faults")

    def webhooks(self, after: int = 0) -> list[Shown]:
        """All that webhooks would bring, oldest first: `number`, `body`, `signature` (as of now)."""
        found: list[Shown] = []
        while some := self.call("GET", f"/sandbox/webhooks?after={after}"):
            found += some
            after = some[-1]["number"]
        return found

    def deliver(self, client: FlaskClient) -> list[int]:
        """Brings the platform all that it was not brought yet by this; the statuses it answered with."""
        statuses = []
        for webhook in self.webhooks(self.delivered):
            statuses.append(post(client, webhook))
            self.delivered = webhook["number"]
        return statuses

    def call(self, method: str, path: str, **more: Any) -> Any:
        """What a part of it that is not Stripe's answers. Fails where it refuses."""
        answer = requests.request(method, self.url + path, timeout=10, **more)
        assert answer.ok, answer.text
        return answer.json()


def post(client: FlaskClient, webhook: Mapping[str, Any]) -> int:
    headers = {"Stripe-Signature": webhook["signature"], "Content-Type": "application/json"}
    return client.post(WEBHOOK, data=webhook["body"], headers=headers).status_code


def about(webhooks: list[Shown], id: str) -> list[Shown]:
    """Of webhooks, those that tell of one thing."""
    return [each for each in webhooks if json.loads(each["body"])["data"]["object"]["id"] == id]


def id_of(thing: Any) -> str:
    found: str = thing if isinstance(thing, str) else thing["id"]
    return found


def kind_of(thing: Any) -> str:
    prefix = id_of(thing).partition("_")[0]
    return {"pi": "payment_intents", "seti": "setup_intents"}.get(prefix, "refunds")


@contextmanager
def serving_sandbox(folder: Path, **more: Any) -> Iterator[Sandbox]:
    """In this process, at a free port, until the end of the block. `more` is told to the sandbox."""
    settings = {"webhook_url": None, "now": shifted(folder / "clock"), **more}
    app = make_sandbox(SandboxSettings(folder=folder, api_key=KEY, webhook_secret=SECRET, **settings))
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield Sandbox(f"http://127.0.0.1:{server.server_port}", folder)
    finally:
        app.extensions["sandbox"].stop()
        server.shutdown()
        server.server_close()


class Quiet(WSGIRequestHandler):
    """Says nothing of what was asked."""

    def log(self, type: str, message: str, *args: Any) -> None:
        pass


@pytest.fixture(scope="session")
def shared_sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """One for all tests of this worker."""
    with serving_sandbox(tmp_path_factory.mktemp("sandbox")) as served:
        yield served


@pytest.fixture
def sandbox(shared_sandbox: Sandbox) -> Iterator[Sandbox]:
    """The shared one, without faults."""
    shared_sandbox.clear_faults()
    yield shared_sandbox
    shared_sandbox.clear_faults()
