"""Who gives time to the demo's projects, and what those tell of how it goes."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

from api.demo.data import Item, items
from api.demo.programme import around
from api.demo.raising import own_project, proposer
from api.demo.sower import Sower, Step, titled
from domain.ids import OpportunityId, PlacementId
from domain.model.volunteers import AgeBand
from domain.ports import Shown
from domain.text import Text
from domain.usecases.opportunities import CreateOpportunity, NeededSkill, OpenOpportunity
from domain.usecases.placements import AcceptPlacement, CreatePlacement, OfferPlacement
from domain.usecases.updates import CreateUpdate
from domain.usecases.volunteers import SetMyVolunteer, Skill


def volunteering(sower: Sower, now: datetime) -> Iterator[Step]:
    for number, volunteer in enumerate(items("volunteers")):
        yield now - timedelta(days=30 - number), partial(_introduce, sower, volunteer)
    for opportunity in items("opportunities"):
        opened = now + timedelta(days=opportunity["opened"])
        yield opened, partial(_draft, sower, opportunity, around(now, opportunity["apply_by"]))
        yield opened + timedelta(hours=1), partial(_open, sower, opportunity)
        for application in opportunity["applications"]:
            yield now + timedelta(days=application["day"]), partial(_apply, sower, opportunity, application)
            if "offered" in application:  # of late, for an offer that is not answered lapses by itself
                yield now - timedelta(hours=20), partial(_offer, sower, opportunity, application)
            if "accepted" in application:
                yield now - timedelta(hours=3), partial(_accept, sower, opportunity, application)


def telling(sower: Sower, now: datetime) -> Iterator[Step]:
    """What projects tell those who follow them."""
    for update in items("updates"):
        yield now + timedelta(days=update["day"], hours=-4), partial(_post, sower, update)


def _introduce(sower: Sower, said: Item) -> None:
    wish = SetMyVolunteer(
        skills=tuple(Skill(**skill) for skill in said["skills"]),
        causes=tuple(said["causes"]),
        provinces=tuple(said["provinces"]),
        remote=said["remote"],
        availability=tuple(said["availability"]),
        languages=tuple(said["languages"]),
        age_band=AgeBand(said["age_band"]),
        consent=True,
    )
    if not sower.all("volunteers", account_id=sower.account(said["account"])):
        sower.run_as(said["account"], wish)


def _opportunity(sower: Sower, opportunity: Item) -> Shown | None:
    return titled(sower.all("opportunities", project_id=own_project(sower, opportunity)), opportunity)


def _draft(sower: Sower, opportunity: Item, apply_by: datetime) -> None:
    if _opportunity(sower, opportunity) is not None:
        return
    wish = CreateOpportunity(
        project_id=own_project(sower, opportunity),
        title=Text.of(opportunity["title"]),
        description=Text.of(opportunity["description"]),
        skills=tuple(NeededSkill(**skill) for skill in opportunity["skills"]),
        places=opportunity["places"],
        province=opportunity["province"],
        remote=opportunity["remote"],
        hours_per_week=opportunity["hours_per_week"],
        apply_by=apply_by,
        least_age=opportunity.get("least_age"),
    )
    sower.run_as(proposer(opportunity), wish)


def _open(sower: Sower, opportunity: Item) -> None:
    if (found := _opportunity(sower, opportunity)) and found["state"] == "draft":
        wish = OpenOpportunity(opportunity_id=OpportunityId(found["id"]))
        sower.run_as(proposer(opportunity), wish)


def _placement(sower: Sower, opportunity: Item, application: Item) -> tuple[OpportunityId, Shown | None]:
    found = _opportunity(sower, opportunity)
    assert found is not None
    id, account = OpportunityId(found["id"]), sower.account(application["volunteer"])
    placements = sower.of("opportunity", id, "placements")
    return id, next((one for one in placements if one["account_id"] == account), None)


def _apply(sower: Sower, opportunity: Item, application: Item) -> None:
    id, placement = _placement(sower, opportunity, application)
    if placement is None:
        wish = CreatePlacement(opportunity_id=id, message=application["message"])
        sower.run_as(application["volunteer"], wish)


def _offer(sower: Sower, opportunity: Item, application: Item) -> None:
    _, placement = _placement(sower, opportunity, application)
    if placement and placement["state"] == "applied":
        wish = OfferPlacement(placement_id=PlacementId(placement["id"]))
        sower.run_as(proposer(opportunity), wish)


def _accept(sower: Sower, opportunity: Item, application: Item) -> None:
    _, placement = _placement(sower, opportunity, application)
    if placement and placement["state"] == "offered":
        wish = AcceptPlacement(placement_id=PlacementId(placement["id"]))
        sower.run_as(application["volunteer"], wish)


def _post(sower: Sower, update: Item) -> None:
    project_id = own_project(sower, update)
    if titled(sower.of("project", project_id, "updates"), update) is None:
        said = {name: Text.of(update[name]) for name in ("title", "body")}
        sower.run_as(proposer(update), CreateUpdate(project_id=project_id, **said))
