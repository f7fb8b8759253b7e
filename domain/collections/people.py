"""Accounts and what they sign in with, their memberships, and what they offer as volunteers."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from domain.collections.common import Collection
from domain.ids import AccountId, NoticeId, OpportunityId, OrganizationId
from domain.model.accounts import Account, RefreshToken
from domain.model.memberships import Membership
from domain.model.notices import Letter, MailState, Notice, Tidings
from domain.model.placements import Placement
from domain.model.volunteers import Volunteer


class Accounts(Collection[Account], Protocol):
    def by_email(self, email: str) -> Account | None: ...

    def known(self, ids: Iterable[str]) -> frozenset[str]:
        """Those of the ids that are accounts."""


class Logins(Protocol):
    """Guesses at passwords, counted over every door."""

    def guess(self, email: str, *, now: datetime) -> int:
        """Counts this guess, serially per address; seconds to wait, or 0 if it may be tried."""

    def forget(self, email: str) -> None: ...


class RefreshTokens(Protocol):
    def add(self, token: RefreshToken) -> None: ...

    def lock(self, hash: str) -> RefreshToken | None: ...


class Memberships(Collection[Membership], Protocol):
    def claim(self, email: str, account_id: AccountId) -> None:
        """Invitations to this address concern this account, which has it now."""

    def of(self, organization_id: OrganizationId) -> Sequence[Membership]:
        """All of an organization's, locked, those that ended included."""

    def organizations_ever(self, account_ids: Iterable[str]) -> Mapping[str, frozenset[str]]:
        """For each account the organizations that it belongs, or ever belonged to; an invitation is not enough."""

    def managers_of(self, organization_ids: Iterable[OrganizationId]) -> Mapping[str, frozenset[AccountId]]:
        """By organization the accounts that manage it now."""


class Notices(Collection[Notice], Protocol):
    """What accounts are told, and the outbox of the mails that tell it."""

    def tell(self, tidings: Tidings, receivers: Mapping[AccountId, NoticeId]) -> None:
        """A notice for each that is an account, in its language; its mail waits, unless it wants none."""

    def take_due(self, now: datetime, most: int) -> Sequence[Letter]:
        """Mails that wait, taken for two minutes: nobody else gets them meanwhile."""

    def settle(self, id: NoticeId, state: MailState, now: datetime) -> None:
        """What became of its mail."""

    def postpone(self, id: NoticeId, until: datetime) -> None:
        """Its mail is tried again then."""

    def read_until(self, last: Notice, now: datetime) -> None:
        """All of its account's up to this one are read."""


class Volunteers(Collection[Volunteer], Protocol):
    def lock_of(self, account_id: AccountId) -> Volunteer | None:
        """The account's, locked to be changed."""

    def share_of(self, account_id: AccountId) -> Volunteer | None:
        """The account's, to rely on."""


class Placements(Collection[Placement], Protocol):
    def due(self, now: datetime) -> Sequence[str]:
        """Ids of offers whose time is over."""

    def lock_waiting(self, opportunity_id: OpportunityId) -> Sequence[Placement]:
        """All of an opportunity that wait for an answer, by id, locked."""
