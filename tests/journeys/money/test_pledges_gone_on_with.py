"""A pledge is gone on with where it was left: after a kill between the provider's answer and our commit, at the last
minute of a code, and when money comes that nobody waited for any more."""

from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask

from domain.model.payments import Fact, Order
from domain.usecases.settling import CheckPayments
from tests.faces import FACES, Refused, Shown, refused
from tests.fundraising import CARD, DECLINED, intent_of, launch_campaign, satang
from tests.journeys.backing import Crowd
from tests.journeys.faults import Forwarding, platform_with
from tests.provider import Sandbox
from tests.running import carry_out, payments_by
from tests.world import Person, register


class Killed(BaseException):
    """The process is no more."""


class Deadly(Forwarding):
    """Whoever has asked the provider for something dies before writing down what it said."""

    def save_card(self, order: Order) -> Fact:
        self.to.save_card(order)
        raise Killed

    def collect(self, order: Order) -> Fact:
        self.to.collect(order)
        raise Killed


class Unreleased(Forwarding):
    """Keys that stay with the dead until their lease is over."""

    def release(self, claim: Any) -> None:
        pass


@dataclass
class Scene:
    crowd: Crowd
    owner: Person

    def dies(self, send: Any) -> None:
        """It is sent to a platform whose process dies."""
        app, payments = self.crowd.app, payments_by(self.crowd.sandbox)

        def wrap(ports: Any) -> Any:
            return replace(ports, payments=Deadly(ports.payments), keys=Unreleased(ports.keys))

        folder = app.config["CLOCK"].parent
        with (
            platform_with(app.config["DATABASE_URL"], folder, wrap, payments) as other,
            pytest.raises(Killed),
        ):
            send(other)

    def overtake(self, key: str) -> None:
        past = "UPDATE idempotency_keys SET leased_until = now() - interval '1 s' WHERE key = %s"
        assert self.crowd.database.execute(past, [key]).rowcount == 1

    def forget(self, pledge: Shown) -> None:
        """It expired here and its place is free, while the provider would still take the money."""
        gone = "UPDATE pledges SET state = 'expired', check_at = NULL WHERE id = %s"
        free = "UPDATE reward_claims SET claimed = claimed - 1 WHERE campaign_id = %s"
        self.crowd.database.execute(gone, [pledge["id"]])
        self.crowd.database.execute(free, [pledge["campaign_id"]])


@pytest.fixture
def scene(app: Flask, database: Any, sandbox: Sandbox) -> Scene:
    sandbox.delivered = max((each["number"] for each in sandbox.webhooks()), default=0)
    return Scene(Crowd(app, database, sandbox), register(app.test_client()))


@pytest.mark.parametrize("face", FACES)
@pytest.mark.parametrize("method", ["card", "promptpay"])
def test_after_a_kill_before_the_commit_the_retry_gets_the_same_thing_at_the_provider(
    scene: Scene, face: str, method: str
) -> None:
    crowd, campaign = scene.crowd, launch_campaign(scene.owner)
    [guest], before, key = crowd.guests(1), crowd.begun(), uuid4().hex
    card = {"payment_method": CARD} if method == "card" else {}
    given = {
        "campaign_id": campaign["id"],
        "amount": satang(50_000),
        "method": method,
        "email": "a@plik.example",
    }
    given |= {"reward_id": "visit", "idempotency_key": key, **card}

    def send(app: Flask) -> Shown:
        shown: Shown = FACES[face](app.test_client()).by(guest).does("createPledge", **given)
        return shown

    scene.dies(send)
    with pytest.raises(Refused) as early:
        send(crowd.app)
    scene.overtake(key)
    again, later = send(crowd.app), send(crowd.app)

    assert early.value.code == "idempotency_key_in_use"
    assert again == later
    assert again["state"] == ("secured" if method == "card" else "awaiting_payment")
    assert {intent_of(again)} == crowd.begun() - before
    assert len(crowd.rows(campaign)) == 1
    crowd.check(campaign)


@pytest.mark.parametrize("face", FACES)
def test_the_verdict_that_only_a_sweep_has_heard_is_told_to_the_retry(scene: Scene, face: str) -> None:
    crowd, campaign, key = scene.crowd, launch_campaign(scene.owner), uuid4().hex
    [guest] = crowd.guests(1)
    given = {
        "campaign_id": campaign["id"],
        "amount": satang(50_000),
        "method": "card",
        "email": "a@plik.example",
    }
    given |= {"payment_method": DECLINED, "idempotency_key": key}

    def send(app: Flask) -> None:
        FACES[face](app.test_client()).by(guest).does("createPledge", **given)

    scene.dies(send)
    scene.overtake(key)
    crowd.database.execute("UPDATE pledges SET check_at = now() WHERE campaign_id = %s", [campaign["id"]])
    carry_out(crowd.app, CheckPayments())

    for _ in range(2):
        with refused("payment_declined"):
            send(crowd.app)
    assert crowd.rows(campaign) == ["cancelled"]
    crowd.check(campaign)


def test_a_code_paid_in_the_last_minute_is_collected_and_one_not_paid_can_be_paid_no_more(
    scene: Scene, clock: Any
) -> None:
    crowd, campaign = scene.crowd, launch_campaign(scene.owner)
    codes = [act() for act in crowd.pledging(crowd.guests(2), campaign, method="promptpay")]
    clock.forward(minutes=29)
    crowd.sandbox.pay(intent_of(codes[0]))
    clock.forward(minutes=2)
    crowd.sandbox.delivered = max(each["number"] for each in crowd.sandbox.webhooks())  # and nothing is told

    crowd.sweep()

    states = dict(zip(crowd.rows(campaign, "id"), crowd.rows(campaign), strict=True))
    assert [states[code["id"]] for code in codes] == ["collected", "expired"]
    with pytest.raises(AssertionError):
        crowd.sandbox.pay(intent_of(codes[1]))
    crowd.check(campaign)


@pytest.mark.parametrize("taken", [False, True])
def test_money_that_comes_after_all_takes_the_place_again_or_goes_back_in_full(
    scene: Scene, taken: bool
) -> None:
    crowd, campaign = scene.crowd, launch_campaign(scene.owner)
    guests = crowd.guests(2)
    [late] = [act() for act in crowd.pledging(guests[:1], campaign, method="promptpay", reward_id="visit")]
    scene.forget(late)
    if taken:
        [other] = [act() for act in crowd.pledging(guests[1:], campaign, reward_id="visit")]
        assert other["state"] == "secured"

    crowd.sandbox.pay(intent_of(late))
    crowd.sweep()

    states = dict(zip(crowd.rows(campaign, "id"), crowd.rows(campaign), strict=True))
    assert states[late["id"]] == ("refunding" if taken else "collected")
    back = [line for line in crowd.effects(campaign) if line["effect"] == "refund_created"]
    assert [line["amount"] for line in back] == [50_000] * taken
    assert [each["left"] for each in crowd.campaign(campaign)["rewards"]] == [None, 0]
    crowd.check(campaign)


def test_what_a_refusal_has_ended_is_closed_at_the_provider_and_then_left_alone(
    scene: Scene, clock: Any
) -> None:
    crowd, campaign = scene.crowd, launch_campaign(scene.owner, model="keep_what_you_raise")
    [answer] = crowd.pledging(crowd.guests(1), campaign, payment_method=DECLINED)
    with pytest.raises(Refused):
        answer()

    for _ in range(3):
        clock.forward(hours=1)
        crowd.sweep()

    kept = "SELECT state, payment_status, check_at FROM pledges WHERE campaign_id = %s"
    found = crowd.database.execute(kept, [campaign["id"]]).fetchall()
    assert found == [("cancelled", "cancelled", None)]
    assert [line["effect"] for line in crowd.effects(campaign)] == ["cancelled"]
    crowd.check(campaign)
