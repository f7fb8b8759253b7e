"""A campaign among a crowd: its backers, what they are answered, and what the provider really did for them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import cycle
from typing import Any

import psycopg
from flask import Flask

from domain.access import SYSTEM
from domain.usecases.provider_events import ApplyProviderEvents
from domain.usecases.settling import CheckPayments, DecideDueCampaigns, SettleCampaigns
from tests.faces import FACES, Shown
from tests.fundraising import CARD, a_key, satang
from tests.journeys.books import check_to_the_satang
from tests.provider import Sandbox
from tests.running import carry_out
from tests.world import Guest, a_guest, an_email

SWEEPS = (ApplyProviderEvents(), DecideDueCampaigns(), SettleCampaigns(), CheckPayments())
BEGUN = ("setup_intents", "payment_intents")
Act = Callable[[], Any]


@dataclass
class Crowd:
    """Guests and their pledges, on both faces by turns; the sandbox is the provider."""

    app: Flask
    database: psycopg.Connection[Any]
    sandbox: Sandbox

    def guests(self, number: int) -> list[Guest]:
        client = self.app.test_client()
        return [a_guest(client) for _ in range(number)]

    def faces(self, people: Iterable[Any]) -> list[Any]:
        """Each on another client, every other one through the graph."""
        turn = cycle(FACES.values())
        return [next(turn)(self.app.test_client()).by(who) for who in people]

    def pledging(self, people: Iterable[Any], campaign: Shown, **more: Any) -> list[Act]:
        """What each would do, to be done when a test likes."""
        return [_pledging(face, campaign, more) for face in self.faces(people)]

    def cancelling(self, people: Iterable[Any], pledges: Iterable[Shown]) -> list[Act]:
        return [_cancelling(face, each["id"]) for face, each in zip(self.faces(people), pledges, strict=True)]

    def begun(self) -> set[str]:
        """Whatever the provider has ever begun to do for anybody: the newest hundred of each kind."""
        v1 = self.sandbox.stripe.v1
        return {each.id for kind in BEGUN for each in getattr(v1, kind).list({"limit": 100}).data}

    def sweep(self, at_most: int = 60) -> None:
        """Webhooks come in, and the platform does what is due, until nothing is left."""
        assert set(self.sandbox.deliver(self.app.test_client())) <= {200}
        for _ in range(at_most):
            if not sum(carry_out(self.app, each) for each in SWEEPS):
                return
        raise AssertionError("there is always more to be done")

    def rows(self, campaign: Shown, what: str = "state") -> list[Any]:
        """A column of all its pledges."""
        asked = f"SELECT {what} FROM pledges WHERE campaign_id = %s ORDER BY id"
        return [value for (value,) in self.database.execute(asked.encode(), [campaign["id"]]).fetchall()]

    def campaign(self, campaign: Shown) -> Shown:
        shown: Shown = FACES["rest"](self.app.test_client()).does("campaign", id=campaign["id"])
        return shown

    def effects(self, *campaigns: Shown) -> list[Shown]:
        """Of what the provider did, what it did for their pledges."""
        ours = {id for campaign in campaigns for id in self.rows(campaign, "id")}
        return [line for line in self.sandbox.effects() if line["metadata"].get("pledge_id") in ours]

    def charges(self, campaign: Shown) -> list[Shown]:
        return [line for line in self.effects(campaign) if line["effect"] == "charge"]

    def check(self, *campaigns: Shown) -> None:
        """The books are right, and the provider's log says the same."""
        payments = {id for campaign in campaigns for id in self.rows(campaign, "payment") if id}
        lines = self.effects(*campaigns)
        check_to_the_satang(
            self.database, lines, payments | {line["payment_intent"] for line in lines} - {None}
        )


def _pledging(face: Any, campaign: Shown, more: Shown) -> Act:
    given = {
        "campaign_id": campaign["id"],
        "amount": satang(50_000),
        "method": "card",
        "email": an_email(),
        "idempotency_key": a_key(),
    } | more
    if given["method"] == "card":
        given.setdefault("payment_method", CARD)
    return lambda: face.does("createPledge", **given)


def _cancelling(face: Any, id: str) -> Act:
    return lambda: face.does("cancelPledge", id=id)


def one_round(app: Flask, *sweeps: Any) -> int:
    """Whether anything was done."""
    core = app.extensions["plik"].core
    return sum(core.run(sweep, SYSTEM) for sweep in sweeps or SWEEPS)
