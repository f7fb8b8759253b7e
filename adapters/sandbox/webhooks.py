"""Tells the platform what happened: signed as Stripe signs, at least once, in no promised order, for some hours."""

import contextlib
import hmac
import sqlite3
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256

import requests

from adapters.sandbox.faults import Faults
from adapters.sandbox.settings import SandboxSettings
from adapters.sandbox.store import Store

GAPS = (0.2, 1, 5, 15, 60, 300, 900, 3600, 3600, 3600)  # seconds between attempts
TICK = 0.1  # seconds between two looks
AT_ONCE = 4
CONNECT, READ = 3, 10  # seconds

DUE = """
    SELECT event, attempts, body FROM deliveries JOIN objects ON objects.id = deliveries.event
     WHERE over IS NULL AND due <= ? ORDER BY due LIMIT 50
"""


def signature(body: bytes, secret: str, at: int) -> str:
    """`Stripe-Signature`, by the machine's own time."""
    sealed = hmac.new(secret.encode(), b"%d." % at + body, sha256).hexdigest()
    return f"t={at},v1={sealed}"


class Courier(threading.Thread):
    """Delivers what is due until told to stop; `catch_up` is done at every look, for what happens by itself."""

    def __init__(
        self, settings: SandboxSettings, store: Store, faults: Faults, catch_up: Callable[[], object]
    ) -> None:
        super().__init__(daemon=True, name="courier")
        self._settings, self._store, self._faults, self._catch_up = settings, store, faults, catch_up
        self._over = threading.Event()
        self._under_way: set[str] = set()
        self._seen: set[str] = set()  # events that no fault may touch any more
        self._local = threading.local()

    def stop(self) -> None:
        self._over.set()
        self.join()

    def run(self) -> None:
        hands = ThreadPoolExecutor(AT_ONCE)
        while not self._over.wait(TICK):
            with contextlib.suppress(sqlite3.OperationalError):  # another process writes; at the next look
                self._catch_up()
                for event, attempts, body in self._due():
                    hands.submit(self._handle, event, attempts, body)
        hands.shutdown(cancel_futures=True)

    def _due(self) -> list[tuple[str, int, bytes]]:
        if self._settings.webhook_url is None:
            return []
        busy = set(self._under_way)  # before we look: what is settled meanwhile has another time by then
        with self._store.reading() as connection:
            rows = connection.execute(DUE, (time.time(),)).fetchall()
        found = [(row["event"], row["attempts"], row["body"].encode()) for row in rows]
        fresh = [each for each in found if each[0] not in busy]
        self._under_way.update(event for event, *_ in fresh)
        return fresh

    def _handle(self, event: str, attempts: int, body: bytes) -> None:
        try:
            fault = None if event in self._seen else self._faults.for_webhook()
            self._seen.add(event)
            if fault is None or fault.kind == "duplicate":
                self._deliver(event, attempts, body, copies=2 if fault else 1)
            else:
                over = "dropped" if fault.kind == "drop" else None
                self._settle(event, attempts, over=over, pause=fault.pause())
        finally:
            self._under_way.discard(event)

    def _deliver(self, event: str, attempts: int, body: bytes, *, copies: int) -> None:
        well = all([self._sent(body) for _ in range(copies)])
        last = attempts >= len(GAPS)
        over = "delivered" if well else "given up" if last else None
        self._settle(event, attempts + 1, over=over, pause=0 if last else GAPS[attempts])

    def _settle(self, event: str, attempts: int, *, over: str | None, pause: float) -> None:
        with self._store.writing() as connection:
            connection.execute(
                "UPDATE deliveries SET attempts = ?, due = ?, over = ? WHERE event = ?",
                (attempts, time.time() + pause, over, event),
            )

    def _sent(self, body: bytes) -> bool:
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "Stripe-Signature": signature(body, self._settings.webhook_secret, int(time.time())),
            "User-Agent": "Stripe/1.0 (sandbox)",
        }
        try:
            answer = self._session().post(
                self._settings.webhook_url or "",
                data=body,
                headers=headers,
                timeout=(CONNECT, READ),
                allow_redirects=False,
            )
        except requests.RequestException:
            return False
        return 200 <= answer.status_code < 300

    def _session(self) -> requests.Session:
        """One for a thread; it heeds no proxy of the machine."""
        if not hasattr(self._local, "session"):
            self._local.session = requests.Session()
            self._local.session.trust_env = False
        session: requests.Session = self._local.session
        return session
