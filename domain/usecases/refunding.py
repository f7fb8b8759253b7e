"""Carries refunds through the provider, as `payments` does pledges: asked outside of any transaction, followed under
the locks of campaign, pledge, refund and ledger, in this order."""

from datetime import datetime

from domain.collections import Work
from domain.core import until_uncontended
from domain.ids import RefundId
from domain.model import ledger
from domain.model.payments import (
    KEYS_KEPT,
    Fact,
    Kind,
    Method,
    OrderRejected,
    OutcomeUnknown,
    PaymentStatus,
    RefundOrder,
)
from domain.model.pledges import Pledge
from domain.model.refunds import FINAL, LATER, Refund, RefundState
from domain.ports import Ports


def give_back(
    work: Work, pledge: Pledge, ports: Ports, now: datetime, *, holds_reward: bool = True
) -> Refund:
    """All of what was collected, from what is held for the campaign; the provider is asked afterwards."""
    refund = Refund(
        id=RefundId(ports.new_id("refund")),
        pledge_id=pledge.id,
        campaign_id=pledge.campaign_id,
        account_id=pledge.account_id,
        guest_id=pledge.guest_id,
        amount=pledge.amount,
        currency=pledge.currency,
        asked_at=now,
        check_at=now,
        created_at=now,
        updated_at=now,
    )
    if holds_reward:
        work.rewards.free(pledge)
    work.tell(*pledge.give_back(now=now))
    work.refunds.add(refund)
    work.tell(refund.event("requested", now=now))
    work.ledger.record(ledger.refund_asked(pledge.campaign_id, refund.id, refund.money, at=now))
    return refund


def address(work: Work, pledge: Pledge) -> str | None:
    """Where the provider writes to whoever pays by a code; to the holder of a card it need not."""
    if pledge.method is not Method.PROMPTPAY:
        return None
    return pledge.email or (work.accounts.get(pledge.account_id).email if pledge.account_id else None)


def carry_refund_on(refund_id: str, ports: Ports) -> None:
    """Ask for the refund, or how it stands, and follow the answer."""
    with ports.work() as work:
        refund = work.refunds.get(refund_id)
        pledge = work.pledges.get(refund.pledge_id)
        email = address(work, pledge)
    if refund.state in FINAL:
        return
    try:
        fact = _asked(refund, pledge, email, ports)
    except OutcomeUnknown:
        return
    except OrderRejected as rejection:
        fact = Fact(
            kind=Kind.REFUND,
            reference=refund.reference or "",
            status=PaymentStatus.FAILED,
            amount=refund.amount,
            currency=refund.currency,
            refund_id=refund.id,
            reason=rejection.reason,
        )
    if fact:
        until_uncontended(lambda: follow_refund(fact, ports))


def _asked(refund: Refund, pledge: Pledge, email: str | None, ports: Ports) -> Fact | None:
    now, payments = ports.now(), ports.payments
    if refund.reference:
        return payments.look_up(refund.reference)
    if now > refund.asked_at + KEYS_KEPT and (
        found := payments.find(Kind.REFUND, refund.id, refund.asked_at)
    ):
        return found
    assert pledge.payment, "only what was paid is given back"
    return payments.refund(
        RefundOrder(
            refund_id=refund.id,
            pledge_id=pledge.id,
            payment=pledge.payment,
            amount=refund.amount,
            email=email,
        )
    )


def follow_refund(fact: Fact, ports: Ports) -> bool:
    """Follow what the provider says of a refund; False where it is none of ours."""
    now = ports.now()
    with ports.work() as work:
        found = work.refunds.of(fact)
        if found is None:
            return False
        seen = work.refunds.get(found)
        work.campaigns.share(seen.campaign_id)
        pledge = work.pledges.lock(seen.pledge_id)
        refund = work.refunds.lock(found)
        if not refund.is_of(fact):
            return False
        event = refund.follow(fact, now=now)
        if event is None:
            if refund.state not in FINAL:
                work.refunds.look_at(refund.id, now + LATER)
            return True
        work.tell(event)
        if refund.state is RefundState.SUCCEEDED:
            work.tell(pledge.given_back(now=now))
            work.ledger.record(ledger.refund_final(refund.id, refund.money, at=now))
        elif refund.state is RefundState.FAILED:
            work.ledger.record(ledger.refund_failed(refund.id, refund.money, at=now))
    return True
