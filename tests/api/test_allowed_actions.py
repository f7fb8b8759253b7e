"""What `allowed_actions` says is what acting answers: for every state of a call, every kind of caller, every action."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from flask import Flask

from tests.api.abundance import copies
from tests.faces import Refused, Rest
from tests.world import (
    CRITERIA,
    House,
    a_house,
    draft_call,
    make_machine,
    nobody_has,
    publish_project,
    register_admin,
)

NOW = datetime.now(UTC)
DAY = timedelta(days=1)
LATER = (NOW + 99 * DAY).isoformat()
KNOWN = {"public": True}
SOON, LONG_AGO = {"opens_at": NOW + DAY}, {"opens_at": NOW - 9 * DAY, "closes_at": NOW - DAY}

STATES: Mapping[str, dict[str, Any]] = {
    "draft": {"state": "draft"},
    "draft whose time is over": {"state": "draft", **LONG_AGO},
    "open": {"state": "open", **KNOWN},
    "open, but not yet taking": {"state": "open", **SOON, **KNOWN},
    "open, but over": {"state": "open", **LONG_AGO, **KNOWN},
    "closed": {"state": "closed", **LONG_AGO, **KNOWN},
    "announced": {"state": "announced", "appeals_until": NOW + DAY, **LONG_AGO, **KNOWN},
    "announced, appeals being over": {"state": "announced", "appeals_until": NOW - DAY, **LONG_AGO, **KNOWN},
    "announced without appeals": {"state": "announced", **LONG_AGO, **KNOWN},
    "archived": {"state": "archived", **LONG_AGO, **KNOWN},
    "cancelled": {"state": "cancelled", "cancelled_reason": {"th": "งดจัด"}, **KNOWN},
    "cancelled before anybody knew": {"state": "cancelled", "cancelled_reason": {"th": "งดจัด"}},
}
CALLERS = (
    *("nobody", "stranger", "viewer", "finance", "manager", "owner", "admin"),
    *("machine", "machine without scopes for calls", "machine of another organization"),
)


@dataclass(frozen=True)
class Cast:
    """Everybody who might ask, the call they ask about, and the projects they would enter."""

    database: psycopg.Connection[Any]
    house: House
    callers: Mapping[str, Any]
    projects: Mapping[str, str]
    call_id: str

    def call_in(self, state: str) -> str:
        """A new call in this state."""
        [id] = copies(self.database, "calls", self.call_id, 1, **STATES[state])
        return id


@pytest.fixture(scope="module")
def cast(app: Flask) -> Any:
    client = app.test_client()
    with psycopg.connect(app.config["DATABASE_URL"], autocommit=True) as database:
        house, other = a_house(client), a_house(client)
        people = {
            "stranger": house.stranger,
            "viewer": house.viewer,
            "finance": house.finance,
            "manager": house.manager,
            "owner": house.owner,
            "admin": register_admin(client, database),
        }
        machines = {
            "machine": make_machine(
                house.owner, house.organization, "calls:write", "entries:write", "judging:write"
            ),
            "machine without scopes for calls": make_machine(house.owner, house.organization, "events:read"),
            "machine of another organization": make_machine(
                other.owner, other.organization, "calls:write", "entries:write", "judging:write"
            ),
        }
        projects = {name: publish_project(person)["id"] for name, person in people.items()}
        call = draft_call(house.owner, house.organization)
        yield Cast(database, house, {"nobody": None, **people, **machines}, projects, call["id"])


def attempts(cast: Cast, caller: str) -> dict[str, tuple[str, dict[str, Any]]]:
    """How each action is done: the operation, and what it takes."""
    project = cast.projects.get(caller, cast.projects["stranger"])
    round_ = {"name": {"th": "รอบแรก"}, "criteria": CRITERIA, "places": 10}
    return {
        "update": ("updateCall", {"expected_version": 1, "brief": {"th": "ใหม่"}}),
        "open": ("openCall", {}),
        "extend": ("extendCall", {"closes_at": LATER, "reason": {"th": "น้ำท่วม"}}),
        "close": ("closeCall", {}),
        "cancel": ("cancelCall", {"reason": {"th": "งดจัด"}}),
        "archive": ("archiveCall", {}),
        "screen_entries": (
            "screenEntries",
            {"rows": [{"entry_id": nobody_has("entry"), "verdict": "eligible"}]},
        ),
        "submit_entry": ("submitEntry", {"project_id": project}),
        "create_round": ("createRound", round_),
    }


@pytest.mark.parametrize("caller", CALLERS)
@pytest.mark.parametrize("state", STATES)
def test_the_list_says_what_acting_answers(face: Any, cast: Cast, state: str, caller: str) -> None:
    who, acts = face.by(cast.callers[caller]), attempts(cast, caller)
    listed = said(who, cast.call_in(state))

    answered = {name: answer(who, cast.call_in(state), *attempt) for name, attempt in acts.items()}

    if listed is None:  # not to be seen: whoever tries is told so, or turned away before
        gates = {"call_not_found", "sign_in_first", "scope_missing", "account_needed"}
        assert set(answered.values()) <= gates
        return
    assert answered == listed


def said(face: Any, call_id: str) -> dict[str, str | None] | None:
    """By action: the reason why not, or None where it is allowed."""
    asked = {"fields": "allowed_actions"} if isinstance(face, Rest) else {}
    try:
        shown = face.does("call", id=call_id, **asked)
    except Refused:
        return None
    assert all(each["allowed"] == (each["reason_code"] is None) for each in shown["allowed_actions"])
    return {each["action"]: each["reason_code"] for each in shown["allowed_actions"]}


def answer(face: Any, call_id: str, operation: str, given: dict[str, Any]) -> str | None:
    """The code of the refusal, or None where it was done."""
    below = operation in ("submitEntry", "screenEntries", "createRound")
    named = {"call_id": call_id} if below else {"id": call_id}
    try:
        face.sending(idempotency_key=str(uuid4())).does(operation, **named, **given)
    except Refused as refusal:
        return refusal.code
    return None
