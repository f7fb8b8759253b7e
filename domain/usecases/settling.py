"""What time does to campaigns and pledges: deadlines decide, outcomes are carried out, what is unsure is looked up.

Each sweep may be killed anywhere and run by several workers at once. A campaign's outcome is decided once, under its
lock, in one transaction; what follows for each pledge is then carried out a handful at a time.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from domain.access import Actor, platform_only
from domain.collections import Work
from domain.core import Command, until_uncontended, use_case
from domain.errors import Refusal
from domain.ids import CampaignId, PledgeId
from domain.model import ledger
from domain.model.campaigns import OPEN_ENDED, Campaign, CampaignState, platform_fee
from domain.model.measurements import Cause
from domain.model.pledges import IN_FLIGHT, Pledge, PledgeState
from domain.money import Money
from domain.ports import Ports
from domain.usecases.needs import remeasure
from domain.usecases.payments import carry_on
from domain.usecases.refunding import carry_refund_on, give_back

AT_ONCE = 50  # pledges in one transaction, or looked up in one sweep
State = PledgeState
log = logging.getLogger("plik.settling")


@dataclass(frozen=True, kw_only=True)
class DecideDueCampaigns(Command[int]):
    """Every campaign whose deadline is past gets its outcome, or waits for what began before. Answers how many
    moved."""


@use_case(DecideDueCampaigns, allow=platform_only)
def decide_due_campaigns(cmd: DecideDueCampaigns, actor: Actor, ports: Ports) -> int:
    with ports.work() as work:
        due = work.campaigns.due(ports.now())
    return sum(_decided(CampaignId(id), ports) for id in due)


def _decided(id: CampaignId, ports: Ports) -> bool:
    now = ports.now()
    with ports.work() as work:
        campaign = work.campaigns.lock(id)
        if campaign.state not in OPEN_ENDED or now < campaign.deadline:
            return False
        totals = work.campaigns.totals(id)
        if not campaign.is_due(totals, now=now):
            if campaign.state is CampaignState.LIVE:
                work.tell(campaign.wait(now=now))
                return True
            return False
        work.tell(campaign.decide(totals, now=now))
        if campaign.state is CampaignState.SUCCEEDED:
            held = Money(work.ledger.balance(ledger.held_of(id), locked=True), campaign.currency)
            if held.amount:
                work.ledger.record(ledger.succeeded(id, held, platform_fee(held), at=now))
        remeasure(work, campaign.project_id, ports, Cause.CAMPAIGN_ENDED)
        return True


@dataclass(frozen=True, kw_only=True)
class SettleCampaigns(Command[int]):
    """Carries outcomes out: saved cards are charged, or let go and what was collected given back. Answers how many
    pledges moved, and campaigns were done with."""


@use_case(SettleCampaigns, allow=platform_only)
def settle_campaigns(cmd: SettleCampaigns, actor: Actor, ports: Ports) -> int:
    with ports.work() as work:
        unsettled = work.campaigns.unsettled()
    return sum(_settled(CampaignId(id), ports) for id in unsettled)


def _settled(id: CampaignId, ports: Ports) -> int:
    with ports.work() as work:
        campaign = work.campaigns.share(id)
        pledges = work.pledges.lock_some(id, TO_SETTLE[campaign.state], AT_ONCE)
        for pledge in pledges:
            _settle(work, campaign, pledge, ports)
    return len(pledges) or _done_with(id, ports)


TO_SETTLE = {
    CampaignState.SUCCEEDED: frozenset({State.SECURED}),
    CampaignState.FAILED: frozenset({State.SECURED, State.COLLECTED}),
    CampaignState.CANCELLED: frozenset({State.SECURED, State.COLLECTED}),
}


def _settle(work: Work, campaign: Campaign, pledge: Pledge, ports: Ports) -> None:
    now = ports.now()
    if campaign.state is CampaignState.SUCCEEDED:
        work.tell(pledge.charge(now=now))
    elif pledge.state is State.COLLECTED:
        give_back(work, pledge, ports, now)
    else:
        work.rewards.free(pledge)
        work.tell(*pledge.cancel(now=now))


def _done_with(id: CampaignId, ports: Ports) -> int:
    """When nothing is left to be asked for; what is in flight runs out by itself."""
    with ports.work() as work:
        campaign = work.campaigns.lock(id)
        left = work.campaigns.totals(id).number(*TO_SETTLE[campaign.state], *IN_FLIGHT)
        if campaign.settled_at is not None or left:
            return 0
        work.tell(campaign.settle(now=ports.now()))
        return 1


@dataclass(frozen=True, kw_only=True)
class CheckPayments(Command[int]):
    """Goes on with every pledge and refund that something is still expected of, whether or not anybody told us.
    Answers how many there were."""


@use_case(CheckPayments, allow=platform_only)
def check_payments(cmd: CheckPayments, actor: Actor, ports: Ports) -> int:
    with ports.work() as work:
        pledges = work.pledges.take_due(ports.now(), AT_ONCE)
        refunds = work.refunds.take_due(ports.now(), AT_ONCE)
    return _each(pledges, lambda id: carry_on(PledgeId(id), ports)) + _each(
        refunds, lambda id: carry_refund_on(id, ports)
    )


def _each(ids: Iterable[str], go_on: Callable[[str], object]) -> int:
    """One that fails is due again soon, and does not stop the others."""
    done = 0
    for id in ids:
        done += 1
        try:
            until_uncontended(lambda id=id: go_on(id))  # type: ignore[misc]  # bound now
        except Refusal as refusal:
            log.info("%s: %s", id, refusal.code)
        except Exception:
            log.exception("%s cannot be gone on with", id)
    return done
