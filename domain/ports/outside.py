"""What lies outside: the provider that moves money, and whoever carries mails. Each has a twin in the sandbox."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from domain.model.notices import Message
from domain.model.payments import Fact, Kind, Order, ProviderEvent, RefundOrder


class Payments(Protocol):
    """The provider that moves money. Never called inside a transaction; every call but `read_event` may raise
    OutcomeUnknown."""

    def save_card(self, order: Order) -> Fact:
        """Keep a card to be charged later, without its owner there. Raises OrderRejected."""

    def collect(self, order: Order) -> Fact:
        """Have the backer, who is there, pay now. Raises OrderRejected."""

    def charge(self, order: Order) -> Fact:
        """Charge the saved card, its owner away: a new payment, or another try of `order.payment`. Raises
        OrderRejected."""

    def refund(self, order: RefundOrder) -> Fact:
        """Give a payment back, in full or in part. Raises OrderRejected."""

    def cancel(self, reference: str) -> Fact:
        """See to it that nothing more comes of it; the fact says whether something had come of it before."""

    def look_up(self, reference: str) -> Fact | None:
        """The thing as it is now; None for what is not there, or no thing of ours."""

    def find(self, kind: Kind, ours: str, around: datetime) -> Fact | None:
        """The thing made for our pledge or refund around that time, where we never heard its id."""

    def read_event(self, raw: bytes, signature: str) -> ProviderEvent:
        """What the bytes say, if they are the provider's own. Raises Malformed(signature_invalid)."""

    def events_since(self, moment: datetime) -> Sequence[ProviderEvent]:
        """All that it has told, or tried to tell, since then, oldest first; it remembers thirty days."""


class Mail(Protocol):
    def send(self, message: Message) -> None:
        """Hand it to a mail server. Never inside a transaction. Raises MailRefused, MailPostponed."""
