"""A refund is money on its way back to a backer; asking for it is not yet having given it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.events import Event
from domain.ids import AccountId, CampaignId, GuestId, PledgeId, RefundId
from domain.lifecycle import Lifecycle
from domain.model.payments import Fact, PaymentStatus
from domain.money import Currency, Money

SOON = timedelta(seconds=20)
LATER = timedelta(minutes=30)


class RefundState(StrEnum):
    REQUESTED = "requested"
    REQUIRES_ACTION = "requires_action"
    PENDING = "pending"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


State = RefundState
LIFECYCLE = Lifecycle[RefundState](
    "refund",
    {
        State.REQUESTED: frozenset({State.REQUIRES_ACTION, State.PENDING, State.SUCCEEDED, State.FAILED}),
        State.REQUIRES_ACTION: frozenset({State.PENDING, State.SUCCEEDED, State.FAILED}),
        State.PENDING: frozenset({State.REQUIRES_ACTION, State.SUCCEEDED, State.FAILED}),
        State.SUCCEEDED: frozenset(),
        State.FAILED: frozenset(),
    },
)
FINAL = frozenset({State.SUCCEEDED, State.FAILED})
MEANS = {
    PaymentStatus.REQUIRES_ACTION: State.REQUIRES_ACTION,
    PaymentStatus.PROCESSING: State.PENDING,
    PaymentStatus.SUCCEEDED: State.SUCCEEDED,
    PaymentStatus.FAILED: State.FAILED,
    PaymentStatus.CANCELLED: State.FAILED,
}


@dataclass(eq=False, kw_only=True)
class Refund:
    """`expires_at`: until when the payer can say where the money shall go."""

    id: RefundId
    pledge_id: PledgeId
    campaign_id: CampaignId
    account_id: AccountId | None
    guest_id: GuestId | None
    amount: int
    currency: Currency
    reference: str | None = None  # the provider's id
    reason: str | None = None  # why it failed
    expires_at: datetime | None = None
    asked_at: datetime
    check_at: datetime | None
    created_at: datetime
    updated_at: datetime
    state: RefundState = State.REQUESTED
    version: int = 1

    @property
    def money(self) -> Money:
        return Money(self.amount, self.currency)

    def is_of(self, fact: Fact) -> bool:
        """Whether the fact is about this refund: another one of the same mark, or of another sum, is none of ours."""
        money = (self.amount, self.currency) == (fact.amount, fact.currency)
        return money and self.reference in (None, fact.reference)

    def follow(self, fact: Fact, *, now: datetime) -> Event | None:
        """Where the fact leads; None where it says nothing new, or would lead back."""
        if self.state in FINAL:
            return None
        self.reference = fact.reference or self.reference  # what was refused has none
        self.reason, self.expires_at = fact.reason, fact.expires_at
        to = MEANS.get(fact.status)
        if to is None or to is self.state or to not in LIFECYCLE.moves[self.state]:
            return None
        self.state = LIFECYCLE.move(self.state, to)
        self.check_at = None if to in FINAL else now + LATER
        return self.event(str(to), now=now)

    def event(self, what: str, *, now: datetime) -> Event:
        return Event(
            type=f"refund.{what}",
            subject=self.id,
            version=self.version,
            at=now,
            account_id=self.account_id or self.guest_id,
            tally={f"refunds.{what}": 1},
        )
