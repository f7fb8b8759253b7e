"""What the provider tells us: kept as it comes, and followed later by asking what is so now.

So a webhook is answered in one statement, and a forged, old, doubled or lost one can do nothing.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from domain.access import Actor, anyone, platform_only
from domain.core import Command, until_uncontended, use_case
from domain.model import ledger
from domain.model.payments import Fact, Kind, OutcomeUnknown, PaymentStatus
from domain.model.provider_events import GIVEN_UP, SETTLING_IN, DueEvent, EventState, pause_after
from domain.money import Money
from domain.ports import Ports
from domain.usecases.payments import follow

BATCH = 20
OVERLAP = timedelta(hours=2)  # events are not listed in the order in which they happened
FIRST_LOOK = timedelta(days=1)  # back, where none has ever come
log = logging.getLogger("plik.payments")


@dataclass(frozen=True, kw_only=True)
class ReceiveProviderEvent(Command[bool]):
    """The bytes of a webhook as they came, and the provider's signature."""

    raw: bytes
    signature: str


@dataclass(frozen=True)
class ApplyProviderEvents(Command[int]):
    """Follow the events that are due; how many there were."""


@dataclass(frozen=True)
class CatchUpOnProviderEvents(Command[int]):
    """Fetch the events whose webhooks never came; how many there were."""


@use_case(ReceiveProviderEvent, allow=anyone)
def receive_provider_event(cmd: ReceiveProviderEvent, actor: Actor, ports: Ports) -> bool:
    """Whether it is a new one. The signature is what lets in."""
    event = ports.payments.read_event(cmd.raw, cmd.signature)
    with ports.work() as work:
        return work.provider_events.keep([event], ports.real_now()) == 1


@use_case(CatchUpOnProviderEvents, allow=platform_only)
def catch_up_on_provider_events(cmd: CatchUpOnProviderEvents, actor: Actor, ports: Ports) -> int:
    """Raises OutcomeUnknown where the provider does not answer; the next run begins at the same place."""
    with ports.work() as work:
        newest = work.provider_events.newest()
    now = ports.real_now()  # what is dated later than now must not make us blind until then
    since = min(newest, now) - OVERLAP if newest else now - FIRST_LOOK
    events = ports.payments.events_since(since)
    with ports.work() as work:
        return work.provider_events.keep(events, now)


@use_case(ApplyProviderEvents, allow=platform_only)
def apply_provider_events(cmd: ApplyProviderEvents, actor: Actor, ports: Ports) -> int:
    """Events of one thing are one question, asked after all of them have come."""
    with ports.work() as work:
        due = work.provider_events.due(ports.real_now(), BATCH)
    for reference in dict.fromkeys(event.reference for event in due):
        _apply(reference, [event for event in due if event.reference == reference], ports)
    return len(due)


def _apply(reference: str, events: Sequence[DueEvent], ports: Ports) -> None:
    try:
        fact = ports.payments.look_up(reference)
        known = fact is not None and until_uncontended(lambda: follow(fact, ports))
    except OutcomeUnknown:
        _wait(events, ports)
    except Exception:  # whatever is wrong with one thing, the others are followed
        log.exception("what is told of %s cannot be followed", reference)
        _wait(events, ports)
    else:
        if known:
            _settle(events, EventState.APPLIED, ports)
        elif fact:
            _await_acquaintance(fact, events, ports)
        else:
            _settle(events, EventState.IGNORED, ports)


def _await_acquaintance(fact: Fact, events: Sequence[DueEvent], ports: Ports) -> None:
    """Nobody knows it: maybe not yet. Money that nobody ever knows is in suspense, and somebody is told."""
    now = ports.real_now()
    old = [event for event in events if event.received_at <= now - SETTLING_IN]
    with ports.work() as work:
        for event in events:
            work.provider_events.postpone(event.id, EventState.PARKED, now + pause_after(event.tries))
    if not old:
        return
    if fact.kind is not Kind.PAYMENT or fact.status is not PaymentStatus.SUCCEEDED:
        _settle(old, EventState.IGNORED, ports)
        return
    money, fee = Money(fact.amount, fact.currency), Money(fact.fee or 0, fact.currency)
    with ports.work() as work:
        booked = work.ledger.record(ledger.unmatched(money, fee, source=fact.reference, at=ports.now()))
        work.provider_events.settle([event.id for event in old], EventState.UNMATCHED)
    if booked:
        log.error("%s has been paid, and nobody knows what for: it is in suspense", fact.reference)


def _wait(events: Sequence[DueEvent], ports: Ports) -> None:
    """For another try; what has failed for days is given up, and what is ours is asked for by its own sweep."""
    now = ports.real_now()
    with ports.work() as work:
        for event in events:
            given_up = event.received_at < now - GIVEN_UP
            if given_up:
                log.error(
                    "what is told of %s could not be followed for days and is given up", event.reference
                )
            state = EventState.GIVEN_UP if given_up else EventState.WAITING
            work.provider_events.postpone(event.id, state, now + pause_after(event.tries))


def _settle(events: Sequence[DueEvent], state: EventState, ports: Ports) -> None:
    with ports.work() as work:
        work.provider_events.settle([event.id for event in events], state)
