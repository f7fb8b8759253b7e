"""Faults on demand, for tests: answers that come late, broken, wrong or never, and webhooks that go astray.

They are kept in memory: a sandbox that starts anew is well.
"""

import contextlib
import random
import socket
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import orjson

from adapters.sandbox.refusals import Refused

Surroundings = dict[str, Any]  # what WSGI knows of a request
Begin = Callable[..., Any]
Application = Callable[[Surroundings, Begin], Iterable[bytes]]

REQUESTS = (
    "timeout_before",  # nothing is done, and no answer comes
    "timeout_after",  # it is done, and no answer comes
    "reset_before",  # the connection breaks, nothing is done
    "reset_after",  # it is done, and the connection breaks
    "500_before",
    "500_after",
    "409",
    "429",
    "hang",  # it is done late, and answered; until then its key is in use
    "broken_body",  # it is done, and half of the answer comes
)
WEBHOOKS = ("delay", "drop", "duplicate", "shuffle")
PATIENCE = 12.0  # seconds until an answer that never comes is given up; callers wait ten
WAIT = "HTTP_SANDBOX_WAIT"  # how the application is told to wait


@dataclass
class Fault:
    """`times` left (none: until cleared), for a `share` of those it might meet, `seconds` long."""

    kind: str
    method: str = ""
    path_prefix: str = ""
    times: int | None = None
    seconds: float | None = None
    share: float = 1.0

    def meets(self, method: str, path: str) -> bool:
        return (
            self.times != 0
            and path.startswith(self.path_prefix)
            and self.method in ("", method)
            and random.random() < self.share
        )

    def pause(self) -> float:
        """Seconds until a webhook is tried: for `shuffle`, each its own."""
        longest = 1.0 if self.seconds is None else self.seconds
        return random.uniform(0, longest) if self.kind == "shuffle" else longest

    def lasts(self) -> float:
        """Seconds until an answer."""
        return PATIENCE if self.seconds is None else self.seconds

    def shown(self) -> dict[str, Any]:
        return asdict(self)


class Faults:
    """Those in force, oldest first; of two that fit, the older comes first."""

    def __init__(self) -> None:
        self._requests: list[Fault] = []
        self._webhooks: list[Fault] = []
        self._turn = threading.Lock()
        self._over = threading.Event()

    def add(self, wish: Mapping[str, Any]) -> dict[str, Any]:
        """`{"fault": ..., "method", "path_prefix"}` or `{"webhooks": ...}`, with `times`, `seconds`, `share`."""
        about_webhooks = "webhooks" in wish
        fault = _fault(
            wish, "webhooks" if about_webhooks else "fault", WEBHOOKS if about_webhooks else REQUESTS
        )
        with self._turn:
            (self._webhooks if about_webhooks else self._requests).append(fault)
        return fault.shown()

    def clear(self) -> None:
        """All, also for those that are waiting just now."""
        with self._turn:
            self._requests.clear()
            self._webhooks.clear()
            over, self._over = self._over, threading.Event()
        over.set()

    def shown(self) -> list[dict[str, Any]]:
        with self._turn:
            return [fault.shown() for fault in (*self._requests, *self._webhooks) if fault.times != 0]

    def for_request(self, method: str, path: str) -> Fault | None:
        return self._next(self._requests, method, path)

    def for_webhook(self) -> Fault | None:
        return self._next(self._webhooks, "", "")

    def _next(self, among: list[Fault], method: str, path: str) -> Fault | None:
        with self._turn:
            found = next((fault for fault in among if fault.meets(method, path)), None)
            if found and found.times is not None:
                found.times -= 1
            return found

    def wait(self, seconds: float) -> None:
        """So long, or until all faults are cleared."""
        self._over.wait(seconds)


def _fault(wish: Mapping[str, Any], name: str, kinds: tuple[str, ...]) -> Fault:
    kind = wish.get(name)
    if kind not in kinds:
        raise Refused(f"Invalid {name}: must be one of {', '.join(kinds)}", param=name)
    rest = {key: value for key, value in wish.items() if key != name}
    try:
        fault = Fault(kind, **rest)
    except TypeError as error:
        raise Refused(f"Received unknown parameter: {error}", code="parameter_unknown") from error
    numbers = isinstance(fault.times, int | None) and isinstance(fault.seconds, int | float | None)
    texts = isinstance(fault.method, str) and isinstance(fault.path_prefix, str)
    if not (numbers and texts and isinstance(fault.share, int | float)):
        raise Refused("times is an integer, seconds and share are numbers, method and path_prefix are texts")
    return fault


@dataclass(frozen=True)
class Faulty:
    """Stands before the application and misbehaves where it was told to."""

    application: Application
    faults: Faults

    def __call__(self, asked: Surroundings, begin: Begin, /) -> Iterable[bytes]:
        path = asked["PATH_INFO"]
        asked.pop(WAIT, None)  # nobody outside may ask for it
        fault = self.faults.for_request(asked["REQUEST_METHOD"], path) if path.startswith("/v1/") else None
        if fault is None:
            return self.application(asked, begin)
        if fault.kind == "hang":
            asked[WAIT] = str(fault.lasts())
            return self.application(asked, begin)
        if fault.kind in REFUSALS:
            return _refuse(begin, *REFUSALS[fault.kind])
        return self._misbehave(fault, asked, begin)

    def _misbehave(self, fault: Fault, asked: Surroundings, begin: Begin) -> Iterable[bytes]:
        what, _, when = fault.kind.partition("_")
        said: list[Any] = []
        body = b""
        if when != "before":
            body = _whole(self.application(asked, lambda *words: said.append(words)))
        if what == "500":
            return _refuse(begin, *BROKEN)
        if what == "broken":
            begin(*said[0])
            return _half(body, asked)
        if what == "timeout":
            self.faults.wait(fault.lasts())
        _cut(asked)
        begin("500 Internal Server Error", [])
        return []


def _error(status: str, message: str, **more: str) -> tuple[str, bytes]:
    return status, orjson.dumps({"error": {"message": message, "type": "invalid_request_error", **more}})


BROKEN = _error("500 Internal Server Error", "An unknown error occurred", type="api_error")
REFUSALS = {
    "500_before": BROKEN,
    "409": _error(
        "409 Conflict",
        "There is currently another in-progress request using this Idempotent Key.",
        type="idempotency_error",
        code="idempotency_key_in_use",
    ),
    "429": _error("429 Too Many Requests", "Request rate limit exceeded.", code="rate_limit"),
}


def _refuse(begin: Begin, status: str, body: bytes) -> Iterable[bytes]:
    begin(status, [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]


def _whole(answer: Iterable[bytes]) -> bytes:
    try:
        return b"".join(answer)
    finally:
        if close := getattr(answer, "close", None):
            close()


def _half(body: bytes, asked: Surroundings) -> Iterator[bytes]:
    yield body[: len(body) // 2]
    _cut(asked)


def _cut(asked: Surroundings) -> None:
    """Ends the connection under the server's feet, whichever serves."""
    connection: socket.socket = asked.get("gunicorn.socket") or asked["werkzeug.socket"]
    with contextlib.suppress(OSError):  # the caller was faster
        connection.shutdown(socket.SHUT_RDWR)
