"""The provider is slow, silent or broken, or its webhooks never come: backers are answered in time, everybody can read,
and in the end every pledge stands where the provider says."""

import random
import sys
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from time import monotonic
from typing import Any

import pytest
from flask import Flask

from domain.usecases.provider_events import ApplyProviderEvents
from domain.usecases.settling import CheckPayments, DecideDueCampaigns, SettleCampaigns
from tests.faces import FACES, Refused, Shown
from tests.fundraising import CARD, EMPTY_LATER, intent_of, launch_campaign, satang
from tests.journeys.backing import Act, Crowd, one_round
from tests.provider import Sandbox, post
from tests.world import Person, register

IN_TIME = 12.0  # seconds until a backer is answered
QUICK = 1.0  # seconds of a reader, on a machine that others use too
SUM = 50_000
TROUBLES: Sequence[Shown] = (
    {"fault": "hang", "seconds": 30, "share": 0.25},
    {"fault": "timeout_before", "seconds": 30, "share": 0.3},
    {"fault": "timeout_after", "seconds": 30, "share": 0.3},
    {"fault": "500_after", "share": 0.4},
    {"fault": "500_before", "share": 0.5},
    {"fault": "reset_after"},
)
ASKING_ONCE = "pm_card_authenticationRequiredOnSetup"  # its holder confirms when it is saved, and never again
WITHOUT_WEBHOOKS = (DecideDueCampaigns(), SettleCampaigns(), CheckPayments())


@pytest.fixture
def crowd(app: Flask, database: Any, sandbox: Sandbox) -> Crowd:
    database.execute("UPDATE provider_events SET state = 'ignored' WHERE state IN ('waiting', 'parked')")
    sandbox.delivered = max((each["number"] for each in sandbox.webhooks()), default=0)
    return Crowd(app, database, sandbox)


@pytest.fixture
def owner(app: Flask) -> Person:
    return register(app.test_client())


def timed(act: Act) -> tuple[float, str]:
    """Seconds until the answer, and what it says of the payment, or why there is none."""
    began = monotonic()
    try:
        said = str(act()["payment"]["status"])
    except Refused as refusal:
        said = refusal.code
    return monotonic() - began, said


def at_once_beside_a_reader(
    crowd: Crowd, campaign: Shown, acts: Sequence[Act]
) -> tuple[list[tuple[float, str]], list[float]]:
    """How long each took and what it heard; and how long each look at the campaign took meanwhile, sorted."""
    over, reads = threading.Event(), []

    def read() -> None:
        while not over.wait(0.1):
            began = monotonic()
            crowd.campaign(campaign)
            reads.append(monotonic() - began)

    with ThreadPoolExecutor(len(acts) + 1) as threads:
        reading = threads.submit(read)
        heard = list(threads.map(timed, acts))
        over.set()
        reading.result()
    return heard, sorted(reads)


def test_while_the_provider_hangs_or_breaks_backers_hear_in_time_and_readers_at_once(
    crowd: Crowd, owner: Person, clock: Any
) -> None:
    campaign, guests = launch_campaign(owner, goal=satang(SUM)), crowd.guests(12)
    acts = [
        *crowd.pledging(guests[:6], campaign),
        *crowd.pledging(guests[6:], campaign, method="promptpay"),
    ]
    crowd.sandbox.faults(*TROUBLES)

    heard, reads = at_once_beside_a_reader(crowd, campaign, acts)
    meanwhile = crowd.rows(campaign)
    crowd.sandbox.clear_faults()

    for _ in range(3):
        clock.forward(minutes=2)
        crowd.sweep()
    for payment in crowd.rows(campaign, "payment"):
        if payment:
            crowd.sandbox.pay(payment)
    crowd.sweep()
    clock.forward(days=31)
    crowd.sweep()

    assert max(seconds for seconds, _ in heard) <= IN_TIME
    assert {said for _, said in heard} <= {"processing", "provider_unavailable"}
    assert set(meanwhile) == {"created"}
    assert reads[len(reads) * 9 // 10] <= QUICK
    assert crowd.rows(campaign) == ["collected"] * 12
    assert len(crowd.charges(campaign)) == 12
    crowd.check(campaign)


def test_a_pledge_of_which_nobody_knows_is_a_202_that_says_when_to_look_again(
    crowd: Crowd, owner: Person
) -> None:
    campaign, [guest] = launch_campaign(owner), crowd.guests(1)
    crowd.sandbox.faults({"fault": "500_after"})
    given = {"amount": satang(SUM), "method": "promptpay", "email": "guest@plik.example"}

    answer = crowd.app.test_client().post(
        f"/v1/campaigns/{campaign['id']}/pledges",
        json=given,
        headers={**guest.headers, "Idempotency-Key": "once"},
    )

    shown = answer.get_json()
    assert answer.status_code == 202
    assert (shown["state"], shown["payment"]["status"]) == ("created", "processing")
    assert shown["payment"]["poll_after_s"] > 0
    crowd.sandbox.clear_faults()
    seen = FACES["rest"](crowd.app.test_client()).by(guest)
    assert seen.does("pledge", id=shown["id"])["state"] == "created"


@dataclass
class Deaf:
    """A platform that never hears a share of what it is told; time passes, and it does what is due."""

    crowd: Crowd
    clock: Any
    lost: float
    dice: random.Random

    def after(self, **time: float) -> None:
        self.clock.forward(**time)
        for webhook in self.crowd.sandbox.webhooks(self.crowd.sandbox.delivered):
            self.crowd.sandbox.delivered = webhook["number"]
            if self.dice.random() >= self.lost:
                assert post(self.crowd.app.test_client(), webhook) == 200
        sweeps = WITHOUT_WEBHOOKS if self.lost == 1 else (ApplyProviderEvents(), *WITHOUT_WEBHOOKS)
        while one_round(self.crowd.app, *sweeps):
            pass


@pytest.mark.parametrize("lost", [0.3, 1.0])
def test_when_webhooks_are_lost_for_ever_everything_comes_to_its_end_nevertheless(
    crowd: Crowd, owner: Person, clock: Any, lost: float
) -> None:
    seed = random.randrange(10**6)
    sys.stdout.write(f"seed {seed}")  # pytest shows it where the test fails
    deaf = Deaf(crowd, clock, lost, random.Random(seed))
    campaign, guests = launch_campaign(owner, goal=satang(4 * SUM)), crowd.guests(7)
    cards = made(crowd, guests[:4], campaign, [CARD, CARD, ASKING_ONCE, EMPTY_LATER])
    codes = [act() for act in crowd.pledging(guests[4:], campaign, method="promptpay")]
    pledges = [each["id"] for each in (*cards, *codes)]
    crowd.sandbox.authenticate(intent_of(cards[2]))
    for code in codes[:2]:
        crowd.sandbox.pay(intent_of(code))

    for _ in range(7):
        deaf.after(minutes=6)  # until the last code is void
    before = states(crowd, campaign, pledges)
    [cancel] = crowd.cancelling(guests[5:6], codes[1:2])
    cancel()
    for days in (30, 1, 2, 2, 2):
        deaf.after(days=days, minutes=1)
    for line in crowd.effects(campaign):
        if line["effect"] == "refund_created":
            crowd.sandbox.provide_details(line["object"])
            crowd.sandbox.succeed(line["object"])
    for _ in range(2):
        deaf.after(hours=1)

    assert before == [*("secured",) * 4, "collected", "collected", "expired"]
    ended = states(crowd, campaign, pledges)
    assert ended == [*("collected",) * 3, "lapsed", "collected", "refunded", "expired"]
    assert crowd.campaign(campaign)["state"] == "succeeded"
    assert len(crowd.charges(campaign)) == 5
    crowd.check(campaign)


def made(crowd: Crowd, guests: Sequence[Any], campaign: Shown, cards: Sequence[str]) -> list[Shown]:
    return [
        crowd.pledging([guest], campaign, payment_method=card)[0]()
        for guest, card in zip(guests, cards, strict=True)
    ]


def states(crowd: Crowd, campaign: Shown, pledges: Sequence[str]) -> list[str]:
    found = dict(zip(crowd.rows(campaign, "id"), crowd.rows(campaign), strict=True))
    return [found[id] for id in pledges]
