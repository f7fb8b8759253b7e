"""A judged call with one of everything, and another with many: rows are copied in the database, since a hundred
stories would take long and show nothing more."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

import psycopg
from flask.testing import FlaskClient
from psycopg.types.json import Jsonb
from sqlalchemy.dialects.postgresql import JSONB

from adapters.database.tables import tables
from adapters.ids import new_id
from domain.catalogue import CATALOGUE
from domain.ids import noun_of
from tests.attachments import attach
from tests.faces import Rest, Shown
from tests.fundraising import launch_campaign, pledge_by_card
from tests.mirroring import an_external_id, as_it_stands, mirror
from tests.volunteering import PROFILE, a_volunteer, accepted, open_opportunity
from tests.world import (
    Judged,
    Machine,
    Person,
    a_judged_call,
    found,
    invite,
    make_machine,
    post_update,
    publish_project,
    register,
    rfc3339,
)

Database = psycopg.Connection[Any]


class World:
    """Ids to ask by: of everything one, around which there are one or many of the others."""

    def __init__(self, judged: Judged, machine: Machine, more: Mapping[str, str]) -> None:
        self.owner = judged.house.owner
        self.judged = judged
        self.machine = machine
        self.ids: Mapping[str, str] = {
            "account": judged.house.owner.id,
            "organization": judged.house.organization["id"],
            "client": machine.id,
            "call": judged.call["id"],
            "project": judged.entry["project_id"],
            "entry": judged.entry["id"],
            "round": judged.round["id"],
            "roundBundle": judged.round["id"],
            "review": judged.review["id"],
            "grant": judged.grant["id"],
            "number": "1",
            "update": post_update(judged.applicant, {"id": judged.entry["project_id"]})["id"],
            **more,
        }


def one_of_everything(client: FlaskClient, database: Database) -> World:
    judged = a_judged_call(client)
    machine = make_machine(judged.house.owner, judged.house.organization, "campaigns:sync")
    mirrored = mirror(Rest(client), machine, an_external_id(), **as_it_stands())
    named = {"external": mirrored["external_id"]}
    return World(
        judged,
        machine,
        _volunteering(client, judged)
        | _fundraising(judged)
        | _afterwards(client, database, judged)
        | _invited(client, judged.house.owner)
        | _teaming(client, judged.house.owner, judged.house.organization)
        | _around_the_project(judged, database)
        | _in_conflict(judged, database)
        | _looked(judged, database)
        | named,
    )


def _afterwards(client: FlaskClient, database: Database, judged: Judged) -> dict[str, str]:
    """What comes of a decision: its letter, a mentor, and an appeal from when the winner had not won yet."""
    owner, entry = judged.house.owner, {"entry_id": judged.entry["id"]}
    lose = "UPDATE entries SET state = 'not_selected', place = NULL, appeals_until = now() + interval '1 day'"
    database.execute(f"{lose} WHERE id = %s".encode(), [entry["entry_id"]])
    appeal = judged.applicant.does("lodgeAppeal", **entry, grounds={"th": "อ่านใหม่"})
    owner.does("assignAppeal", id=appeal["id"], judge_ids=[register(client).id])
    [opinion] = owner.does("opinions", appeal_id=appeal["id"])["data"]
    database.execute("UPDATE entries SET state = 'selected', place = 1 WHERE id = %s", [entry["entry_id"]])
    mentor = register(client)
    mentorship = mentor.does(
        "acceptMentorship", id=owner.does("proposeMentorship", **entry, mentor_id=mentor.id)["id"]
    )
    when = {"starts_at": rfc3339(timedelta(days=1)), "topic": {"th": "บัญชี"}}
    meeting = mentor.does("planMeeting", mentorship_id=mentorship["id"], **when)
    [letter] = owner.does("letters", round_id=judged.round["id"])["data"]
    look = new_id("look")
    database.execute(
        "INSERT INTO looks (id, round_id, organization_id, account_id, reason, created_at, updated_at, version)"
        " SELECT %s, id, organization_id, %s, 'x', sealed_at, sealed_at, 1 FROM rounds WHERE id = %s",
        [look, owner.id, judged.round["id"]],
    )
    made = {
        "look": {"id": look},
        "letter": letter,
        "appeal": appeal,
        "opinion": opinion,
        "mentorship": mentorship,
        "meeting": meeting,
    }
    return {name: thing["id"] for name, thing in made.items()}


def _invited(client: FlaskClient, owner: Person) -> dict[str, str]:
    """To act for another organization, of which the owner is told."""
    other = register(client)
    invited = invite(other, found(other), owner)
    [notice] = owner.does("notices", kind="member_invited")["data"]
    return {"membership": invited["id"], "notice": notice["id"]}


def _teaming(client: FlaskClient, owner: Person, organization: Shown) -> dict[str, str]:
    """Somebody who would join a project of the owner's, which names the owner's organization."""
    row = {"name": organization["name"], "organization_id": organization["id"]}
    project = publish_project(owner, supporters=[row])
    asked = register(client).does("askToJoin", project_id=project["id"])
    [supporter] = owner.does("supporters", project_id=project["id"])["data"]
    return {"teammate": asked["id"], "supporter": supporter["id"]}


def _around_the_project(judged: Judged, database: Database) -> dict[str, str]:
    """A file of the project, and what it was; the owner of all else may change it too."""
    project_id, owner = judged.entry["project_id"], judged.house.owner
    attachment = attach(judged.applicant, {"id": project_id})
    editors = "UPDATE projects SET editors = jsonb_build_array(%s::text) WHERE id = %s"
    database.execute(editors.encode(), [owner.id, project_id])
    [version, *_] = _ids(database, "project_versions", "project_id", project_id)
    [measurement, *_] = _ids(database, "measurements", "project_id", project_id)
    return {"attachment": attachment["id"], "version": version, "measurement": measurement}


def _in_conflict(judged: Judged, database: Database) -> dict[str, str]:
    """As if the judge had pledged; what was decided stays so."""
    conflict = new_id("conflict")
    database.execute(
        "INSERT INTO conflicts (id, round_id, judge_id, entry_id, kind, reason, state, created_at, updated_at, version)"
        " VALUES (%s, %s, %s, %s, 'pledged', '', 'stands', now(), now(), 1)",
        [conflict, judged.round["id"], judged.judge.id, judged.entry["id"]],
    )
    return {"conflict": conflict}


def _looked(judged: Judged, database: Database) -> dict[str, str]:
    """As if the owner had looked before the publication."""
    look, owner = new_id("look"), judged.house.owner
    database.execute(
        "INSERT INTO looks (id, round_id, organization_id, account_id, reason, created_at, updated_at, version)"
        " VALUES (%s, %s, %s, %s, '', now(), now(), 1)",
        [look, judged.round["id"], judged.house.organization["id"], owner.id],
    )
    return {"look": look}


def _fundraising(judged: Judged) -> dict[str, str]:
    """A campaign of the owner's, which the owner backs, and a pledge to it that was given back."""
    owner = judged.house.owner
    campaign = launch_campaign(owner, model="keep_what_you_raise")
    pledge = owner.does("cancelPledge", id=pledge_by_card(owner, campaign)["id"])
    return {"campaign": campaign["id"], "pledge": pledge["id"]}


def _volunteering(client: FlaskClient, judged: Judged) -> dict[str, str]:
    """Somebody who volunteers for a project of the owner's; the owner is a volunteer too."""
    owner = judged.house.owner
    owner.does("setMyVolunteer", **PROFILE)
    opportunity = open_opportunity(owner)
    placement = accepted(owner, a_volunteer(client), opportunity)
    return {
        "opportunity": opportunity["id"],
        "placement": placement["id"],
        "volunteer": placement["volunteer_id"],
    }


Copied = Callable[..., list[str]]


def many_of_everything(client: FlaskClient, database: Database, number: int) -> World:
    """`number` more of each, all belonging to the same few."""
    world = one_of_everything(client, database)
    judged, ids, numbers = world.judged, world.ids, range(2, number + 2)

    def copied(noun: str, **columns: Any) -> list[str]:
        return copies(database, CATALOGUE.nouns[noun].table, ids[noun], number, **columns)

    accounts = copied("account", email=[f"copy-{n}-{judged.call['id']}@plik.example" for n in numbers])
    [membership] = _ids(database, "memberships", "account_id", judged.house.viewer.id)
    copies(database, "memberships", membership, number, account_id=accounts, person_id=accounts)
    copied("membership", organization_id=copied("organization"))
    projects = copied("project")
    copied("teammate", account_id=accounts)
    copied("supporter", project_id=projects)
    copied("version", number=[100 + each for each in numbers])
    for noun in ("client", "call", "notice", "update", "attachment", "measurement"):
        copied(noun)
    _many_of_judging(copied, database, world, accounts, projects)
    _many_of_volunteering(copied, database, world, accounts)
    copied("campaign", project_id=ids["project"])
    copied("pledge", payment=None, state="expired", collected_at=None)
    [refund] = _ids(database, "refunds", "pledge_id", ids["pledge"])
    copies(database, "refunds", refund, number, state="failed", reference=None)
    event, *_ = _ids(database, "outbox", "subject", ids["call"])
    copies(database, "outbox", event, number)
    return world


def _many_of_judging(
    copied: Copied, database: Database, world: World, accounts: list[str], projects: list[str]
) -> None:
    numbers = list(range(2, len(projects) + 2))
    entries = copied("entry", project_id=projects, slot=numbers, state="not_selected", place=None)
    rounds = copied("round", number=numbers)
    for noun in ("review", "conflict"):
        copied(noun, entry_id=entries)
    [standing] = _ids(database, "standings", "round_id", world.ids["round"])
    copies(database, "standings", standing, len(entries), entry_id=entries, number=numbers, place=None)
    for noun in ("letter", "appeal"):
        copied(noun, entry_id=entries)
        copied(noun, round_id=rounds)
    copied("opinion", judge_id=accounts)
    copied("look")
    copied("mentorship", mentor_id=accounts)
    for noun in ("meeting", "look"):
        copied(noun)
    copied("grant", entry_id=entries, place=numbers)


def _many_of_volunteering(copied: Copied, database: Database, world: World, accounts: list[str]) -> None:
    volunteers, opportunities = copied("volunteer", account_id=accounts), copied("opportunity")
    copied("placement", volunteer_id=volunteers, account_id=accounts)
    [own] = _ids(database, "volunteers", "account_id", world.owner.id)
    of_owner = {"volunteer_id": own, "account_id": world.owner.id, "owner_id": accounts[0]}
    copied("placement", opportunity_id=opportunities, **of_owner)


def copies(database: Database, name: str, id: str, number: int, /, **columns: Any) -> list[str]:
    """The row `number` more times; a list has a value for each copy. Returns their ids."""
    table = tables()[name]
    names = [column.name for column in table.columns if not (column.identity or column.computed)]
    row = database.execute(f"SELECT {', '.join(names)} FROM {name} WHERE id = %s".encode(), [id]).fetchone()
    assert row
    like = dict(zip(names, row, strict=True))
    made = [new_id(noun_of(id)) for _ in range(number)]
    rows = [like | _column(columns, place) | {"id": made[place]} for place in range(number)]
    is_json = {column.name for column in table.columns if isinstance(column.type, JSONB)}
    values = [
        [Jsonb(row[n]) if n in is_json and row[n] is not None else row[n] for n in names] for row in rows
    ]
    text = f"INSERT INTO {name} ({', '.join(names)}) VALUES ({', '.join(['%s'] * len(names))})"
    with database.cursor() as cursor:
        cursor.executemany(text.encode(), values)
    return made


def _column(columns: Mapping[str, Any], place: int) -> dict[str, Any]:
    return {name: value[place] if isinstance(value, list) else value for name, value in columns.items()}


def _ids(database: Database, table: str, column: str, value: str) -> Sequence[str]:
    found = database.execute(f"SELECT id FROM {table} WHERE {column} = %s".encode(), [value]).fetchall()
    return [id for (id,) in found]
