"""What a transaction gives to a use case: the collections of things, the telling of events, and the end."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from domain.events import Event
from domain.ids import AccountId, CallId, OrganizationId, ProjectId, RoundId
from domain.model.accounts import Account, RefreshToken, Session
from domain.model.calls import Call
from domain.model.conflicts import ConflictOfInterest
from domain.model.entries import Entry
from domain.model.grants import Grant
from domain.model.ledger import Transaction
from domain.model.organizations import Client, Membership, Organization
from domain.model.projects import Project
from domain.model.reviews import Review
from domain.model.rounds import Round, Standing

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

    def share(self, id: str) -> T:
        """To rely on: nobody changes it until the work ends, and others may rely on it too. Raises NotFound."""

    def lock(self, id: str) -> T:
        """To change: nobody else does until the work ends. Raises NotFound."""


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


class Memberships(Protocol):
    def add(self, membership: Membership) -> None: ...

    def of(self, organization_id: OrganizationId) -> Sequence[Membership]:
        """All of an organization's, locked, those that ended included."""

    def organizations_ever(self, account_ids: Iterable[str]) -> Mapping[str, frozenset[str]]:
        """For each account the organizations that it belongs, or ever belonged to."""


class Calls(Collection[Call], Protocol):
    def due(self, now: datetime) -> Sequence[str]:
        """Ids of open calls whose time is over."""


class Entries(Collection[Entry], Protocol):
    def live_of(self, call_id: CallId, project_id: ProjectId) -> Entry | None:
        """The project's entry in the call, locked; withdrawn ones are not live."""

    def slots(self, call_id: CallId, account_id: AccountId) -> Sequence[int]:
        """Which of its entries in the call an account has used."""

    def lock_live_of_call(self, call_id: CallId) -> Sequence[Entry]:
        """All of a call that are not withdrawn, by id, locked."""

    def lock_in_round(self, round_id: RoundId) -> Sequence[Entry]:
        """All that are in review in the round, by id, locked."""

    def lock_first_waiting(self, call_id: CallId) -> Entry | None:
        """Whoever is next on the call's waiting list, locked."""


class Rounds(Collection[Round], Protocol):
    def unpublished_of(self, call_id: CallId) -> bool:
        """Whether the call has a round that is not finished."""


class Reviews(Collection[Review], Protocol):
    def add_all(self, reviews: Iterable[Review]) -> None: ...

    def of_round(self, round_id: RoundId) -> Sequence[Review]:
        """All of a round, by id."""


class Standings(Protocol):
    def add_all(self, standings: Iterable[Standing]) -> None: ...

    def of_round(self, round_id: RoundId) -> Sequence[Standing]:
        """All of a round, in order."""


class Conflicts(Protocol):
    def add_all(self, conflicts: Iterable[ConflictOfInterest]) -> None:
        """Keeps those not known yet."""

    def replace_pinned(self, round_id: RoundId, conflicts: Iterable[ConflictOfInterest]) -> None:
        """The chair's, in place of the chair's earlier ones."""

    def of_round(self, round_id: RoundId) -> frozenset[tuple[str, str]]:
        """(judge, entry) of all that are known."""


class Ledger(Protocol):
    """The books of `model/ledger.py`. Locks accounts in one order within a transaction; of several transactions in one
    work, first those of lesser accounts, or two works may stand in each other's way and one of them goes again.
    """

    def record(self, transaction: Transaction) -> bool:
        """Writes it at once; False, and nothing written, if one of this kind and source is there already.

        Waits for whoever is writing the same. Raises Conflict(`insufficient_funds`) where a balance would fall below
        its floor; the work is lost then.
        """

    def balance(self, account: str, *, locked: bool = False) -> int:
        """On the account's normal side, in minor units; 0 for one that nobody has posted to.

        Locked, it stays so until the work ends.
        """


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
    @property
    def projects(self) -> Collection[Project]: ...
    @property
    def entries(self) -> Entries: ...
    @property
    def rounds(self) -> Rounds: ...
    @property
    def reviews(self) -> Reviews: ...
    @property
    def standings(self) -> Standings: ...
    @property
    def conflicts(self) -> Conflicts: ...
    @property
    def grants(self) -> Collection[Grant]: ...
    @property
    def ledger(self) -> Ledger: ...

    def tell(self, *events: Event) -> None:
        """Keep the events with the change, to be numbered after it is committed."""

    def done(self, thing: "Versioned") -> Changed:
        """Write everything, and what became of the request with it, so that a retry finds it."""


class Versioned(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def version(self) -> int: ...
