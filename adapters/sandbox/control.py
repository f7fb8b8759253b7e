"""What the world does: payers pay, banks fail, and tests look on. For this machine only, and without a key."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any

import orjson
from flask import Blueprint, Response, request

from adapters.sandbox import payers, refunds, setup_intents
from adapters.sandbox.book import Book, Doc
from adapters.sandbox.desk import Desk
from adapters.sandbox.events import TOLD
from adapters.sandbox.faults import Faults
from adapters.sandbox.refusals import Refused
from adapters.sandbox.settings import SandboxSettings
from adapters.sandbox.shown import shown
from adapters.sandbox.webhooks import signature

Act = Callable[[Book, str], Doc]
ACTS: Mapping[str, Mapping[str, Act]] = {
    "payment_intents": {
        "authenticate": payers.authenticate,
        "expire": payers.expire,
        "fail": payers.fail,
        "give_bad_card": payers.give_bad_card,
        "give_card": payers.give_card,
        "pay": payers.pay,
    },
    "setup_intents": {
        "authenticate": setup_intents.authenticate,
        "fail": setup_intents.fail,
        "give_bad_card": payers.give_bad_card,
        "give_card": payers.give_card,
    },
    "refunds": {
        "expire": refunds.expire,
        "fail": refunds.fail,
        "provide_details": refunds.provide_details,
        "succeed": refunds.succeed,
    },
}
MOST = 1000  # lines of effects, or events, at once


@dataclass(frozen=True)
class Control:
    settings: SandboxSettings
    desk: Desk
    faults: Faults

    def blueprint(self) -> Blueprint:
        control = Blueprint("control", __name__, url_prefix="/sandbox")
        control.before_request(refuse_others)
        control.add_url_rule("/health", view_func=self.health)
        control.add_url_rule("/<kind>/<id>/<act>", view_func=self.act, methods=["POST"])
        control.add_url_rule("/effects", view_func=self.effects)
        control.add_url_rule("/webhooks", view_func=self.webhooks)
        control.add_url_rule("/faults", view_func=self.show_faults)
        control.add_url_rule("/faults", view_func=self.add_fault, methods=["POST"])
        control.add_url_rule("/faults", view_func=self.clear_faults, methods=["DELETE"])
        return control

    def health(self) -> Response:
        return said({"status": "ok"})

    def act(self, kind: str, id: str, act: str) -> Response:
        deed = ACTS.get(kind, {}).get(act)
        if deed is None:
            raise Refused(f"Nobody can {act} {kind}.", status=404)
        with self.desk.book(url=request.host_url.rstrip("/")) as book:
            return said(shown(book, deed(book, id)))

    def effects(self) -> Response:
        """All after a number, oldest first, at most a thousand."""
        with self.desk.book() as book:
            rows = book.connection.execute(
                "SELECT * FROM effects WHERE number > ? ORDER BY number LIMIT ?", (_after(), MOST)
            ).fetchall()
        return said([{**dict(row), "metadata": orjson.loads(row["metadata"])} for row in rows])

    def webhooks(self) -> Response:
        """What a webhook would bring, signed now, for those who deliver it themselves."""
        with self.desk.book() as book:
            rows = book.connection.execute(
                "SELECT number, body FROM objects WHERE object = 'event' AND number > ?"
                f" AND json_extract(body, '$.type') IN ({', '.join('?' * len(TOLD))}) ORDER BY number LIMIT ?",
                (_after(), *TOLD, MOST),
            ).fetchall()
        return said([self._signed(row["number"], row["body"]) for row in rows])

    def _signed(self, number: int, body: str) -> dict[str, Any]:
        sealed = signature(body.encode(), self.settings.webhook_secret, int(time.time()))
        return {"number": number, "body": body, "signature": sealed}

    def show_faults(self) -> Response:
        return said(self.faults.shown())

    def add_fault(self) -> Response:
        wish = request.get_json(silent=True)
        if not isinstance(wish, dict):
            raise Refused("A fault is a JSON object.")
        return said(self.faults.add(wish), 201)

    def clear_faults(self) -> Response:
        self.faults.clear()
        return said([])


def refuse_others() -> None:
    """The loopback only, and no page of another site in a browser of this machine."""
    near = request.remote_addr is not None and ip_address(request.remote_addr).is_loopback
    if not near or request.headers.get("Sec-Fetch-Site") == "cross-site":
        raise Refused("This is for the machine that the sandbox runs on.", status=403)


def said(shown: Any, status: int = 200) -> Response:
    return Response(orjson.dumps(shown), status, content_type="application/json")


def _after() -> int:
    after = request.args.get("after", "0")
    if not after.isdecimal() or len(after) > 15:
        raise Refused(f"Invalid integer: {after}", param="after")
    return int(after)
