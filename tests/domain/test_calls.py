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
from domain.model.calls import LIFECYCLE, ApplicantKind, Call, CallState, Split
from domain.model.organizations import OrganizationKind
from domain.model.phases import Phase, phase_at
from domain.money import Money
from domain.policy.calls import SUBMIT_ENTRY
from tests.domain.builders import LATER, NOON, a_call

S = CallState


def own(code: str) -> dict[str, Any]:
    return {"code": code, "title": {"th": "ส่งช้า"}}


def amounts(awards: list[Money]) -> list[int]:
    return [award.amount for award in awards]


PROMISED: dict[str, tuple[set[CallState], CallState]] = {
    "open": ({S.DRAFT}, S.OPEN),
    "close": ({S.OPEN}, S.CLOSED),
    "announce": ({S.CLOSED}, S.ANNOUNCED),
    "cancel": ({S.DRAFT, S.OPEN, S.CLOSED}, S.CANCELLED),
    "archive": ({S.ANNOUNCED}, S.ARCHIVED),
}
ACTS: dict[str, Callable[[Call], Any]] = {
    "open": lambda call: call.open(now=LATER),
    "close": lambda call: call.close(now=LATER),
    "announce": lambda call: call.announce(now=LATER),
    "cancel": lambda call: call.cancel({"th": "งดจัด"}, now=LATER),
    "archive": lambda call: call.archive(now=LATER),
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


def test_no_other_way_is_open() -> None:
    ways = {(source, to) for source, reached in LIFECYCLE.moves.items() for to in reached}

    assert ways == {(source, to) for sources, to in PROMISED.values() for source in sources}


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
        ({"decision_due_at": NOON + timedelta(days=1)}, ("/decision_due_at", "decided_before_it_closes")),
        ({"award_amount": 1}, ("/award", "award_not_taken")),
        ({"split": Split.FIXED}, ("/award", "required")),
        ({"split": Split.BY_REQUEST}, ("/award", "required")),
        ({"split": Split.FIXED, "award_amount": 33_333_334}, ("/award/amount", "award_above_pool")),
        ({"split": Split.FIXED, "award_amount": 0}, ("/award/amount", "award_above_pool")),
        ({"split": Split.BY_REQUEST, "award_amount": 100_000_001}, ("/award/amount", "award_above_pool")),
        ({"reason_codes": [own("Late")]}, ("/reason_codes/0/code", "key_malformed")),
        ({"reason_codes": [own("duplicate")]}, ("/reason_codes/0/code", "named_twice")),
        (
            {"reason_codes": [{"code": "late", "title": {"th": " "}}]},
            ("/reason_codes/0/title", "text_missing"),
        ),
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


@pytest.mark.parametrize(
    ("split", "award"), [(Split.FIXED, 33_333_333), (Split.BY_REQUEST, 100_000_000), (Split.EQUAL, None)]
)
def test_awards_may_take_the_pool_to_its_last_satang(split: Split, award: int | None) -> None:
    a_call(split=split, award_amount=award).check()


def test_a_million_baht_for_three_gives_the_odd_satang_to_the_first() -> None:
    assert amounts(a_call().awards([0, 0, 0])) == [33_333_334, 33_333_333, 33_333_333]


@given(st.integers(1, 1000), st.integers(1, 10**12))
def test_the_whole_pool_is_shared_out_evenly_and_the_better_place_never_gets_less(
    count: int, pool: int
) -> None:
    shares = amounts(a_call(award_count=count, pool_amount=pool).awards([0] * count))

    assert sum(shares) == pool
    assert len(shares) == count
    assert shares == sorted(shares, reverse=True)
    assert shares[0] - shares[-1] <= 1
    assert a_call(pool_amount=pool).pool == Money(pool)


def test_a_fixed_award_is_the_same_whatever_was_asked_for() -> None:
    assert amounts(a_call(split=Split.FIXED, award_amount=7).awards([1, 100, 0])) == [7, 7, 7]


def test_by_request_each_gets_what_it_asks_for_up_to_the_maximum() -> None:
    call = a_call(split=Split.BY_REQUEST, award_amount=40_000_000)

    assert amounts(call.awards([10, 90_000_000, 40_000_000])) == [10, 40_000_000, 40_000_000]


@given(st.lists(st.integers(0, 10**9), max_size=20), st.integers(1, 10**9), st.integers(1, 10**9))
def test_by_request_nobody_gets_more_than_they_asked_for_and_all_of_it_comes_out_of_the_pool(
    asked: list[int], most: int, pool: int
) -> None:
    call = a_call(split=Split.BY_REQUEST, award_amount=most, pool_amount=pool)

    if (need := sum(min(each, most) for each in asked)) > pool:
        with pytest.raises(Conflict) as refusal:
            call.awards(asked)

        assert (refusal.value.code, refusal.value.details) == ("pool_exceeded", {"have": pool, "need": need})
    else:
        given_out = amounts(call.awards(asked))

        assert all(got <= want and got <= most for got, want in zip(given_out, asked, strict=True))
        assert sum(given_out) == need


@pytest.mark.parametrize(
    ("split", "award", "asked", "left", "gets"),
    [
        (Split.EQUAL, None, 99, 1_000, 30),
        (Split.FIXED, 30, 99, 1_000, 30),
        (Split.BY_REQUEST, 50, 20, 1_000, 20),
        (Split.BY_REQUEST, 50, 99, 1_000, 50),
        (Split.BY_REQUEST, 50, 99, 40, 40),
    ],
)
def test_whoever_moves_up_gets_what_was_given_back_or_what_they_ask_for_as_far_as_the_pool_reaches(
    split: Split, award: int | None, asked: int, left: int, gets: int
) -> None:
    call = a_call(split=split, award_amount=award)

    assert call.award_for(asked, given_back=Money(30), left=Money(left)) == Money(gets)


def test_an_extension_moves_the_end_and_the_promised_decision_and_is_kept_with_its_reason() -> None:
    call = a_call(state=S.OPEN, decision_due_at=NOON + timedelta(days=9))

    event = call.extend(NOON + timedelta(days=3), {"th": "น้ำท่วม"}, now=LATER)

    assert (call.closes_at, call.decision_due_at) == (NOON + timedelta(days=3), NOON + timedelta(days=11))
    assert call.extensions == [
        {
            "closed_before": "2026-10-01T12:00:00.000000Z",
            "closes_at": "2026-10-03T12:00:00.000000Z",
            "reason": {"th": "น้ำท่วม"},
            "at": "2026-09-30T13:00:00.000000Z",
        }
    ]
    assert (event.type, event.public) == ("call.extended", True)


def test_an_extension_is_later_and_says_why() -> None:
    call = a_call(state=S.OPEN)

    with pytest.raises(Invalid) as refusal:
        call.extend(call.closes_at, {"th": " "}, now=LATER)

    assert [(fault.pointer, fault.code) for fault in refusal.value.faults] == [
        ("/closes_at", "only_later_once_open"),
        ("/reason", "reason_missing"),
    ]


def test_a_call_is_not_called_off_without_a_word() -> None:
    with pytest.raises(Invalid) as refusal:
        a_call(state=S.OPEN).cancel({}, now=LATER)

    assert [fault.code for fault in refusal.value.faults] == ["reason_missing"]


def test_nobody_hears_of_a_call_that_is_called_off_before_anybody_knew_of_it() -> None:
    drafted, opened = a_call(), a_call(state=S.OPEN)

    events = [call.cancel({"en": "No money"}, now=LATER) for call in (drafted, opened)]

    assert [event.public for event in events] == [False, True]
    assert [event.tally for event in events] == [{}, {"calls.cancelled": 1, "calls.open": -1}]


@pytest.mark.parametrize("days", [0, 7])
def test_the_time_for_appeals_runs_from_the_announcement(days: int) -> None:
    call = a_call(state=S.CLOSED, appeal_days=days)

    call.announce(now=LATER)

    assert call.announced_at == LATER
    assert call.appeals_until == (LATER + timedelta(days=days) if days else None)
    assert not call.are_appeals_over(LATER)
    assert call.are_appeals_over(LATER + timedelta(days=7)) == (days > 0)


def test_what_time_brings_is_told_once() -> None:
    call = a_call(state=S.OPEN)
    before, due = call.is_to_begin(NOON - timedelta.resolution), call.is_to_begin(NOON)

    call.begin(now=NOON)

    assert (before, due, call.is_to_begin(LATER)) == (False, True, False)


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


def test_applicants_are_persons_and_every_kind_of_organization() -> None:
    assert set(map(str, ApplicantKind)) == {"person", *map(str, OrganizationKind)}


@pytest.mark.parametrize(
    ("hours", "phase"), [(-1, "upcoming"), (0, "taking_entries"), (23, "taking_entries"), (24, "screening")]
)
def test_while_a_call_is_open_the_clock_says_how_far_it_has_come(hours: int, phase: str) -> None:
    now = NOON + timedelta(hours=hours)

    assert phase_at(now, Phase.TAKING_ENTRIES, NOON, NOON + timedelta(days=1)) == phase


@pytest.mark.parametrize("stage", set(Phase) - {Phase.TAKING_ENTRIES})
def test_before_and_after_that_no_clock_changes_it(stage: Phase) -> None:
    assert {phase_at(NOON + timedelta(days=day), stage, NOON, LATER) for day in (-1, 0, 1)} == {stage}
