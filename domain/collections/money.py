"""Campaigns, pledges and refunds, the ledger, and what others tell us of them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol

from domain.access import Actor
from domain.collections.common import Collection
from domain.ids import CampaignId
from domain.model.campaigns import Campaign
from domain.model.external_references import ExternalReference
from domain.model.ledger import Transaction
from domain.model.payments import Fact, ProviderEvent
from domain.model.pledges import Pledge, PledgeState
from domain.model.provider_events import DueEvent, EventState
from domain.model.refunds import Refund
from domain.model.totals import Totals


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


class Pledges(Collection[Pledge], Protocol):
    def of(self, fact: Fact) -> str | None:
        """The id of the pledge that the provider's thing was made for."""

    def is_in_progress(self, campaign_id: CampaignId, backer: Actor) -> bool:
        """Whether one of the backer's to this campaign is on its way: there is one at a time."""

    def lock_some(
        self, campaign_id: CampaignId, states: Iterable[PledgeState], most: int
    ) -> Sequence[Pledge]:
        """Of the campaign's in these states, such as nobody else is busy with, locked."""

    def take_due(self, now: datetime, most: int) -> Sequence[str]:
        """Ids of those to be checked, for whoever asks first: the others find them due again a little later."""

    def look_at(self, id: str, moment: datetime) -> None:
        """When it is due again. It does not change by that: neither its version nor what is known of it."""


class Refunds(Collection[Refund], Protocol):
    def of(self, fact: Fact) -> str | None:
        """The id of the refund that the provider's thing was made for."""

    def take_due(self, now: datetime, most: int) -> Sequence[str]:
        """Like that of pledges."""

    def look_at(self, id: str, moment: datetime) -> None:
        """Likewise."""


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


class ExternalReferences(Protocol):
    """Partners' own ids for our things."""

    def subject(self, reference: ExternalReference) -> str | None:
        """The id of what it leads to; None for what nobody has named so."""

    def claim(self, reference: ExternalReference, subject: str) -> str:
        """What it leads to: this subject, if it led nowhere before. Waits for whoever is claiming the same."""
