"""Writes books as the platform does, for tests of the ledger: campaigns, pledges that were paid, refunds."""

import random
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import psycopg

from adapters.database.connect import writing_engine
from adapters.database.work import sql_work
from adapters.ids import new_id
from domain.access import SYSTEM
from domain.collections import Work
from domain.errors import Conflict
from domain.ids import AccountId, CampaignId, PledgeId, ProjectId, RefundId
from domain.model.ledger import Transaction, collected, refund_asked, refund_failed, refund_final
from domain.model.payments import Method
from domain.model.pledges import Fallback, Pledge, PledgeState
from domain.model.refunds import Refund, RefundState
from domain.money import Currency, Money
from domain.ports import Asking

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
NOTHING = Money(0)
Connection = psycopg.Connection[Any]


class Books:
    """On a database of its own; campaigns and projects are but names in it."""

    def __init__(self, url: str, *, size: int = 8) -> None:
        self.url = url
        self._engine = writing_engine(lambda: url, size=size)
        self._begin = sql_work(self._engine, new_id, lambda: NOON)
        with psycopg.connect(url, autocommit=True) as connection:
            for table, name in connection.execute(
                "SELECT conrelid::regclass::text, conname FROM pg_constraint WHERE contype = 'f'"
                " AND conrelid IN ('pledges'::regclass, 'refunds'::regclass, 'campaign_totals'::regclass)"
            ).fetchall():
                connection.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}".encode())

    def close(self) -> None:
        self._engine.dispose()

    @contextmanager
    def work(self) -> Iterator[Work]:
        with self._begin(Asking(actor=SYSTEM, command="Pledge", request_id="request-1")) as work:
            yield work

    def record(self, transaction: Transaction, *together: Transaction) -> bool:
        with self.work() as work:
            return work.ledger.record(transaction, *together)

    def has(self, transaction: Transaction, *together: Transaction) -> bool:
        """Whether it could be recorded; False where the money was not there."""
        try:
            return self.record(transaction, *together)
        except Conflict as refusal:
            if refusal.code != "insufficient_funds":
                raise
            return False

    def balance(self, account: str) -> int:
        with self.work() as work:
            return work.ledger.balance(account)

    def collect(self, campaign: CampaignId, amount: int, *, fee: int = 0) -> str:
        """Somebody pays; the payment's name."""
        payment = new_id("pi")
        assert self.record(collected(campaign, Money(amount), Money(fee), source=payment, at=NOON))
        return payment

    def pledge(self, campaign: CampaignId, amount: int, *, fee: int = 0) -> Pledge:
        """Somebody pledges and pays."""
        pledge = a_paid_pledge(campaign, amount)
        with self.work() as work:
            work.pledges.add(pledge)
            work.ledger.record(
                collected(campaign, pledge.money, Money(fee), source=pledge.payment or "", at=NOON)
            )
        return pledge

    def give_back(self, paid: Pledge, end: RefundState) -> None:
        """All of it, as far as the refund has come."""
        refund = a_refund(paid, end)
        with self.work() as work:
            pledge = work.pledges.lock(paid.id)
            work.tell(*pledge.give_back(now=NOON))
            work.refunds.add(refund)
            work.ledger.record(refund_asked(paid.campaign_id, refund.id, refund.money, at=NOON))
            if end is RefundState.SUCCEEDED:
                work.tell(pledge.given_back(now=NOON))
                work.ledger.record(refund_final(refund.id, refund.money, at=NOON))
            if end is RefundState.FAILED:
                work.ledger.record(refund_failed(refund.id, refund.money, at=NOON))


def a_campaign() -> CampaignId:
    return CampaignId(new_id("campaign"))


def a_refund_id() -> RefundId:
    return RefundId(new_id("refund"))


def a_paid_pledge(campaign: CampaignId, amount: int) -> Pledge:
    return Pledge(
        id=PledgeId(new_id("pledge")),
        campaign_id=campaign,
        project_id=ProjectId(new_id("project")),
        account_id=AccountId(new_id("account")),
        guest_id=None,
        email=None,
        amount=amount,
        currency=Currency.THB,
        method=Method.PROMPTPAY,
        at_once=True,
        reward_id=None,
        anonymous=False,
        message="",
        fallback=Fallback.REFUND,
        payment=new_id("pi"),
        asked_at=NOON,
        collected_at=NOON,
        created_at=NOON,
        updated_at=NOON,
        state=PledgeState.COLLECTED,
    )


def a_refund(pledge: Pledge, state: RefundState) -> Refund:
    return Refund(
        id=a_refund_id(),
        pledge_id=pledge.id,
        campaign_id=pledge.campaign_id,
        account_id=pledge.account_id,
        guest_id=None,
        amount=pledge.amount,
        currency=pledge.currency,
        asked_at=NOON,
        check_at=None,
        created_at=NOON,
        updated_at=NOON,
        state=state,
    )


def at_once(times: int, act: Callable[[int, random.Random], bool], *, threads: int = 8) -> list[bool]:
    """The act, so many times, by several at once; each time with its number and a chance of its own."""
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(lambda number: act(number, random.Random(number)), range(times)))
