"""Partners that mirror campaigns of their own sites, for stories."""

from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from typing import Any
from uuid import uuid4

from flask.testing import FlaskClient

from tests.domain.projects import WHOLE
from tests.faces import Shown
from tests.world import Machine, Person, found, make_machine, register, rfc3339

_numbers = count(1)


@dataclass(frozen=True)
class Partner:
    """A crowdfunding site: the organization, who owns it, and its machine."""

    organization: Shown
    owner: Person
    machine: Machine

    @property
    def bearer(self) -> str:
        return self.machine.bearer


def a_partner(client: FlaskClient, *scopes: str) -> Partner:
    """Its machine may mirror campaigns and follow the feed; or has these scopes, in place of those."""
    owner = register(client)
    organization = found(owner, kind="crowdfunding", name={"th": "มีฟันด์", "en": "meefund"})
    machine = make_machine(owner, organization, *(scopes or ("campaigns:sync", "events:read")))
    return Partner(organization, owner, machine)


@dataclass(frozen=True)
class WithKeys:
    """A machine that brings a new key each time, as machines must through the graph."""

    machine: Machine

    @property
    def headers(self) -> dict[str, str]:
        return {**self.machine.headers, "Idempotency-Key": uuid4().hex}


def mirror(face: Any, partner: Partner | Machine, external_id: str, **said: Any) -> Shown:
    """By the partner's machine; through the graph a client brings a key with every mutation."""
    asking = face.by(partner).sending(idempotency_key=uuid4().hex)
    mirrored: Shown = asking.does("setExternalCampaign", external_id=external_id, **said)
    return mirrored


def an_external_id() -> str:
    return f"weirs-{next(_numbers)}"


def baht(amount: int) -> Shown:
    return {"amount": amount * 100, "currency": "THB"}


def as_it_stands(**more: Any) -> Shown:
    """A campaign as the partner says it: of 3,000 baht has raised 1,200, an hour ago; it brings its project along."""
    whole = {
        "title": {"th": "คืนน้ำให้ไร่บนเขา", "en": "Water for the hills"},
        "story": {"th": "ฝายยี่สิบตัว"},
        "goal": baht(3_000),
        "deadline": rfc3339(timedelta(days=120)),
        "model": "all_or_nothing",
        "rewards": [{"id": "visit", "title": {"th": "พาเที่ยว"}, "least": baht(5), "limit": 10}],
        "totals": {"raised": baht(1_200), "backers": 12},
        "as_of": rfc3339(-timedelta(hours=1)),
        "url": "https://meefund.example/weirs",
    }
    belongs = {} if "project_id" in more else {"project": WHOLE}
    return {**whole, **belongs, **more}


def reported(said: Shown, raised: int, backers: int = 20, **when: float) -> Shown:
    """The same campaign, and what it had raised at that time from now; now, where none is named."""
    totals = {"raised": baht(raised), "backers": backers}
    return {**said, "totals": totals, "as_of": rfc3339(timedelta(**when))}
