"""Refunds of the sandbox: never more than was charged, and after PromptPay only when the payer says where to."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import stripe

from tests.adapters.pledging import EMAIL, a_qr, charged, paid_by_qr
from tests.provider import Sandbox
from tests.running import Clock


def refund(sandbox: Sandbox, intent: str, **more: Any) -> Any:
    return sandbox.stripe.v1.refunds.create({"payment_intent": intent, **more})


def charge_of(sandbox: Sandbox, intent: str) -> Any:
    return sandbox.stripe.v1.payment_intents.retrieve(intent, {"expand": ["latest_charge"]}).latest_charge


def test_a_card_gets_its_money_back_at_once(sandbox: Sandbox) -> None:
    intent, before = charged(sandbox, payment_method="pm_card_visa", metadata={"a": "1"}), sandbox.mark()

    back = refund(sandbox, intent.id, metadata={"b": "2"}, expand=["balance_transaction"])

    assert (back.status, back.amount, back.id[:3]) == ("succeeded", 150_000, "re_")
    assert (back.balance_transaction.amount, back.balance_transaction.reporting_category) == (
        -150_000,
        "refund",
    )
    assert charge_of(sandbox, intent.id).refunded
    effects = sandbox.effects(before)
    assert [line["effect"] for line in effects] == ["refund_created", "refund_succeeded"]
    assert {(line["object"], line["payment_intent"], line["metadata"]["b"]) for line in effects} == {
        (back.id, intent.id, "2")
    }


def test_promptpay_asks_the_payer_for_a_bank_account(sandbox: Sandbox) -> None:
    intent = paid_by_qr(sandbox)

    asked = refund(sandbox, intent, instructions_email="else@people.example")
    pending = sandbox.provide_details(asked)
    arrived = sandbox.succeed(asked)

    sent = asked.next_action.display_details.email_sent
    assert (asked.status, asked.instructions_email) == ("requires_action", "else@people.example")
    assert sent.email_sent_to == "else@people.example"
    assert asked.next_action.display_details.expires_at > asked.created
    assert (pending["status"], pending["next_action"], arrived["status"]) == ("pending", None, "succeeded")


def test_a_payer_who_gave_an_address_is_written_to_there(sandbox: Sandbox) -> None:
    asked = refund(sandbox, paid_by_qr(sandbox))

    assert asked.instructions_email == EMAIL


def test_a_pending_refund_arrives_by_itself(sandbox: Sandbox) -> None:
    clock, intent = Clock(sandbox.clock), charged(sandbox, payment_method="pm_card_pendingRefund")
    of_qr, of_card = refund(sandbox, paid_by_qr(sandbox)), refund(sandbox, intent.id)
    sandbox.provide_details(of_qr)

    clock.forward(seconds=10)
    arrived = [sandbox.stripe.v1.refunds.retrieve(each.id).status for each in (of_qr, of_card)]
    clock.reset()

    assert of_card.status == "pending"
    assert arrived == ["succeeded", "succeeded"]


@pytest.mark.parametrize("how", ["fail", "expire", "cancel", "time"])
def test_what_does_not_arrive_is_ours_again_and_can_be_refunded_anew(sandbox: Sandbox, how: str) -> None:
    intent, clock = paid_by_qr(sandbox), Clock(sandbox.clock)
    asked, before = refund(sandbox, intent), sandbox.mark()
    assert charge_of(sandbox, intent).amount_refunded == 150_000

    if how == "cancel":
        sandbox.stripe.v1.refunds.cancel(asked.id)
    elif how == "time":
        clock.forward(days=46)
    else:
        sandbox.does("refunds", asked, how)
    over = sandbox.stripe.v1.refunds.retrieve(asked.id, {"expand": ["failure_balance_transaction"]})
    clock.reset()

    assert over.status == ("canceled" if how == "cancel" else "failed")
    assert over.failure_balance_transaction.amount == 150_000
    assert charge_of(sandbox, intent).amount_refunded == 0
    lines = [line["effect"] for line in sandbox.effects(before) if line["object"] == asked.id]
    assert lines == ["refund_failed"]
    assert refund(sandbox, intent).status == "requires_action"


def test_a_card_refund_may_come_back_later(sandbox: Sandbox) -> None:
    clock, intent = Clock(sandbox.clock), charged(sandbox, payment_method="pm_card_refundFail")
    at_first = refund(sandbox, intent.id)

    clock.forward(seconds=10)
    later = sandbox.stripe.v1.refunds.retrieve(at_first.id)
    clock.reset()

    assert (at_first.status, later.status) == ("succeeded", "failed")


def test_parts_are_refunded_until_nothing_is_left(sandbox: Sandbox) -> None:
    intent = paid_by_qr(sandbox)
    refund(sandbox, intent, amount=100_000)

    with pytest.raises(stripe.InvalidRequestError, match="greater than unrefunded amount") as too_much:
        refund(sandbox, intent, amount=50_001)
    refund(sandbox, intent)
    with pytest.raises(stripe.InvalidRequestError) as nothing_left:
        refund(sandbox, intent, amount=1)

    assert too_much.value.param == "amount"
    assert nothing_left.value.code == "charge_already_refunded"
    listed = sandbox.stripe.v1.refunds.list({"payment_intent": intent}).data
    assert [each.amount for each in listed] == [50_000, 100_000]


def test_many_at_once_never_give_back_more_than_came(sandbox: Sandbox) -> None:
    intent, before = paid_by_qr(sandbox), sandbox.mark()

    def try_it(_: int) -> int:
        try:
            return int(refund(sandbox, intent, amount=40_000).amount)
        except stripe.InvalidRequestError:
            return 0

    with ThreadPoolExecutor(8) as crowd:
        given = list(crowd.map(try_it, range(8)))

    assert sum(given) == 120_000
    assert sum(line["amount"] for line in sandbox.effects(before)) == 120_000
    assert charge_of(sandbox, intent).amount_refunded == 120_000


@pytest.mark.parametrize(
    "more", [{"amount": 0}, {"amount": -5}, {"amount": "1_000"}, {"reason": "spite"}, {"tip": 1}]
)
def test_a_strange_refund_is_refused(sandbox: Sandbox, more: dict[str, Any]) -> None:
    with pytest.raises(stripe.InvalidRequestError):
        refund(sandbox, paid_by_qr(sandbox), **more)


def test_what_was_not_paid_cannot_be_refunded(sandbox: Sandbox) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="does not have a successful charge"):
        refund(sandbox, a_qr(sandbox).id)


def test_a_refund_that_is_done_cannot_be_cancelled(sandbox: Sandbox) -> None:
    done = refund(sandbox, charged(sandbox, payment_method="pm_card_visa").id)

    with pytest.raises(stripe.InvalidRequestError, match="has a status of succeeded"):
        sandbox.stripe.v1.refunds.cancel(done.id)


def test_the_balance_tells_every_movement_and_when_it_can_be_paid_out(sandbox: Sandbox) -> None:
    clock, intent = Clock(sandbox.clock), paid_by_qr(sandbox)
    asked = refund(sandbox, intent, amount=50_000)
    sandbox.fail(asked)
    charge = charge_of(sandbox, intent)
    moves = sandbox.stripe.v1.balance_transactions

    of_charge = moves.list({"source": charge.id}).data
    of_refund = moves.list({"source": asked.id}).data
    clock.forward(days=8)
    later = moves.retrieve(of_charge[0].id)
    clock.reset()

    assert [(move.type, move.net) for move in of_charge] == [("payment", 150_000 - 2_475)]
    assert [(move.type, move.net) for move in of_refund] == [
        ("payment_failure_refund", 50_000),
        ("payment_refund", -50_000),
    ]
    assert (of_charge[0].status, later.status) == ("pending", "available")
