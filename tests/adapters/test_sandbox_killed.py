"""The sandbox as it is served, killed while it is asked: it loses nothing, and does nothing by half."""

import json
import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from uuid import uuid4

import requests
import stripe

from adapters.home import Home
from adapters.serving import sandbox_command
from tests.adapters.pledging import charged
from tests.journeys.serving import environment_in, eventually
from tests.postgres import ROOT
from tests.provider import Sandbox
from tests.running import settings


@dataclass
class Journal:
    """What callers of a sandbox know that is killed: what was acknowledged, and what they must ask again."""

    sandbox: Sandbox
    acknowledged: dict[str, str] = field(default_factory=dict)
    unsure: set[str] = field(default_factory=set)

    def pay(self, key: str) -> None:
        try:
            self.acknowledged[key] = charged(self.sandbox, key, payment_method="pm_card_visa").id
            self.unsure.discard(key)
        except stripe.APIConnectionError:
            self.unsure.add(key)

    def pay_until(self, over: threading.Event) -> None:
        while not over.is_set():
            self.pay(uuid4().hex)


@contextmanager
def gunicorn(environment: Mapping[str, str], sandbox: Sandbox) -> Iterator[subprocess.Popen[bytes]]:
    """The sandbox as it is served, from its first answer until it is killed."""
    port = int(environment["SANDBOX_PORT"])
    command = sandbox_command(Home(replace(settings(sandbox.folder), sandbox_port=port), ROOT))
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, start_new_session=True, stderr=subprocess.DEVNULL
    )
    try:
        assert eventually(lambda: answers(sandbox), seconds=20)
        yield process
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def answers(sandbox: Sandbox) -> bool:
    try:
        return bool(sandbox.call("GET", "/sandbox/health"))
    except requests.RequestException:
        return False


def test_killed_in_the_middle_it_loses_nothing_and_does_nothing_by_half(tmp_path: Path) -> None:
    environment = environment_in(tmp_path)
    sandbox = Sandbox(f"http://127.0.0.1:{environment['SANDBOX_PORT']}", tmp_path / "sandbox")
    journal, over = Journal(sandbox), threading.Event()

    for _ in range(2):
        with ThreadPoolExecutor(4) as callers:
            with gunicorn(environment, sandbox):
                over.clear()
                for _ in range(4):
                    callers.submit(journal.pay_until, over)
                time.sleep(0.4)
            over.set()  # killed while they were asking
    with gunicorn(environment, sandbox):
        for key in [*journal.unsure, *journal.acknowledged]:
            journal.pay(key)
        effects = [line["object"] for line in sandbox.effects()]
        charges = list(sandbox.stripe.v1.charges.list({"limit": 100}).auto_paging_iter())
        moves = list(sandbox.stripe.v1.balance_transactions.list({"limit": 100}).auto_paging_iter())
        told = [json.loads(each["body"])["data"]["object"]["id"] for each in sandbox.webhooks()]

    assert len(journal.acknowledged) > 10
    assert sorted(effects) == sorted(journal.acknowledged.values())
    assert sorted(told) == sorted(effects)
    assert sorted(charge.payment_intent for charge in charges) == sorted(effects)
    assert sorted(move.source for move in moves) == sorted(charge.id for charge in charges)
