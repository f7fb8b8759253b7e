"""The payer's side of the sandbox provider: what backers do there with a phone and a bank, done by calls."""

from collections.abc import Iterator
from typing import Any

import requests

from api.demo.faces import Shown
from api.demo.telling import Unexpected

PATIENCE = 10  # seconds for an answer


class Till:
    """The sandbox at `url`. Methods raise Unexpected where it does not do as told, and requests.RequestException where
    it does not answer."""

    def __init__(self, url: str) -> None:
        self._url = url.rstrip("/")

    def is_open(self) -> bool:
        try:
            self._ask("GET", "/sandbox/health")
        except (requests.RequestException, Unexpected):
            return False
        return True

    def pay(self, pledge: Shown) -> None:
        """The backer scans the QR, and pays. The button on the page of the QR does the same."""
        intent = pledge["payment"]["client_secret"].partition("_secret_")[0]
        self._ask("POST", f"/sandbox/payment_intents/{intent}/pay")

    def receive(self, refund: Shown) -> None:
        """The backer answers the provider's mail with a bank account, and the money arrives there."""
        [name] = {effect["object"] for effect in self._effects(refund)}
        self._ask("POST", f"/sandbox/refunds/{name}/provide_details")
        self._ask("POST", f"/sandbox/refunds/{name}/succeed")

    def charges(self, pledge: Shown) -> int:
        """How often the provider really took money for it."""
        return sum(effect["effect"] == "charge" for effect in self._effects(pledge))

    def _effects(self, thing: Shown) -> Iterator[Shown]:
        """What the provider did for a pledge or a refund of ours."""
        after = 0
        while found := self._ask("GET", f"/sandbox/effects?after={after}"):
            yield from (effect for effect in found if thing["id"] in effect["metadata"].values())
            after = found[-1]["number"]

    def _ask(self, method: str, path: str) -> Any:
        answer = requests.request(method, self._url + path, timeout=PATIENCE)
        if not answer.ok:
            raise Unexpected(f"the sandbox at {self._url} is not this platform's: it refuses {path}")
        return answer.json()
