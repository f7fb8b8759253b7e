"""Two rails to one goal: cards are saved, and charged at success alone; PromptPay is paid at once, held, and owed back
on failure. And what was begun before midnight is waited for."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from tests.faces import FACES, Shown
from tests.fundraising import baht, intent_of, launch_campaign, refunds_of
from tests.journeys.backing import Crowd
from tests.provider import Sandbox, post
from tests.world import Guest, register

GOAL = 100_000  # baht
ROWS = {
    "campaigns": "SELECT * FROM campaigns WHERE id = %s",
    "totals": "SELECT * FROM campaign_totals WHERE campaign_id = %s AND number <> 0 ORDER BY slot, state",
    "claims": "SELECT * FROM reward_claims WHERE campaign_id = %s ORDER BY reward_id",
    "pledges": "SELECT * FROM pledges WHERE campaign_id = %s ORDER BY id",
    "refunds": "SELECT * FROM refunds WHERE campaign_id = %s ORDER BY id",
    "held": "SELECT * FROM ledger_postings WHERE account LIKE '%%' || %s || '%%' ORDER BY transaction_id, line",
}
LATEST_FIRST = """
    UPDATE provider_events SET state = 'waiting', due_at = timestamptz '1900-01-01' + (timestamptz '2100-01-01' - at)
     WHERE id = ANY (%s)
"""
NOTED = {"check_at"}  # when something is looked at next is no part of what is known of it


@dataclass
class Midnight:
    """A campaign that ends at midnight, its backers, and the clock a few minutes before it."""

    crowd: Crowd
    clock: Any
    campaign: Shown
    deadline: datetime
    cards: list[Shown]
    paid: list[Shown]
    shown: Shown
    backers: dict[str, Guest]
    first: int  # the last webhook before all this

    def at(self, moment: datetime) -> None:
        self.clock.forward(seconds=(moment - self.clock.now()).total_seconds())

    def state(self) -> str:
        return str(self.crowd.campaign(self.campaign)["state"])

    def rows(self) -> dict[str, list[dict[str, Any]]]:
        """All that is kept of it."""
        found = {}
        for name, question in ROWS.items():
            cursor = self.crowd.database.execute(question.encode(), [self.campaign["id"]])
            names = [column.name for column in cursor.description or ()]
            found[name] = [
                {column: value for column, value in zip(names, row, strict=True) if column not in NOTED}
                for row in cursor.fetchall()
            ]
        return found

    def hear_everything_again(self) -> None:
        """Each webhook twice, in reverse; and as if none had ever been followed."""
        webhooks = self.crowd.sandbox.webhooks(self.first)[::-1]
        for webhook in [each for each in webhooks for _ in range(2)]:
            assert post(self.crowd.app.test_client(), webhook) == 200
        told = [json.loads(each["body"])["id"] for each in webhooks]
        assert self.crowd.database.execute(LATEST_FIRST, [told]).rowcount == len(told)
        self.crowd.sweep()
        unclear = (
            "SELECT count(*) FROM provider_events WHERE id = ANY (%s) AND state NOT IN ('applied', 'ignored')"
        )
        assert self.crowd.database.execute(unclear, [told]).fetchone() == (0,)


@pytest.fixture
def midnight(app: Flask, database: Any, sandbox: Sandbox, clock: Any) -> Midnight:
    """Goal 100,000 baht: cards for 60,000, PromptPay for 30,000 collected; and at two to twelve, a code of 10,000."""
    crowd = Crowd(app, database, sandbox)
    first = max((each["number"] for each in sandbox.webhooks()), default=0)
    deadline = (datetime.now(UTC) + timedelta(days=20)).replace(hour=17, minute=0, second=0, microsecond=0)
    owner = register(app.test_client())  # 17:00 is midnight in Thailand
    campaign = launch_campaign(owner, goal=baht(GOAL), deadline=deadline.isoformat())
    guests = crowd.guests(7)
    cards = done(crowd.pledging(guests[:3], campaign, amount=baht(20_000)))
    paid = done(crowd.pledging(guests[3:6], campaign, amount=baht(10_000), method="promptpay"))
    for each in paid:
        sandbox.pay(intent_of(each))
    crowd.sweep()
    clock.forward(seconds=(deadline - timedelta(minutes=2) - clock.now()).total_seconds())
    [shown] = done(crowd.pledging(guests[6:], campaign, amount=baht(10_000), method="promptpay"))
    everybody = dict(zip((each["id"] for each in [*cards, *paid, shown]), guests, strict=True))
    return Midnight(crowd, clock, campaign, deadline, cards, paid, shown, everybody, first)


def done(acts: list[Callable[[], Any]]) -> list[Shown]:
    return [act() for act in acts]


def test_m1_dual_rail_a_code_paid_after_midnight_is_waited_for_and_carries_the_campaign(
    midnight: Midnight,
) -> None:
    crowd, campaign = midnight.crowd, midnight.campaign
    midnight.at(midnight.deadline)
    crowd.sweep()
    at_midnight = crowd.campaign(campaign)
    midnight.at(midnight.deadline + timedelta(minutes=3))
    crowd.sandbox.pay(intent_of(midnight.shown))

    crowd.sweep()

    ended = crowd.campaign(campaign)
    assert (at_midnight["state"], at_midnight["raised"]) == ("waiting_funds", baht(90_000))
    assert (ended["state"], ended["raised"]) == ("succeeded", baht(GOAL))
    assert crowd.rows(campaign) == ["collected"] * 7
    cards = {each["id"] for each in midnight.cards}
    charged = [line for line in crowd.charges(campaign) if line["metadata"]["pledge_id"] in cards]
    assert [line["amount"] for line in charged] == [2_000_000] * 3
    crowd.check(campaign)
    before = midnight.rows()
    midnight.hear_everything_again()
    assert midnight.rows() == before
    crowd.check(campaign)


@pytest.mark.parametrize("face", FACES)
def test_m1_dual_rail_without_it_no_card_is_ever_charged_and_promptpay_is_owed_back(
    midnight: Midnight, face: str
) -> None:
    crowd, campaign = midnight.crowd, midnight.campaign
    midnight.at(midnight.deadline)
    crowd.sweep()
    at_midnight = midnight.state()
    midnight.at(midnight.deadline + timedelta(minutes=29))  # the code is good for half an hour

    crowd.sweep()

    cards = {each["id"] for each in midnight.cards}
    assert (at_midnight, midnight.state()) == ("waiting_funds", "failed")
    assert [line["effect"] for line in crowd.effects(campaign) if line["metadata"]["pledge_id"] in cards] == [
        "setup"
    ] * 3
    asked = FACES[face](crowd.app.test_client())
    for pledge in midnight.paid:
        [refund] = refunds_of(asked.by(midnight.backers[pledge["id"]]), pledge)
        assert (refund["state"], refund["amount"]) == ("requires_action", baht(10_000))
        assert datetime.fromisoformat(refund["expires_at"]) > midnight.clock.now()
    [(held, owed)] = crowd.database.execute(
        "SELECT sum(balance) FILTER (WHERE account LIKE 'campaign:%%'),"
        " sum(balance) FILTER (WHERE account LIKE 'refunds:%%') FROM ledger_balances WHERE account LIKE ANY (%s)",
        [[f"%{id}%" for id in (campaign["id"], *refund_ids(midnight))]],
    ).fetchall()
    assert (held, owed) == (0, 3_000_000)
    crowd.check(campaign)
    before = midnight.rows()
    midnight.hear_everything_again()
    assert midnight.rows() == before
    crowd.check(campaign)


def refund_ids(midnight: Midnight) -> list[str]:
    asked = "SELECT id FROM refunds WHERE campaign_id = %s"
    return [id for (id,) in midnight.crowd.database.execute(asked, [midnight.campaign["id"]]).fetchall()]
