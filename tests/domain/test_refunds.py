"""Asked for is not given back: a refund follows the provider's facts, and never back from its end."""

from itertools import permutations

import pytest

from domain.model.payments import Fact, Kind, PaymentStatus
from domain.model.refunds import FINAL, LIFECYCLE, MEANS, RefundState
from tests.domain.builders import LATER, a_refund

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
    assert refund.reference == "re_1"
    assert (refund.check_at is None) == (refund.state in FINAL)


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
