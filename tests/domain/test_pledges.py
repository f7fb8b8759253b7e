"""A pledge follows the facts of its payment; what was refused is tried again on days 1, 3 and 5, and given up on 7."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from domain.errors import Conflict
from domain.model.payments import Fact, Kind, PaymentStatus
from domain.model.pledges import (
    COUNTED,
    HOLDS_REWARD,
    LATER,
    LIFECYCLE,
    WAS_COLLECTED,
    Pledge,
    PledgeState,
)
from tests.domain.builders import NOON, a_pledge

S = PledgeState
ACTS: dict[str, tuple[Callable[[Pledge], Any], PledgeState]] = {
    "secure": (lambda pledge: pledge.secure(now=NOON), S.SECURED),
    "await_payment": (lambda pledge: pledge.await_payment(now=NOON), S.AWAITING_PAYMENT),
    "charge": (lambda pledge: pledge.charge(now=NOON), S.CHARGING),
    "recover": (lambda pledge: pledge.recover(now=NOON), S.RECOVERING),
    "lapse": (lambda pledge: pledge.lapse(now=NOON), S.LAPSED),
    "expire": (lambda pledge: pledge.expire(now=NOON), S.EXPIRED),
    "cancel": (lambda pledge: pledge.cancel(now=NOON), S.CANCELLED),
    "give_back": (lambda pledge: pledge.give_back(now=NOON), S.REFUNDING),
    "given_back": (lambda pledge: pledge.given_back(now=NOON), S.REFUNDED),
}


@pytest.mark.parametrize("state", S)
@pytest.mark.parametrize("act", ACTS)
def test_only_what_the_lifecycle_has_is_done(act: str, state: PledgeState) -> None:
    pledge = a_pledge(state=state)
    do, leads_to = ACTS[act]

    if leads_to in LIFECYCLE.moves[state]:
        told = do(pledge)

        event = told[0] if isinstance(told, tuple) else told
        assert (pledge.state, event.type) == (leads_to, f"pledge.{leads_to}")
    else:
        with pytest.raises(Conflict) as refusal:
            do(pledge)

        assert refusal.value.code == f"pledge_is_{state}"
        assert pledge.state is state


def test_money_that_came_stays_known_whatever_comes_after() -> None:
    for state in WAS_COLLECTED:
        assert LIFECYCLE.moves[state] <= WAS_COLLECTED


def test_money_is_taken_in_late_too_rather_than_lost() -> None:
    ends = {S.EXPIRED, S.CANCELLED, S.LAPSED}

    assert all(LIFECYCLE.moves[state] == {S.COLLECTED} for state in ends)


@pytest.mark.parametrize(
    "state", [S.CREATED, S.AWAITING_PAYMENT, S.CHARGING, S.RECOVERING, *LIFECYCLE.sources(S.COLLECTED)]
)
def test_collected_is_counted_once_from_wherever_it_came(state: PledgeState) -> None:
    pledge = a_pledge(state=state)

    event = pledge.collect(now=NOON)

    assert (pledge.state, pledge.collected_at, pledge.check_at) == (S.COLLECTED, NOON, None)
    assert event.tally == {"pledges.collected": 1, "pledges.collected.satang": 50_000}


def test_a_card_that_is_refused_is_tried_again_on_days_one_three_and_five() -> None:
    pledge = a_pledge(state=S.CHARGING)
    tries: list[datetime | None] = []

    for day in (0, 1, 3, 5):
        if day:
            pledge.charge(now=NOON + timedelta(days=day))
        pledge.recover(now=NOON + timedelta(days=day))
        tries.append(pledge.check_at)

    assert tries == [NOON + timedelta(days=day) for day in (1, 3, 5, 7)]
    assert pledge.attempt == 4
    assert not pledge.is_given_up(now=NOON + timedelta(days=6, hours=23))
    assert pledge.is_given_up(now=NOON + timedelta(days=7))


def test_each_try_is_asked_for_and_not_looked_up() -> None:
    pledge = a_pledge(state=S.RECOVERING, answered=True, recovering_since=NOON)

    pledge.charge(now=NOON + timedelta(days=1))

    assert (pledge.answered, pledge.asked_at) == (False, NOON + timedelta(days=1))


def test_a_code_is_looked_up_now_and_then_until_it_expires() -> None:
    early, late = a_pledge(), a_pledge(expires_at=NOON + timedelta(minutes=1))

    early.await_payment(now=NOON)
    late.await_payment(now=NOON)

    assert early.check_at == NOON + LATER
    assert late.check_at == late.expires_at


def test_what_is_learnt_replaces_what_was_known_but_never_a_name_by_nothing() -> None:
    pledge = a_pledge(setup="seti_1", customer="cus_1", payment_method="pm_1", client_secret="s1")

    pledge.learn(Fact(kind=Kind.SETUP, reference="", status=PaymentStatus.FAILED, reason="card_declined"))

    assert (pledge.setup, pledge.customer, pledge.payment_method) == ("seti_1", "cus_1", "pm_1")
    assert (pledge.payment_status, pledge.reason, pledge.answered) == (
        PaymentStatus.FAILED,
        "card_declined",
        True,
    )


@pytest.mark.parametrize("state", S)
def test_everybody_hears_that_a_pledge_counts_and_nothing_of_its_card(state: PledgeState) -> None:
    told = a_pledge(state=state).event("changed", now=NOON)

    assert told.public == (state in {S.SECURED, S.COLLECTED})


def test_a_reward_is_held_from_the_first_moment_and_as_long_as_the_pledge_counts() -> None:
    assert COUNTED | {S.CREATED, S.AWAITING_PAYMENT} == HOLDS_REWARD


@pytest.mark.parametrize("state", LIFECYCLE.sources(S.CANCELLED))
def test_who_has_it_in_a_list_hears_that_it_is_gone_and_not_why(state: PledgeState) -> None:
    told = a_pledge(state=state).cancel(now=NOON)

    heard_by_all = [event for event in told if event.public]
    assert [(event.type, event.account_id) for event in heard_by_all] == (
        [("pledge.removed", None)] if state in COUNTED else []
    )


def test_guests_hear_of_their_own_pledges() -> None:
    guest = a_pledge(account_id=None, guest_id="guest_1")

    assert guest.event("created", now=NOON).account_id == "guest_1"
