"""meefund mirrors campaigns of its own site into the demo: one that succeeded, one that failed, one that goes on.

What is over is meefund's, since it can be sown at any time and comes out alike: the outcome of a mirrored campaign
waits for the report after its end, however late the clock of whoever decides it.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

from api.demo.data import Item, items
from api.demo.programme import around
from api.demo.raising import campaign_of, own_project, proposer
from api.demo.sower import Sower, Step
from domain.access import Actor, Scope
from domain.ids import CampaignId, ClientId
from domain.model.campaigns import Model
from domain.money import Money
from domain.text import Text
from domain.usecases.campaigns import LaunchCampaign
from domain.usecases.external_campaigns import Reported, SetExternalCampaign
from domain.usecases.organizations import CreateClient
from domain.usecases.settling import DecideDueCampaigns, SettleCampaigns

PARTNER, OWNER = "meefund", "meefund-owner"
CLIENT = "แคมเปญจาก meefund.example"
SCOPES = (Scope.CAMPAIGNS_SYNC, Scope.EVENTS_READ)


def mirroring(sower: Sower, now: datetime) -> Iterator[Step]:
    """Of each campaign what meefund told and when, the consent of the project's owner, and the end."""
    for campaign in items("mirrored"):
        ends = around(now, campaign["ends"])
        told = now + timedelta(days=campaign["told"])
        yield told - timedelta(hours=1), partial(_register_client, sower)
        for report in campaign["reports"]:
            is_last = report["day"] == campaign["ends"]
            moment = ends + timedelta(hours=1) if is_last else now + timedelta(days=report["day"])
            yield moment, partial(_tell, sower, campaign, report, ends, moment)
        yield told + timedelta(hours=20), partial(_agree, sower, campaign)
        if campaign["ends"] < 0:
            yield ends + timedelta(hours=1, minutes=1), partial(_end, sower, campaign)


def _register_client(sower: Sower) -> None:
    if _client(sower) is None:
        wish = CreateClient(organization_id=sower.organization(PARTNER), name=CLIENT, scopes=SCOPES)
        sower.run_as(OWNER, wish)


def _client(sower: Sower) -> Actor | None:
    made = sower.of("organization", sower.organization(PARTNER), "clients")
    return next((sower.machine(ClientId(one["id"])) for one in made if one["name"] == CLIENT), None)


def _tell(sower: Sower, campaign: Item, report: Item, ends: datetime, moment: datetime) -> None:
    found, client = campaign_of(sower, campaign), _client(sower)
    assert client is not None
    if found and datetime.fromisoformat(found["totals"]["elsewhere_as_of"]) >= moment:
        return
    wish = SetExternalCampaign(
        external_id=campaign["external_id"],
        project_id=own_project(sower, campaign),
        title=Text.of(campaign["title"]),
        story=Text.of(campaign["story"]),
        goal=Money(campaign["goal"]["amount"]),
        deadline=ends,
        model=Model(campaign["model"]),
        totals=Reported(raised=Money(report["raised"]), backers=report["backers"]),
        as_of=moment,
        url=campaign["url"],
    )
    sower.run_by(client, wish)


def _agree(sower: Sower, campaign: Item) -> None:
    """Nobody hangs a campaign on a stranger's project."""
    if (found := campaign_of(sower, campaign)) and found["state"] == "draft":
        sower.run_as(proposer(campaign), LaunchCampaign(campaign_id=CampaignId(found["id"])))


def _end(sower: Sower, campaign: Item) -> None:
    found = campaign_of(sower, campaign)
    if found and found["settled_at"] is None:
        sower.let_be_done(DecideDueCampaigns())
        sower.let_be_done(SettleCampaigns())
