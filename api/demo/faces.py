"""Plik spoken to from outside, through either face in the same words: what partners' own programs may begin with.

`face.do("openCall", token, id=...)` is `POST /v1/calls/{id}/open`, or the mutation `openCall`. What goes in and what
comes back is REST's: snake_case, enums in lower case.
"""

import re
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Protocol
from urllib.parse import quote, urlencode

import orjson
import requests

Shown = dict[str, Any]
Answer = tuple[int, Mapping[str, str], bytes]
Send = Callable[[str, str, Any, Mapping[str, str]], Answer]
"""Method, path, body (to be sent as JSON unless it is None), headers; answers status, headers, body."""

PATIENCE = 30  # seconds for an answer

OPERATIONS = {
    "createAccount": ("POST", "/v1/accounts"),
    "login": ("POST", "/v1/auth/login"),
    "me": ("GET", "/v1/me"),
    "createGuest": ("POST", "/v1/auth/guest"),
    "organizations": ("GET", "/v1/organizations"),
    "createOrganization": ("POST", "/v1/organizations"),
    "addMember": ("POST", "/v1/organizations/{organization_id}/members"),
    "acceptMembership": ("POST", "/v1/memberships/{id}/accept"),
    "createClient": ("POST", "/v1/organizations/{organization_id}/clients"),
    "calls": ("GET", "/v1/calls"),
    "call": ("GET", "/v1/calls/{id}"),
    "createCall": ("POST", "/v1/calls"),
    "updateCall": ("PATCH", "/v1/calls/{id}"),
    "openCall": ("POST", "/v1/calls/{id}/open"),
    "closeCall": ("POST", "/v1/calls/{id}/close"),
    "projects": ("GET", "/v1/projects"),
    "project": ("GET", "/v1/projects/{id}"),
    "createProject": ("POST", "/v1/projects"),
    "updateProject": ("PATCH", "/v1/projects/{id}"),
    "publishProject": ("POST", "/v1/projects/{id}/publish"),
    "entries": ("GET", "/v1/calls/{call_id}/entries"),
    "entry": ("GET", "/v1/entries/{id}"),
    "submitEntry": ("POST", "/v1/calls/{call_id}/entries"),
    "screenEntry": ("POST", "/v1/entries/{id}/screen"),
    "withdrawEntry": ("POST", "/v1/entries/{id}/withdraw"),
    "rounds": ("GET", "/v1/calls/{call_id}/rounds"),
    "round": ("GET", "/v1/rounds/{id}"),
    "createRound": ("POST", "/v1/calls/{call_id}/rounds"),
    "setRoundPanel": ("PUT", "/v1/rounds/{id}/panel"),
    "openRound": ("POST", "/v1/rounds/{id}/open"),
    "sealRound": ("POST", "/v1/rounds/{id}/seal"),
    "rankRound": ("POST", "/v1/rounds/{id}/rank"),
    "decideRound": ("POST", "/v1/rounds/{id}/decide"),
    "publishRound": ("POST", "/v1/rounds/{id}/publish"),
    "ranking": ("GET", "/v1/rounds/{round_id}/ranking"),
    "reviews": ("GET", "/v1/rounds/{round_id}/reviews"),
    "review": ("GET", "/v1/reviews/{id}"),
    "updateReview": ("PATCH", "/v1/reviews/{id}"),
    "submitReview": ("POST", "/v1/reviews/{id}/submit"),
    "recuseReview": ("POST", "/v1/reviews/{id}/recuse"),
    "grants": ("GET", "/v1/grants"),
    "grant": ("GET", "/v1/grants/{id}"),
    "acceptGrant": ("POST", "/v1/grants/{id}/accept"),
    "declineGrant": ("POST", "/v1/grants/{id}/decline"),
    "campaigns": ("GET", "/v1/campaigns"),
    "campaign": ("GET", "/v1/campaigns/{id}"),
    "createCampaign": ("POST", "/v1/projects/{project_id}/campaigns"),
    "updateCampaign": ("PATCH", "/v1/campaigns/{id}"),
    "launchCampaign": ("POST", "/v1/campaigns/{id}/launch"),
    "externalCampaign": ("GET", "/v1/external/campaign/{external_id}"),
    "setExternalCampaign": ("PUT", "/v1/external/campaign/{external_id}"),
    "pledges": ("GET", "/v1/campaigns/{campaign_id}/pledges"),
    "pledge": ("GET", "/v1/pledges/{id}"),
    "createPledge": ("POST", "/v1/campaigns/{campaign_id}/pledges"),
    "cancelPledge": ("POST", "/v1/pledges/{id}/cancel"),
    "setMyVolunteer": ("PUT", "/v1/me/volunteer"),
    "opportunities": ("GET", "/v1/opportunities"),
    "opportunity": ("GET", "/v1/opportunities/{id}"),
    "createOpportunity": ("POST", "/v1/projects/{project_id}/opportunities"),
    "openOpportunity": ("POST", "/v1/opportunities/{id}/open"),
    "createPlacement": ("POST", "/v1/opportunities/{opportunity_id}/placements"),
    "offerPlacement": ("POST", "/v1/placements/{id}/offer"),
    "myPlacements": ("GET", "/v1/me/placements"),
    "acceptPlacement": ("POST", "/v1/placements/{id}/accept"),
    "updates": ("GET", "/v1/projects/{project_id}/updates"),
    "createUpdate": ("POST", "/v1/projects/{project_id}/updates"),
    "events": ("GET", "/v1/events"),
    "insights": ("GET", "/v1/insights"),
}


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

    def _get(self, operation: str, token: str | None, given: dict[str, Any]) -> Shown:
        _, path = OPERATIONS[operation]
        path = _filled(path, given)
        query = urlencode({name: _listed(value) for name, value in given.items() if value is not None})
        return self._read(self._send("GET", f"{path}?{query}" if query else path, None, signed(token)))

    @staticmethod
    def _read(answer: Answer) -> Shown:
        status, _, body = answer
        shown: Shown = orjson.loads(body) if body else {}
        if status >= 400:
            faults = [(fault["pointer"], fault["code"]) for fault in shown.get("errors", ())]
            raise Refused(shown["code"], faults)
        return shown


def everything(face: Face, relation: str, token: str | None = None, **given: Any) -> Iterator[Shown]:
    """A list to its end, page by page. In the graph, large pages of large things cost too much."""
    first = given.pop("first", 20)
    page: Shown = {"next_cursor": given.pop("after", None), "has_more": True}
    while page["has_more"]:
        found = face.browse(relation, token, first=first, after=page["next_cursor"], **given)
        yield from found["data"]
        page = found["page"]


def signed(token: str | None) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"} if token else {}


def over_http(url: str) -> Send:
    """To a server, over connections that are kept, one for each thread."""
    here = threading.local()

    def send(method: str, path: str, body: Any, headers: Mapping[str, str]) -> Answer:
        if not hasattr(here, "session"):
            here.session = requests.Session()
        to = url.rstrip("/") + path
        answer = here.session.request(method, to, json=body, headers=headers, timeout=PATIENCE)
        return answer.status_code, answer.headers, answer.content

    return send


def _filled(path: str, given: dict[str, Any]) -> str:
    """The path with its names filled, which are taken out of what is given."""
    return re.sub(r"{(\w+)}", lambda name: quote(str(given.pop(name[1])), safe=""), path)


def _listed(value: Any) -> Any:
    return ",".join(map(str, value)) if isinstance(value, list | tuple) else value
