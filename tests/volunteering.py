"""Volunteers and opportunities for stories, made through the API."""

from typing import Any

from flask.testing import FlaskClient

from tests.faces import Shown
from tests.world import Person, publish_project, register

PROFILE = {
    "skills": [{"skill_id": "accounting", "level": 3}, {"skill_id": "cooking", "level": 5}],
    "causes": [2, 6],
    "provinces": ["TH-67"],
    "remote": True,
    "availability": [{"weekday": 6, "from": "09:00", "to": "12:00"}],
    "languages": ["th", "en"],
    "age_band": "from_25_to_39",
    "consent": True,
}
WORK = {
    "title": {"th": "ทำบัญชีกลุ่มผู้ใช้น้ำ", "en": "Keep the water group's books"},
    "description": {"th": "เดือนละสองครั้ง"},
    "skills": [{"skill_id": "accounting", "least_level": 2}],
    "places": 3,
    "province": "TH-67",
    "hours_per_week": 4,
}


def a_volunteer(client: FlaskClient, **more: Any) -> Person:
    """Somebody whom projects may see, and who keeps books well enough."""
    person = register(client)
    person.does("setMyVolunteer", **PROFILE | more)
    return person


def draft_opportunity(owner: Person, project: Shown | None = None, **more: Any) -> Shown:
    """Of a project of the owner's."""
    project = project or publish_project(owner)
    drafted: Shown = owner.does("createOpportunity", project_id=project["id"], **WORK | more)
    return drafted


def open_opportunity(owner: Person, project: Shown | None = None, **more: Any) -> Shown:
    opened: Shown = owner.does("openOpportunity", id=draft_opportunity(owner, project, **more)["id"])
    return opened


def apply(volunteer: Person, opportunity: Shown, **more: Any) -> Shown:
    applied: Shown = volunteer.does("createPlacement", opportunity_id=opportunity["id"], **more)
    return applied


def offered(owner: Person, volunteer: Person, opportunity: Shown) -> Shown:
    """A place held for the volunteer."""
    made: Shown = owner.does("offerPlacement", id=apply(volunteer, opportunity)["id"])
    return made


def accepted(owner: Person, volunteer: Person, opportunity: Shown) -> Shown:
    taken: Shown = volunteer.does("acceptPlacement", id=offered(owner, volunteer, opportunity)["id"])
    return taken
