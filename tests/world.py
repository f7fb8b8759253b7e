"""People and things for stories, made through the API as anybody would.

Each call makes new ones, so that no two tests can meet.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

from flask.testing import FlaskClient

from adapters.ids import new_id
from tests.domain.projects import WHOLE
from tests.faces import Rest, Shown

PASSWORD = "correct horse battery"
_numbers = count(1)


@dataclass(frozen=True)
class Person:
    """Somebody who registered and logged in."""

    client: FlaskClient
    id: str
    email: str
    bearer: str
    refresh_token: str
    password: str = PASSWORD

    def does(self, operation: str, /, **given: Any) -> Any:
        """Through REST; for what a story takes for granted."""
        return Rest(self.client, self.bearer).does(operation, **given)

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.bearer}"}


@dataclass(frozen=True)
class Machine:
    """A client of an organization."""

    id: str
    secret: str
    scopes: tuple[str, ...] = field(default=())

    @property
    def bearer(self) -> str:
        return self.secret

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.secret}"}


def an_email() -> str:
    return f"person-{next(_numbers)}-{uuid4().hex[:8]}@plik.example"


def register(client: FlaskClient, **more: Any) -> Person:
    """A new person with a session on this device."""
    email, password = more.pop("email", an_email()), more.pop("password", PASSWORD)
    name = {"display_name": "สมหญิง ใจดี", **more}
    account = Rest(client).does("createAccount", email=email, password=password, **name)
    tokens = Rest(client).does("login", email=email, password=password)
    return Person(client, account["id"], email, tokens["access_token"], tokens["refresh_token"], password)


@dataclass(frozen=True)
class Guest:
    """Somebody who did not register."""

    id: str
    bearer: str
    renewal_token: str

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.bearer}"}


def a_guest(client: FlaskClient, **known: str) -> Guest:
    """A new guest; or with `renewal_token` the same one again."""
    tokens = Rest(client).does("createGuest", **known)
    return Guest(tokens["guest_id"], tokens["access_token"], tokens["renewal_token"])


def register_admin(client: FlaskClient, database: Any) -> Person:
    """An administrator of the platform; nobody becomes one through the API."""
    person = register(client)
    database.execute("UPDATE accounts SET admin = true WHERE id = %s", [person.id])
    return person


def found(founder: Person, **more: Any) -> Shown:
    """An organization; its founder owns it."""
    given = {"kind": "sponsor", "name": {"th": "ผู้สนับสนุน", "en": "A sponsor"}, **more}
    return founder.does("createOrganization", **given)


def join(owner: Person, organization: Shown, person: Person, role: str) -> Shown:
    """The person acts for the organization, in the role; whoever does not yet is invited and accepts."""
    invited = owner.does("addMember", organization_id=organization["id"], account_id=person.id, role=role)
    return invited if invited["accepted_at"] else person.does("acceptMembership", id=invited["id"])


def invite(owner: Person, organization: Shown, person: Person, role: str = "viewer") -> Shown:
    """The person may act for the organization, if they like."""
    return owner.does("addMember", organization_id=organization["id"], account_id=person.id, role=role)


def make_machine(owner: Person, organization: Shown, *scopes: str) -> Machine:
    """A client of the organization with these scopes."""
    made = owner.does(
        "createClient", organization_id=organization["id"], name="A machine", scopes=list(scopes)
    )
    return Machine(made["id"], made["client_secret"], scopes)


def a_call(organization: Shown, **more: Any) -> Shown:
    """The input of a call that is taking entries since yesterday, for thirty days."""
    return {
        "organization_id": organization["id"],
        "title": {"th": "พลิกไทย", "en": "Plik Thai"},
        "brief": {"th": "โครงการที่แก้ปัญหาของชุมชน"},
        "opens_at": rfc3339(-timedelta(days=1)),
        "closes_at": rfc3339(timedelta(days=30)),
        "award_count": 10,
        "pool": {"amount": 100_000_000, "currency": "THB"},
        **more,
    }


def draft_call(owner: Person, organization: Shown, **more: Any) -> Shown:
    return owner.does("createCall", **a_call(organization, **more))


def open_call(owner: Person, organization: Shown, **more: Any) -> Shown:
    """A call that everybody sees and may enter."""
    return owner.does("openCall", id=draft_call(owner, organization, **more)["id"])


@dataclass(frozen=True)
class House:
    """An organization with somebody in every role, and a stranger outside."""

    organization: Shown
    owner: Person
    manager: Person
    finance: Person
    viewer: Person
    stranger: Person


def a_house(client: FlaskClient, **more: Any) -> House:
    owner, *others = [register(client) for _ in range(5)]
    organization = found(owner, **more)
    for role, person in zip(("manager", "finance", "viewer"), others, strict=False):
        join(owner, organization, person, role)
    return House(organization, owner, *others)


def publish_project(owner: Person, **more: Any) -> Shown:
    """A project that everybody sees, whole enough to enter a call."""
    drafted = owner.does("createProject", **WHOLE | more)
    return owner.does("publishProject", id=drafted["id"])


def post_update(owner: Person, project: Shown, **more: Any) -> Shown:
    """What the project tells those who follow it."""
    given = {"title": {"th": "ข่าวจากโครงการ"}, "body": {"th": "ฝาย**สามตัวแรก**เสร็จแล้ว"}, **more}
    return owner.does("createUpdate", project_id=project["id"], **given)


def enter(applicant: Person, call: Shown, **answers: Any) -> Shown:
    """A new project of the applicant's, submitted to the call."""
    project = publish_project(applicant)
    return applicant.does("submitEntry", call_id=call["id"], project_id=project["id"], answers=answers)


CRITERIA = [
    {"key": "feasibility", "title": {"th": "ความเป็นไปได้"}, "weight": 2, "min": 1, "max": 5},
    {"key": "benefit", "title": {"th": "ประโยชน์ต่อชุมชน"}, "weight": 1, "min": 1, "max": 5},
]


@dataclass(frozen=True)
class Judged:
    """A call that has run to its end: what came in, who judged, who won."""

    house: House
    call: Shown
    applicant: Person
    entry: Shown
    judge: Person
    round: Shown
    review: Shown
    grant: Shown


def a_judged_call(client: FlaskClient) -> Judged:
    """One call, one entry, one judge, one winner, one grant offered."""
    house, applicant, judge = a_house(client), register(client), register(client)
    manager = house.manager
    call = open_call(manager, house.organization, award_count=1)
    entry = enter(applicant, call)
    manager.does("screenEntry", id=entry["id"], verdict="eligible")
    manager.does("closeCall", id=call["id"])
    given = {
        "name": {"th": "รอบเดียว"},
        "criteria": CRITERIA,
        "reviews_per_entry": 1,
        "quorum": 1,
        "places": 1,
    }
    round_ = manager.does("createRound", call_id=call["id"], **given)
    manager.does("setRoundPanel", id=round_["id"], judge_ids=[judge.id], expected_version=round_["version"])
    manager.does("openRound", id=round_["id"])
    [review] = judge.does("reviews", round_id=round_["id"])["data"]
    scores = {"feasibility": 4, "benefit": 5}
    judge.does("updateReview", id=review["id"], expected_version=review["version"], scores=scores)
    judge.does("submitReview", id=review["id"])
    for verb in ("sealRound", "rankRound", "decideRound", "publishRound"):
        round_ = manager.does(verb, id=round_["id"], **({"moves": []} if verb == "decideRound" else {}))
    [grant] = manager.does("grants", call_id=call["id"])["data"]
    return Judged(house, call, applicant, entry, judge, round_, review, grant)


def rfc3339(from_now: timedelta) -> str:
    return (datetime.now(UTC) + from_now).isoformat().replace("+00:00", "Z")


def nobody_has(noun: str) -> str:
    """An id of the right form that nothing has."""
    return new_id(noun)
