"""Money is whole satang: nothing is lost when it is shared out, and nothing is added that differs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Invalid
from domain.money import MOST, Money

AMOUNTS = st.integers(0, MOST)
WEIGHTS = st.lists(st.integers(0, 10**6), min_size=1, max_size=40).filter(any)


@given(AMOUNTS, WEIGHTS)
def test_sharing_out_loses_no_satang(amount: int, weights: list[int]) -> None:
    shares = Money(amount).split(weights)

    assert sum(share.amount for share in shares) == amount


@given(AMOUNTS, WEIGHTS)
def test_every_share_is_its_exact_part_to_within_a_satang(amount: int, weights: list[int]) -> None:
    shares = Money(amount).split(weights)

    total = sum(weights)
    assert all(
        abs(share.amount * total - amount * weight) < total
        for share, weight in zip(shares, weights, strict=True)
    )


@given(AMOUNTS, st.integers(1, 100))
def test_equal_parts_differ_by_a_satang_at_most_and_the_first_have_it(amount: int, parts: int) -> None:
    shares = [share.amount for share in Money(amount).split([1] * parts)]

    assert shares == sorted(shares, reverse=True)
    assert shares[0] - shares[-1] <= 1


def test_a_million_baht_by_three() -> None:
    shares = Money(100_000_000).split([1, 1, 1])

    assert [share.amount for share in shares] == [33_333_334, 33_333_333, 33_333_333]


@pytest.mark.parametrize("amount", [-1, MOST + 1])
def test_money_beyond_belief_is_refused(amount: int) -> None:
    with pytest.raises(Invalid) as refusal:
        Money(amount)

    assert refusal.value.code == "money_out_of_range"
    assert refusal.value.details == {"least": 0, "most": MOST}


@given(st.integers(0, MOST // 2), st.integers(0, MOST // 2))
def test_adding_up_is_exact(left: int, right: int) -> None:
    assert Money(left) + Money(right) == Money(left + right)


def test_money_is_shown_in_minor_units_with_its_currency() -> None:
    assert Money(150_000).as_dict() == {"amount": 150_000, "currency": "THB"}
