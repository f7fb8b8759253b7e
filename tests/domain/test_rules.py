"""Rules are data: asked of an object they answer by their words, and what is left once the caller's standing is known
answers the same."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.access import MANAGERS, NOBODY, SYSTEM, Actor, Role, Scope
from domain.ids import AccountId, ClientId, GuestId, OrganizationId
from domain.rules import (
    ACTOR,
    ADMIN,
    EVERYBODY,
    NO_ONE,
    Every,
    Has,
    Includes,
    Is,
    IsNot,
    Member,
    Predicate,
    Related,
    Scoped,
    Some,
    Unset,
    holds,
    one_of,
)
from domain.rules import given as left_of

ME, YOU = AccountId("account_me"), AccountId("account_you")
OURS, THEIRS = OrganizationId("organization_ours"), OrganizationId("organization_theirs")
OWNER = Actor(account_id=ME, memberships={OURS: Role.OWNER})
VIEWER = Actor(account_id=ME, memberships={OURS: Role.VIEWER})
STRANGER = Actor(account_id=YOU)
GUEST = Actor(guest_id=GuestId("guest_me"), scopes=frozenset())
DEAF = Actor(client_id=ClientId("client_deaf"), memberships={OURS: Role.MANAGER}, scopes=frozenset())
ACTORS = (NOBODY, OWNER, VIEWER, STRANGER, GUEST, SYSTEM, DEAF, Actor(account_id=ME, admin=True))

WORDS = st.sampled_from(["draft", "open", None])
PEOPLE = st.sampled_from([ME, YOU, GUEST.guest_id, None])
HOUSES = st.sampled_from([OURS, THEIRS, None])
MANY = st.lists(st.sampled_from([ME, YOU]), max_size=2) | st.none()
PLAIN = st.fixed_dictionaries(
    {"state": WORDS, "account_id": PEOPLE, "organization_id": HOUSES, "judge_ids": MANY}
)
THINGS = st.builds(
    lambda plain, call, reviews: {**plain, "call": call, "reviews": reviews},
    PLAIN,
    st.none() | PLAIN,
    st.lists(PLAIN, max_size=3),
)
LEAVES = st.sampled_from(
    [
        EVERYBODY,
        NO_ONE,
        ADMIN,
        Is("state", "open"),
        IsNot("state", "draft"),
        one_of("state", "open", "draft"),
        Is("account_id", ACTOR),
        IsNot("account_id", ACTOR),
        Unset("account_id"),
        Includes("judge_ids", ACTOR),
        Includes("judge_ids", YOU),
        Member(),
        Member(roles=MANAGERS),
        Scoped(Scope.EVENTS_READ),
    ]
)


def combined(inner: st.SearchStrategy[Predicate]) -> st.SearchStrategy[Predicate]:
    return st.builds(Some, inner, inner) | st.builds(Every, inner, inner)


SIMPLE = st.recursive(LEAVES, combined, max_leaves=6)
RULES = st.recursive(
    LEAVES | st.builds(Related, st.just("call"), SIMPLE) | st.builds(Has, st.just("reviews"), SIMPLE),
    combined,
    max_leaves=8,
)


@given(RULES, THINGS, st.sampled_from(ACTORS))
def test_what_is_left_of_a_rule_answers_as_the_rule(
    rule: Predicate, thing: Mapping[str, Any], actor: Actor
) -> None:
    left = left_of(rule, actor.standing)

    assert holds(left, thing, actor) == holds(rule, thing, actor)


@given(RULES, RULES, THINGS, st.sampled_from(ACTORS))
def test_what_is_known_to_hold_need_not_be_asked(
    rule: Predicate, known: Predicate, thing: Mapping[str, Any], actor: Actor
) -> None:
    if not holds(known, thing, actor):
        return

    left = left_of(rule, actor.standing, known)

    assert holds(left, thing, actor) == holds(rule, thing, actor)


def test_of_a_visitor_nothing_about_the_actor_is_left() -> None:
    rule = IsNot("state", "draft") | Member() | Is("account_id", ACTOR) | ADMIN

    assert left_of(rule, NOBODY.standing) == IsNot("state", "draft")


def test_an_administrator_need_not_be_asked_anything() -> None:
    rule = Is("account_id", ACTOR) | ADMIN

    assert left_of(rule, SYSTEM.standing) == EVERYBODY


@pytest.mark.parametrize(
    ("rule", "thing", "answer"),
    [
        (Is("state", "open"), {"state": None}, False),
        (IsNot("state", "open"), {"state": None}, True),
        (one_of("state", "open"), {"state": None}, False),
        (Is("account_id", ACTOR), {"account_id": None}, False),
        (Includes("judge_ids", ACTOR), {"judge_ids": [None]}, False),
        (Includes("judge_ids", "a"), {"judge_ids": None}, False),
    ],
)
def test_the_unknown_is_nothing_known(rule: Predicate, thing: Mapping[str, Any], answer: bool) -> None:
    assert holds(rule, thing, NOBODY) is answer


def test_a_word_that_is_no_rule_is_our_mistake() -> None:
    with pytest.raises(TypeError):
        holds(Predicate(), {}, NOBODY)
