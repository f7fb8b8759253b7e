"""What the provider tells comes before our own answer is written down, twice, backwards, or not at all: in the end each
pledge stands where the provider says, and every baht is booked once."""

import json
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from flask import Flask

from adapters.clocks import real_now
from adapters.ids import new_id
from adapters.ports import Connections, make_ports
from domain.access import NOBODY, SYSTEM, Actor
from domain.core import Core
from domain.ids import AccountId
from domain.model.campaigns import Model
from domain.model.payments import Fact, Method, OutcomeUnknown
from domain.money import Money
from domain.text import Text
from domain.usecases.accounts import CreateAccount
from domain.usecases.campaigns import CreateCampaign, LaunchCampaign
from domain.usecases.pledges import CreatePledge
from domain.usecases.projects import CreateProject, PublishProject
from domain.usecases.provider_events import (
    ApplyProviderEvents,
    CatchUpOnProviderEvents,
    ReceiveProviderEvent,
)
from tests.domain.projects import WHOLE
from tests.journeys.books import check_books
from tests.journeys.faults import Forwarding
from tests.provider import Sandbox, about
from tests.running import payments_by

SEED = 20261125
Database = psycopg.Connection[Any]


@dataclass
class Hasty(Forwarding):
    """A provider whose webhooks are there before its answer is."""

    deliver: Callable[[Fact], None]

    def collect(self, order: Any) -> Fact:
        return self._told(self.to.collect(order))

    def save_card(self, order: Any) -> Fact:
        return self._told(self.to.save_card(order))

    def _told(self, fact: Fact) -> Fact:
        self.deliver(fact)
        return fact


@dataclass
class Fair:
    """A campaign, and backers who pledge to it."""

    on: Connections
    core: Core
    payments: Any
    sandbox: Sandbox
    database: Database
    begun_at: int

    def campaign(self, model: Model) -> str:
        owner = self._person()
        project = self.core.run(CreateProject(document=WHOLE), owner).id
        self.core.run(PublishProject(project_id=project), owner)
        terms: Any = {"goal": Money(100_000), "deadline": real_now() + timedelta(days=10), "model": model}
        made = self.core.run(CreateCampaign(project_id=project, title=Text(th="ระดมทุน"), **terms), owner)
        self.core.run(LaunchCampaign(campaign_id=made.id), owner)  # type: ignore[arg-type]  # an id is a text
        return str(made.id)

    def pledge(self, campaign: str, method: Method, card: str | None = "pm_card_visa") -> str:
        paying = {"payment_method": card} if method is Method.CARD else {"email": "somying@people.example"}
        wish: Any = CreatePledge(campaign_id=campaign, amount=Money(70_000), method=method, **paying)  # type: ignore[arg-type]  # likewise
        return str(self.core.run(wish, self._person()).id)

    def _person(self) -> Actor:
        email = f"{new_id('person')}@plik.example"
        made = self.core.run(CreateAccount(email=email, password="correct horse", display_name="ก"), NOBODY)
        return Actor(account_id=AccountId(made.id))

    def pay(self, pledge: str) -> str:
        row = self.database.execute("SELECT payment FROM pledges WHERE id = %s", [pledge]).fetchone()
        assert row
        self.sandbox.pay(row[0])
        return str(row[0])

    def receive(self, webhooks: Sequence[dict[str, Any]]) -> None:
        for each in webhooks:
            self.core.run(
                ReceiveProviderEvent(raw=each["body"].encode(), signature=each["signature"]), NOBODY
            )

    def follow(self) -> int:
        """Everything that waits, also what is parked."""
        self.database.execute(
            "UPDATE provider_events SET due_at = now() WHERE state IN ('waiting', 'parked')"
        )
        return self.core.run(ApplyProviderEvents(), SYSTEM)

    def follow_all(self) -> None:
        """Until nothing waits; what others have paid at the same sandbox is never known here, and is left for later."""
        self.follow()
        while self.core.run(ApplyProviderEvents(), SYSTEM):
            pass

    def told(self) -> list[dict[str, Any]]:
        """Every webhook since this began."""
        return self.sandbox.webhooks(self.begun_at)

    def state(self, pledge: str) -> str:
        row = self.database.execute("SELECT state FROM pledges WHERE id = %s", [pledge]).fetchone()
        assert row
        return str(row[0])

    def applied(self) -> int:
        """How many of the events since this began have been followed."""
        ids = [json.loads(each["body"])["id"] for each in self.told()]
        question = "SELECT count(*) FROM provider_events WHERE state = 'applied' AND id = ANY(%s)"
        row = self.database.execute(question, [ids]).fetchone()
        assert row
        return int(row[0])

    def check(self) -> None:
        ours = {line["payment_intent"]: line["effect"] for line in self.sandbox.effects()}
        pledged = {row[0] for row in self.database.execute("SELECT payment FROM pledges").fetchall()}
        effects = [
            (line["effect"], line["payment_intent"])
            for line in self.sandbox.effects()
            if line["payment_intent"] in pledged
        ]
        check_books(self.database, effects, among=set(ours) & pledged)


@pytest.fixture
def fair(app: Flask, sandbox: Sandbox, database: Database) -> Iterator[Fair]:
    url: str = app.config["DATABASE_URL"]
    on = Connections(lambda: url, size=4)
    payments: Any = payments_by(sandbox)
    core = Core(make_ports(on, real_now, payments, cheap_passwords=True))
    database.execute("UPDATE provider_events SET state = 'ignored' WHERE state IN ('waiting', 'parked')")
    begun_at = max((each["number"] for each in sandbox.webhooks()), default=0)
    yield Fair(on, core, payments, sandbox, database, begun_at)
    on.close()


def hasty(fair: Fair) -> Fair:
    """The same, its webhooks followed before our own answer is there."""

    def deliver(fact: Fact) -> None:
        fair.receive(about(fair.told(), fact.reference) * 2)
        fair.follow()

    ports = make_ports(fair.on, real_now, Hasty(fair.payments, deliver), cheap_passwords=True)
    return replace(fair, core=Core(ports))


@pytest.mark.parametrize(
    ("model", "method", "then"),
    [
        (Model.ALL_OR_NOTHING, Method.CARD, "secured"),
        (Model.KEEP_WHAT_YOU_RAISE, Method.CARD, "collected"),
        (Model.ALL_OR_NOTHING, Method.PROMPTPAY, "awaiting_payment"),
    ],
)
def test_a_webhook_that_overtakes_our_own_answer_changes_nothing(
    fair: Fair, model: Model, method: Method, then: str
) -> None:
    overtaken = hasty(fair)

    pledge = overtaken.pledge(overtaken.campaign(model), method)

    assert fair.applied() > 0
    assert fair.state(pledge) == then
    fair.receive(fair.told())
    fair.follow()
    assert fair.state(pledge) == then
    fair.check()


def test_a_pledge_whose_answer_was_never_heard_is_collected_by_what_is_told(fair: Fair) -> None:
    campaign = fair.campaign(Model.KEEP_WHAT_YOU_RAISE)
    fair.sandbox.faults({"fault": "reset_after", "path_prefix": "/v1/payment_intents", "times": 1})
    pledge = fair.pledge(campaign, Method.CARD)
    unheard = fair.state(pledge)

    fair.receive(fair.told())
    fair.follow()

    assert (unheard, fair.state(pledge)) == ("created", "collected")
    fair.check()


@pytest.mark.parametrize("time", range(8))
def test_in_whatever_order_and_however_often_they_come_there_is_one_end(fair: Fair, time: int) -> None:
    dice = random.Random(f"{SEED} {time}")
    campaign = fair.campaign(Model.ALL_OR_NOTHING)
    paid, unpaid = fair.pledge(campaign, Method.PROMPTPAY), fair.pledge(campaign, Method.PROMPTPAY)
    kept = fair.pledge(campaign, Method.CARD)
    fair.pay(paid)
    webhooks = fair.told() * 2
    dice.shuffle(webhooks)
    del webhooks[0]

    for each in webhooks:
        fair.receive([each])
        if dice.random() < 0.5:
            fair.follow()
    fair.follow_all()

    assert [fair.state(each) for each in (paid, unpaid, kept)] == ["collected", "awaiting_payment", "secured"]
    fair.check()


def test_without_any_webhook_the_hourly_look_finds_it_all(fair: Fair) -> None:
    pledge = fair.pledge(fair.campaign(Model.ALL_OR_NOTHING), Method.PROMPTPAY)
    payment = fair.pay(pledge)

    fetched = fair.core.run(CatchUpOnProviderEvents(), SYSTEM)
    fair.follow_all()

    assert fetched
    assert fair.state(pledge) == "collected"
    types = {json.loads(each["body"])["type"] for each in about(fair.told(), payment)}
    assert "payment_intent.succeeded" in types
    fair.check()


def test_while_the_provider_is_away_nothing_is_decided(fair: Fair) -> None:
    pledge = fair.pledge(fair.campaign(Model.ALL_OR_NOTHING), Method.PROMPTPAY)
    fair.pay(pledge)
    fair.receive(fair.told())
    fair.sandbox.faults({"fault": "500_before"})

    fair.follow()
    with pytest.raises(OutcomeUnknown):
        fair.core.run(CatchUpOnProviderEvents(), SYSTEM)

    assert fair.state(pledge) == "awaiting_payment"
    fair.sandbox.clear_faults()
    fair.follow()
    assert fair.state(pledge) == "collected"
    fair.check()


def test_what_is_dated_far_ahead_does_not_make_the_hourly_look_blind(fair: Fair) -> None:
    ahead = "UPDATE provider_events SET at = at + interval '300 days' WHERE id = %s"
    first = fair.pledge(fair.campaign(Model.ALL_OR_NOTHING), Method.PROMPTPAY)
    told = fair.told()
    fair.receive(told)
    fair.database.execute(ahead, [json.loads(told[0]["body"])["id"]])
    fair.pay(first)

    fair.core.run(CatchUpOnProviderEvents(), SYSTEM)
    fair.follow_all()

    assert fair.state(first) == "collected"
    fair.check()
