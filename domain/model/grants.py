"""A grant is money that a sponsor promises to a project which won a place in its call."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.events import Event
from domain.ids import AccountId, CallId, EntryId, GrantId, OrganizationId, ProjectId
from domain.lifecycle import Lifecycle
from domain.money import Currency, Money


class GrantState(StrEnum):
    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


STANDING = frozenset({GrantState.OFFERED, GrantState.ACCEPTED})
"""Of which a pool is what is promised."""

LIFECYCLE = Lifecycle[GrantState](
    "grant",
    {
        GrantState.OFFERED: frozenset({GrantState.ACCEPTED, GrantState.DECLINED, GrantState.WITHDRAWN}),
        GrantState.ACCEPTED: frozenset(),
        GrantState.DECLINED: frozenset(),
        GrantState.WITHDRAWN: frozenset(),
    },
)


@dataclass(eq=False, kw_only=True)
class Grant:
    id: GrantId
    call_id: CallId
    entry_id: EntryId
    project_id: ProjectId
    account_id: AccountId  # who may accept it
    applicant_organization_id: OrganizationId | None = None  # or its managers, where it was entered for one
    organization_id: OrganizationId  # the sponsor: whoever runs the call
    place: int
    amount: int
    currency: Currency
    title: dict[str, str]  # the project's, as it was submitted
    created_at: datetime
    updated_at: datetime
    state: GrantState = GrantState.OFFERED
    accepted_at: datetime | None = None
    declined_at: datetime | None = None
    withdrawn_at: datetime | None = None
    version: int = 1

    @property
    def money(self) -> Money:
        return Money(self.amount, self.currency)

    def offered(self, *, now: datetime) -> Event:
        return self.event(
            "offered", now=now, tally={"grants.offered": 1, "grants.offered.satang": self.amount}
        )

    def accept(self, *, now: datetime) -> Event:
        self.state = LIFECYCLE.move(self.state, GrantState.ACCEPTED)
        self.accepted_at = now
        return self.event(
            "accepted", now=now, tally={"grants.accepted": 1, "grants.accepted.satang": self.amount}
        )

    def decline(self, *, now: datetime) -> Event:
        self.state = LIFECYCLE.move(self.state, GrantState.DECLINED)
        self.declined_at = now
        return self.event("declined", now=now, tally={"grants.declined": 1, **self._taken_back()})

    def withdraw(self, *, now: datetime) -> Event:
        """The sponsor takes the offer back: what it was made for has gone."""
        self.state = LIFECYCLE.move(self.state, GrantState.WITHDRAWN)
        self.withdrawn_at = now
        return self.event("withdrawn", now=now, tally={"grants.withdrawn": 1, **self._taken_back()})

    def event(self, what: str, *, now: datetime, tally: dict[str, int] | None = None) -> Event:
        return Event(
            type=f"grant.{what}",
            subject=self.id,
            version=self.version,
            at=now,
            public=True,
            organization_id=self.organization_id,
            account_id=self.account_id,
            tally=tally or {},
        )

    def _taken_back(self) -> dict[str, int]:
        return {"grants.offered": -1, "grants.offered.satang": -self.amount}
