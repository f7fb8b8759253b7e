"""A call is an open invitation to submit projects, run by an organization, with a pool of money for its winners."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from domain.errors import Conflict, Fault, Invalid
from domain.events import Event
from domain.ids import CallId, OrganizationId
from domain.lifecycle import Lifecycle
from domain.model.screening import reason_code_faults
from domain.money import Currency, Money
from domain.text import says_nothing

MOST_APPEAL_DAYS = 90
_RFC_3339 = "%Y-%m-%dT%H:%M:%S.%fZ"


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

    FIXED = "fixed"
    EQUAL = "equal"
    BY_REQUEST = "by_request"


class ApplicantKind(StrEnum):
    """For whom a project is entered: a person, or an organization of one of the kinds there are."""

    PERSON = "person"
    SPONSOR = "sponsor"
    FOUNDATION = "foundation"
    NGO = "ngo"
    CROWDFUNDING = "crowdfunding"
    COMMUNITY = "community"
    PUBLIC_BODY = "public_body"


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
    award_amount: int | None = None  # fixed: each winner's; by_request: the most that one may ask for
    provinces: list[str] = field(default_factory=list)  # empty: the whole country
    applicants: list[str] = field(default_factory=list)  # empty: of any kind
    max_entries_per_account: int = 1
    questions: dict[str, Any] = field(default_factory=dict)  # JSON Schema 2020-12 of the answers
    reason_codes: list[dict[str, Any]] = field(default_factory=list)  # its own, beside the platform's
    decision_due_at: datetime | None = None  # by when a decision is promised
    appeal_days: int = 7
    created_at: datetime
    updated_at: datetime
    state: CallState = CallState.DRAFT
    public: bool = False  # from when it is opened on; one cancelled before that never is
    began_at: datetime | None = None
    extensions: list[dict[str, Any]] = field(default_factory=list)
    announced_at: datetime | None = None
    appeals_until: datetime | None = None
    appeals_ended_at: datetime | None = None
    cancelled_reason: dict[str, str] | None = None
    version: int = 1

    @property
    def pool(self) -> Money:
        return Money(self.pool_amount, self.pool_currency)

    @property
    def award(self) -> Money | None:
        return None if self.award_amount is None else Money(self.award_amount, self.pool_currency)

    def check(self) -> None:
        """What makes no sense together, all at once."""
        faults = [*self._faults(), *self._award_faults(), *reason_code_faults(self.reason_codes)]
        if faults:
            raise Invalid("invalid_input", faults=faults)

    def _faults(self) -> Iterable[Fault]:
        if not any(self.title.values()):
            yield Fault("/title", "text_missing")
        if self.closes_at <= self.opens_at:
            yield Fault("/closes_at", "closes_before_it_opens")
        if self.decision_due_at is not None and self.decision_due_at <= self.closes_at:
            yield Fault("/decision_due_at", "decided_before_it_closes")
        if self.award_count < 1:
            yield Fault("/award_count", "too_few", {"least": 1})
        if self.pool_amount < self.award_count:
            yield Fault("/pool/amount", "pool_too_small", {"least": self.award_count})
        if self.max_entries_per_account < 1:
            yield Fault("/eligibility/max_entries_per_account", "too_few", {"least": 1})

    def _award_faults(self) -> Iterable[Fault]:
        """Fixed awards fit into the pool all together; of one that is asked for, at least one does."""
        if self.split is Split.EQUAL:
            if self.award_amount is not None:
                yield Fault("/award", "award_not_taken")
            return
        if self.award_amount is None:
            yield Fault("/award", "required")
            return
        most = self.pool_amount // (max(self.award_count, 1) if self.split is Split.FIXED else 1)
        if not 1 <= self.award_amount <= most:
            yield Fault("/award/amount", "award_above_pool", {"least": 1, "most": most})

    def open(self, *, now: datetime) -> Event:
        """Publishes it. Entries are taken from `opens_at`, which may still be ahead."""
        if now >= self.closes_at:
            raise Invalid("invalid_input", faults=[Fault("/closes_at", "closes_in_the_past")])
        self.state, self.public = LIFECYCLE.move(self.state, CallState.OPEN), True
        return self.event("opened", now=now, tally={"calls": 1, "calls.open": 1})

    def is_to_begin(self, now: datetime) -> bool:
        """Whether its first moment has come, and nobody was told yet."""
        return self.state is CallState.OPEN and self.began_at is None and self.opens_at <= now

    def begin(self, *, now: datetime) -> Event:
        """Its first moment has come. Entries are taken by the clock, whether this was told yet or not."""
        self.began_at = now
        return self.event("began", now=now)

    def extend(self, closes_at: datetime, reason: Mapping[str, str], *, now: datetime) -> Event:
        """A later end, for a reason that everybody reads. The decision that was promised moves by as much."""
        faults = [] if closes_at > self.closes_at else [Fault("/closes_at", "only_later_once_open")]
        if says_nothing(reason):
            faults.append(Fault("/reason", "reason_missing"))
        if faults:
            raise Invalid("invalid_input", faults=faults)
        moments = {"closed_before": self.closes_at, "closes_at": closes_at, "at": now}
        told = {name: moment.astimezone(UTC).strftime(_RFC_3339) for name, moment in moments.items()}
        self.extensions = [*self.extensions, told | {"reason": dict(reason)}]
        if self.decision_due_at is not None:
            self.decision_due_at += closes_at - self.closes_at
        self.closes_at = closes_at
        return self.event("extended", now=now)

    def close(self, *, now: datetime) -> Event:
        self.state = LIFECYCLE.move(self.state, CallState.CLOSED)
        self.closes_at = min(self.closes_at, now)
        # Closed before it began, it was open for no time that anybody could have used.
        self.opens_at = min(self.opens_at, self.closes_at - timedelta.resolution)
        return self.event("closed", now=now, tally={"calls.open": -1})

    def cancel(self, reason: Mapping[str, str], *, now: datetime) -> Event:
        """Nobody will win anything. Its entries stay as they are; the call says why."""
        if says_nothing(reason):
            raise Invalid("invalid_input", faults=[Fault("/reason", "reason_missing")])
        was_open = {"calls.open": -1} if self.state is CallState.OPEN else {}
        self.state = LIFECYCLE.move(self.state, CallState.CANCELLED)
        self.cancelled_reason = dict(reason)
        tally = {"calls.cancelled": 1, **was_open} if self.public else {}
        return self.event("cancelled", now=now, tally=tally)

    def announce(self, *, now: datetime) -> Event:
        """Its winners are public, and the time for appeals runs."""
        self.state, self.announced_at = LIFECYCLE.move(self.state, CallState.ANNOUNCED), now
        if self.appeal_days:
            self.appeals_until = now + timedelta(days=self.appeal_days)
        return self.event("announced", now=now, tally={"calls.announced": 1})

    def are_appeals_over(self, now: datetime) -> bool:
        """Whether the time for appeals is over, and nobody was told yet."""
        return self.appeals_until is not None and self.appeals_ended_at is None and self.appeals_until <= now

    def end_appeals(self, *, now: datetime) -> Event:
        self.appeals_ended_at = now
        return self.event("appeals_ended", now=now)

    def archive(self, *, now: datetime) -> Event:
        self.state = LIFECYCLE.move(self.state, CallState.ARCHIVED)
        return self.event("archived", now=now)

    def awards(self, asked: Sequence[int]) -> list[Money]:
        """What each winner gets, first place first; `asked` is what they asked for (`Entry.asked`), in that order.

        Equal: the pool in `award_count` shares, the odd satang to the first places. Fixed: the award. By request:
        what was asked for, up to the maximum; raises Conflict(pool_exceeded) where that is more than the pool has.
        Use: `call.awards([entry.asked for entry in winners_by_place])`, once, at publication (and in its simulation).
        """
        if self.split is Split.EQUAL:
            return self.pool.split([1] * self.award_count)[: len(asked)]
        given = [self._worth(each) for each in asked]
        if (need := sum(given)) > self.pool_amount:
            raise Conflict("pool_exceeded", have=self.pool_amount, need=need)
        return [Money(amount, self.pool_currency) for amount in given]

    def award_for(self, asked: int, *, given_back: Money, left: Money) -> Money:
        """What whoever moves up to a place gets: by request what they asked for, as far as the pool (`left` of it:
        what no grant that stands was promised) reaches; otherwise what was `given_back`."""
        if self.split is not Split.BY_REQUEST:
            return given_back
        return Money(min(self._worth(asked), left.amount), self.pool_currency)

    def _worth(self, asked: int) -> int:
        assert self.award_amount is not None, "but for equal shares a call names an award"
        return self.award_amount if self.split is Split.FIXED else min(asked, self.award_amount)

    def event(self, what: str, *, now: datetime, tally: dict[str, int] | None = None) -> Event:
        return Event(
            type=f"call.{what}",
            subject=self.id,
            version=self.version,
            at=now,
            public=self.public,
            organization_id=self.organization_id,
            tally=tally or {},
        )
