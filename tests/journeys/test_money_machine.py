"""Whatever backers, owners, banks, clocks and crashes do, in whatever order: the books are right, nobody is charged
twice, nothing is sold twice, and everything comes to an end.

A machine of random acts on a real database; the provider is a teller in memory whose answers may be lost before or
after they take effect, and each of our own commits may be the one at which the process dies.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from adapters.ids import new_id
from adapters.ports import Connections, make_ports
from domain.access import NOBODY, SYSTEM, Actor
from domain.collections import Work
from domain.core import Core
from domain.errors import Refusal
from domain.ids import AccountId, CampaignId, PledgeId, ProjectId
from domain.model.campaigns import Model
from domain.model.payments import Kind, Method, PaymentStatus
from domain.model.pledges import Fallback
from domain.money import Money
from domain.ports import Asking
from domain.text import Text
from domain.usecases.accounts import CreateAccount
from domain.usecases.campaigns import CancelCampaign, CreateCampaign, LaunchCampaign, Reward
from domain.usecases.payments import follow
from domain.usecases.pledges import CancelPledge, CreatePledge
from domain.usecases.projects import CreateProject, PublishProject
from domain.usecases.settling import CheckPayments, DecideDueCampaigns, SettleCampaigns
from tests.domain.projects import WHOLE
from tests.journeys.books import check_books
from tests.teller import Teller

S = PaymentStatus
GOAL = 100_000
CARDS = ("fine", "declined", "needs_action", "fails_later", None)
SWEEPS = (DecideDueCampaigns, SettleCampaigns, CheckPayments)
ENDED = {"collected", "refunding", "refunded", "lapsed", "expired", "cancelled"}
Begin = Callable[[Asking], AbstractContextManager[Work]]


class Killed(BaseException):
    """The process is no more."""


class World:
    """One database, one teller, a clock, and a process that may die at one of its next commits."""

    def __init__(self, url: str) -> None:
        self.connections = Connections(lambda: url, 4)
        self.shift = timedelta()
        self.dies_in: int | None = None
        self.teller = Teller()
        ports = make_ports(self.connections, self.now, self.teller, cheap_passwords=True)
        self.ports = replace(ports, begin=self._mortal(ports.begin))
        self.core = Core(self.ports)
        self.database = psycopg.connect(url, autocommit=True)
        self.owner, self.backers = self._person(), [self._person() for _ in range(3)]
        made = self.core.run(CreateProject(document=WHOLE), self.owner)
        self.core.run(PublishProject(project_id=ProjectId(made.id)), self.owner)
        self.project = ProjectId(made.id)

    def now(self) -> datetime:
        return datetime.now(UTC) + self.shift

    def _mortal(self, begin: Begin) -> Begin:
        @contextmanager
        def begins(asking: Asking) -> Iterator[Work]:
            with begin(asking) as work:
                yield work
                if self.dies_in is not None:
                    self.dies_in -= 1
                    if self.dies_in < 0:
                        self.dies_in = None
                        raise Killed

        return begins

    def _person(self) -> Actor:
        email = f"{new_id('person')}@plik.example"
        made = self.core.run(
            CreateAccount(email=email, password="correct horse battery", display_name="ก"), NOBODY
        )
        return Actor(account_id=AccountId(made.id))

    def does(self, wish: Any, by: Actor) -> Any:
        """What comes of it; None where it was refused, or its process died."""
        with suppress(Refusal, Killed):
            return self.core.run(wish, by)

    def states(self, table: str, campaign: str) -> dict[str, str]:
        rows = self.database.execute(
            f"SELECT id, state FROM {table} WHERE campaign_id = %s".encode(), [campaign]
        )
        return dict(rows.fetchall())


class Raising(RuleBasedStateMachine):
    world: World

    @initialize(model=st.sampled_from(Model))
    def launch(self, model: Model) -> None:
        self.world.shift, self.world.dies_in, self.world.teller.losses = timedelta(), None, []
        rewards = (Reward(id="last", title=Text(th="เสื้อ"), least=Money(1_000), limit=1),)
        terms: Any = {"goal": Money(GOAL), "deadline": self.world.now() + timedelta(days=10), "model": model}
        wish = CreateCampaign(
            project_id=self.world.project, title=Text(th="ระดมทุน"), rewards=rewards, **terms
        )
        self.campaign = CampaignId(self.world.core.run(wish, self.world.owner).id)
        self.world.core.run(LaunchCampaign(campaign_id=self.campaign), self.world.owner)
        self.first = len(self.world.teller.things)
        self.told: list[Any] = []

    @rule(
        amount=st.sampled_from([1_000, 40_000, 60_000]),
        card=st.sampled_from(CARDS),
        method=st.sampled_from(Method),
        reward=st.booleans(),
        backer=st.integers(0, 2),
    )
    def pledge(self, amount: int, card: str | None, method: Method, reward: bool, backer: int) -> None:
        wish = CreatePledge(
            campaign_id=self.campaign,
            amount=Money(amount),
            method=method,
            payment_method=card if method is Method.CARD else None,
            reward_id="last" if reward else None,
            fallback=Fallback.REFUND,
        )
        self.world.does(wish, self.world.backers[backer])

    @rule(data=st.data())
    def take_back(self, data: st.DataObject) -> None:
        if pledges := sorted(self.world.states("pledges", self.campaign)):
            wish = CancelPledge(pledge_id=PledgeId(data.draw(st.sampled_from(pledges))))
            for backer in self.world.backers:
                self.world.does(wish, backer)

    @precondition(lambda self: len(self.world.teller.things) > self.first)
    @rule(data=st.data(), status=st.sampled_from([S.SUCCEEDED, S.FAILED, S.PROCESSING]))
    def somebody_acts_at_the_bank(self, data: st.DataObject, status: PaymentStatus) -> None:
        ours = list(self.world.teller.things)[self.first :]
        if fact := self.world.teller.becomes(data.draw(st.sampled_from(ours)), status):
            self.told.append(fact)

    @precondition(lambda self: self.told)
    @rule(data=st.data())
    def we_hear_of_it_late_twice_and_in_any_order(self, data: st.DataObject) -> None:
        fact = data.draw(st.sampled_from(self.told))
        asking = Asking(actor=SYSTEM, command="ApplyProviderEvents")
        with suppress(Killed):
            follow(fact, self.world.ports.calling(asking))

    @rule(sweep=st.sampled_from(SWEEPS))
    def the_platform_looks(self, sweep: Any) -> None:
        self.world.does(sweep(), SYSTEM)

    @rule(hours=st.sampled_from([0.01, 1, 30, 90]))
    def time_passes(self, hours: float) -> None:
        self.world.shift += timedelta(hours=hours)

    @rule(when=st.sampled_from(["before", "after"]))
    def an_answer_will_be_lost(self, when: str) -> None:
        self.world.teller.losses.append(when)

    @rule(commits=st.integers(0, 2))
    def the_process_will_die(self, commits: int) -> None:
        self.world.dies_in = commits

    @rule()
    def the_owner_calls_it_off(self) -> None:
        self.world.does(CancelCampaign(campaign_id=self.campaign), self.world.owner)

    def teardown(self) -> None:
        if not hasattr(self, "campaign"):
            return
        self.world.dies_in, self.world.teller.losses = None, []
        for _ in range(12):
            self.world.shift += timedelta(days=2)
            for _ in range(3):
                for sweep in SWEEPS:
                    self.world.core.run(sweep(), SYSTEM)
            self._the_bank_makes_up_its_mind()
        self._everything_is_at_its_end()

    def _the_bank_makes_up_its_mind(self) -> None:
        for name, thing in list(self.world.teller.things.items())[self.first :]:
            if thing.kind is Kind.REFUND or thing.status is S.PROCESSING:
                self.world.teller.becomes(name, S.SUCCEEDED)

    def _everything_is_at_its_end(self) -> None:
        teller, pledges = self.world.teller, self.world.states("pledges", self.campaign)
        [(outcome, settled)] = self.world.database.execute(
            "SELECT state, settled_at FROM campaigns WHERE id = %s", [self.campaign]
        ).fetchall()
        assert settled, outcome
        assert set(pledges.values()) <= ENDED, pledges
        kept = {"collected", "lapsed", "expired", "cancelled", "refunded"}
        assert set(pledges.values()) <= (
            kept if outcome == "succeeded" else kept - {"collected", "lapsed"}
        ), pledges
        ours = list(teller.things)[self.first :]
        effects = [(what, name) for what, name, _ in teller.effects if name in ours]
        check_books(self.world.database, effects, ours)


def test_money_comes_to_an_end_and_the_books_are_right(database_url: str) -> None:
    world = World(database_url)

    class Machine(Raising):
        pass

    Machine.world = world
    try:
        run_state_machine_as_test(
            Machine,
            settings=settings(
                max_examples=40,
                stateful_step_count=30,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
    finally:
        world.database.close()
        world.connections.close()


def test_a_code_that_failed_is_closed_so_that_it_cannot_be_paid_unseen_by_a_later_click(
    database_url: str,
) -> None:
    world = World(database_url)
    terms: Any = {"goal": Money(GOAL), "deadline": world.now() + timedelta(days=10)}
    wish = CreateCampaign(project_id=world.project, title=Text(th="ระดมทุน"), **terms)
    campaign = CampaignId(world.core.run(wish, world.owner).id)
    world.core.run(LaunchCampaign(campaign_id=campaign), world.owner)
    pledge = CreatePledge(campaign_id=campaign, amount=Money(1_000), method=Method.PROMPTPAY)
    world.core.run(pledge, world.backers[0])
    [code] = world.teller.things

    world.teller.becomes(code, S.FAILED)
    world.shift += timedelta(minutes=10)
    world.core.run(CheckPayments(), SYSTEM)
    world.core.run(CheckPayments(), SYSTEM)

    assert list(world.states("pledges", campaign).values()) == ["expired"]
    assert world.teller.becomes(code, S.SUCCEEDED) is None, "nobody can pay it any more"
    check_books(world.database, [])
    world.database.close()
    world.connections.close()
