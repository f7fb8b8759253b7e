"""What is asked of a payment provider, and the facts that it answers, in our words.

Money states follow these facts and nothing else: no browser's redirect, no guess after a time-out.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.money import Currency

# Afterwards the provider may have forgotten an order, and would carry it out again.
KEYS_KEPT = timedelta(hours=23)


class Method(StrEnum):
    """How a backer pays. A card can be saved and charged later; PromptPay is paid at once."""

    CARD = "card"
    PROMPTPAY = "promptpay"


class Kind(StrEnum):
    """Which thing at the provider a fact is about."""

    SETUP = "setup"  # saves a card
    PAYMENT = "payment"
    REFUND = "refund"


class PaymentStatus(StrEnum):
    REQUIRES_PAYMENT_METHOD = "requires_payment_method"
    REQUIRES_ACTION = "requires_action"
    PROCESSING = "processing"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, kw_only=True)
class Order:
    """What is asked for a pledge. `attempt` counts the times its card is charged, from 1; the same order asked twice
    is one order, since the keys to the provider are made of the pledge, the step and the attempt."""

    pledge_id: str
    amount: int  # minor units
    currency: Currency
    method: Method
    attempt: int = 1
    email: str | None = None  # where PromptPay sends what must be sent
    payment_method: str | None = None  # the card, by the provider's name; none: the backer gives it there
    customer: str | None = None  # under whom the card was saved
    payment: str | None = None  # the payment to be tried again


@dataclass(frozen=True, kw_only=True)
class RefundOrder:
    refund_id: str
    pledge_id: str
    payment: str  # what is given back
    amount: int
    email: str | None = None  # where the payer is asked for a bank account


@dataclass(frozen=True, kw_only=True)
class Fact:
    """A thing at the provider as it is now. `reference` is its id there.

    `fee` is what the provider keeps of a payment, once known; `reason` why it failed, by a stable word of theirs;
    `expires_at` until when a payer can act.
    """

    kind: Kind
    reference: str
    status: PaymentStatus
    amount: int = 0
    currency: Currency = Currency.THB
    fee: int | None = None
    pledge_id: str | None = None  # as we wrote it there
    refund_id: str | None = None
    customer: str | None = None
    payment_method: str | None = None
    client_secret: str | None = None
    qr_data: str | None = None
    qr_svg_url: str | None = None
    qr_page_url: str | None = None  # where the code can be paid from
    reason: str | None = None
    expires_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class ProviderEvent:
    """The provider says that something has happened to one of its things; what it is now must be asked."""

    id: str
    type: str
    reference: str  # the thing's id there
    at: datetime


class OutcomeUnknown(Exception):
    """No answer, a broken one, or one that says nothing: it may or may not have happened. Ask again with the same
    order."""


class OrderRejected(Exception):
    """The provider will never do this: nothing was made. `reason` is its stable word."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
