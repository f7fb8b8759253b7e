"""Carries pledges through the provider, whoever sets it going: a backer's request, a sweep, a webhook.

What a pledge's state asks for is asked outside of any transaction; what the provider answers is followed under the
locks of campaign, reward, pledge and ledger, in this order. Asking twice is asking once (the keys to the provider
derive from the pledge), and following twice is following once (each effect has one transaction in the ledger). So
it does not matter where a process dies: whoever comes next goes on.
"""

from datetime import datetime

from domain.collections import Changed, Work
from domain.core import until_uncontended
from domain.errors import PaymentRequired, Refusal
from domain.ids import PledgeId
from domain.model import ledger
from domain.model.campaigns import OPEN_ENDED, Campaign, CampaignState, platform_fee
from domain.model.payments import (
    KEYS_KEPT,
    Fact,
    Kind,
    Order,
    OrderRejected,
    OutcomeUnknown,
    PaymentStatus,
)
from domain.model.pledges import HOLDS_REWARD, IN_FLIGHT, LATE, LATER, WAS_COLLECTED, Pledge, PledgeState
from domain.money import Money
from domain.ports import Ports
from domain.usecases.refunding import address, follow_refund, give_back

State, Status = PledgeState, PaymentStatus
NEVER_CHARGED = frozenset(
    {State.CREATED, State.SECURED, State.EXPIRED, State.CANCELLED}
)  # where a card is only saved


def carry_on(pledge_id: PledgeId, ports: Ports) -> Changed:
    """Go on with a pledge that was begun before, like `carry`."""
    with ports.work() as work:
        pledge = work.pledges.get(pledge_id)
        email = address(work, pledge)
    return carry(pledge, email, ports)


def carry(pledge: Pledge, email: str | None, ports: Ports) -> Changed:
    """Ask for what the state of a pledge asks for, as it was just seen or written, and follow the answer. Where none
    came, it stays as it is, to be asked for again. Raises PaymentRequired where the backer's card was refused."""
    try:
        fact = _asked(pledge, email, ports)
    except OutcomeUnknown:
        return until_uncontended(lambda: _unmoved(pledge.id, ports))
    except OrderRejected as rejection:
        kind = Kind.PAYMENT if pledge.at_once or pledge.state is not State.CREATED else Kind.SETUP
        fact = Fact(
            kind=kind, reference="", status=Status.FAILED, pledge_id=pledge.id, reason=rejection.reason
        )
    return until_uncontended(lambda: _followed(pledge, fact, ports))


def _unmoved(pledge_id: PledgeId, ports: Ports) -> Changed:
    """The end of a request whose outcome nobody knows yet."""
    with ports.work() as work:
        return work.done(work.pledges.get(pledge_id))


def _asked(pledge: Pledge, email: str | None, ports: Ports) -> Fact | None:
    """What the provider says now; None where nothing is to be asked."""
    now, payments = ports.now(), ports.payments
    known = pledge.reference if pledge.state in IN_FLIGHT else pledge.payment
    if known and pledge.state in IN_FLIGHT | LATE | {State.RECOVERING}:
        return payments.cancel(known) if pledge.is_over(now=now) else payments.look_up(known)
    if pledge.state is State.CREATED:
        return _ordered(pledge, email, ports, now)
    if pledge.state is State.CHARGING:
        return _charged(pledge, email, ports, now)
    return None


def _ordered(pledge: Pledge, email: str | None, ports: Ports, now: datetime) -> Fact:
    payments, kind = ports.payments, Kind.PAYMENT if pledge.at_once else Kind.SETUP
    if now > pledge.asked_at + KEYS_KEPT and (found := payments.find(kind, pledge.id, pledge.asked_at)):
        return found
    order = _order(pledge, email)
    return payments.collect(order) if pledge.at_once else payments.save_card(order)


def _charged(pledge: Pledge, email: str | None, ports: Ports, now: datetime) -> Fact | None:
    payments = ports.payments
    if pledge.payment and (pledge.answered or now > pledge.asked_at + KEYS_KEPT):
        return payments.look_up(pledge.payment)
    if now > pledge.asked_at + KEYS_KEPT and (
        found := payments.find(Kind.PAYMENT, pledge.id, pledge.asked_at)
    ):
        return found
    return payments.charge(_order(pledge, email))


def _order(pledge: Pledge, email: str | None) -> Order:
    return Order(
        pledge_id=pledge.id,
        amount=pledge.amount,
        currency=pledge.currency,
        method=pledge.method,
        attempt=pledge.attempt,
        email=email,
        payment_method=pledge.payment_method,
        customer=pledge.customer,
        payment=pledge.payment,
    )


def _followed(seen: Pledge, fact: Fact | None, ports: Ports) -> Changed:
    """The end of a request: the pledge as the answer leaves it, and the verdict where its card was refused."""
    with ports.work() as work:
        campaign, pledge = _locked(work, seen)
        refused = _follow(work, campaign, pledge, fact, ports) if fact else None
        if fact is None:
            _go_on(work, pledge, ports.now())
        changed = work.done(pledge, verdict=refused)
    if refused:
        raise refused
    return changed


def follow(fact: Fact, ports: Ports) -> bool:
    """Follow what the provider says of one of its things; False where it is none of ours."""
    if fact.kind is Kind.REFUND:
        return follow_refund(fact, ports)
    with ports.work() as work:
        found = work.pledges.of(fact)
        if found is None:
            return False
        campaign, pledge = _locked(work, work.pledges.get(found))
        if not _is_as_ordered(pledge, fact):
            return False
        _follow(work, campaign, pledge, fact, ports)
    return True


def _is_as_ordered(pledge: Pledge, fact: Fact) -> bool:
    """A second payment for one pledge, one of another sum, or one that nobody was to pay yet is none that we asked
    for: it is nobody's until somebody has looked at it. Likewise a card that was to be paid with at once."""
    if fact.kind is Kind.SETUP:
        return not pledge.at_once and pledge.setup in (None, fact.reference)
    due = pledge.at_once or pledge.state not in NEVER_CHARGED
    money = (pledge.amount, pledge.currency) == (fact.amount, fact.currency)
    return due and money and pledge.payment in (None, fact.reference)


def _locked(work: Work, seen: Pledge) -> tuple[Campaign, Pledge]:
    """As they are now."""
    return work.campaigns.share(seen.campaign_id), work.pledges.lock(seen.id)


def _follow(  # noqa: C901  one arm a fact
    work: Work, campaign: Campaign, pledge: Pledge, fact: Fact, ports: Ports
) -> Refusal | None:
    """Move the pledge where the fact leads, if it leads on from where it is; the verdict, where its card was refused
    before anything else had come of it."""
    now, first = ports.now(), not pledge.answered
    if pledge.state in WAS_COLLECTED or (fact.kind is Kind.SETUP and pledge.state is not State.CREATED):
        return None  # it says what we know, or what is over
    if pledge.state not in LATE or fact.status in (Status.SUCCEEDED, Status.CANCELLED):  # else it may be old
        pledge.learn(fact)
    match fact.status:
        case Status.SUCCEEDED if fact.kind is Kind.SETUP:
            _secured(work, campaign, pledge, now)
        case Status.SUCCEEDED:
            _collected(work, campaign, pledge, fact, ports)
        case Status.FAILED if pledge.state is State.CREATED and first:
            _end(work, pledge, State.CANCELLED, now)
            return declined(pledge)
        case Status.FAILED if pledge.state is State.AWAITING_PAYMENT:
            _end(work, pledge, State.EXPIRED, now)
        case Status.FAILED | Status.REQUIRES_ACTION | Status.CANCELLED if pledge.state is State.CHARGING:
            work.tell(pledge.recover(now=now))
        case Status.CANCELLED if pledge.state is State.RECOVERING:
            _end(work, pledge, State.LAPSED, now)
        case Status.CANCELLED if pledge.state in IN_FLIGHT:
            over = pledge.is_over(now=now)
            _end(work, pledge, State.EXPIRED if over else State.CANCELLED, now)
        case Status.PROCESSING | Status.REQUIRES_ACTION if pledge.state is State.CREATED and (
            fact.qr_data or (fact.kind is Kind.PAYMENT and fact.status is Status.PROCESSING)
        ):
            work.tell(pledge.await_payment(now=now))
        case _:
            _go_on(work, pledge, now)
    return None


def declined(pledge: Pledge) -> PaymentRequired:
    """The verdict on a pledge whose card was refused."""
    return PaymentRequired("payment_declined", pledge_id=pledge.id, reason=pledge.reason)


def _go_on(work: Work, pledge: Pledge, now: datetime) -> None:
    """Nothing has moved: when to look again, or what to try next."""
    if pledge.state is State.RECOVERING:
        if pledge.is_given_up(now=now):
            _end(work, pledge, State.LAPSED, now)
        elif pledge.check_at and pledge.next_try() <= now:
            work.tell(pledge.charge(now=now))
    elif pledge.state in IN_FLIGHT | {State.CHARGING}:
        work.pledges.look_at(pledge.id, pledge.next_look(now=now))
    elif pledge.state in LATE:
        if pledge.is_closed:
            pledge.check_at = None
        else:
            work.pledges.look_at(pledge.id, now + LATER)


def _secured(work: Work, campaign: Campaign, pledge: Pledge, now: datetime) -> None:
    if campaign.state in OPEN_ENDED:
        work.tell(pledge.secure(now=now))
    else:
        _end(work, pledge, State.CANCELLED, now)


def _collected(work: Work, campaign: Campaign, pledge: Pledge, fact: Fact, ports: Ports) -> None:
    """The money is there, expected or late; where it is welcome no more, it goes back by itself."""
    now, late = ports.now(), pledge.state in LATE
    welcome = campaign.state in OPEN_ENDED or campaign.state is CampaignState.SUCCEEDED
    if late and welcome:
        welcome = pledge.state is not State.CANCELLED and work.rewards.claim_again(campaign, pledge)
    if pledge.state is State.SECURED:
        work.tell(pledge.charge(now=now))
    work.tell(pledge.collect(now=now))
    fee = Money(fact.fee or 0, pledge.currency)
    work.ledger.record(ledger.collected(campaign.id, pledge.money, fee, source=fact.reference, at=now))
    if not welcome:
        give_back(work, pledge, ports, now, holds_reward=not late)
    elif campaign.state is CampaignState.SUCCEEDED:
        share = platform_fee(pledge.money)
        work.ledger.record(ledger.released(campaign.id, pledge.money, share, source=fact.reference, at=now))


def _end(work: Work, pledge: Pledge, to: PledgeState, now: datetime) -> None:
    """Nothing comes of it, and its reward is free again."""
    if pledge.state in HOLDS_REWARD:
        work.rewards.free(pledge)
    ends = {State.CANCELLED: pledge.cancel, State.EXPIRED: pledge.expire, State.LAPSED: pledge.lapse}
    work.tell(*ends[to](now=now))
    if not pledge.is_closed:
        pledge.check_at = now
