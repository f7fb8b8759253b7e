"""What `allowed_actions` says is what acting answers: of teammates and supporters, in every state, for everybody, on
both faces; and of projects, who may be asked to take whom in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest
from flask import Flask

from domain.access import Scope
from domain.core import Core
from domain.ids import AccountId, ProjectId, SupporterId, TeammateId
from domain.model.projects import ProjectState
from domain.model.supporters import SupporterState
from domain.model.teammates import TeammateKind, TeammateState
from domain.usecases.similar import SetProjectFindable
from domain.usecases.supporters import ConfirmSupporter, DeclineSupporter, WithdrawSupporter
from domain.usecases.teammates import AskToJoin, InviteTeammate, ProposeMerge
from domain.usecases.teammates_answering import (
    AcceptTeammate,
    DeclineTeammate,
    LeaveTeammate,
    RemoveTeammate,
    WithdrawTeammate,
)
from tests.api.test_allowed_judging import actor_of, answered, check, rehearsal, said
from tests.faces import FACES, Shown
from tests.world import a_house, make_machine, publish_project, register, register_admin

__all__ = ["rehearsal"]

S, K = TeammateState, TeammateKind
OPEN = (ProjectState.DRAFT, ProjectState.PUBLISHED)
ANSWERS, WAITS = {"accept", "decline"}, {"withdraw"}


@dataclass(frozen=True)
class Scene:
    """A project, somebody who would work on it, an organization that it names, and everybody who might ask."""

    project: Shown
    other: Shown  # the guest's own
    teammate: Shown
    supporter: Shown
    people: Mapping[str, Any]


@pytest.fixture(scope="module")
def scene(app: Flask) -> Scene:
    client = app.test_client()
    owner, guest, house = register(client), register(client), a_house(client)
    row = {"name": {"th": "มูลนิธิ"}, "organization_id": house.organization["id"]}
    project, other = publish_project(owner, supporters=[row]), publish_project(guest)
    with psycopg.connect(app.config["DATABASE_URL"], autocommit=True) as database:
        administrator = register_admin(client, database)
    people = {
        "nobody": None,
        "owner": owner,
        "guest": guest,
        "stranger": house.stranger,
        "manager": house.manager,
        "viewer": house.viewer,
        "administrator": administrator,
        "machine": make_machine(house.owner, house.organization, *Scope),
        "machine without scopes": make_machine(house.owner, house.organization, "events:read"),
    }
    [supporter] = house.manager.does("supporters", project_id=project["id"])["data"]
    asked = guest.does("askToJoin", project_id=project["id"])
    return Scene(project, other, asked, supporter, people)


def _publish(database: Any, scene: Scene) -> None:
    both = [scene.project["id"], scene.other["id"]]
    database.execute("UPDATE projects SET state = 'published' WHERE id = ANY(%s)", [both])


@pytest.mark.parametrize("kind", K)
@pytest.mark.parametrize("state", S)
def test_of_a_teammate_in_every_state(
    app: Flask, rehearsal: Core, database: Any, scene: Scene, state: TeammateState, kind: TeammateKind
) -> None:
    id = TeammateId(scene.teammate["id"])
    merging = scene.other["id"] if kind is K.MERGE else None
    _publish(database, scene)
    database.execute(
        "UPDATE teammates SET kind = %s, state = %s, merging_project_id = %s WHERE id = %s",
        [kind, state, merging, id],
    )
    commands = {
        "accept": AcceptTeammate(teammate_id=id),
        "decline": DeclineTeammate(teammate_id=id),
        "withdraw": WithdrawTeammate(teammate_id=id),
        "leave": LeaveTeammate(teammate_id=id),
        "remove": RemoveTeammate(teammate_id=id),
    }

    allowed = check(app, rehearsal, "teammate", id, scene.people, commands)

    asks = kind is K.INVITATION
    by_owner = {S.PROPOSED: WAITS if asks else ANSWERS, S.CONFIRMED: {"remove"}}
    by_guest = {S.PROPOSED: ANSWERS if asks else WAITS, S.CONFIRMED: {"leave"}}
    assert allowed["owner"] == by_owner.get(state, set())
    assert allowed["guest"] == by_guest.get(state, set())
    assert not any(allowed[who] for who in allowed if who not in ("owner", "guest"))


@pytest.mark.parametrize("state", SupporterState)
def test_of_a_supporter_in_every_state(
    app: Flask, rehearsal: Core, database: Any, scene: Scene, state: SupporterState
) -> None:
    id = SupporterId(scene.supporter["id"])
    database.execute("UPDATE supporters SET state = %s WHERE id = %s", [state, id])
    commands = {
        "confirm": ConfirmSupporter(supporter_id=id),
        "decline": DeclineSupporter(supporter_id=id),
        "withdraw": WithdrawSupporter(supporter_id=id),
    }

    allowed = check(app, rehearsal, "supporter", id, scene.people, commands)

    answers = {SupporterState.PROPOSED: {"confirm", "decline"}, SupporterState.CONFIRMED: {"withdraw"}}
    for who in ("manager", "machine"):
        assert allowed[who] == answers.get(state, set())
    assert not any(allowed[who] for who in allowed if who not in ("manager", "machine"))


@pytest.mark.parametrize("findable", [False, True])
@pytest.mark.parametrize("state", ProjectState)
def test_of_a_project_in_every_state_that_it_may_take_somebody_in(
    app: Flask, rehearsal: Core, database: Any, scene: Scene, state: ProjectState, findable: bool
) -> None:
    id = ProjectId(scene.project["id"])
    database.execute("DELETE FROM teammates WHERE project_id = %s", [id])
    _publish(database, scene)
    database.execute("UPDATE projects SET state = %s, findable = %s WHERE id = %s", [state, findable, id])
    whom = AccountId(scene.people["stranger"].id)
    commands = {
        "set_findable": SetProjectFindable(project_id=id, findable=True),
        "invite_teammate": InviteTeammate(project_id=id, account_id=whom),
        "ask_to_join": AskToJoin(project_id=id),
        "propose_merge": ProposeMerge(project_id=id, merging_project_id=ProjectId(scene.other["id"])),
    }

    may: dict[str, set[str]] = {}
    for name, who in scene.people.items():
        actor = actor_of(app, who)
        codes = {action: answered(rehearsal, actor, command) for action, command in commands.items()}
        may[name] = {action for action, code in codes.items() if code is None}
        for kind in FACES.values():
            listed = said(kind(app.test_client()).by(who), "project", id)
            if listed is not None and name in ("owner", "guest"):
                assert codes == {action: listed[action] for action in codes}, name

    in_draft = {"set_findable"} if state is ProjectState.DRAFT else set()
    open_to_others = state is ProjectState.PUBLISHED or (state is ProjectState.DRAFT and findable)
    assert may["owner"] == in_draft | ({"invite_teammate"} if state in OPEN else set())
    assert may["guest"] == ({"ask_to_join", "propose_merge"} if open_to_others else set())
    assert may["stranger"] == ({"ask_to_join"} if open_to_others else set())
    assert not any(may[who] for who in ("nobody", "machine", "machine without scopes"))
