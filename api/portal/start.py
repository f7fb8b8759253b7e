"""Five minutes with curl: the first requests of whoever builds on Plik, as data, so that a test can."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

KEEP_TOKEN = r"""sed -E 's/.*"access_token":"([^"]+)".*/\1/'"""


@dataclass(frozen=True)
class Step:
    """One request; `keeps` names the shell variable that its token goes to."""

    name: str
    method: str
    path: str
    body: Mapping[str, Any] | None = None
    key: str | None = None  # its Idempotency-Key
    known: bool = False  # sent with the token
    keeps: str | None = None

    def curl(self, host: str) -> str:
        """The command, ready to be pasted into a shell that has a token in TOKEN where one is needed."""
        parts = [f"curl -s '{host}{self.path}'"]
        if self.known:
            parts.append('-H "Authorization: Bearer $TOKEN"')
        if self.key:
            parts.append(f"-H 'Idempotency-Key: {self.key}'")
        if self.body is not None:
            parts.append("-H 'Content-Type: application/json'")
            parts.append(f"-d '{json.dumps(self.body, ensure_ascii=False)}'")
        command = " \\\n  ".join(parts)
        return f"{self.keeps}=$({command} |\n  {KEEP_TOKEN})" if self.keeps else command


WHO = {"email": "somying@plik.example", "password": "kon-yu-kap-panha"}
TITLE = {"title": {"th": "ซูเปอร์ตะบันน้ำ", "en": "Ram pumps that need no power"}}
STEPS = (
    Step("register", "POST", "/v1/accounts", WHO | {"display_name": "สมหญิง", "locale": "th"}),
    Step("login", "POST", "/v1/auth/login", WHO, keeps="TOKEN"),
    Step("me", "GET", "/v1/me", known=True),
    Step("calls", "GET", "/v1/calls?state=open&fields=title,closes_at"),
    Step("project", "POST", "/v1/projects", TITLE, key="my-first-project", known=True),
    Step("graphql", "POST", "/graphql", {"query": "{ calls(first: 3) { nodes { title { th } closesAt } } }"}),
)

# A call as the API shows it to whoever looks at it while it is open, in short.
GLANCE = """\
{
  "title": {"th": "พลิกไทย", "en": "Plik Thai"},
  "state": "open",
  "phase": "taking_entries",
  "closes_at": "2026-09-30T17:00:00Z",
  "award_count": 10,
  "pool": {"amount": 100000000, "currency": "THB"},
  "allowed_actions": [
    {"action": "submit_entry", "allowed": true},
    {"action": "close", "allowed": false,
     "reason_code": "not_your_call"}
  ]
}"""
