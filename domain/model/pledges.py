"""A pledge is one backer's promise of money to a campaign, and what becomes of it.

Its state says what is owed: to the provider an order, to the backer a charge, a reward or the money back. It moves
by facts of the provider only (`payments.py`), and by the campaign's outcome.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from domain.events import Event
from domain.ids import AccountId, CampaignId, GuestId, PledgeId, ProjectId
from domain.lifecycle import Lifecycle
from domain.model.payments import Fact, Kind, Method, PaymentStatus
from domain.money import Currency, Money

HOLD = timedelta(
    minutes=30
)  # for a backer to give a card or to pay a code; a reward is kept for them meanwhile
SOON = timedelta(seconds=20)  # until an answer that did not come is asked for again
LATER = timedelta(minutes=5)  # between two looks at what only the backer or a bank can move
TRIES = (timedelta(days=1), timedelta(days=3), timedelta(days=5))  # after a charge has failed
GIVEN_UP = timedelta(days=7)


class PledgeState(StrEnum):
    CREATED = "created"
    AWAITING_PAYMENT = "awaiting_payment"
    SECURED = "secured"
    CHARGING = "charging"
    RECOVERING = "recovering"
    COLLECTED = "collected"
    REFUNDING = "refunding"
    REFUNDED = "refunded"
    LAPSED = "lapsed"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


State = PledgeState
LIFECYCLE = Lifecycle[PledgeState](
    "pledge",
    {
        State.CREATED: frozenset(
            {State.SECURED, State.AWAITING_PAYMENT, State.CHARGING, State.EXPIRED, State.CANCELLED}
        ),
        State.AWAITING_PAYMENT: frozenset({State.COLLECTED, State.EXPIRED, State.CANCELLED}),
        State.SECURED: frozenset({State.CHARGING, State.CANCELLED}),
        State.CHARGING: frozenset({State.COLLECTED, State.RECOVERING}),
        State.RECOVERING: frozenset({State.CHARGING, State.LAPSED}),
        State.COLLECTED: frozenset({State.REFUNDING}),
        State.REFUNDING: frozenset({State.REFUNDED}),  # a refund that failed is still owed
        State.REFUNDED: frozenset(),
        State.LAPSED: frozenset({State.COLLECTED}),
        State.EXPIRED: frozenset({State.COLLECTED}),
        State.CANCELLED: frozenset({State.COLLECTED}),
    },
)
PROMISED = frozenset({State.SECURED, State.CHARGING, State.RECOVERING})
COUNTED = PROMISED | {State.COLLECTED}  # everybody sees that they are there
IN_FLIGHT = frozenset({State.CREATED, State.AWAITING_PAYMENT})
HOLDS_REWARD = COUNTED | IN_FLIGHT
TOLD_TO_ALL = frozenset({State.SECURED, State.COLLECTED})
"""That a pledge counts is everybody's; that its card was refused is its backer's alone."""
WAS_COLLECTED = frozenset({State.COLLECTED, State.REFUNDING, State.REFUNDED})
LATE = frozenset({State.EXPIRED, State.CANCELLED, State.LAPSED})


class Fallback(StrEnum):
    """What the backer wants done with the money if the campaign fails."""

    REFUND = "refund"


@dataclass(eq=False, kw_only=True)
class Pledge:
    """By an account or a guest. What only the backer may know of the payment stands in `client_secret` and `qr_*`."""

    id: PledgeId
    campaign_id: CampaignId
    project_id: ProjectId
    account_id: AccountId | None
    guest_id: GuestId | None
    email: str | None  # a guest's, or where PromptPay should write
    amount: int
    currency: Currency
    method: Method
    at_once: bool  # paid now, not when the campaign succeeds
    reward_id: str | None
    anonymous: bool
    message: str
    fallback: Fallback
    payment_method: str | None = None
    customer: str | None = None
    setup: str | None = None  # the provider's id of the card being saved
    payment: str | None = None  # and of the payment
    attempt: int = 1
    payment_status: PaymentStatus = PaymentStatus.PROCESSING
    reason: str | None = None  # why the last payment failed
    client_secret: str | None = None
    qr_data: str | None = None
    qr_svg_url: str | None = None
    qr_page_url: str | None = None
    asked_at: datetime  # when the order at hand was first given
    answered: bool = False  # the provider has said what became of it: from then on it is looked up
    check_at: datetime | None = None  # when the provider is asked again; none: nothing more is expected
    expires_at: datetime | None = None
    recovering_since: datetime | None = None
    collected_at: datetime | None = None
    created_at: datetime
    updated_at: datetime
    state: PledgeState = State.CREATED
    version: int = 1

    @property
    def money(self) -> Money:
        return Money(self.amount, self.currency)

    @property
    def reference(self) -> str | None:
        """What the provider calls the order at hand."""
        return self.payment or self.setup

    @property
    def is_closed(self) -> bool:
        """Nobody can pay it any more: the provider says so, or never knew of a payment."""
        return self.payment is None or self.payment_status is PaymentStatus.CANCELLED

    def learn(self, fact: Fact) -> None:
        """Keep what the fact says of the payment, whatever it means for the state."""
        self.answered = True
        if fact.kind is Kind.SETUP:
            self.setup = fact.reference or self.setup
        else:
            self.payment = fact.reference or self.payment
        self.payment_status = fact.status
        self.reason = None if fact.status is PaymentStatus.SUCCEEDED else fact.reason or self.reason
        self.client_secret = fact.client_secret or self.client_secret
        self.customer = fact.customer or self.customer
        self.payment_method = fact.payment_method or self.payment_method
        self.qr_data, self.qr_svg_url, self.qr_page_url = fact.qr_data, fact.qr_svg_url, fact.qr_page_url

    def move(
        self,
        to: PledgeState,
        *,
        now: datetime,
        check_at: datetime | None,
        tally: dict[str, int] | None = None,
    ) -> Event:
        self.state = LIFECYCLE.move(self.state, to)
        self.check_at = check_at
        return self.event(str(to), now=now, tally={f"pledges.{to}": 1} | (tally or {}))

    def secure(self, *, now: datetime) -> Event:
        """The card is saved; nothing is expected until the campaign's outcome."""
        self.expires_at = None
        return self.move(State.SECURED, now=now, check_at=None)

    def await_payment(self, *, now: datetime) -> Event:
        """The code is shown, or the bank is at it."""
        return self.move(State.AWAITING_PAYMENT, now=now, check_at=self.next_look(now=now))

    def next_look(self, *, now: datetime) -> datetime:
        """When to ask again what only the backer or a bank can move; at the end of the hold in any case."""
        if self.expires_at and now < self.expires_at < now + LATER:
            return self.expires_at
        return now + LATER

    def charge(self, *, now: datetime) -> Event:
        """The campaign has succeeded, or another try is due: the card is to be charged, as soon as can be."""
        if self.state is State.RECOVERING:
            self.attempt += 1
        self.asked_at, self.answered = now, False
        return self.move(State.CHARGING, now=now, check_at=now)

    def collect(self, *, now: datetime) -> Event:
        """The money is there."""
        self.collected_at, self.expires_at = now, None
        tally = {"pledges.collected.satang": self.amount}
        if self.state in (State.CREATED, State.RECOVERING):  # paid while its backer was there
            self.state = LIFECYCLE.move(self.state, State.CHARGING)
        return self.move(State.COLLECTED, now=now, check_at=None, tally=tally)

    def recover(self, *, now: datetime) -> Event:
        """The card was refused: its backer is asked to come back, and it is tried again."""
        self.recovering_since = self.recovering_since or now
        return self.move(State.RECOVERING, now=now, check_at=self.next_try())

    def next_try(self) -> datetime:
        assert self.recovering_since
        done = self.attempt - 1
        return self.recovering_since + (TRIES[done] if done < len(TRIES) else GIVEN_UP)

    def is_given_up(self, *, now: datetime) -> bool:
        return self.recovering_since is not None and now >= self.recovering_since + GIVEN_UP

    def is_over(self, *, now: datetime) -> bool:
        """Whether nothing shall come of the order any more: its time is up, or the pledge has ended here already."""
        if self.state in IN_FLIGHT:
            return self.expires_at is not None and now >= self.expires_at
        return self.state in LATE or self.is_given_up(now=now)

    def lapse(self, *, now: datetime) -> tuple[Event, ...]:
        return self._leave(State.LAPSED, now=now)

    def expire(self, *, now: datetime) -> tuple[Event, ...]:
        return self._leave(State.EXPIRED, now=now)

    def cancel(self, *, now: datetime) -> tuple[Event, ...]:
        self.expires_at = None
        return self._leave(State.CANCELLED, now=now)

    def give_back(self, *, now: datetime) -> tuple[Event, ...]:
        return self._leave(State.REFUNDING, now=now)

    def _leave(self, to: PledgeState, *, now: datetime) -> tuple[Event, ...]:
        """Everybody who has it in a list hears that it is gone, and not why."""
        was_listed = self.state in COUNTED
        event = self.move(to, now=now, check_at=None)
        gone = replace(event, type="pledge.removed", public=True, account_id=None, tally={})
        return (event, gone) if was_listed else (event,)

    def given_back(self, *, now: datetime) -> Event:
        return self.move(
            State.REFUNDED, now=now, check_at=None, tally={"pledges.refunded.satang": self.amount}
        )

    def event(self, what: str, *, now: datetime, tally: dict[str, int] | None = None) -> Event:
        return Event(
            type=f"pledge.{what}",
            subject=self.id,
            version=self.version,
            at=now,
            public=self.state in TOLD_TO_ALL,
            account_id=self.account_id or self.guest_id,
            tally={name: by for name, by in (tally or {}).items() if by},
        )
