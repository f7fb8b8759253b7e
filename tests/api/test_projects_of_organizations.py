"""A project that an organization owns, because it brought it along: who runs it, and what needs a person."""

from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient

from tests.faces import Shown, refused
from tests.fundraising import a_campaign
from tests.mirroring import Partner, a_partner, an_external_id, as_it_stands, mirror
from tests.world import join, register

SCOPES = ("campaigns:sync", "projects:write", "entries:write", "campaigns:write", "volunteers:write")


@pytest.fixture
def meefund(client: FlaskClient) -> Partner:
    return a_partner(client, *SCOPES)


@pytest.fixture
def project(face: Any, meefund: Partner) -> Shown:
    made = mirror(face, meefund, an_external_id(), **as_it_stands())
    shown: Shown = face.does("project", id=made["project_id"])
    return shown


def test_managers_and_machines_of_the_organization_change_it(
    face: Any, meefund: Partner, project: Shown, client: FlaskClient
) -> None:
    manager, viewer = register(client), register(client)
    join(meefund.owner, meefund.organization, manager, "manager")
    join(meefund.owner, meefund.organization, viewer, "viewer")

    for version, who in enumerate((manager, meefund, meefund.owner), start=1):
        asking = face.by(who).sending(idempotency_key=uuid4().hex)
        asking.does(
            "updateProject", id=project["id"], expected_version=version, summary={"th": f"สรุป {version}"}
        )
    with refused("not_your_project"):
        face.by(viewer).does("updateProject", id=project["id"], expected_version=4, summary={"th": "ก"})

    assert face.does("project", id=project["id"])["version"] == 4


def test_the_organization_tells_what_becomes_of_it(face: Any, meefund: Partner, project: Shown) -> None:
    said = {"title": {"th": "ข่าว"}, "body": {"th": "ฝายเสร็จแล้ว"}}

    posted = face.by(meefund.owner).does("createUpdate", project_id=project["id"], **said)

    assert face.does("update", id=posted["id"])["title"] == {"th": "ข่าว"}
    with refused("not_your_project"):
        face.by(register(meefund.owner.client)).does("createUpdate", project_id=project["id"], **said)


@pytest.mark.parametrize(
    ("operation", "given"),
    [
        ("createOpportunity", {"title": {"th": "ช่วยงาน"}, "remote": True}),
        ("createCampaign", a_campaign()),
    ],
)
def test_who_takes_volunteers_or_money_here_is_a_person(
    face: Any, meefund: Partner, project: Shown, operation: str, given: Shown
) -> None:
    for who in (meefund.owner, meefund):
        asking = face.by(who).sending(idempotency_key=uuid4().hex)
        with refused("project_of_an_organization"):
            asking.does(operation, project_id=project["id"], **given)

    actions = face.by(meefund.owner).does("project", id=project["id"])["allowed_actions"]
    verdicts = {each["action"]: each["reason_code"] for each in actions}
    assert verdicts["create_opportunity"] == verdicts["create_campaign"] == "project_of_an_organization"
    assert (verdicts["update"], verdicts["create_update"]) == (None, None)


def test_strangers_are_told_that_it_is_not_theirs_and_no_more(
    face: Any, project: Shown, client: FlaskClient
) -> None:
    with refused("not_your_project"):
        face.by(register(client)).does("createCampaign", project_id=project["id"], **a_campaign())


def test_the_database_knows_no_project_without_an_owner_or_with_two(
    database: Any, project: Shown, meefund: Partner
) -> None:
    for owners in ("organization_id = NULL", f"account_id = '{meefund.owner.id}'"):
        with pytest.raises(Exception, match="has_one_owner"):
            database.execute(f"UPDATE projects SET {owners} WHERE id = %s".encode(), [project["id"]])
