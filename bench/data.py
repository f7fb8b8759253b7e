"""What the pages are about: a platform in use, made of the demo's Thai texts, and the same at every run.

It goes in by SQL, which takes a second where the door would take a minute; but what goes in was made by the
domain, so no rule of it is broken.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Table, create_engine, insert, text

from adapters.database.accounts import accounts
from adapters.database.calls import calls
from adapters.database.entries import entries
from adapters.database.organizations import organizations
from adapters.database.projects import projects
from adapters.ids import new_id
from api.demo.data import Item, items
from api.demo.data import projects as demo_projects
from bench.pages import CALLS, WINNERS, Loaded
from domain.ids import AccountId, CallId, EntryId, OrganizationId, ProjectId
from domain.model.accounts import Account, Locale
from domain.model.calls import Call, CallState, Split
from domain.model.entries import Entry, EntryState, Snapshot
from domain.model.organizations import Organization, OrganizationKind
from domain.model.projects import Project, snapshot
from domain.money import Currency

SINCE = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)
SAID = 50  # characters of each text: what somebody writes on a phone


def load(url: str, *, writer_id: str, of_projects: int, of_accounts: int, written: int) -> Loaded:
    """Fill a migrated database. `written`: how many more projects belong to the account `writer_id`. A call is
    entered by 20 accounts, once each, so it takes as many, and 40 projects."""
    people = [a_citizen(number) for number in range(of_accounts)]
    owners = [writer_id] * written + [people[number % of_accounts].id for number in range(of_projects)]
    made = [a_project(owner, number) for number, owner in enumerate(owners)]
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://", 1))
    with engine.begin() as connection:
        for table, rows in ((accounts, people), (projects, made)):
            insert_all(connection, table, rows)
        _insert_winners(connection, made[written:])
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))
    engine.dispose()
    return Loaded(made[-30].id, tuple(project.id for project in made[:written]))


def insert_all(connection: Connection, table: Table, things: Iterable[Any]) -> None:
    """As they are, without the door."""
    names = [column.name for column in table.columns]
    connection.execute(insert(table), [{name: getattr(thing, name) for name in names} for thing in things])


def a_citizen(number: int) -> Account:
    people = items("people")
    return Account(
        id=AccountId(new_id("account")),
        email=f"citizen-{number}@plik.example",
        display_name=people[number % len(people)]["display_name"],
        locale=Locale.TH,
        password_hash="!",  # nobody logs in
        created_at=SINCE,
        updated_at=SINCE,
    )


def a_project(owner: str, number: int) -> Project:
    at = SINCE + timedelta(hours=number)
    document = _written_on_a_phone(demo_projects()[number % len(demo_projects())])
    id = ProjectId(new_id("project"))
    project = Project.drafted(document, id=id, account_id=AccountId(owner), now=at)
    project.publish(now=at)
    return project


def _written_on_a_phone(project: Item) -> Item:
    """What most will have when they publish: the words that are needed, in Thai, one cause, one line of budget."""
    problem, line, cause = project["problem"], project["budget"][0], project["problem"]["root_causes"][0]
    return {
        "title": _thai(project["title"]),
        "summary": _thai(project["summary"]),
        "problem": {
            "statement": _thai(problem["statement"]),
            "people_affected": problem["people_affected"],
            "province": problem["province"],
            "goals": problem["goals"],
            "root_causes": [{"cause": _thai(cause["cause"])}],
        },
        "solution": {"approach": _thai(project["solution"]["approach"])},
        "budget": [{"item": _thai(line["item"]), **{name: line[name] for name in ("quantity", "unit_cost")}}],
    }


def _thai(said: Item) -> Item:
    """Its beginning, up to a space, which Thai has between clauses."""
    text: str = said["th"]
    return {"th": text if len(text) <= SAID else text[:SAID].rpartition(" ")[0] or text[:SAID]}


def _insert_winners(connection: Connection, candidates: Sequence[Project]) -> None:
    """Calls that are over, with their winners, which everybody sees, and as many others, which nobody sees."""
    sponsor = a_sponsor()
    insert_all(connection, organizations, [sponsor])
    for number in range(CALLS):
        call = a_call(sponsor.id, number)
        insert_all(connection, calls, [call])
        entering = candidates[2 * WINNERS * number :]
        entered = [an_entry(call, project, place) for place, project in enumerate(entering[: 2 * WINNERS], 1)]
        insert_all(connection, entries, entered)


def a_sponsor() -> Organization:
    given = items("organizations")[0]
    return Organization(
        id=OrganizationId(new_id("organization")),
        kind=OrganizationKind.SPONSOR,
        name=given["name"],
        about=given.get("about", {}),
        website=None,
        created_at=SINCE,
        updated_at=SINCE,
    )


def a_call(organization_id: OrganizationId, number: int) -> Call:
    at = SINCE + timedelta(days=90 * number)
    return Call(
        id=CallId(new_id("call")),
        organization_id=organization_id,
        title={"th": "พลิกไทย", "en": "Plik Thai"},
        brief=items("calls")[0]["brief"],
        opens_at=at,
        closes_at=at + timedelta(days=60),
        award_count=WINNERS,
        pool_amount=100_000_000,
        pool_currency=Currency.THB,
        split=Split.EQUAL,
        created_at=at,
        updated_at=at,
        state=CallState.ANNOUNCED,
        public=True,
    )


def an_entry(call: Call, project: Project, place: int) -> Entry:
    won = place <= WINNERS
    sent = Snapshot(title=project.title, province=project.province, **snapshot(project), answers={})
    return Entry(
        id=EntryId(new_id("entry")),
        call_id=call.id,
        organization_id=call.organization_id,
        project_id=project.id,
        account_id=project.person,
        slot=1,
        **vars(sent),
        fingerprint=sent.fingerprint,
        submitted_at=call.opens_at,
        created_at=call.opens_at,
        updated_at=call.closes_at,
        state=EntryState.SELECTED if won else EntryState.NOT_SELECTED,
        place=place if won else None,
    )
