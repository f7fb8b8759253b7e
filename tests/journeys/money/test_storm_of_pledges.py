"""Many backers at once, on both faces and with a real provider: nothing is sold twice or charged twice, nobody's money
is lost, and everybody hears what became of their pledge."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from time import sleep
from typing import Any

import pytest
from flask import Flask

from domain.usecases.settling import DecideDueCampaigns, SettleCampaigns
from tests.faces import FACES, Refused, Shown
from tests.fundraising import (
    a_key,
    hears_of_it,
    intent_of,
    launch_campaign,
    pledge_by_promptpay,
    satang,
)
from tests.journeys.backing import Crowd, one_round
from tests.journeys.test_storms import Act, at_once, on_both_faces
from tests.provider import Sandbox
from tests.world import Person, register

MANY = 200
AT_ONCE = 20
SUM = 50_000  # satang of a pledge


@pytest.fixture
def crowd(app: Flask, database: Any, sandbox: Sandbox) -> Crowd:
    return Crowd(app, database, sandbox)


@pytest.fixture
def owner(app: Flask) -> Person:
    return register(app.test_client())


@pytest.mark.parametrize("method", ["card", "promptpay"])
def test_of_two_hundred_on_the_last_reward_one_gets_it_and_the_provider_hears_of_no_other(
    crowd: Crowd, owner: Person, method: str
) -> None:
    campaign, guests, before = launch_campaign(owner), crowd.guests(MANY), crowd.begun()

    outcomes = Counter(at_once(crowd.pledging(guests, campaign, reward_id="visit", method=method)))

    assert outcomes == {"done": 1, "reward_sold_out": MANY - 1}
    [held] = crowd.rows(campaign)
    assert held == ("secured" if method == "card" else "awaiting_payment")
    assert len(crowd.begun() - before) == 1
    assert [each["left"] for each in crowd.campaign(campaign)["rewards"]] == [None, 0]
    crowd.check(campaign)


@pytest.mark.parametrize("face", FACES)
def test_one_key_from_twenty_threads_makes_one_pledge_and_one_answer(
    crowd: Crowd, owner: Person, face: str
) -> None:
    campaign, [guest] = launch_campaign(owner), crowd.guests(1)
    key, body = a_key(), pledge_body(face, campaign)

    def send(_: int) -> Any:
        return sent(crowd.app, face, guest, key, body)

    with ThreadPoolExecutor(AT_ONCE) as threads:
        answers = list(threads.map(send, range(AT_ONCE)))

    codes = Counter(code_of(each) for each in answers)
    done = [each for each in answers if code_of(each) is None]
    replays = [each for each in done if each.headers.get("Idempotent-Replayed") == "true"]
    assert set(codes) <= {None, "idempotency_key_in_use"}
    assert len({each.data for each in done}) == 1
    assert len(replays) == len(done) - 1
    again = send(0)
    assert (again.data, again.headers["Idempotent-Replayed"]) == (done[0].data, "true")
    other = sent(crowd.app, face, guest, key, pledge_body(face, campaign, amount=60_000))
    assert code_of(other) == "idempotency_key_reused"
    assert other.status_code == 422 or face == "graphql"
    assert crowd.rows(campaign) == ["secured"]
    assert [line["effect"] for line in crowd.effects(campaign)] == ["setup"]
    crowd.check(campaign)


def pledge_body(face: str, campaign: Shown, amount: int = SUM) -> tuple[str, Shown]:
    """What is sent, and where to."""
    if face == "rest":
        card = {"method": "card", "payment_method": "pm_card_visa", "email": "guest@plik.example"}
        return f"/v1/campaigns/{campaign['id']}/pledges", {"amount": satang(amount), **card}
    document = """mutation($id: ID!, $amount: Minor!) { createPledge(input: {campaignId: $id, method: CARD,
        amount: {amount: $amount, currency: THB}, paymentMethod: "pm_card_visa", email: "guest@plik.example"})
        { pledge { id version amount { amount } payment { status } } userErrors { code } } }"""
    return "/graphql", {"query": document, "variables": {"id": campaign["id"], "amount": amount}}


def sent(app: Flask, face: str, who: Any, key: str, body: tuple[str, Shown]) -> Any:
    path, said = body
    answer = app.test_client().post(path, json=said, headers={**who.headers, "Idempotency-Key": key})
    assert answer.status_code < 500, answer.text
    return answer


def code_of(answer: Any) -> str | None:
    told = answer.get_json()
    found = told.get("code") or next((e["extensions"]["code"] for e in told.get("errors") or ()), None)
    return found


def test_a_double_click_with_two_keys_makes_one_pledge_while_the_first_is_in_progress(
    crowd: Crowd, owner: Person
) -> None:
    campaign, [guest] = launch_campaign(owner), crowd.guests(1)
    crowd.sandbox.faults({"fault": "hang", "seconds": 1, "path_prefix": "/v1/setup_intents"})

    outcomes = Counter(at_once(crowd.pledging([guest] * 4, campaign, reward_id="visit")))

    assert outcomes == {"done": 1, "pledge_in_progress": 3}
    assert crowd.rows(campaign) == ["secured"]
    crowd.check(campaign)


def test_who_cancels_while_they_pay_pays_nothing_or_gets_all_of_it_back(crowd: Crowd, owner: Person) -> None:
    campaign, guests = launch_campaign(owner, goal=satang(9_000_000)), crowd.guests(12)
    pledges = [made() for made in crowd.pledging(guests, campaign, method="promptpay")]

    def paying(pledge: Shown) -> Act:
        def pay() -> None:
            try:
                crowd.sandbox.pay(intent_of(pledge))
            except AssertionError as error:  # it was cancelled already
                raise Refused(["too_late"]) from error

        return pay

    cancelling = crowd.cancelling(guests, pledges)
    outcomes = at_once([act for pair in zip(cancelling, map(paying, pledges), strict=True) for act in pair])
    crowd.sweep()

    paid = [outcome == "done" for outcome in outcomes[1::2]]
    assert outcomes[::2] == ["done"] * 12
    assert set(outcomes[1::2]) <= {"done", "too_late"}
    by_id = dict(zip(crowd.rows(campaign, "id"), crowd.rows(campaign), strict=True))
    assert [by_id[each["id"]] for each in pledges] == ["refunding" if was else "cancelled" for was in paid]
    back = [line for line in crowd.effects(campaign) if line["effect"] == "refund_created"]
    assert [line["amount"] for line in back] == [SUM] * sum(paid)
    for line in back:
        crowd.sandbox.provide_details(line["object"])
        crowd.sandbox.succeed(line["object"])
    crowd.sweep()
    assert Counter(crowd.rows(campaign))["refunded"] == sum(paid)
    crowd.check(campaign)


@pytest.mark.parametrize("cancels", [0, 1, 3])
def test_who_cancels_while_the_outcome_is_decided_is_out_of_it_or_held_to_it(
    crowd: Crowd, owner: Person, clock: Any, cancels: int
) -> None:
    guests = crowd.guests(4)
    campaign = launch_campaign(owner, goal=satang(4 * SUM))
    pledges = [made() for made in crowd.pledging(guests, campaign)]
    clock.forward(days=30, seconds=1)
    sweeps = [lambda: one_round(crowd.app, DecideDueCampaigns(), SettleCampaigns())] * 3

    leaving = crowd.cancelling(guests[:cancels], pledges[:cancels])
    outcomes = at_once([*sweeps, *leaving])[3:]
    crowd.sweep()

    left, state = outcomes.count("done"), crowd.campaign(campaign)["state"]
    too_late = {"campaign_is_succeeded", "campaign_is_failed", "pledge_is_charging", "pledge_is_cancelled"}
    assert set(outcomes) <= {"done", *too_late}
    assert state == ("failed" if left else "succeeded")
    assert len(crowd.charges(campaign)) == (0 if left else 4)
    assert Counter(crowd.rows(campaign)) == ({"cancelled": 4} if left else {"collected": 4})
    crowd.check(campaign)


def test_settled_by_four_workers_at_once_each_card_is_charged_once(
    crowd: Crowd, owner: Person, clock: Any
) -> None:
    campaign, guests = launch_campaign(owner), crowd.guests(24)
    at_once(crowd.pledging(guests, campaign))
    clock.forward(days=30, seconds=1)

    def work() -> None:
        while one_round(crowd.app):
            pass

    at_once([work] * 4)
    crowd.sweep()

    assert crowd.rows(campaign) == ["collected"] * 24
    assert [line["amount"] for line in crowd.charges(campaign)] == [SUM] * 24
    shown = crowd.campaign(campaign)
    assert (shown["state"], shown["raised"]["amount"]) == ("succeeded", 24 * SUM)
    crowd.check(campaign)


def test_of_refunds_asked_for_at_once_by_everybody_who_may_one_is_made(crowd: Crowd, owner: Person) -> None:
    campaign = launch_campaign(owner, model="keep_what_you_raise")
    backer = register(crowd.app.test_client())
    paid = pledge_by_promptpay(backer, campaign)
    crowd.sandbox.pay(intent_of(paid))
    hears_of_it(crowd.app, crowd.sandbox)
    leaving = on_both_faces(crowd.app, backer, "cancelPledge", 8, id=paid["id"])
    calling_off = on_both_faces(crowd.app, owner, "cancelCampaign", 2, id=campaign["id"])
    sweeping: list[Act] = [lambda: one_round(crowd.app)] * 3

    outcomes = Counter(at_once([*leaving[:4], *calling_off, *sweeping, *leaving[4:]]))
    crowd.sweep()

    allowed = {"done", "pledge_is_refunding", "campaign_is_cancelled"}
    assert set(outcomes) <= allowed, outcomes
    assert crowd.rows(campaign) == ["refunding"]
    made = [line for line in crowd.effects(campaign) if line["effect"] == "refund_created"]
    assert [line["amount"] for line in made] == [SUM]
    crowd.check(campaign)


@dataclass
class LastMoments:
    """Guests pledge one after the other for three seconds, in the middle of which the campaign is over; two workers
    look at it all the time. `heard`: when each was sent and answered, and how."""

    GUESTS, TIME = 48, timedelta(seconds=3)

    crowd: Crowd
    campaign: Shown
    heard: list[tuple[datetime, datetime, str]] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def run(self) -> datetime:
        """Answers when the campaign was over."""
        acts = self.crowd.pledging(self.crowd.guests(self.GUESTS), self.campaign)
        self.began = datetime.now(UTC)
        deadline = self.began + self.TIME / 2
        ends = "UPDATE campaigns SET deadline = %s WHERE id = %s"
        self.crowd.database.execute(ends, [deadline, self.campaign["id"]])
        with ThreadPoolExecutor(10) as threads:
            sweeping = [threads.submit(self.sweep) for _ in range(2)]
            list(threads.map(self.pledge, range(self.GUESTS), acts))
            self.over.set()
            for sweeper in sweeping:
                sweeper.result()
        return deadline

    def sweep(self) -> None:
        while not self.over.wait(0.01):
            one_round(self.crowd.app, DecideDueCampaigns(), SettleCampaigns())

    def pledge(self, number: int, act: Act) -> None:
        due = self.began + self.TIME * number / self.GUESTS
        sleep(max((due - datetime.now(UTC)).total_seconds(), 0))
        sent_at, outcome = datetime.now(UTC), "done"
        try:
            act()
        except Refused as refusal:
            outcome = refusal.code
        self.heard.append((sent_at, datetime.now(UTC), outcome))


def test_at_the_very_deadline_a_pledge_is_in_or_it_is_told_that_it_is_too_late(
    crowd: Crowd, owner: Person
) -> None:
    campaign = launch_campaign(owner, goal=satang(SUM))
    moments = LastMoments(crowd, campaign)

    deadline = moments.run()
    crowd.sweep()

    late = {"campaign_over", "campaign_is_waiting_funds", "campaign_is_succeeded"}
    taken = sum(outcome == "done" for *_, outcome in moments.heard)
    assert {outcome for _, ended, outcome in moments.heard if ended < deadline} == {"done"}
    assert {outcome for sent_at, _, outcome in moments.heard if sent_at >= deadline} <= late
    assert {outcome for *_, outcome in moments.heard} <= {"done", *late}
    assert crowd.rows(campaign) == ["collected"] * taken
    assert len(crowd.charges(campaign)) == taken
    shown = crowd.campaign(campaign)
    assert (shown["state"], shown["raised"]["amount"]) == ("succeeded", taken * SUM)
    crowd.check(campaign)
