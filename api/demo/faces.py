"""Plik spoken to from outside, through either face in the same words: what partners' own programs may begin with.

`face.do("openCall", token, id=...)` is `POST /v1/calls/{id}/open`, or the mutation `openCall`. What goes in and what
comes back is REST's: snake_case, enums in lower case. Files come and go by their paths, on either face alike.
"""

import re
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Protocol
from urllib.parse import quote, urlencode

import orjson
import requests

from api.demo.operations import OPERATIONS

Shown = dict[str, Any]
Answer = tuple[int, Mapping[str, str], bytes]
Send = Callable[[str, str, Any, Mapping[str, str]], Answer]
"""Method, path, body (bytes as they are, all else but None as JSON), headers; answers status, headers, body."""

PATIENCE = 30  # seconds for an answer


class Refused(Exception):
    """The platform said no. `faults` are the places to mend (JSON pointers) and what is wrong there."""

    def __init__(self, code: str, faults: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__(code, *faults)
        self.code = code
        self.faults = list(faults)

    @property
    def codes(self) -> list[str]:
        """Each thing to mend, or the one reason; alike on both faces."""
        return [code for _, code in self.faults] or [self.code]


class Face(Protocol):
    """`do` changes something, `show` reads one thing, `browse` a page of a list: {"data": [...], "page": {...}}.

    `show` takes as `expand` the name of a list that the thing leads to, and has its first page in it. Each raises
    Refused.
    """

    name: str

    def do(self, operation: str, token: str | None = None, **given: Any) -> Shown: ...

    def show(self, noun: str, token: str | None = None, **given: Any) -> Shown: ...

    def browse(self, relation: str, token: str | None = None, **given: Any) -> Shown: ...

    def carry(
        self, method: str, path: str, token: str | None = None, content: bytes | None = None
    ) -> bytes: ...


class Rest:
    """An `expected_version` goes as If-Match, an `idempotency_key` as the header; `first` is a list's `limit`."""

    name = "REST"

    def __init__(self, send: Send) -> None:
        self._send = send

    def do(self, operation: str, token: str | None = None, **given: Any) -> Shown:
        method, path = OPERATIONS[operation]
        headers = signed(token)
        if (version := given.pop("expected_version", None)) is not None:
            headers["If-Match"] = f'"{version}"'
        if key := given.pop("idempotency_key", None):
            headers["Idempotency-Key"] = key
        path = _filled(path, given)
        return self._read(self._send(method, path, given or None, headers))

    def show(self, noun: str, token: str | None = None, **given: Any) -> Shown:
        return self._get(noun, token, given)

    def browse(self, relation: str, token: str | None = None, **given: Any) -> Shown:
        if "first" in given:
            given["limit"] = given.pop("first")
        return self._get(relation, token, given)

    def carry(self, method: str, path: str, token: str | None = None, content: bytes | None = None) -> bytes:
        return carried(self._send, method, path, token, content)

    def _get(self, operation: str, token: str | None, given: dict[str, Any]) -> Shown:
        _, path = OPERATIONS[operation]
        path = _filled(path, given)
        query = urlencode({name: _listed(value) for name, value in given.items() if value is not None})
        return self._read(self._send("GET", f"{path}?{query}" if query else path, None, signed(token)))

    @staticmethod
    def _read(answer: Answer) -> Shown:
        body = _accepted(answer)
        return orjson.loads(body) if body else {}


def everything(face: Face, relation: str, token: str | None = None, **given: Any) -> Iterator[Shown]:
    """A list to its end, page by page. In the graph, large pages of large things cost too much."""
    first = given.pop("first", 20)
    page: Shown = {"next_cursor": given.pop("after", None), "has_more": True}
    while page["has_more"]:
        found = face.browse(relation, token, first=first, after=page["next_cursor"], **given)
        yield from found["data"]
        page = found["page"]


def carried(
    send: Send, method: str, path: str, token: str | None = None, content: bytes | None = None
) -> bytes:
    """The bytes of a file, or those that answer what was sent to it."""
    return _accepted(send(method, path, content, signed(token)))


def signed(token: str | None) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"} if token else {}


def over_http(url: str) -> Send:
    """To a server, over connections that are kept, one for each thread."""
    here = threading.local()

    def send(method: str, path: str, body: Any, headers: Mapping[str, str]) -> Answer:
        if not hasattr(here, "session"):
            here.session = requests.Session()
        to = url.rstrip("/") + path
        sent = {"data": body} if isinstance(body, bytes) else {"json": body}
        answer = here.session.request(method, to, headers=headers, timeout=PATIENCE, **sent)
        return answer.status_code, answer.headers, answer.content

    return send


def _accepted(answer: Answer) -> bytes:
    status, _, body = answer
    if status >= 400:
        problem = orjson.loads(body)
        faults = [(fault["pointer"], fault["code"]) for fault in problem.get("errors", ())]
        raise Refused(problem["code"], faults)
    return body


def _filled(path: str, given: dict[str, Any]) -> str:
    """The path with its names filled, which are taken out of what is given."""
    return re.sub(r"{(\w+)}", lambda name: quote(str(given.pop(name[1])), safe=""), path)


def _listed(value: Any) -> Any:
    if isinstance(value, bool):
        return str(value).lower()
    return ",".join(map(str, value)) if isinstance(value, list | tuple) else value
