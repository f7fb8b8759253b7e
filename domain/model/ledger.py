"""The books: every movement of money as a transaction of double-entry bookkeeping, and which accounts there are.

A transaction is named by its kind and its source: one effect of the outside world is booked once, whoever tells of
it how often (I4). What moves is always balanced (I1). Nothing here is stored or looked up; `Ledger` of
`collections` keeps it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property

from domain.ids import CampaignId, RefundId
from domain.money import Currency, Money


class Side(StrEnum):
    DEBIT = "debit"
    CREDIT = "credit"


DEBIT, CREDIT = Side


@dataclass(frozen=True)
class AccountKind:
    """Accounts of one use; `*` in the pattern stands for the owner. Balances count on their normal side.

    `least` is what the balance never falls below; None: anything. A `spread` account is credited by many at once, so
    that its balance lies in several places; with one floor of zero, since no place can know of the others.
    """

    pattern: str
    normal: Side
    least: int | None = None
    spread: bool = False

    @cached_property
    def _shape(self) -> re.Pattern[str]:
        return re.compile(self.pattern.replace("*", "[^:]+"))

    def covers(self, code: str) -> bool:
        return self._shape.fullmatch(code) is not None


HELD = AccountKind("campaign:*:held", CREDIT, least=0, spread=True)
PAYABLE = AccountKind("campaign:*:payable", CREDIT, least=0)
IN_PROGRESS = AccountKind("refunds:in_progress:*", CREDIT, least=0)
UNCLAIMED = AccountKind("backers:unclaimed", CREDIT, least=0, spread=True)
PENDING = AccountKind("provider:pending", DEBIT, spread=True)
AVAILABLE = AccountKind("provider:available", DEBIT, spread=True)
PLATFORM_FEES = AccountKind("fees:platform", CREDIT, spread=True)
PROVIDER_FEES = AccountKind("fees:provider", DEBIT, spread=True)
SUSPENSE = AccountKind("suspense:unmatched", CREDIT, spread=True)

ACCOUNTS = (
    HELD,
    PAYABLE,
    IN_PROGRESS,
    UNCLAIMED,
    PENDING,
    AVAILABLE,
    PLATFORM_FEES,
    PROVIDER_FEES,
    SUSPENSE,
)


class TransactionKind(StrEnum):
    COLLECTED = "collected"
    SUCCEEDED = "succeeded"
    RELEASED = "released"
    REFUND_ASKED = "refund_asked"
    REFUND_FINAL = "refund_final"
    REFUND_FAILED = "refund_failed"
    UNMATCHED = "unmatched"


_K = TransactionKind
MOVES: Mapping[TransactionKind, Mapping[Side, frozenset[AccountKind]]] = {
    _K.COLLECTED: {DEBIT: frozenset({PENDING, PROVIDER_FEES}), CREDIT: frozenset({HELD, PENDING})},
    _K.SUCCEEDED: {DEBIT: frozenset({HELD}), CREDIT: frozenset({PAYABLE, PLATFORM_FEES})},
    _K.RELEASED: {DEBIT: frozenset({HELD}), CREDIT: frozenset({PAYABLE, PLATFORM_FEES})},
    _K.REFUND_ASKED: {DEBIT: frozenset({HELD}), CREDIT: frozenset({IN_PROGRESS})},
    _K.REFUND_FINAL: {DEBIT: frozenset({IN_PROGRESS}), CREDIT: frozenset({AVAILABLE})},
    _K.REFUND_FAILED: {DEBIT: frozenset({IN_PROGRESS}), CREDIT: frozenset({UNCLAIMED})},
    _K.UNMATCHED: {DEBIT: frozenset({PENDING, PROVIDER_FEES}), CREDIT: frozenset({SUSPENSE, PENDING})},
}
"""Which accounts a kind of transaction may debit and credit, and no others."""


def kind_of(account: str) -> AccountKind:
    """What the account is for. Raises ValueError where there can be no such account."""
    for kind in ACCOUNTS:
        if kind.covers(account):
            return kind
    raise ValueError(f"no account is called {account!r}")


@dataclass(frozen=True)
class Line:
    """An amount, in minor units, on one side of one account."""

    account: str
    side: Side
    amount: int

    def __post_init__(self) -> None:
        if self.amount <= 0:
            raise ValueError(f"{self.amount} on {self.account}: a line moves something")

    @property
    def kind(self) -> AccountKind:
        return kind_of(self.account)

    @property
    def moves(self) -> int:
        """By how much it changes the account's balance."""
        return self.amount if self.side is self.kind.normal else -self.amount


@dataclass(frozen=True, kw_only=True)
class Transaction:
    """Something that happened to money, at `effective_at`. Raises ValueError where it makes no sense."""

    kind: TransactionKind
    source: str  # what it is the effect of: the provider's object, a refund, a campaign
    currency: Currency
    lines: tuple[Line, ...]
    effective_at: datetime

    def __post_init__(self) -> None:
        if not self.source:
            raise ValueError(f"{self.kind}: of nothing")
        total = {side: sum(line.amount for line in self.lines if line.side is side) for side in Side}
        if not all(total.values()) or total[DEBIT] != total[CREDIT]:
            raise ValueError(f"{self.kind} of {self.source}: debits {total[DEBIT]}, credits {total[CREDIT]}")
        for line in self.lines:
            if line.kind not in MOVES[self.kind][line.side]:
                raise ValueError(f"{self.kind} of {self.source}: no {line.side} of {line.account}")


def held_of(campaign_id: CampaignId) -> str:
    """The account of what was collected for a campaign, with its outcome open or to be refunded."""
    return HELD.pattern.replace("*", campaign_id)


def payable_of(campaign_id: CampaignId) -> str:
    """The account of what is owed to a campaign's project."""
    return PAYABLE.pattern.replace("*", campaign_id)


def in_progress_of(refund_id: RefundId) -> str:
    """The account of a refund that was asked for and is not final."""
    return IN_PROGRESS.pattern.replace("*", refund_id)


def collected(campaign_id: CampaignId, money: Money, fee: Money, *, source: str, at: datetime) -> Transaction:
    """*Collected*: the gross to `provider:pending` and to the campaign's held; the provider keeps its fee, which is
    our cost and not the campaign's. `source` is the payment intent.
    """
    debits = {PENDING.pattern: money, PROVIDER_FEES.pattern: fee}
    return _transaction(_K.COLLECTED, source, debits, {held_of(campaign_id): money, PENDING.pattern: fee}, at)


def succeeded(campaign_id: CampaignId, held: Money, platform_fee: Money, *, at: datetime) -> Transaction:
    """*Succeeded*: all that is held, owed to the project now but for our fee. There is none where nothing is held:
    what is collected later is released by itself.
    """
    return _owed(_K.SUCCEEDED, campaign_id, held, platform_fee, campaign_id, at)


def released(
    campaign_id: CampaignId, money: Money, platform_fee: Money, *, source: str, at: datetime
) -> Transaction:
    """*Succeeded*, for what is collected after the outcome: of one payment intent, `source`."""
    return _owed(_K.RELEASED, campaign_id, money, platform_fee, source, at)


def refund_asked(campaign_id: CampaignId, refund_id: RefundId, money: Money, *, at: datetime) -> Transaction:
    """*Refund asked*: no longer held for the campaign, and not with the backer yet."""
    debits, credits = {held_of(campaign_id): money}, {in_progress_of(refund_id): money}
    return _transaction(_K.REFUND_ASKED, refund_id, debits, credits, at)


def refund_final(refund_id: RefundId, money: Money, *, at: datetime) -> Transaction:
    """*Refund final*: the backer has it, from what was available at the provider."""
    debits, credits = {in_progress_of(refund_id): money}, {AVAILABLE.pattern: money}
    return _transaction(_K.REFUND_FINAL, refund_id, debits, credits, at)


def refund_failed(refund_id: RefundId, money: Money, *, at: datetime) -> Transaction:
    """*Refund failed* or expired: still owed to the backer, and never income."""
    debits, credits = {in_progress_of(refund_id): money}, {UNCLAIMED.pattern: money}
    return _transaction(_K.REFUND_FAILED, refund_id, debits, credits, at)


def unmatched(money: Money, fee: Money, *, source: str, at: datetime) -> Transaction:
    """Money at the provider that nobody here knows of; in suspense until somebody finds out (I8)."""
    debits = {PENDING.pattern: money, PROVIDER_FEES.pattern: fee}
    return _transaction(_K.UNMATCHED, source, debits, {SUSPENSE.pattern: money, PENDING.pattern: fee}, at)


def _owed(
    kind: TransactionKind, campaign_id: CampaignId, money: Money, fee: Money, source: str, at: datetime
) -> Transaction:
    if fee.amount > money.amount:
        raise ValueError(f"{kind} of {source}: the fee exceeds the money")
    owed = Money(money.amount - fee.amount, money.currency)
    credits = {payable_of(campaign_id): owed, PLATFORM_FEES.pattern: fee}
    return _transaction(kind, source, {held_of(campaign_id): money}, credits, at)


def _transaction(
    kind: TransactionKind,
    source: str,
    debits: Mapping[str, Money],
    credits: Mapping[str, Money],
    at: datetime,
) -> Transaction:
    """What is zero, like a fee that nobody takes, is left out."""
    (currency,) = {money.currency for money in (*debits.values(), *credits.values())}
    lines = [
        Line(account, side, money.amount)
        for side, moneys in ((DEBIT, debits), (CREDIT, credits))
        for account, money in moneys.items()
        if money.amount
    ]
    return Transaction(kind=kind, source=source, currency=currency, lines=tuple(lines), effective_at=at)
