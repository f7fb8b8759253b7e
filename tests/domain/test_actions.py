"""One declaration is the guard of an act and a line of `allowed_actions`: what the list says, acting answers."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

import pytest

from domain.access import NOBODY, Actor, signed_in
from domain.actions import Action, Window, permit, verdicts
from domain.errors import Conflict, Forbidden, Refusal, Unauthenticated
from domain.ids import AccountId, ClientId
from domain.rules import ACTOR, Is

NOON = datetime(2026, 9, 30, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
MACHINE = Actor(client_id=ClientId("client_1"))
ME, STRANGER = Actor(account_id=AccountId("account_me")), Actor(account_id=AccountId("account_you"))


class DoorState(StrEnum):
    DRAFT = "draft"
    OPEN = "open"


@dataclass
class Door:
    id: str = "call_1"
    account_id: str = "account_me"
    state: DoorState = DoorState.OPEN
    opens_at: datetime | None = NOON
    closes_at: datetime | None = NOON + HOUR


ENTER = Action(
    noun="call",
    name="enter",
    gate=signed_in,
    allow=Is("account_id", ACTOR),
    unwelcome="not_your_call",
    states=frozenset({DoorState.OPEN}),
    window=Window("opens_at", "call_not_open_yet", "closes_at", "call_closed"),
)


@pytest.mark.parametrize(
    ("door", "actor", "now", "kind", "code"),
    [
        (Door(), NOBODY, NOON, Unauthenticated, "sign_in_first"),
        (Door(), MACHINE, NOON, Forbidden, "account_needed"),
        (Door(), STRANGER, NOON, Forbidden, "not_your_call"),
        (Door(state=DoorState.DRAFT), STRANGER, NOON, Forbidden, "not_your_call"),
        (Door(state=DoorState.DRAFT), ME, NOON, Conflict, "call_is_draft"),
        (Door(), ME, NOON - HOUR, Conflict, "call_not_open_yet"),
        (Door(), ME, NOON + HOUR, Conflict, "call_closed"),
    ],
)
def test_a_refusal_says_why_and_the_list_says_the_same(
    door: Door, actor: Actor, now: datetime, kind: type[Refusal], code: str
) -> None:
    with pytest.raises(kind) as refusal:
        permit(ENTER, door, actor, now)
    [listed] = verdicts([ENTER], vars(door), actor, now)

    assert refusal.value.code == code
    assert (listed["allowed"], listed["reason_code"]) == (False, code)
    assert set(listed["message"]) == {"th", "en"}


@pytest.mark.parametrize("now", [NOON, NOON + HOUR - timedelta(microseconds=1)])
def test_a_window_has_its_first_moment_and_not_its_last(now: datetime) -> None:
    permit(ENTER, Door(), ME, now)
    [listed] = verdicts([ENTER], vars(Door()), ME, now)

    assert listed == {
        "action": "enter",
        "allowed": True,
        "reason_code": None,
        "message": None,
        "not_before": "2026-09-30T12:00:00.000000Z",
        "not_after": "2026-09-30T13:00:00.000000Z",
        "input": None,
    }


def test_a_window_without_an_end_does_not_end() -> None:
    permit(ENTER, Door(closes_at=None), ME, NOON + 1000 * HOUR)


def test_an_end_that_an_act_brought_counts_for_whoever_asked_before_and_waited() -> None:
    """A promise of time is kept to whoever came in time; what was done in the meantime is done."""
    until_sealed = Window(closes="closes_at", too_late="round_is_sealed", by_act=True)
    write = replace(ENTER, window=until_sealed)

    with pytest.raises(Conflict, match="round_is_sealed"):
        permit(write, Door(), ME, NOON - HOUR)
    permit(write, Door(closes_at=None), ME, NOON + HOUR)


def test_the_door_is_told_what_a_refusal_is_about() -> None:
    """So that it can answer as if the thing did not exist, to whoever may not see it."""
    with pytest.raises(Forbidden) as refusal:
        permit(ENTER, Door(), STRANGER, NOON)

    assert refusal.value.subject == "call_1"
