"""A call opens, closes and is announced; its pool is shared out among its winners to the last satang."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.access import Actor
from domain.actions import verdicts
from domain.errors import Conflict, Invalid
from domain.ids import AccountId
from domain.model.calls import LIFECYCLE, Call, CallState
from domain.money import Money
from domain.policy.calls import SUBMIT_ENTRY
from tests.domain.builders import LATER, NOON, a_call

S = CallState
PROMISED: dict[str, tuple[set[CallState], CallState]] = {
    "open": ({S.DRAFT}, S.OPEN),
    "close": ({S.OPEN}, S.CLOSED),
    "announce": ({S.CLOSED}, S.ANNOUNCED),
}
ACTS: dict[str, Callable[[Call], Any]] = {
    "open": lambda call: call.open(now=LATER),
    "close": lambda call: call.close(now=LATER),
    "announce": lambda call: call.announce(now=LATER),
}


@pytest.mark.parametrize("state", S)
@pytest.mark.parametrize("act", ACTS)
def test_a_call_goes_where_it_was_promised_or_nowhere(act: str, state: CallState) -> None:
    call = a_call(state=state)
    sources, leads_to = PROMISED[act]

    if state in sources:
        ACTS[act](call)

        assert call.state is leads_to
    else:
        with pytest.raises(Conflict) as refusal:
            ACTS[act](call)

        assert refusal.value.code == f"call_is_{state}"
        assert call.state is state


def test_a_call_is_over_when_it_is_archived_or_cancelled() -> None:
    ways = {(source, to) for source, reached in LIFECYCLE.moves.items() for to in reached}
    promised = {(source, to) for sources, to in PROMISED.values() for source in sources}
    ends = {(S.DRAFT, S.CANCELLED), (S.OPEN, S.CANCELLED), (S.CLOSED, S.CANCELLED), (S.ANNOUNCED, S.ARCHIVED)}

    assert ways == promised | ends


def test_each_step_is_told_and_counted() -> None:
    call = a_call()

    drafted = call.event("created", now=LATER)
    told = [ACTS[act](call) for act in ("open", "close", "announce")]

    assert (drafted.public, [event.public for event in told]) == (False, [True, True, True])
    assert [event.tally for event in told] == [
        {"calls": 1, "calls.open": 1},
        {"calls.open": -1},
        {"calls.announced": 1},
    ]


def test_a_call_does_not_open_when_its_time_is_over() -> None:
    call = a_call()

    with pytest.raises(Invalid) as refusal:
        call.open(now=call.closes_at)

    assert [(fault.pointer, fault.code) for fault in refusal.value.faults] == [
        ("/closes_at", "closes_in_the_past")
    ]
    assert call.state is S.DRAFT


@pytest.mark.parametrize(("after", "closes"), [(-1, -1), (0, 0), (1, 0)])
def test_a_call_that_is_closed_early_has_ended_then_and_never_later_than_it_said(
    after: int, closes: int
) -> None:
    call = a_call(state=S.OPEN)
    promised = call.closes_at

    call.close(now=promised + timedelta(hours=after))

    assert call.closes_at == promised + timedelta(hours=closes)


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        ({"title": {}}, ("/title", "text_missing")),
        ({"title": {"th": ""}}, ("/title", "text_missing")),
        ({"closes_at": NOON}, ("/closes_at", "closes_before_it_opens")),
        ({"pool_amount": 2}, ("/pool/amount", "pool_too_small")),
        ({"award_count": 0}, ("/award_count", "too_few")),
        ({"max_entries_per_account": 0}, ("/eligibility/max_entries_per_account", "too_few")),
    ],
)
def test_what_makes_no_sense_is_refused_where_it_stands(
    wrong: dict[str, Any], fault: tuple[str, str]
) -> None:
    with pytest.raises(Invalid) as refusal:
        a_call(**wrong).check()

    assert [(one.pointer, one.code) for one in refusal.value.faults] == [fault]


def test_a_satang_for_each_winner_is_enough() -> None:
    a_call(pool_amount=3, award_count=3).check()


def test_a_million_baht_for_three_gives_the_odd_satang_to_the_first() -> None:
    assert [award.amount for award in a_call().awards()] == [33_333_334, 33_333_333, 33_333_333]


@given(st.integers(1, 1000), st.integers(1, 10**12))
def test_the_whole_pool_is_shared_out_evenly_and_the_better_place_never_gets_less(
    count: int, pool: int
) -> None:
    shares = [award.amount for award in a_call(award_count=count, pool_amount=pool).awards()]

    assert sum(shares) == pool
    assert len(shares) == count
    assert shares == sorted(shares, reverse=True)
    assert shares[0] - shares[-1] <= 1
    assert a_call(pool_amount=pool).pool == Money(pool)


@pytest.mark.parametrize(
    ("after", "code"),
    [
        (timedelta(microseconds=-1), "call_not_open_yet"),
        (timedelta(), None),
        (timedelta(days=1, microseconds=-1), None),
        (timedelta(days=1), "call_closed"),
    ],
)
@pytest.mark.parametrize("state", [S.OPEN, S.CLOSED])
def test_entries_are_taken_from_the_first_moment_up_to_and_not_including_the_last(
    state: CallState, after: timedelta, code: str | None
) -> None:
    """Also when somebody closed it meanwhile: what was sent in time is in."""
    somebody = Actor(account_id=AccountId("account_1"))

    [verdict] = verdicts([SUBMIT_ENTRY], vars(a_call(state=state)), somebody, NOON + after)

    assert (verdict["allowed"], verdict["reason_code"]) == (code is None, code)
