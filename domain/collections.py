"""What a transaction gives to a use case: the collections of things, the telling of events, and the end."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from domain.events import Event
from domain.ids import AccountId, OrganizationId
from domain.model.accounts import Account, RefreshToken, Session
from domain.model.calls import Call
from domain.model.organizations import Client, Membership, Organization

T = TypeVar("T")


@dataclass(frozen=True)
class Changed:
    """Which resource a command made or changed, and which version it has now."""

    id: str
    version: int


class Collection(Protocol[T]):
    def add(self, thing: T) -> None: ...

    def get(self, id: str) -> T:
        """To look at. Raises NotFound(`<noun>_not_found`)."""

    def lock(self, id: str) -> T:
        """To change: nobody else does until the work ends. Raises NotFound."""


class Accounts(Collection[Account], Protocol):
    def by_email(self, email: str) -> Account | None: ...


class Logins(Protocol):
    """Guesses at passwords, counted over every door."""

    def guess(self, email: str, *, now: datetime) -> int:
        """Counts this guess, serially per address; seconds to wait, or 0 if it may be tried."""

    def forget(self, email: str) -> None: ...


class RefreshTokens(Protocol):
    def add(self, token: RefreshToken) -> None: ...

    def lock(self, hash: str) -> RefreshToken | None: ...


class Memberships(Protocol):
    def add(self, membership: Membership) -> None: ...

    def of(self, organization_id: OrganizationId) -> Sequence[Membership]:
        """All of an organization's, locked, those that ended included."""


class Calls(Collection[Call], Protocol):
    def due(self, now: datetime) -> Sequence[str]:
        """Ids of open calls whose time is over."""


class Work(Protocol):
    @property
    def accounts(self) -> Accounts: ...
    @property
    def sessions(self) -> Collection[Session]: ...
    @property
    def refresh_tokens(self) -> RefreshTokens: ...
    @property
    def logins(self) -> Logins: ...
    @property
    def organizations(self) -> Collection[Organization]: ...
    @property
    def memberships(self) -> Memberships: ...
    @property
    def clients(self) -> Collection[Client]: ...
    @property
    def calls(self) -> Calls: ...

    def tell(self, *events: Event) -> None:
        """Keep the events with the change, to be numbered after it is committed."""

    def done(self, thing: "Versioned") -> Changed:
        """Write everything, and what became of the request with it, so that a retry finds it."""


class Versioned(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def version(self) -> int: ...
