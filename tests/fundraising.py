"""Campaigns and backers for stories: what they send, what the payer does at the provider, and what time does."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from flask import Flask

from domain.usecases.provider_events import ApplyProviderEvents
from domain.usecases.settling import CheckPayments, DecideDueCampaigns, SettleCampaigns
from tests.faces import Rest, Shown
from tests.provider import Sandbox
from tests.running import carry_out
from tests.world import Person, an_email, publish_project, rfc3339

GOAL = 300_000  # satang
DAYS = 30  # until the deadline
CARD = "pm_card_visa"
DECLINED = "pm_card_chargeDeclinedInsufficientFunds"
ASKING = "pm_card_threeDSecure2Required"  # its holder has to show that it is theirs
EMPTY_LATER = "pm_card_chargeCustomerFail"  # it can be saved, and is refused when it is charged
MOST_ROUNDS = 50


def baht(amount: int) -> Shown:
    return {"amount": amount * 100, "currency": "THB"}


def satang(amount: int) -> Shown:
    return {"amount": amount, "currency": "THB"}


REWARDS = [
    {"id": "card", "title": {"th": "โปสการ์ดจากชุมชน"}, "least": baht(100), "limit": None},
    {"id": "visit", "title": {"th": "พาเที่ยวดูฝาย"}, "least": baht(500), "limit": 1},
]


def a_campaign(**more: Any) -> Shown:
    """The input of an all-or-nothing campaign of 3,000 baht with two rewards, one of them for one backer alone."""
    return {
        "title": {"th": "คืนน้ำให้ไร่บนเขา", "en": "Water for the hills"},
        "story": {"th": "ฝายยี่สิบตัวก่อนหน้าแล้ง"},
        "goal": satang(GOAL),
        "deadline": rfc3339(timedelta(days=DAYS)),
        "rewards": REWARDS,
        **more,
    }


def draft_campaign(owner: Person, **more: Any) -> Shown:
    """For a new project of the owner's, or for `project_id`."""
    project_id = more.pop("project_id", None) or publish_project(owner)["id"]
    drafted: Shown = owner.does("createCampaign", project_id=project_id, **a_campaign(**more))
    return drafted


def launch_campaign(owner: Person, **more: Any) -> Shown:
    """A campaign that everybody sees and may back."""
    launched: Shown = owner.does("launchCampaign", id=draft_campaign(owner, **more)["id"])
    return launched


def pledge_by_card(backer: Any, campaign: Shown, amount: int = 50_000, **more: Any) -> Shown:
    """By anybody who `does`; of satang."""
    return _pledge(backer, campaign, amount, {"method": "card", "payment_method": CARD, **more})


def pledge_by_promptpay(backer: Any, campaign: Shown, amount: int = 50_000, **more: Any) -> Shown:
    return _pledge(backer, campaign, amount, {"method": "promptpay", **more})


def _pledge(backer: Any, campaign: Shown, amount: int, more: Shown) -> Shown:
    given = {"campaign_id": campaign["id"], "amount": satang(amount), "idempotency_key": a_key(), **more}
    made: Shown = backer.does("createPledge", **given)
    return made


def pledge_as_guest(backer: Any, campaign: Shown, amount: int = 50_000, **more: Any) -> Shown:
    """Whoever is not known must say where to write to."""
    return pledge_by_card(backer, campaign, amount, **{"email": an_email(), **more})


def pledge_paid(backer: Any, campaign: Shown, sandbox: Sandbox, app: Flask, amount: int = 50_000) -> Shown:
    """By PromptPay, and the code was scanned and paid at once."""
    pledged = pledge_by_promptpay(backer, campaign, amount)
    sandbox.pay(intent_of(pledged))
    hears_of_it(app, sandbox)
    seen: Shown = backer.does("pledge", id=pledged["id"])
    return seen


def seen(face: Any, who: Any, pledge: Shown) -> Shown:
    """The pledge, as somebody sees it now."""
    shown: Shown = face.by(who).does("pledge", id=pledge["id"])
    return shown


def raised(face: Any, campaign: Shown) -> tuple[int, int]:
    """Satang, and how many backers."""
    shown = face.by(None).does("campaign", id=campaign["id"])
    return shown["raised"]["amount"], shown["backers"]


def intent_of(pledge: Shown) -> str:
    """What the provider calls the payment, or the card being saved: the backer's browser knows it too."""
    secret: str = pledge["payment"]["client_secret"]
    return secret.partition("_secret_")[0]


def effects_on(sandbox: Sandbox, pledge: Shown, effect: str) -> list[Shown]:
    """How often the provider really did such a thing for the pledge, and what."""
    marked = [each for each in sandbox.effects() if each["metadata"].get("pledge_id") == pledge["id"]]
    return [each for each in marked if each["effect"] == effect]


REFUNDS = """query($id: ID!) { pledge(id: $id) { refunds {
    nodes { state reason expiresAt amount { amount currency } } } } }"""


def refunds_of(face: Any, pledge: Shown) -> list[Shown]:
    """They have no list of their own on either face: a pledge leads to them."""
    if isinstance(face, Rest):
        return list(face.does("pledge", id=pledge["id"], expand="refunds")["refunds"]["data"])
    found = face.asks(REFUNDS, {"id": pledge["id"]})["data"]["pledge"]["refunds"]["nodes"]
    return [{**each, "state": each["state"].lower(), "expires_at": each.pop("expiresAt")} for each in found]


def a_key() -> str:
    return uuid4().hex


def hears_of_it(app: Flask, sandbox: Sandbox) -> None:
    """The provider's webhooks come in, and what they tell is followed."""
    assert set(sandbox.deliver(app.test_client())) <= {200}
    time_passes(app)


def time_passes(app: Flask) -> None:
    """The platform does what is due by now, until nothing is left to be done."""
    sweeps = (ApplyProviderEvents(), DecideDueCampaigns(), SettleCampaigns(), CheckPayments())
    for _ in range(MOST_ROUNDS):
        if not sum(carry_out(app, sweep) for sweep in sweeps):
            return
    raise AssertionError("there is always more to be done")


def after_the_deadline(app: Flask, clock: Any) -> None:
    clock.forward(days=DAYS, minutes=1)
    time_passes(app)
