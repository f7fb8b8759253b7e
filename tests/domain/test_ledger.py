"""What moves is balanced, whatever happens in which order; and nobody can write what makes no sense."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.ids import CampaignId, RefundId
from domain.model.ledger import (
    ACCOUNTS,
    CREDIT,
    DEBIT,
    HELD,
    Line,
    Transaction,
    TransactionKind,
    collected,
    held_of,
    in_progress_of,
    kind_of,
    payable_of,
    refund_asked,
    refund_failed,
    refund_final,
    released,
    succeeded,
    unmatched,
)
from domain.money import Currency, Money

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
CAMPAIGN, REFUND = CampaignId("campaign_1"), RefundId("refund_1")
HUNDRED, FEE, NOTHING = Money(10_000), Money(365), Money(0)

amounts = st.integers(1, 10**12)
campaigns = st.sampled_from(["campaign_1", "campaign_2"]).map(CampaignId)


@st.composite
def transactions(draw: st.DrawFn) -> Transaction:
    """Any of those that this house can write."""
    campaign, money = draw(campaigns), Money(draw(amounts))
    fee = Money(draw(st.integers(0, money.amount)))
    return draw(
        st.sampled_from(
            [
                collected(campaign, money, fee, source="pi_1", at=NOON),
                succeeded(campaign, money, fee, at=NOON),
                released(campaign, money, fee, source="pi_1", at=NOON),
                refund_asked(campaign, REFUND, money, at=NOON),
                refund_final(REFUND, money, at=NOON),
                refund_failed(REFUND, money, at=NOON),
                unmatched(money, fee, source="pi_2", at=NOON),
            ]
        )
    )


def balances(*written: Transaction) -> Counter[str]:
    """Of every account, on its normal side."""
    sums: Counter[str] = Counter()
    for transaction in written:
        for line in transaction.lines:
            sums[line.account] += line.moves
    return sums


def a_transaction(*lines: Line) -> Transaction:
    return Transaction(
        kind=TransactionKind.REFUND_ASKED,
        source="refund_1",
        currency=Currency.THB,
        lines=lines,
        effective_at=NOON,
    )


@given(st.lists(transactions(), max_size=20))
def test_all_accounts_together_come_to_nothing(written: list[Transaction]) -> None:
    debits_less_credits = sum(
        balance if kind_of(account).normal is DEBIT else -balance
        for account, balance in balances(*written).items()
    )

    assert debits_less_credits == 0


@given(amounts, st.data())
def test_all_that_was_collected_is_somewhere(amount: int, data: st.DataObject) -> None:
    back = Money(data.draw(st.integers(1, amount)))
    rest = Money(amount - back.amount)
    fee = Money(data.draw(st.integers(0, rest.amount)))
    written = [
        collected(CAMPAIGN, Money(amount), NOTHING, source="pi_1", at=NOON),
        refund_asked(CAMPAIGN, REFUND, back, at=NOON),
        data.draw(st.sampled_from([refund_final, refund_failed]))(REFUND, back, at=NOON),
        *([succeeded(CAMPAIGN, rest, fee, at=NOON)] if rest.amount else []),
    ]

    found = balances(*written)

    assert found[held_of(CAMPAIGN)] == found[in_progress_of(REFUND)] == 0
    assert found[payable_of(CAMPAIGN)] + found["fees:platform"] == rest.amount
    assert found["backers:unclaimed"] - found["provider:available"] == back.amount


def test_what_is_collected_is_held_in_full_and_the_providers_fee_is_ours() -> None:
    written = collected(CAMPAIGN, HUNDRED, FEE, source="pi_1", at=NOON)

    assert balances(written) == {
        "campaign:campaign_1:held": 10_000,
        "provider:pending": 9_635,
        "fees:provider": 365,
    }


def test_a_fee_of_nothing_leaves_no_line() -> None:
    written = collected(CAMPAIGN, HUNDRED, NOTHING, source="pi_1", at=NOON)

    assert written.lines == (
        Line("provider:pending", DEBIT, 10_000),
        Line("campaign:campaign_1:held", CREDIT, 10_000),
    )


def test_what_succeeds_is_owed_to_the_project_but_for_our_fee() -> None:
    before = collected(CAMPAIGN, HUNDRED, NOTHING, source="pi_1", at=NOON)

    found = balances(before, succeeded(CAMPAIGN, HUNDRED, Money(300), at=NOON))

    assert found[held_of(CAMPAIGN)] == 0
    assert (found[payable_of(CAMPAIGN)], found["fees:platform"]) == (9_700, 300)


def test_a_refund_that_fails_is_never_income() -> None:
    found = balances(refund_asked(CAMPAIGN, REFUND, FEE, at=NOON), refund_failed(REFUND, FEE, at=NOON))

    assert found == {held_of(CAMPAIGN): -365, in_progress_of(REFUND): 0, "backers:unclaimed": 365}


def test_money_that_nobody_knows_of_is_in_suspense() -> None:
    assert balances(unmatched(HUNDRED, NOTHING, source="pi_9", at=NOON))["suspense:unmatched"] == 10_000


@pytest.mark.parametrize(
    "lines",
    [
        (),
        (Line(held_of(CAMPAIGN), DEBIT, 5),),
        (Line(held_of(CAMPAIGN), DEBIT, 2), Line(held_of(CAMPAIGN), DEBIT, 3)),
        (Line(held_of(CAMPAIGN), DEBIT, 5), Line(in_progress_of(REFUND), CREDIT, 4)),
        (Line(held_of(CAMPAIGN), DEBIT, 5), Line(payable_of(CAMPAIGN), CREDIT, 5)),
        (Line(in_progress_of(REFUND), DEBIT, 5), Line(held_of(CAMPAIGN), CREDIT, 5)),
    ],
    ids=["empty", "one line", "one side", "unbalanced", "an account of other moves", "the other way round"],
)
def test_what_makes_no_sense_cannot_be_written(lines: tuple[Line, ...]) -> None:
    with pytest.raises(ValueError, match="refund"):
        a_transaction(*lines)


def test_a_transaction_is_the_effect_of_something() -> None:
    written = refund_final(REFUND, HUNDRED, at=NOON)

    with pytest.raises(ValueError, match="of nothing"):
        replace(written, source="")


@pytest.mark.parametrize("amount", [0, -1])
def test_a_line_moves_something(amount: int) -> None:
    with pytest.raises(ValueError, match="moves something"):
        Line("fees:platform", CREDIT, amount)


def test_a_campaign_in_which_nothing_is_held_has_nothing_to_book() -> None:
    with pytest.raises(ValueError, match="succeeded"):
        succeeded(CAMPAIGN, NOTHING, NOTHING, at=NOON)


def test_no_fee_exceeds_the_money() -> None:
    with pytest.raises(ValueError, match="exceeds"):
        succeeded(CAMPAIGN, FEE, HUNDRED, at=NOON)


@pytest.mark.parametrize("code", ["", "campaign::held", "campaign:1:2:held", "fees:other", "xfees:platform"])
def test_there_are_no_accounts_but_those_of_the_table(code: str) -> None:
    with pytest.raises(ValueError, match="no account"):
        kind_of(code)


def test_every_account_has_one_kind() -> None:
    codes = {kind.pattern.replace("*", "1"): kind for kind in ACCOUNTS}

    assert {code: [kind for kind in ACCOUNTS if kind.covers(code)] for code in codes} == {
        code: [kind] for code, kind in codes.items()
    }


def test_an_account_whose_balance_lies_in_many_places_has_a_floor_of_zero_or_none() -> None:
    assert {kind.least for kind in ACCOUNTS if kind.spread} <= {0, None}
    assert kind_of(held_of(CAMPAIGN)) is HELD
