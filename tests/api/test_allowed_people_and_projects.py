"""What `allowed_actions` says is what acting answers: of memberships, conflicts of interest, projects and their
attachments, in every state, for everybody, on both faces. What is allowed is really done, and undone at the last
moment."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient

from domain.access import Actor, Scope
from domain.core import Command, Core
from domain.ids import AccountId, AttachmentId, ConflictId, MembershipId, ProjectId
from domain.model.attachments import AttachmentState
from domain.model.conflicts import TOLD, ConflictKind, ConflictState
from domain.model.memberships import MembershipState
from domain.model.projects import ProjectState
from domain.model.rounds import RoundState
from domain.money import Money
from domain.text import Text
from domain.usecases.attachments import CreateAttachment, RemoveAttachment, UploadAttachment
from domain.usecases.campaigns import CreateCampaign
from domain.usecases.conflicts import LiftConflict
from domain.usecases.memberships import AcceptMembership, DeclineMembership, LeaveOrganization, RemoveMember
from domain.usecases.opportunities import CreateOpportunity
from domain.usecases.projects import CancelProject, CompleteProject, PublishProject, UpdateProject
from domain.usecases.similar import SetProjectFindable
from domain.usecases.teammates import InviteTeammate
from domain.usecases.updates import CreateUpdate
from tests.api.test_allowed_judging import Scene as JudgedScene
from tests.api.test_allowed_judging import Undone, a_scene, actor_of, answered, check, rehearsal, said
from tests.attachments import PDF, attach
from tests.faces import FACES, Shown
from tests.volunteering import open_opportunity
from tests.world import (
    House,
    Person,
    a_house,
    invite,
    make_machine,
    publish_project,
    register,
    register_admin,
)

__all__ = ["rehearsal"]

M, P, A = MembershipState, ProjectState, AttachmentState
HIDDEN = {"sign_in_first", "scope_missing", "account_needed"}
EDITING = {"update", "create_attachment"}
FOR_PERSONS = {"create_opportunity", "create_campaign"}
RUNNING = {
    P.DRAFT: EDITING | {"publish", "cancel", "set_findable", "invite_teammate"},
    P.PUBLISHED: EDITING | FOR_PERSONS | {"create_update", "complete", "cancel", "invite_teammate"},
    P.COMPLETED: {"create_update"},
}


@dataclass(frozen=True)
class Scene:
    """A project with a file, something going on for it and somebody who may edit it; an organization that may come to
    own it; and everybody who might ask."""

    house: House
    project: Shown
    attachment: Shown
    free: str  # an account that is in no team
    people: Mapping[str, Any]


@pytest.fixture(scope="module")
def scene(app: Flask) -> Scene:
    """One for all tests: each brings a thing in it into a state of its own, and all else is undone."""
    client = app.test_client()
    house, owner, editor = a_house(client), register(client), register(client)
    project = publish_project(owner)
    team = owner.does("inviteTeammate", project_id=project["id"], account_id=editor.id, can_edit=True)
    editor.does("acceptTeammate", id=team["id"])
    with psycopg.connect(app.config["DATABASE_URL"], autocommit=True) as database:
        administrator = register_admin(client, database)
    people = {**everybody(client, house, administrator), "owner": owner, "editor": editor}
    open_opportunity(owner, project)
    return Scene(house, project, attach(owner, project), register(client).id, people)


def everybody(client: FlaskClient, house: House, administrator: Person) -> dict[str, Any]:
    return {
        **{"nobody": None, "stranger": house.stranger, "administrator": administrator},
        **{"head": house.owner, "manager": house.manager, "viewer": house.viewer},
        "machine": make_machine(house.owner, house.organization, *Scope),
        "machine without scopes": make_machine(house.owner, house.organization, "events:read"),
        "head elsewhere": a_house(client).owner,
    }


@dataclass(frozen=True)
class Guild:
    """An organization that has invited somebody."""

    house: House
    invited: Person
    membership: Shown
    people: Mapping[str, Any]


@pytest.fixture(scope="module")
def guild(app: Flask, scene: Scene) -> Guild:
    client = app.test_client()
    house, invited = a_house(client), register(client)
    people = everybody(client, house, scene.people["administrator"])
    membership = invite(house.owner, house.organization, invited)
    return Guild(house, invited, membership, {**people, "invited": invited})


@pytest.mark.parametrize("role", ["viewer", "viewer by address", "owner", "last owner"])
@pytest.mark.parametrize("state", M)
def test_of_a_membership_in_every_state(
    app: Flask, rehearsal: Core, database: Any, guild: Guild, state: MembershipState, role: str
) -> None:
    id, last = MembershipId(guild.membership["id"]), role == "last owner"
    database.execute(
        "UPDATE memberships SET role = %s WHERE organization_id = %s AND account_id = %s",
        ["finance" if last else "owner", guild.house.organization["id"], guild.house.owner.id],
    )
    unnamed = role == "viewer by address" and state is not M.ACTIVE
    database.execute(
        "UPDATE memberships SET role = %s, state = %s, account_id = CASE WHEN NOT %s THEN person_id END, email = %s,"
        " accepted_at = CASE WHEN %s THEN now() END, left_at = CASE WHEN %s THEN now() END WHERE id = %s",
        [
            *(role.split()[-1 if last else 0], state, unnamed),
            guild.invited.email if unnamed and state is M.INVITED else None,
            *(state in (M.ACTIVE, M.ENDED), state in (M.DECLINED, M.ENDED), id),
        ],
    )
    commands = {
        "accept": AcceptMembership(membership_id=id),
        "decline": DeclineMembership(membership_id=id),
        "leave_organization": LeaveOrganization(membership_id=id),
        "remove_member": RemoveMember(membership_id=id),
    }

    allowed = check(app, rehearsal, "membership", id, guild.people, commands)

    needed = last and state is M.ACTIVE
    own = {M.INVITED: {"accept", "decline"}, M.ACTIVE: set() if needed else {"leave_organization"}}
    removes = {"remove_member"} if state in (M.INVITED, M.ACTIVE) and not needed else set()
    owns = state is M.ACTIVE and "owner" in role
    assert allowed["invited"] == own.get(state, set()) | (removes if owns else set())
    assert allowed["administrator"] == removes
    assert allowed["head"] == (set() if last else removes)
    assert not any(allowed[who] for who in allowed if who not in ("invited", "administrator", "head"))


@pytest.fixture(scope="module")
def judged(app: Flask) -> JudgedScene:
    return a_scene(app, "open")


@pytest.mark.parametrize("kind", [None, *ConflictKind])
@pytest.mark.parametrize("around", RoundState)
def test_of_a_conflict_in_every_state_of_its_round(
    app: Flask,
    rehearsal: Core,
    database: Any,
    judged: JudgedScene,
    around: RoundState,
    kind: ConflictKind | None,
) -> None:
    """Of every kind; none stands for a pin that was lifted."""
    id = a_conflict(database, judged)
    database.execute("UPDATE rounds SET state = %s WHERE id = %s", [around, judged.judging.round["id"]])
    database.execute(
        "UPDATE conflicts SET kind = %s, state = %s, lifted_at = CASE WHEN %s THEN now() END WHERE id = %s",
        [
            kind or ConflictKind.PINNED,
            ConflictState.STANDS if kind else ConflictState.LIFTED,
            kind is None,
            id,
        ],
    )
    several = {"nobody", "owner", "manager", "judge", "machine", "administrator", "viewer", "applicant"}
    every = kind is None or kind in TOLD  # of what is found, a few callers are enough
    people = {name: who for name, who in judged.callers.items() if every or name in several}
    commands = {"lift": LiftConflict(conflict_id=id, reason="เข้าใจผิด")}

    allowed = check(app, rehearsal, "conflict", id, people, commands)

    lifted = kind is ConflictKind.PINNED and around in ("draft", "open", "sealed")
    for who, acts in allowed.items():
        runs_it = who in ("owner", "manager", "administrator", "machine")
        assert acts == ({"lift"} if lifted and runs_it else set()), who


def a_conflict(database: Any, scene: JudgedScene) -> ConflictId:
    """The one of this round; pinned by the manager where there is none yet."""
    judging = scene.judging
    known = database.execute("SELECT id FROM conflicts WHERE round_id = %s", [judging.round["id"]]).fetchone()
    if known:
        return ConflictId(known[0])
    whom = {"judge_id": judging.judges[0].id, "entry_id": judging.entry_ids[0]}
    made = judging.manager.does("declareConflict", id=judging.round["id"], reason="ญาติกัน", **whom)
    return ConflictId(made["id"])


class Sending(Core):
    """A rehearsal where content is really sent, which takes two works, and awaited again thereafter."""

    def __init__(self, app: Flask, rehearsal: Core, database: Any) -> None:
        super().__init__(rehearsal._ports)
        self._app, self._database = app, database

    def run(self, command: Any, actor: Actor, **more: Any) -> Any:
        if not isinstance(command, UploadAttachment):
            return super().run(command, actor, **more)
        self._app.extensions["plik"].core.run(command, actor)
        self._database.execute(
            "UPDATE attachments SET state = 'awaiting' WHERE id = %s", [command.attachment_id]
        )
        raise Undone


@pytest.mark.parametrize("of_organization", [False, True])
@pytest.mark.parametrize("around", P)
@pytest.mark.parametrize("state", A)
def test_of_an_attachment_in_every_state(
    app: Flask,
    database: Any,
    rehearsal: Core,
    scene: Scene,
    state: AttachmentState,
    around: ProjectState,
    of_organization: bool,
) -> None:
    id = AttachmentId(scene.attachment["id"])
    owned(database, scene, of_organization)
    database.execute("UPDATE projects SET state = %s WHERE id = %s", [around, scene.project["id"]])
    # of other content than is sent: the same again would be answered alike
    database.execute("UPDATE attachments SET state = %s, sha256 = 'other' WHERE id = %s", [state, id])
    commands = {
        "upload": UploadAttachment(attachment_id=id, content=[PDF]),
        "remove": RemoveAttachment(attachment_id=id),
    }

    allowed = check(app, Sending(app, rehearsal, database), "attachment", id, scene.people, commands)

    acts = {A.AWAITING: {"upload", "remove"}, A.STORED: {"remove"}}
    may = acts.get(state, set()) if around in (P.DRAFT, P.PUBLISHED) else set()
    owners = {"head", "manager", "machine"} if of_organization else {"owner"}
    for who, done in allowed.items():
        assert done == (may if who in owners | {"editor"} else set()), who


def owned(database: Any, scene: Scene, of_organization: bool) -> None:
    """The project, and with it its file, is its owner's, or the organization's."""
    whose = {
        "person": None if of_organization else scene.people["owner"].id,
        "organization": scene.house.organization["id"] if of_organization else None,
        "project": scene.project["id"],
    }
    for table, person, key in (("projects", "account_id", "id"), ("attachments", "owner_id", "project_id")):
        database.execute(
            f"UPDATE {table} SET {person} = %(person)s, organization_id = %(organization)s WHERE {key} = %(project)s",
            whose,
        )
    database.execute(
        "UPDATE teammates SET owner_id = %(person)s, organization_id = %(organization)s WHERE project_id = %(project)s",
        whose,
    )


def ways_on(app: Flask, database: Any, scene: Scene) -> dict[str, Command[Any]]:
    """All that whoever works on a project can do with it, well asked for."""
    id, text = ProjectId(scene.project["id"]), Text(th="ฝาย")
    version = database.execute("SELECT version FROM projects WHERE id = %s", [id]).fetchone()[0]
    deadline = app.extensions["plik"].now() + timedelta(days=9)
    return {
        "update": UpdateProject(project_id=id, expected_version=version, changes={}),
        "publish": PublishProject(project_id=id),
        "complete": CompleteProject(project_id=id),
        "cancel": CancelProject(project_id=id, reason=text),
        "create_attachment": CreateAttachment(project_id=id, name="แผน.pdf", size=9),
        "create_update": CreateUpdate(project_id=id, title=text, body=text),
        "create_opportunity": CreateOpportunity(project_id=id, title=text),
        "create_campaign": CreateCampaign(project_id=id, title=text, goal=Money(100_000), deadline=deadline),
        "set_findable": SetProjectFindable(project_id=id, findable=True),
        "invite_teammate": InviteTeammate(project_id=id, account_id=AccountId(scene.free)),
    }


@pytest.mark.parametrize("in_use", [False, True])
@pytest.mark.parametrize("of_organization", [False, True])
@pytest.mark.parametrize("state", P)
def test_of_a_project_in_every_state(
    app: Flask,
    rehearsal: Core,
    database: Any,
    scene: Scene,
    state: ProjectState,
    of_organization: bool,
    in_use: bool,
) -> None:
    id = ProjectId(scene.project["id"])
    owned(database, scene, of_organization)
    database.execute("UPDATE projects SET state = %s WHERE id = %s", [state, id])
    going_on = "open" if in_use else "closed"
    database.execute("UPDATE opportunities SET state = %s WHERE project_id = %s", [going_on, id])
    commands = ways_on(app, database, scene)

    allowed = {}
    for name, who in scene.people.items():
        actor = actor_of(app, who)
        done = {action: answered(rehearsal, actor, command) for action, command in commands.items()}
        for kind in FACES.values():
            listed = said(kind(app.test_client()).by(who), "project", id)
            if listed is None:
                assert set(done.values()) <= HIDDEN | {"project_not_found"}, name
            else:
                assert {action: listed[action] for action in commands} == done, name
                assert set(listed) == set(commands) | {"ask_to_join", "propose_merge"}  # see the teams
        allowed[name] = {action for action, code in done.items() if code is None}

    may = RUNNING.get(state, set()) - (FOR_PERSONS if of_organization else set())
    may -= {"complete", "cancel"} if in_use else set()
    owners = {"head", "manager", "machine"} if of_organization else {"owner"}
    for who, acts in allowed.items():
        assert acts == (may if who in owners else may & EDITING if who == "editor" else set()), who
