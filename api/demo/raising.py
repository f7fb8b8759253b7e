"""The demo's projects ask the public for money: campaigns that are live now, and who has backed them so far."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

from api.demo.data import Item, items, keyed, projects
from api.demo.programme import around, project_of
from api.demo.sower import Sower, Step, titled
from domain.ids import CampaignId, ProjectId
from domain.model.campaigns import Model
from domain.model.payments import Method
from domain.model.pledges import PledgeState
from domain.money import Money
from domain.ports import Shown
from domain.text import Text
from domain.usecases.campaigns import CreateCampaign, LaunchCampaign, Reward
from domain.usecases.pledges import CreatePledge
from domain.usecases.settling import CheckPayments

CARD = "pm_card_visa"  # a test card, of the sandbox and of Stripe


def raising(sower: Sower, now: datetime, *, pays: bool) -> Iterator[Step]:
    """`pays`: whether a sandbox carries the payments. Nobody's real account at a provider is filled with a demo."""
    for campaign in items("campaigns"):
        day = now + timedelta(days=campaign["launched"])
        yield day, partial(_draft, sower, campaign, around(now, campaign["ends"]))
        yield day + timedelta(hours=2), partial(_launch, sower, campaign)
        for number, pledge in enumerate(campaign["pledges"] if pays else ()):
            moment = now + timedelta(days=pledge["day"], minutes=17 * number)
            yield moment, partial(_pledge, sower, campaign, pledge)
            yield moment + timedelta(minutes=1), partial(_carry_on, sower, campaign)


def campaign_of(sower: Sower, campaign: Item) -> Shown | None:
    return titled(sower.all("campaigns", project_id=own_project(sower, campaign)), campaign)


def own_project(sower: Sower, of: Item) -> ProjectId:
    """The project that an item of the demo names."""
    found = project_of(sower, keyed(projects())[of["project"]])
    assert found is not None, f"{of['project']} is there before anything is done with it"
    return ProjectId(found["id"])


def proposer(of: Item) -> str:
    return str(keyed(projects())[of["project"]]["proposer"])


def _draft(sower: Sower, campaign: Item, deadline: datetime) -> None:
    if campaign_of(sower, campaign) is not None:
        return
    wish = CreateCampaign(
        project_id=own_project(sower, campaign),
        title=Text.of(campaign["title"]),
        story=Text.of(campaign["story"]),
        goal=Money(campaign["goal"]["amount"]),
        deadline=deadline,
        model=Model(campaign["model"]),
        rewards=tuple(_reward(reward) for reward in campaign["rewards"]),
    )
    sower.run_as(proposer(campaign), wish)


def _reward(reward: Item) -> Reward:
    said = {"title": Text.of(reward["title"]), "delivery": Text.of(reward["delivery"])}
    return Reward(**reward | said | {"least": Money(reward["least"]["amount"])})


def _launch(sower: Sower, campaign: Item) -> None:
    if (found := campaign_of(sower, campaign)) and found["state"] == "draft":
        sower.run_as(proposer(campaign), LaunchCampaign(campaign_id=CampaignId(found["id"])))


def _pledge(sower: Sower, campaign: Item, pledge: Item) -> None:
    """Each of the demo's backers backs a campaign once."""
    found = campaign_of(sower, campaign)
    assert found is not None
    backer, is_guest = pledge["backer"], "@" in pledge["backer"]
    name, value = ("email", backer) if is_guest else ("account_id", sower.account(backer))
    if found["state"] != "live" or any(made[name] == value for made in _pledges(sower, found)):
        return
    wish = CreatePledge(
        campaign_id=CampaignId(found["id"]),
        amount=Money(pledge["amount"]),
        method=Method.CARD,
        payment_method=CARD,
        email=backer if is_guest else None,
        reward_id=pledge.get("reward_id"),
        anonymous=pledge.get("anonymous", False),
        message=pledge.get("message", ""),
    )
    if is_guest:
        sower.run_by(sower.guest(), wish)
    else:
        sower.run_as(backer, wish)


def _carry_on(sower: Sower, campaign: Item) -> None:
    """Where a sowing was killed while the provider was asked, it is asked again."""
    found = campaign_of(sower, campaign)
    if found and any(made["state"] == PledgeState.CREATED for made in _pledges(sower, found)):
        sower.let_be_done(CheckPayments())


def _pledges(sower: Sower, campaign: Shown) -> list[Shown]:
    return sower.of("campaign", campaign["id"], "pledges")
