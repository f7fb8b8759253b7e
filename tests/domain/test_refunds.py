"""Asked for is not given back: a refund follows the provider's facts, and never back from its end."""

from dataclasses import replace
from itertools import permutations

import pytest

from domain.model.payments import Fact, Kind, PaymentStatus
from domain.model.refunds import FINAL, LIFECYCLE, MEANS, RefundState
from tests.domain.builders import LATER, NOON, a_refund

S, P = RefundState, PaymentStatus


def told(status: PaymentStatus) -> Fact:
    return Fact(kind=Kind.REFUND, reference="re_1", status=status, refund_id="refund_1")


@pytest.mark.parametrize("state", S)
@pytest.mark.parametrize("status", P)
def test_it_moves_only_where_the_lifecycle_leads(state: RefundState, status: PaymentStatus) -> None:
    refund, to = a_refund(state=state), MEANS.get(status)

    event = refund.follow(told(status), now=LATER)

    if to is not None and to in LIFECYCLE.moves[state]:
        assert (refund.state, event and event.type) == (to, f"refund.{to}")
    else:
        assert (refund.state, event) == (state, None)
    assert refund.reference == ("re_1" if event else None) or state not in FINAL


@pytest.mark.parametrize("order", [*permutations([P.REQUIRES_ACTION, P.PROCESSING, P.SUCCEEDED])])
def test_whatever_is_heard_first_it_ends_given_back(order: tuple[PaymentStatus, ...]) -> None:
    refund = a_refund()

    for status in order * 2:
        refund.follow(told(status), now=LATER)

    assert refund.state is S.SUCCEEDED


def test_one_that_expired_unclaimed_has_failed() -> None:
    refund = a_refund(state=S.REQUIRES_ACTION)

    refund.follow(told(P.CANCELLED), now=LATER)

    assert refund.state is S.FAILED


def test_what_is_heard_after_the_end_changes_nothing() -> None:
    refund = a_refund(state=S.SUCCEEDED, check_at=None, reference="re_1")
    before = dict(vars(refund))

    for status in P:
        refund.follow(replace(told(status), reason="late", expires_at=NOON), now=LATER)

    assert vars(refund) == before


def test_one_that_the_provider_refused_has_no_name_there() -> None:
    refund = a_refund()

    refund.follow(replace(told(P.FAILED), reference="", reason="charge_already_refunded"), now=LATER)

    assert (refund.state, refund.reference, refund.reason) == (S.FAILED, None, "charge_already_refunded")


def test_a_refund_of_another_sum_or_a_second_one_with_its_mark_is_not_it() -> None:
    ours = a_refund(reference="re_1")
    fact = replace(told(P.SUCCEEDED), amount=ours.amount)

    others = [replace(fact, amount=ours.amount - 1), replace(fact, reference="re_2")]

    assert ours.is_of(fact)
    assert not any(ours.is_of(other) for other in others)
