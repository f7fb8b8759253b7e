"""What `allowed_actions` says is what acting answers: of opportunities and placements, in every state, for everybody,
on both faces. What is allowed is really done, and undone at the last moment."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest
from flask import Flask

from domain.access import Scope
from domain.core import Core
from domain.ids import OpportunityId, PlacementId, ProjectId
from domain.model.opportunities import OpportunityState
from domain.model.placements import LIFECYCLE, PlacementState
from domain.model.projects import ProjectState
from domain.text import Text
from domain.usecases.opportunities import (
    CancelOpportunity,
    CloseOpportunity,
    CreateOpportunity,
    OpenOpportunity,
    OpportunityChanges,
    UpdateOpportunity,
)
from domain.usecases.placements import (
    AcceptPlacement,
    CompletePlacement,
    CreatePlacement,
    DeclinePlacement,
    MarkNoShow,
    OfferPlacement,
    WithdrawPlacement,
)
from tests.api.test_allowed_judging import actor_of, answered, check, rehearsal, said
from tests.faces import FACES, Shown
from tests.volunteering import a_volunteer, apply, open_opportunity
from tests.world import a_house, make_machine, publish_project, register, register_admin

__all__ = ["rehearsal"]

RUNNING = {
    OpportunityState.DRAFT: {"update", "open", "cancel"},
    OpportunityState.OPEN: {"update", "close", "cancel"},
    OpportunityState.CLOSED: set[str](),
    OpportunityState.CANCELLED: set[str](),
}
S = PlacementState
BY_OWNER = {S.APPLIED: {"offer", "decline"}, S.ACCEPTED: {"complete", "mark_no_show"}}
BY_VOLUNTEER = {
    S.APPLIED: {"withdraw"},
    S.OFFERED: {"accept", "decline", "withdraw"},
    S.ACCEPTED: {"withdraw"},
}


@dataclass(frozen=True)
class Scene:
    """A project with an opportunity that somebody has applied to, and everybody who might ask about it."""

    project: Shown
    opportunity: Shown
    placement: Shown
    people: Mapping[str, Any]


@pytest.fixture(scope="module")
def scene(app: Flask) -> Scene:
    client = app.test_client()
    owner, volunteer, house = register(client), a_volunteer(client), a_house(client)
    project = publish_project(owner)
    opportunity = open_opportunity(owner, project)
    with psycopg.connect(app.config["DATABASE_URL"], autocommit=True) as database:
        administrator = register_admin(client, database)
    for person in (house.owner, house.stranger, administrator):
        person.does("setMyVolunteer", consent=True, skills=[{"skill_id": "accounting", "level": 5}])
    people = {
        "nobody": None,
        "owner": owner,
        "volunteer": volunteer,
        "stranger": house.stranger,
        "another owner": house.owner,
        "administrator": administrator,
        "machine": make_machine(house.owner, house.organization, *Scope),
        "machine without scopes": make_machine(house.owner, house.organization, "events:read"),
    }
    return Scene(project, opportunity, apply(volunteer, opportunity), people)


@pytest.mark.parametrize("time", ["no limit", "in time", "over"])
@pytest.mark.parametrize("full", [False, True])
@pytest.mark.parametrize("state", OpportunityState)
def test_of_an_opportunity_in_every_state(
    app: Flask, rehearsal: Core, database: Any, scene: Scene, state: OpportunityState, full: bool, time: str
) -> None:
    id = OpportunityId(scene.opportunity["id"])
    days = {"no limit": None, "in time": 1, "over": -1}[time]
    database.execute(
        "UPDATE opportunities SET state = %s, offered_count = 0, accepted_count = %s,"
        " apply_by = now() + make_interval(days => %s) WHERE id = %s",
        [state, scene.opportunity["places"] if full else 0, days, id],
    )
    database.execute(
        "DELETE FROM placements WHERE opportunity_id = %s AND id <> %s", [id, scene.placement["id"]]
    )
    database.execute("UPDATE placements SET state = 'withdrawn' WHERE opportunity_id = %s", [id])
    version = database.execute("SELECT version FROM opportunities WHERE id = %s", [id]).fetchone()[0]
    commands = {
        "update": UpdateOpportunity(
            opportunity_id=id, expected_version=version, changes=OpportunityChanges()
        ),
        "open": OpenOpportunity(opportunity_id=id),
        "close": CloseOpportunity(opportunity_id=id),
        "cancel": CancelOpportunity(opportunity_id=id),
        "create_placement": CreatePlacement(opportunity_id=id),
    }

    allowed = check(app, rehearsal, "opportunity", id, scene.people, commands)

    over = {"open"} if time == "over" else set()
    taking = state in ("open", "closed") and not full and time != "over"
    assert allowed["owner"] == RUNNING[state] - over
    for who in ("volunteer", "stranger", "another owner", "administrator"):
        assert allowed[who] == ({"create_placement"} if taking else set())
    assert not any(allowed[who] for who in ("nobody", "machine", "machine without scopes"))


@pytest.mark.parametrize("lapsing", [False, True])
@pytest.mark.parametrize("state", PlacementState)
def test_of_a_placement_in_every_state(
    app: Flask, rehearsal: Core, database: Any, scene: Scene, state: PlacementState, lapsing: bool
) -> None:
    id = PlacementId(scene.placement["id"])
    database.execute(
        "UPDATE opportunities SET state = 'open', offered_count = 1, accepted_count = 1 WHERE id = %s",
        [scene.opportunity["id"]],
    )
    database.execute(
        "UPDATE placements SET state = %s, expires_at = now() + make_interval(hours => %s) WHERE id = %s",
        [state, -1 if lapsing else 1, id],
    )
    commands = {
        "offer": OfferPlacement(placement_id=id),
        "accept": AcceptPlacement(placement_id=id),
        "decline": DeclinePlacement(placement_id=id),
        "withdraw": WithdrawPlacement(placement_id=id),
        "complete": CompletePlacement(placement_id=id),
        "mark_no_show": MarkNoShow(placement_id=id),
    }

    allowed = check(app, rehearsal, "placement", id, scene.people, commands)

    late = {"accept"} if lapsing else set()
    assert allowed["owner"] == BY_OWNER.get(state, set())
    assert allowed["volunteer"] == BY_VOLUNTEER.get(state, set()) - late
    assert not any(allowed[who] for who in allowed if who not in ("owner", "volunteer"))
    done = BY_OWNER.get(state, set()) | BY_VOLUNTEER.get(state, set())
    assert bool(done) == bool(LIFECYCLE.moves[state])


@pytest.mark.parametrize("state", ProjectState)
def test_of_a_project_in_every_state_that_it_may_ask_for_volunteers(
    app: Flask, rehearsal: Core, database: Any, scene: Scene, state: ProjectState
) -> None:
    id = ProjectId(scene.project["id"])
    database.execute("UPDATE projects SET state = %s WHERE id = %s", [state, id])
    wish = CreateOpportunity(project_id=id, title=Text(th="งาน"))

    for name, who in scene.people.items():
        code = answered(rehearsal, actor_of(app, who), wish)
        for kind in FACES.values():
            listed = said(kind(app.test_client()).by(who), "project", id)
            hidden = {"project_not_found", "sign_in_first", "scope_missing"}
            assert (code in hidden) if listed is None else code == listed["create_opportunity"], name
        assert (code is None) == (name == "owner" and state is ProjectState.PUBLISHED)
