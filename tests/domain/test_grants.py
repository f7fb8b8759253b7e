"""A grant is offered, and accepted or declined once; its promise is public from the start."""

from collections.abc import Callable
from typing import Any

import pytest

from domain.errors import Conflict
from domain.model.grants import LIFECYCLE, Grant, GrantState
from domain.money import Money
from tests.domain.builders import LATER, a_grant

S = GrantState
ACTS: dict[str, tuple[Callable[[Grant], Any], GrantState]] = {
    "accept": (lambda grant: grant.accept(now=LATER), S.ACCEPTED),
    "decline": (lambda grant: grant.decline(now=LATER), S.DECLINED),
    "withdraw": (lambda grant: grant.withdraw(now=LATER), S.WITHDRAWN),
}


@pytest.mark.parametrize("state", S)
@pytest.mark.parametrize("act", ACTS)
def test_a_grant_is_answered_once(act: str, state: GrantState) -> None:
    grant = a_grant(state=state)
    answer, leads_to = ACTS[act]

    if state is S.OFFERED:
        answer(grant)

        assert grant.state is leads_to
    else:
        with pytest.raises(Conflict) as refusal:
            answer(grant)

        assert refusal.value.code == f"grant_is_{state}"
        assert grant.state is state


def test_no_other_way_is_open() -> None:
    ends = {state: set[GrantState]() for state in S if state is not S.OFFERED}

    assert LIFECYCLE.moves == {S.OFFERED: {S.ACCEPTED, S.DECLINED, S.WITHDRAWN}, **ends}


def test_what_is_accepted_is_counted_beside_what_was_offered() -> None:
    grant = a_grant()

    offered, accepted = grant.offered(now=LATER), grant.accept(now=LATER)

    assert offered.tally == {"grants.offered": 1, "grants.offered.satang": 10_000_000}
    assert accepted.tally == {"grants.accepted": 1, "grants.accepted.satang": 10_000_000}
    assert grant.accepted_at == LATER
    assert [offered.type, accepted.type] == ["grant.offered", "grant.accepted"]


def test_what_is_declined_was_not_offered_any_more() -> None:
    grant = a_grant()

    offered, declined = grant.offered(now=LATER), grant.decline(now=LATER)

    sums = {name: declined.tally.get(name, 0) + by for name, by in offered.tally.items()}
    assert sums == {"grants.offered": 0, "grants.offered.satang": 0}
    assert declined.tally["grants.declined"] == 1
    assert grant.declined_at == LATER


def test_what_the_sponsor_takes_back_was_not_offered_any_more() -> None:
    grant = a_grant()

    offered, withdrawn = grant.offered(now=LATER), grant.withdraw(now=LATER)

    sums = {name: withdrawn.tally.get(name, 0) + by for name, by in offered.tally.items()}
    assert sums == {"grants.offered": 0, "grants.offered.satang": 0}
    assert withdrawn.tally["grants.withdrawn"] == 1
    assert grant.withdrawn_at == LATER


def test_everybody_hears_of_a_grant() -> None:
    assert all(
        event.public
        for event in (a_grant().offered(now=LATER), a_grant().accept(now=LATER), a_grant().decline(now=LATER))
    )
    assert a_grant().money == Money(10_000_000)
