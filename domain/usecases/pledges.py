"""What a backer does: pledge, and take it back. A reward is claimed before the provider is asked, so that whoever
loses a race never reaches it; and the provider is asked between two transactions, never inside one."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from domain.access import Actor
from domain.actions import permit
from domain.bounds import Long
from domain.collections import Changed
from domain.core import Command, until_uncontended, use_case
from domain.errors import Conflict, Fault, Invalid, PaymentRequired, SoldOut, Unavailable
from domain.ids import CampaignId, PledgeId
from domain.model.accounts import normal_email
from domain.model.campaigns import Campaign, Model
from domain.model.payments import Method, OutcomeUnknown
from domain.model.pledges import HOLD, IN_FLIGHT, SOON, Fallback, Pledge, PledgeState
from domain.money import Money
from domain.policy import campaigns as campaign_policy
from domain.policy import pledges as policy
from domain.ports import Ports
from domain.usecases.calls import not_stale
from domain.usecases.payments import carry, carry_on, declined, follow
from domain.usecases.refunding import address, carry_refund_on, give_back


@dataclass(frozen=True, kw_only=True)
class CreatePledge(Command[Changed]):
    """`payment_method` is a card by the provider's name; without one the backer gives it to the provider, by the
    `client_secret` in the answer."""

    campaign_id: CampaignId
    amount: Money
    method: Method
    payment_method: Annotated[str | None, Long(1, 100)] = None
    email: Annotated[str | None, Long(3, 254)] = None
    reward_id: Annotated[str | None, Long(1, 40)] = None
    anonymous: bool = False
    message: Annotated[str, Long(0, 500)] = ""
    fallback: Fallback = Fallback.REFUND


@use_case(CreatePledge, allow=campaign_policy.PLEDGE.gate, needs_key=True)
def create_pledge(cmd: CreatePledge, actor: Actor, ports: Ports) -> Changed:
    """A card is saved, and charged if the campaign succeeds; PromptPay, and whatever a campaign keeps in any case, is
    paid at once. A retry goes on with the pledge that an earlier run has begun."""
    if ports.begun:
        _refuse_declined(PledgeId(ports.begun), ports)
        return carry_on(PledgeId(ports.begun), ports)
    pledge, email = _begin(cmd, actor, ports)
    return carry(pledge, email, ports)


def _refuse_declined(pledge_id: PledgeId, ports: Ports) -> None:
    """Where a sweep was refused the card meanwhile, the retry hears the verdict that the request would have got."""
    with ports.work() as work:
        pledge = work.pledges.get(pledge_id)
        if pledge.state is not PledgeState.CANCELLED or pledge.reason is None:
            return
        verdict = declined(pledge)
        work.done(pledge, verdict=verdict)
    raise verdict


def _begin(cmd: CreatePledge, actor: Actor, ports: Ports) -> tuple[Pledge, str | None]:
    """Before the provider is asked: the reward is claimed, and what will be asked is written down. With the pledge
    goes where the provider writes to."""
    now = ports.now()
    with ports.work() as work:
        campaign = work.campaigns.share(cmd.campaign_id)
        permit(campaign_policy.PLEDGE, campaign, actor, now)
        _check(cmd, campaign, is_guest=actor.account_id is None)
        if cmd.reward_id and not work.rewards.claim(campaign, cmd.reward_id):
            if work.pledges.is_in_progress(campaign.id, actor):  # and it may be they who have the last one
                raise Conflict("pledge_in_progress")
            raise SoldOut("reward_sold_out", reward_id=cmd.reward_id)
        pledge = _pledge(cmd, campaign, actor, ports, now)
        work.pledges.add(pledge)
        work.tell(pledge.event("created", now=now))
        work.begun(pledge)
        return pledge, address(work, pledge)


def _pledge(cmd: CreatePledge, campaign: Campaign, actor: Actor, ports: Ports, now: datetime) -> Pledge:
    return Pledge(
        id=PledgeId(ports.new_id("pledge")),
        campaign_id=campaign.id,
        project_id=campaign.project_id,
        account_id=actor.account_id,
        guest_id=actor.guest_id,
        email=normal_email(cmd.email) if cmd.email else None,
        amount=cmd.amount.amount,
        currency=cmd.amount.currency,
        method=cmd.method,
        at_once=cmd.method is Method.PROMPTPAY or campaign.model is Model.KEEP_WHAT_YOU_RAISE,
        reward_id=cmd.reward_id,
        anonymous=cmd.anonymous,
        message=cmd.message,
        fallback=cmd.fallback,
        payment_method=cmd.payment_method,
        asked_at=now,
        check_at=now + SOON,
        expires_at=now + HOLD,
        created_at=now,
        updated_at=now,
    )


def _check(cmd: CreatePledge, campaign: Campaign, *, is_guest: bool) -> None:
    """What makes no sense together, all at once."""
    if faults := [*_faults_of_amount(cmd, campaign), *_faults_of_payment(cmd, is_guest=is_guest)]:
        raise Invalid("invalid_input", faults=faults)


def _faults_of_amount(cmd: CreatePledge, campaign: Campaign) -> Iterator[Fault]:
    if cmd.amount.currency is not campaign.currency:
        yield Fault("/amount/currency", "other_currency", {"currency": campaign.currency})
    bounds = {"least": campaign.least_amount, "most": campaign.most_amount}
    if not bounds["least"] <= cmd.amount.amount <= bounds["most"]:
        yield Fault("/amount/amount", "pledge_out_of_range", bounds)
    if cmd.reward_id is None:
        return
    reward = campaign.reward(cmd.reward_id)
    if reward is None:
        yield Fault("/reward_id", "reward_unknown")
    elif cmd.amount.amount < reward["least"]:
        yield Fault("/amount/amount", "under_the_reward", {"least": reward["least"]})


def _faults_of_payment(cmd: CreatePledge, *, is_guest: bool) -> Iterator[Fault]:
    if cmd.email is None and is_guest:
        yield Fault("/email", "email_needed")
    if cmd.payment_method is not None and cmd.method is not Method.CARD:
        yield Fault("/payment_method", "only_for_cards")


@dataclass(frozen=True, kw_only=True)
class CancelPledge(Command[Changed]):
    pledge_id: PledgeId
    expected_version: int | None = None


@use_case(CancelPledge, allow=policy.CANCEL.gate)
def cancel_pledge(cmd: CancelPledge, actor: Actor, ports: Ports) -> Changed:
    """As long as the campaign is live. What was paid already, perhaps this very moment, is given back."""
    pledge = _permitted(cmd, actor, ports)
    if pledge.state in IN_FLIGHT:
        _stop(pledge, ports.unclaimed())
    changed, refund_id = until_uncontended(lambda: _take_back(cmd, actor, ports))
    if refund_id:
        carry_refund_on(refund_id, ports.unclaimed())
    return changed


def _permitted(cmd: CancelPledge, actor: Actor, ports: Ports) -> Pledge:
    with ports.work() as work:
        pledge = work.pledges.get(cmd.pledge_id)
        campaign = work.campaigns.get(pledge.campaign_id)
        permit(policy.CANCEL, pledge, actor, ports.now(), campaign_state=campaign.state)
        not_stale(pledge.version, cmd.expected_version)
        return pledge


def _stop(pledge: Pledge, ports: Ports) -> None:
    """Nobody may pay any more what is to be taken back; and nobody knows whether they have before the provider
    says."""
    if pledge.reference is None:
        with suppress(PaymentRequired):  # then nothing came of it, which is what was wished for
            carry_on(pledge.id, ports)
        with ports.work() as work:
            pledge = work.pledges.get(pledge.id)
    if pledge.state not in IN_FLIGHT:
        return
    try:
        fact = ports.payments.cancel(pledge.reference) if pledge.reference else None
    except OutcomeUnknown:
        fact = None
    if fact is None:
        raise Unavailable("provider_unavailable", retry_after=10)
    until_uncontended(lambda: follow(fact, ports))


def _take_back(cmd: CancelPledge, actor: Actor, ports: Ports) -> tuple[Changed, str | None]:
    """The pledge, and the refund where there is something to give back."""
    now = ports.now()
    with ports.work() as work:
        campaign = work.campaigns.share(work.pledges.get(cmd.pledge_id).campaign_id)
        pledge = work.pledges.lock(cmd.pledge_id)
        if pledge.state is PledgeState.CANCELLED:
            return work.done(pledge), None
        permit(policy.CANCEL, pledge, actor, now, campaign_state=campaign.state)
        if pledge.state is PledgeState.COLLECTED:
            refund = give_back(work, pledge, ports, now)
            return work.done(pledge), refund.id
        if pledge.state is not PledgeState.SECURED:
            raise Conflict("pledge_in_progress", pledge_id=pledge.id)
        work.rewards.free(pledge)
        work.tell(*pledge.cancel(now=now))
        return work.done(pledge), None
