"""A transaction: the collections of things, the telling of events, and the end."""

from typing import Protocol

from domain.collections.appealing import Appeals, Letters, Opinions
from domain.collections.common import Changed, Collection, Versioned
from domain.collections.incubation import Meetings, Mentorships
from domain.collections.judging import (
    Bundles,
    Calls,
    Conflicts,
    Entries,
    Grants,
    Looks,
    Reminders,
    Reviews,
    Rounds,
    Standings,
)
from domain.collections.money import (
    Campaigns,
    ExternalReferences,
    Ledger,
    Pledges,
    ProviderEvents,
    Refunds,
    Rewards,
)
from domain.collections.people import (
    Accounts,
    Logins,
    Memberships,
    Notices,
    Placements,
    RefreshTokens,
    Volunteers,
)
from domain.collections.projects import Attachments, Measurements, NeedsKnown, Versions
from domain.collections.teaming import Likenesses, Supporters, Teammates
from domain.errors import Refusal
from domain.events import Event
from domain.model.accounts import Session
from domain.model.opportunities import Opportunity
from domain.model.organizations import Client, Organization
from domain.model.projects import Project
from domain.model.updates import Update


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
    def notices(self) -> Notices: ...
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
    def looks(self) -> Looks: ...
    @property
    def standings(self) -> Standings: ...
    @property
    def letters(self) -> Letters: ...
    @property
    def appeals(self) -> Appeals: ...
    @property
    def mentorships(self) -> Mentorships: ...
    @property
    def meetings(self) -> Meetings: ...
    @property
    def opinions(self) -> Opinions: ...
    @property
    def bundles(self) -> Bundles: ...
    @property
    def conflicts(self) -> Conflicts: ...
    @property
    def reminders(self) -> Reminders: ...
    @property
    def grants(self) -> Grants: ...
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
    def teammates(self) -> Teammates: ...
    @property
    def supporters(self) -> Supporters: ...
    @property
    def likenesses(self) -> Likenesses: ...
    @property
    def versions(self) -> Versions: ...
    @property
    def attachments(self) -> Attachments: ...
    @property
    def needs(self) -> NeedsKnown: ...
    @property
    def measurements(self) -> Measurements: ...
    @property
    def ledger(self) -> Ledger: ...
    @property
    def provider_events(self) -> ProviderEvents: ...

    def tell(self, *events: Event) -> None:
        """Keep the events with the change, to be numbered after it is committed."""

    def begun(self, thing: Versioned) -> None:
        """This is not the end of the request: a retry goes on with what was begun."""

    def done(self, thing: Versioned, *, verdict: Refusal | None = None) -> Changed:
        """Write everything, and what became of the request with it, so that a retry finds it: the thing, or the verdict
        with which it was refused."""
