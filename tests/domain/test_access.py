"""Gates: who may wish for something at all, before anybody looks at what it is about."""

import pytest

from domain.access import (
    MANAGERS,
    MEMBERS,
    NOBODY,
    SYSTEM,
    Actor,
    Gate,
    Role,
    Scope,
    anyone,
    in_person,
    may,
    platform_only,
    signed_in,
)
from domain.errors import Forbidden, Unauthenticated
from domain.ids import AccountId, ClientId, GuestId, OrganizationId, SessionId

PERSON = Actor(account_id=AccountId("account_1"), session_id=SessionId("session_1"))
GUEST = Actor(guest_id=GuestId("guest_1"), scopes=frozenset())
CALLS = Actor(client_id=ClientId("client_1"), scopes=frozenset({Scope.CALLS_WRITE}))
POWERLESS = Actor(client_id=ClientId("client_2"), scopes=frozenset())
WELCOME = None

GATES: list[tuple[str, Gate, list[str | None]]] = [
    # nobody, a person, a guest, a client with calls:write, a client without, the platform
    ("anyone", anyone, [WELCOME] * 6),
    ("signed_in", signed_in, ["sign_in_first", WELCOME, *["account_needed"] * 3, WELCOME]),
    ("in_person", in_person, ["sign_in_first", WELCOME, WELCOME, *["account_needed"] * 2, WELCOME]),
    (
        "may calls:write",
        may(Scope.CALLS_WRITE),
        ["sign_in_first", WELCOME, "account_needed", WELCOME, "scope_missing", WELCOME],
    ),
    ("platform_only", platform_only, ["sign_in_first", *["platform_only"] * 4, WELCOME]),
]
CALLERS = [NOBODY, PERSON, GUEST, CALLS, POWERLESS, SYSTEM]
CASES = [
    (gate, caller, answer)
    for _, gate, answers in GATES
    for caller, answer in zip(CALLERS, answers, strict=True)
]


@pytest.mark.parametrize(("gate", "caller", "answer"), CASES)
def test_a_gate_lets_through_whom_it_should_and_tells_the_others_why_not(
    gate: Gate, caller: Actor, answer: str | None
) -> None:
    if answer is WELCOME:
        gate(caller)
        return

    with pytest.raises(Forbidden if caller.is_known else Unauthenticated) as refusal:
        gate(caller)

    assert refusal.value.code == answer


def test_a_person_has_every_scope_and_a_client_those_it_was_given() -> None:
    assert all(PERSON.has_scope(scope) for scope in Scope)
    assert [scope for scope in Scope if CALLS.has_scope(scope)] == [Scope.CALLS_WRITE]


def test_a_guest_is_a_person_without_an_account_and_without_scopes() -> None:
    assert GUEST.is_known
    assert GUEST.person_id == GUEST.known_person == "guest_1"
    assert PERSON.person_id == PERSON.known_person == "account_1"
    assert not any(GUEST.has_scope(scope) for scope in Scope)
    with pytest.raises(Forbidden, match="account_needed"):
        _ = GUEST.known_account


def test_roles_are_asked_by_organization() -> None:
    ours, theirs = OrganizationId("organization_1"), OrganizationId("organization_2")
    actor = Actor(account_id=AccountId("account_1"), memberships={ours: Role.OWNER, theirs: Role.VIEWER})

    assert actor.organizations(MANAGERS) == [ours]
    assert actor.organizations(MEMBERS) == [ours, theirs]


def test_every_caller_has_a_name_for_the_audit_trail() -> None:
    assert [caller.principal for caller in CALLERS] == [
        "nobody",
        "account_1",
        "guest_1",
        "client_1",
        "client_2",
        "system",
    ]


def test_what_is_known_of_a_caller_before_asking_who() -> None:
    assert NOBODY.standing != PERSON.standing
    assert SYSTEM.standing.admin
    assert not PERSON.standing.member
    assert PERSON.standing.person
    assert GUEST.standing.person
    assert not CALLS.standing.person
