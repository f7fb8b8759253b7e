"""A call is an open invitation to submit projects, run by an organization, with a pool of money for its winners."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from domain.errors import Fault, Invalid
from domain.events import Event
from domain.ids import CallId, OrganizationId
from domain.lifecycle import Lifecycle
from domain.money import Currency, Money


class CallState(StrEnum):
    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    ANNOUNCED = "announced"
    ARCHIVED = "archived"
    CANCELLED = "cancelled"


LIFECYCLE = Lifecycle[CallState](
    "call",
    {
        CallState.DRAFT: frozenset({CallState.OPEN, CallState.CANCELLED}),
        CallState.OPEN: frozenset({CallState.CLOSED, CallState.CANCELLED}),
        CallState.CLOSED: frozenset({CallState.ANNOUNCED, CallState.CANCELLED}),
        CallState.ANNOUNCED: frozenset({CallState.ARCHIVED}),
        CallState.ARCHIVED: frozenset(),
        CallState.CANCELLED: frozenset(),
    },
)


class Split(StrEnum):
    """How the pool becomes grants."""

    EQUAL = "equal"


@dataclass(eq=False, kw_only=True)
class Call:
    id: CallId
    organization_id: OrganizationId
    title: dict[str, str]
    brief: dict[str, str]
    opens_at: datetime
    closes_at: datetime
    award_count: int
    pool_amount: int
    pool_currency: Currency
    split: Split
    provinces: list[str] = field(default_factory=list)  # empty: the whole country
    max_entries_per_account: int = 1
    questions: dict[str, Any] = field(default_factory=dict)  # JSON Schema 2020-12 of the answers
    created_at: datetime
    updated_at: datetime
    state: CallState = CallState.DRAFT
    version: int = 1

    @property
    def pool(self) -> Money:
        return Money(self.pool_amount, self.pool_currency)

    def check(self) -> None:
        """What makes no sense together, all at once."""
        faults = []
        if not any(self.title.values()):
            faults.append(Fault("/title", "text_missing"))
        if self.closes_at <= self.opens_at:
            faults.append(Fault("/closes_at", "closes_before_it_opens"))
        if self.award_count < 1:
            faults.append(Fault("/award_count", "too_few", {"least": 1}))
        if self.pool_amount < self.award_count:
            faults.append(Fault("/pool/amount", "pool_too_small", {"least": self.award_count}))
        if self.max_entries_per_account < 1:
            faults.append(Fault("/eligibility/max_entries_per_account", "too_few", {"least": 1}))
        if faults:
            raise Invalid("invalid_input", faults=faults)

    def open(self, *, now: datetime) -> Event:
        """Publishes it. Entries are taken from `opens_at`, which may still be ahead."""
        if now >= self.closes_at:
            raise Invalid("invalid_input", faults=[Fault("/closes_at", "closes_in_the_past")])
        self.state = LIFECYCLE.move(self.state, CallState.OPEN)
        return self.event("opened", now=now, tally={"calls": 1, "calls.open": 1})

    def close(self, *, now: datetime) -> Event:
        self.state = LIFECYCLE.move(self.state, CallState.CLOSED)
        self.closes_at = min(self.closes_at, now)
        # Closed before it began, it was open for no time that anybody could have used.
        self.opens_at = min(self.opens_at, self.closes_at - timedelta.resolution)
        return self.event("closed", now=now, tally={"calls.open": -1})

    def announce(self, *, now: datetime) -> Event:
        """Its winners are public."""
        self.state = LIFECYCLE.move(self.state, CallState.ANNOUNCED)
        return self.event("announced", now=now, tally={"calls.announced": 1})

    def awards(self) -> list[Money]:
        """One grant a place, in rank order: equal shares, the odd satang to the first."""
        return self.pool.split([1] * self.award_count)

    def event(self, what: str, *, now: datetime, tally: dict[str, int] | None = None) -> Event:
        return Event(
            type=f"call.{what}",
            subject=self.id,
            version=self.version,
            at=now,
            public=self.state is not CallState.DRAFT,
            organization_id=self.organization_id,
            tally=tally or {},
        )
