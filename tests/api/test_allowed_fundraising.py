"""What `allowed_actions` says is what acting answers: of campaigns and pledges, in every state, for everybody, on both
faces. What is allowed is really done, and undone at the last moment."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from flask import Flask

from domain.access import Actor, Scope
from domain.core import Command, Core
from domain.ids import CampaignId, GuestId, PledgeId, ProjectId
from domain.model.campaigns import CampaignState
from domain.model.payments import Method
from domain.model.pledges import PledgeState
from domain.model.projects import ProjectState
from domain.money import Money
from domain.text import Text
from domain.usecases.campaigns import (
    CampaignChanges,
    CancelCampaign,
    CreateCampaign,
    LaunchCampaign,
    UpdateCampaign,
)
from domain.usecases.pledges import CancelPledge, CreatePledge
from tests.api.test_allowed_judging import Allowed, actor_of, answered, rehearsal, said
from tests.faces import FACES, Rest, Shown
from tests.fundraising import launch_campaign, pledge_as_guest, pledge_by_card
from tests.world import Guest, a_guest, a_house, make_machine, publish_project, register, register_admin

__all__ = ["rehearsal"]

ENDED = {CampaignState.SUCCEEDED, CampaignState.FAILED, CampaignState.CANCELLED}
BY_OWNER = {
    CampaignState.DRAFT: {"update", "launch", "cancel"},
    CampaignState.LIVE: {"update", "cancel", "create_pledge"},
    CampaignState.WAITING_FUNDS: {"cancel"},
}
TAKEN_BACK = {PledgeState.CREATED, PledgeState.AWAITING_PAYMENT, PledgeState.SECURED, PledgeState.COLLECTED}
WAS_COLLECTED = {PledgeState.COLLECTED, PledgeState.REFUNDING, PledgeState.REFUNDED}
BY_KEY = {"set_external_campaign"}  # by the partner's own id: it has its own tests


@dataclass(frozen=True)
class Scene:
    """A campaign that a person and a guest have backed, another that nobody has, and all who might ask."""

    project: Shown
    campaign: Shown
    backed: Shown
    pledges: Mapping[str, Shown]
    organization: Shown
    people: Mapping[str, Any]


@pytest.fixture(scope="module")
def scene(app: Flask) -> Scene:
    client = app.test_client()
    owner, backer, guest, house = register(client), register(client), a_guest(client), a_house(client)
    with psycopg.connect(app.config["DATABASE_URL"], autocommit=True) as database:
        administrator = register_admin(client, database)
    people = {
        "nobody": None,
        "owner": owner,
        "backer": backer,
        "guest": guest,
        "another guest": a_guest(client),
        "stranger": house.stranger,
        "partner's manager": house.manager,
        "partner's viewer": house.viewer,
        "administrator": administrator,
        "machine": make_machine(house.owner, house.organization, *Scope),
        "machine without scopes": make_machine(house.owner, house.organization, "events:read"),
    }
    project = publish_project(owner)
    campaign, backed = (launch_campaign(owner, project_id=project["id"]) for _ in range(2))
    pledges = {
        "backer": pledge_by_card(backer, backed),
        "guest": pledge_as_guest(Rest(client).by(guest), backed),
    }
    return Scene(project, campaign, backed, pledges, house.organization, people)


def compare(
    app: Flask, core: Core, thing: tuple[str, str], scene: Scene, commands: Mapping[str, Command[Any]]
) -> Allowed:
    """Everybody is told what they would be answered, on both faces; and what each may do."""
    noun, id = thing
    hidden = {f"{noun}_not_found", "sign_in_first", "scope_missing", "account_needed"}
    allowed = {}
    for name, who in scene.people.items():
        done = {action: answered(core, caller(app, who), command) for action, command in commands.items()}
        for kind in FACES.values():
            listed = said(kind(app.test_client()).by(who), noun, id)
            if listed is None:
                assert set(done.values()) <= hidden, name
            else:
                assert {action: listed[action] for action in listed if action in commands} == done, name
                assert set(listed) <= set(commands) | BY_KEY
        allowed[name] = {action for action, code in done.items() if code is None}
    return allowed


def caller(app: Flask, who: Any) -> Actor:
    if isinstance(who, Guest):
        return Actor(guest_id=GuestId(who.id), scopes=frozenset())
    return actor_of(app, who)


def brought(database: Any, scene: Scene, state: CampaignState, *, over: bool, mirrored: bool) -> None:
    """The campaign that nobody has backed, into this state."""
    database.execute(
        "UPDATE campaigns SET state = %(state)s, public = %(state)s <> 'draft', mirrored = %(mirrored)s,"
        " launched_at = CASE WHEN %(state)s <> 'draft' THEN now() END,"
        " organization_id = %(partner)s, ended_at = CASE WHEN %(ended)s THEN now() END,"
        " deadline = now() + make_interval(days => %(days)s) WHERE id = %(id)s",
        {
            "id": scene.campaign["id"],
            "state": state,
            "mirrored": mirrored,
            "partner": scene.organization["id"] if mirrored else None,
            "ended": state in ENDED,
            "days": -1 if over else 1,
        },
    )
    # a launch makes them
    database.execute("DELETE FROM reward_claims WHERE campaign_id = %s", [scene.campaign["id"]])


def acts(database: Any, id: CampaignId, state: CampaignState) -> dict[str, Command[Any]]:
    """All that can be done with a campaign, well asked for: a draft whose time is over gets a new deadline."""
    version = database.execute("SELECT version FROM campaigns WHERE id = %s", [id]).fetchone()[0]
    changes = CampaignChanges(deadline=datetime.now(UTC) + timedelta(days=9) if state == "draft" else None)
    return {
        "update": UpdateCampaign(campaign_id=id, expected_version=version, changes=changes),
        "launch": LaunchCampaign(campaign_id=id),
        "cancel": CancelCampaign(campaign_id=id),
        "create_pledge": CreatePledge(
            campaign_id=id, amount=Money(5_000), method=Method.CARD, email="x@plik.example"
        ),
    }


@pytest.mark.parametrize("mirrored", [False, True])
@pytest.mark.parametrize("over", [False, True])
@pytest.mark.parametrize("state", CampaignState)
def test_of_a_campaign_in_every_state(
    app: Flask, rehearsal: Core, database: Any, scene: Scene, state: CampaignState, over: bool, mirrored: bool
) -> None:
    id = CampaignId(scene.campaign["id"])
    brought(database, scene, state, over=over, mirrored=mirrored)

    allowed = compare(app, rehearsal, ("campaign", id), scene, acts(database, id, state))

    late = {"launch", "create_pledge"} if over else set()
    elsewhere = {"update", "create_pledge"} if mirrored else set()
    whole = BY_OWNER.get(state, set()) - late - elsewhere
    assert allowed["owner"] == whole
    assert allowed["administrator"] == whole & {"cancel", "create_pledge"}
    for who in ("partner's manager", "machine"):
        part = {"cancel"} if mirrored else set()
        assert allowed[who] - {"create_pledge"} == whole & part
    assert "create_pledge" not in allowed["machine"]
    everybody = whole & {"create_pledge"}
    for who in ("backer", "guest", "another guest", "stranger", "partner's viewer"):
        assert allowed[who] == everybody
    assert not allowed["nobody"] | allowed["machine without scopes"]


@pytest.mark.parametrize("around", [CampaignState.LIVE, CampaignState.WAITING_FUNDS, CampaignState.FAILED])
@pytest.mark.parametrize("state", PledgeState)
@pytest.mark.parametrize("whose", ["backer", "guest"])
def test_of_a_pledge_in_every_state(
    app: Flask,
    rehearsal: Core,
    database: Any,
    scene: Scene,
    whose: str,
    state: PledgeState,
    around: CampaignState,
) -> None:
    id = PledgeId(scene.pledges[whose]["id"])
    database.execute(
        "UPDATE campaigns SET state = %s, ended_at = CASE WHEN %s THEN now() END WHERE id = %s",
        [around, around in ENDED, scene.backed["id"]],
    )
    database.execute(
        "UPDATE pledges SET state = %s, collected_at = CASE WHEN %s THEN now() END WHERE id = %s",
        [state, state in WAS_COLLECTED, id],
    )

    allowed = compare(app, rehearsal, ("pledge", id), scene, {"cancel": CancelPledge(pledge_id=id)})

    may = state in TAKEN_BACK and around is CampaignState.LIVE
    assert allowed == {name: {"cancel"} if may and name == whose else set() for name in scene.people}


@pytest.mark.parametrize("state", ProjectState)
def test_of_a_project_in_every_state_that_money_may_be_raised_for_it(
    app: Flask, rehearsal: Core, database: Any, scene: Scene, state: ProjectState
) -> None:
    id = ProjectId(scene.project["id"])
    database.execute("UPDATE projects SET state = %s WHERE id = %s", [state, id])
    deadline = app.extensions["plik"].now() + timedelta(days=9)
    wish = CreateCampaign(project_id=id, title=Text(th="ระดมทุน"), goal=Money(100_000), deadline=deadline)

    for name, who in scene.people.items():
        code = answered(rehearsal, caller(app, who), wish)
        for kind in FACES.values():
            listed = said(kind(app.test_client()).by(who), "project", id)
            hidden = {"project_not_found", "sign_in_first", "scope_missing", "account_needed"}
            assert (code in hidden) if listed is None else code == listed["create_campaign"], name
        assert (code is None) == (name == "owner" and state is ProjectState.PUBLISHED)
