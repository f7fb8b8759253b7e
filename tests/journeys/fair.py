"""Money is raised while everything is killed: campaigns that end soon or late, and guests who save cards, are shown
codes and pay them, are refused, and change their minds."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import requests

from api.demo.faces import Refused, Shown
from tests.domain.projects import WHOLE
from tests.fundraising import CARD, DECLINED, REWARDS, a_campaign, intent_of, satang
from tests.journeys.persistent import Persistent, Person
from tests.journeys.town import hands
from tests.provider import Sandbox
from tests.world import an_email, rfc3339

GUESTS, EACH = 4, 3  # pledges of each guest to one campaign
SOON = timedelta(seconds=6)
PATIENCE = 60.0  # seconds of a payer
LIKELY: dict[str, Any] = {"paid code": 4, "shown code": 1, "card": 4, "bad card": 1}
FORESEEN = {
    "campaign_is_failed",
    "campaign_is_succeeded",
    "campaign_is_waiting_funds",
    "campaign_over",
    "deadline_in_the_past",
    "payment_declined",
    "pledge_in_progress",
    "pledge_is_charging",
    "pledge_is_collected",
    "pledge_is_expired",
    "pledge_is_refunded",
    "pledge_is_refunding",
    "reward_sold_out",
}


@dataclass(frozen=True)
class Fair:
    client: Persistent
    sandbox: Sandbox
    owner: Person
    project: Shown
    guests: list[str]


def open_fair(client: Persistent, sandbox: Sandbox) -> Fair:
    owner = client.register("ผู้ระดมทุน")
    project = client.do("createProject", owner.token, **WHOLE)
    client.do("publishProject", owner.token, id=project["id"])
    return Fair(client, sandbox, owner, project, [client.visit() for _ in range(GUESTS)])


def raise_funds(fair: Fair, dice: random.Random) -> None:
    """One campaign, and what its backers do. Raises Refused where that was not to be foreseen."""
    ends_in = dice.choice([SOON, timedelta(days=20)])
    model = dice.choice(["all_or_nothing", "keep_what_you_raise"])
    terms = {"goal": satang(dice.choice([100_000, 900_000])), "deadline": rfc3339(ends_in), "model": model}
    campaign = _perhaps(lambda: _launch(fair, terms))
    if campaign is None:
        return
    chances = [random.Random(dice.random()) for _ in fair.guests]
    with hands() as each:
        each(lambda who: _back(fair, who[0], campaign, who[1]), zip(fair.guests, chances, strict=True))


def _launch(fair: Fair, terms: Shown) -> Shown:
    wish = a_campaign(**terms, rewards=[reward | {"limit": reward["limit"] and 2} for reward in REWARDS])
    made = fair.client.do("createCampaign", fair.owner.token, project_id=fair.project["id"], **wish)
    return fair.client.do("launchCampaign", fair.owner.token, id=made["id"])


def _back(fair: Fair, guest: str, campaign: Shown, dice: random.Random) -> None:
    for _ in range(EACH):
        [how] = dice.choices(list(LIKELY), list(LIKELY.values()))
        given: Shown = {"method": "promptpay"}
        if how.endswith("card"):
            given = {"method": "card", "payment_method": DECLINED if how == "bad card" else CARD}
        if dice.random() < 0.4:
            given["reward_id"] = "visit"
        given |= {"campaign_id": campaign["id"], "amount": satang(50_000), "email": an_email()}
        pledge = _perhaps(lambda given=given: fair.client.do("createPledge", guest, **given))  # type: ignore[misc]  # bound now
        if pledge and how == "paid code":
            _pay(fair, guest, pledge)
        if pledge and dice.random() < 0.3:
            _perhaps(lambda id=pledge["id"]: fair.client.do("cancelPledge", guest, id=id))  # type: ignore[misc]  # bound now


def _perhaps(act: Callable[[], Shown]) -> Shown | None:
    try:
        return act()
    except Refused as refusal:
        if set(refusal.codes) <= FORESEEN:
            return None
        raise


def _pay(fair: Fair, guest: str, pledge: Shown) -> None:
    """As soon as there is a code; where the provider was away, it is shown later."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if pledge["state"] not in ("created", "awaiting_payment"):
            return
        if pledge["payment"]["client_secret"]:
            try:
                fair.sandbox.pay(intent_of(pledge))
            except requests.RequestException:
                pass  # killed just now
            except AssertionError:
                return  # it has been paid, or can be no more
        time.sleep(0.2)
        pledge = fair.client.show("pledge", guest, id=pledge["id"])
