"""What a transaction gives to a use case: the collections of things, the telling of events, and the end."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from domain.errors import Refusal
from domain.events import Event
from domain.ids import AccountId, CallId, CampaignId, OpportunityId, OrganizationId, ProjectId, RoundId
from domain.model.accounts import Account, RefreshToken, Session
from domain.model.calls import Call
from domain.model.campaigns import Campaign
from domain.model.conflicts import ConflictOfInterest
from domain.model.entries import Entry
from domain.model.external_references import ExternalReference
from domain.model.grants import Grant
from domain.model.ledger import Transaction
from domain.model.opportunities import Opportunity
from domain.model.organizations import Client, Membership, Organization
from domain.model.payments import Fact, ProviderEvent
from domain.model.placements import Placement
from domain.model.pledges import Pledge, PledgeState
from domain.model.projects import Project
from domain.model.provider_events import DueEvent, EventState
from domain.model.refunds import Refund
from domain.model.reviews import Review
from domain.model.rounds import Round, Standing
from domain.model.totals import Totals
from domain.model.updates import Update
from domain.model.volunteers import Volunteer

T = TypeVar("T")


@dataclass(frozen=True)
class Changed:
    """Which resource a command made or changed, and which version it has now."""

    id: str
    version: int
    is_new: bool = False  # where it may have been there before


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


class Ledger(Protocol):
    """The books of `model/ledger.py`. Each `record` locks accounts in one order; a work that records twice may stand
    in another's way, and one of the two goes again.
    """

    def record(self, transaction: Transaction, *together: Transaction) -> bool:
        """Writes it at once; False, and nothing written, if one of this kind and source is there already.

        What follows from it in the same moment is written `together` with it, or not either: only what an account
        gains or loses by all of them is locked and must be there. Waits for whoever is writing the same. Raises
        Conflict(`insufficient_funds`) where a balance would fall below its floor; the work is lost then.
        """

    def balance(self, account: str, *, locked: bool = False) -> int:
        """On the account's normal side, in minor units; 0 for one that nobody has posted to.

        Locked, it stays so until the work ends.
        """


class Campaigns(Collection[Campaign], Protocol):
    def totals(self, id: CampaignId) -> Totals:
        """Of its pledges, as of now. They stand still as long as the campaign is locked."""

    def due(self, now: datetime) -> Sequence[str]:
        """Ids of those whose deadline is past and whose outcome is open."""

    def unsettled(self) -> Sequence[str]:
        """Ids of those whose outcome is not carried out yet."""


class Rewards(Protocol):
    """How many of each limited reward are given away; the database holds them to the limit."""

    def offer(self, campaign: Campaign) -> None:
        """The campaign's rewards can be claimed from now on."""

    def claim(self, campaign: Campaign, reward_id: str) -> bool:
        """One for a backer; False where none is left."""

    def claim_again(self, campaign: Campaign, pledge: Pledge) -> bool:
        """The one that the pledge had lost; True where it had none."""

    def free(self, pledge: Pledge) -> None:
        """The pledge's, for somebody else."""


class ExternalReferences(Protocol):
    """Partners' own ids for our things."""

    def subject(self, reference: ExternalReference) -> str | None:
        """The id of what it leads to; None for what nobody has named so."""

    def claim(self, reference: ExternalReference, subject: str) -> str:
        """What it leads to: this subject, if it led nowhere before. Waits for whoever is claiming the same."""


class Pledges(Collection[Pledge], Protocol):
    def of(self, fact: Fact) -> str | None:
        """The id of the pledge that the provider's thing was made for."""

    def lock_some(
        self, campaign_id: CampaignId, states: Iterable[PledgeState], most: int
    ) -> Sequence[Pledge]:
        """Of the campaign's in these states, such as nobody else is busy with, locked."""

    def take_due(self, now: datetime, most: int) -> Sequence[str]:
        """Ids of those to be checked, for whoever asks first: the others find them due again a little later."""


class Refunds(Collection[Refund], Protocol):
    def of(self, fact: Fact) -> str | None:
        """The id of the refund that the provider's thing was made for."""

    def take_due(self, now: datetime, most: int) -> Sequence[str]:
        """Like that of pledges."""


class ProviderEvents(Protocol):
    """The inbox: what the provider has told us. Its times are the machine's own."""

    def keep(self, events: Iterable[ProviderEvent], now: datetime) -> int:
        """How many of them were new; each is due at once."""

    def due(self, now: datetime, limit: int) -> Sequence[DueEvent]:
        """Those that wait, taken for half a minute: nobody else gets them meanwhile."""

    def settle(self, ids: Iterable[str], state: EventState) -> None:
        """Nothing more is to be done about them."""

    def postpone(self, id: str, state: EventState, until: datetime) -> None: ...

    def newest(self) -> datetime | None:
        """When the latest of them happened, by the provider's clock."""


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
    def volunteers(self) -> Volunteers: ...
    @property
    def opportunities(self) -> Collection[Opportunity]: ...
    @property
    def placements(self) -> Placements: ...
    @property
    def campaigns(self) -> Campaigns: ...
    @property
    def rewards(self) -> Rewards: ...
    @property
    def external_references(self) -> ExternalReferences: ...
    @property
    def pledges(self) -> Pledges: ...
    @property
    def refunds(self) -> Refunds: ...
    @property
    def updates(self) -> Collection[Update]: ...
    @property
    def ledger(self) -> Ledger: ...
    @property
    def provider_events(self) -> ProviderEvents: ...

    def tell(self, *events: Event) -> None:
        """Keep the events with the change, to be numbered after it is committed."""

    def begun(self, thing: "Versioned") -> None:
        """This is not the end of the request: a retry goes on with what was begun."""

    def done(self, thing: "Versioned", *, verdict: Refusal | None = None) -> Changed:
        """Write everything, and what became of the request with it, so that a retry finds it: the thing, or the verdict
        with which it was refused."""


class Versioned(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def version(self) -> int: ...
