"""One database, a clock that stands until it is moved, and everybody who has to do with a call."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import count
from typing import Any

import psycopg
from psycopg.rows import dict_row

from adapters.ports import Connections, make_ports
from adapters.secrets import RandomSecrets
from domain.access import NOBODY, Actor, Role, Scope
from domain.collections import Work
from domain.core import Core
from domain.ids import AccountId, ClientId, MembershipId, OrganizationId, ProjectId
from domain.model.organizations import OrganizationKind
from domain.ports import Asking
from domain.text import Text
from domain.usecases.accounts import CreateAccount
from domain.usecases.memberships import AcceptMembership, AddMember, LeaveOrganization
from domain.usecases.organizations import CreateClient, CreateOrganization
from domain.usecases.projects import CreateProject, PublishProject
from tests.domain.projects import WHOLE
from tests.teller import Teller

Begin = Callable[[Asking], AbstractContextManager[Work]]
JUDGES, PEOPLE = 6, 4
BEGINNING = datetime(2027, 1, 4, 2, tzinfo=UTC)
LASTING = frozenset({"audit", "event", "notice", "measurement"})
"""What is not forgotten between two walks."""


class Killed(BaseException):
    """The process is no more."""


class Chance(RandomSecrets):
    """The same in every walk, so that whatever is found is found again."""

    def __init__(self) -> None:
        super().__init__()
        self.number = count()

    def random(self) -> str:
        return sha256(str(next(self.number)).encode()).hexdigest()


class Ids:
    """In order; those of what belongs to a call begin anew with each walk."""

    def __init__(self) -> None:
        self._lasting, self.of_walk = count(1), count(1)

    def new(self, noun: str) -> str:
        return f"{noun}_{next(self._lasting if noun in LASTING else self.of_walk):026d}"


class Cast:
    """The platform, whose process may die at one of its next commits, and its people."""

    def __init__(self, url: str) -> None:
        self.connections = Connections(lambda: url, 4)
        self.time, self._ids, self._chance = BEGINNING, Ids(), Chance()
        self.dies_in: int | None = None
        ports = make_ports(self.connections, lambda: self.time, Teller(), cheap_passwords=True)
        self.ports = replace(
            ports, begin=self._mortal(ports.begin), secrets=self._chance, new_id=self._ids.new
        )
        self.core = Core(self.ports)
        self.database = psycopg.connect(url, autocommit=True, row_factory=dict_row)
        self._found_the_host()
        self._gather_judges_and_applicants()
        self.everybody = [*self.managers, *self.onlookers, *self.judges, *self.applicants]

    def begin_again(self) -> None:
        """All calls are forgotten, so that the same acts lead to the same things; what was told and audited stays."""
        with self.database.transaction():
            self.database.execute("ALTER TABLE round_bundles DISABLE TRIGGER USER")
            self.database.execute("TRUNCATE calls CASCADE")
            self.database.execute("ALTER TABLE round_bundles ENABLE TRIGGER USER")
        self.time, self.dies_in = BEGINNING + timedelta(days=1), None
        self._ids.of_walk, self._chance.number = count(1_000_000), count(1_000)

    def rows(self, question: str, *about: Any) -> list[dict[str, Any]]:
        return self.database.execute(question.encode(), about).fetchall()

    def pass_time(self, **time: float) -> None:
        self.time += timedelta(**time)

    def _found_the_host(self) -> None:
        owner, manager, viewer, finance = (self._person() for _ in range(4))
        self.host = self._organization(owner, OrganizationKind.SPONSOR)
        roles = {Role.MANAGER: manager, Role.VIEWER: viewer, Role.FINANCE: finance}
        members = [self._joined(self.host, owner, person, role) for role, person in roles.items()]
        owner = replace(owner, memberships={self.host: Role.OWNER})
        scopes = (Scope.CALLS_WRITE, Scope.JUDGING_WRITE, Scope.ENTRIES_WRITE)
        made = self.core.run(CreateClient(organization_id=self.host, name="A", scopes=scopes), owner)
        client = Actor(
            client_id=ClientId(made.changed.id),
            scopes=frozenset(scopes[:2]),
            memberships={self.host: Role.MANAGER},
        )
        admin = self._person()
        self.database.execute("UPDATE accounts SET admin = true WHERE id = %s", [admin.account_id])
        self.managers = [owner, members[0]]
        self.onlookers = [*members[1:], client, replace(admin, admin=True), self._person(), NOBODY]

    def _gather_judges_and_applicants(self) -> None:
        """Some judges enter projects themselves, belong to an applicant's organization, or did before."""
        self.judges = [self._person() for _ in range(JUDGES)]
        people = [self._person() for _ in range(PEOPLE)]
        self.village = self._organization(people[0], OrganizationKind.COMMUNITY)
        people[0] = replace(people[0], memberships={self.village: Role.OWNER})
        self.judges[0] = self._joined(self.village, people[0], self.judges[0], Role.VIEWER)
        before = self._joined(self.village, people[0], self.judges[1], Role.MANAGER)
        [membership] = self.rows(
            "SELECT id FROM memberships WHERE organization_id = %s AND account_id = %s",
            self.village,
            before.account_id,
        )
        self.core.run(LeaveOrganization(membership_id=MembershipId(membership["id"])), before)
        self.applicants = [*people, self.judges[2]]
        self.projects = {person: [self._project(person) for _ in range(2)] for person in range(PEOPLE + 1)}

    def _person(self) -> Actor:
        email = f"{self.ports.new_id('person')}@plik.example"
        wish = CreateAccount(email=email, password="correct horse battery", display_name="ก")
        return Actor(account_id=AccountId(self.core.run(wish, NOBODY).id))

    def _organization(self, founder: Actor, kind: OrganizationKind) -> OrganizationId:
        made = self.core.run(CreateOrganization(kind=kind, name=Text(th="องค์กร")), founder)
        return OrganizationId(made.id)

    def _joined(self, organization: OrganizationId, owner: Actor, person: Actor, role: Role) -> Actor:
        wish = AddMember(organization_id=organization, role=role, account_id=person.account_id)
        invited = self.core.run(wish, replace(owner, memberships={organization: Role.OWNER}))
        self.core.run(AcceptMembership(membership_id=MembershipId(invited.id)), person)
        return replace(person, memberships={organization: role})

    def _project(self, number: int) -> ProjectId:
        owner = self.applicants[number]
        made = self.core.run(CreateProject(document=WHOLE), owner)
        self.core.run(PublishProject(project_id=ProjectId(made.id)), owner)
        return ProjectId(made.id)

    def _mortal(self, begin: Begin) -> Begin:
        @contextmanager
        def begins(asking: Asking) -> Iterator[Work]:
            with begin(asking) as work:
                yield work
                if self.dies_in is not None:
                    self.dies_in -= 1
                    if self.dies_in < 0:
                        self.dies_in = None
                        raise Killed

        return begins

    def close(self) -> None:
        self.database.close()
        self.connections.close()
