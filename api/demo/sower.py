"""Runs wishes through the one door as people of the demo, on days of its choosing, and counts what it changed.

So every rule holds for demo data, and its events and audit trail are like anybody's.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar

from api.demo.data import Item, items, keyed, person
from domain.access import NOBODY, SYSTEM, Actor, Role
from domain.catalogue import CATALOGUE
from domain.core import Command, Core
from domain.ids import AccountId, ClientId, GuestId, OrganizationId
from domain.ports import Asking, Passwords, Ports, Shown
from domain.reading import LONGEST_PAGE, Many, Page, Part, Selection
from domain.usecases.accounts import MakeAdministrator
from domain.usecases.showing import Browse, Show

R = TypeVar("R")
PortsAt = Callable[[Callable[[], datetime]], Ports]
Step = tuple[datetime, Callable[[], None]]
"""What happens on a day. It looks first whether it has happened, so that it may be taken again."""


class OnePassword:
    """Hashing is slow on purpose; the accounts of the demo share a password, and its hash."""

    def __init__(self, passwords: Passwords) -> None:
        self._passwords = passwords
        self._hashes: dict[str, str] = {}

    def hash(self, password: str) -> str:
        if password not in self._hashes:
            self._hashes[password] = self._passwords.hash(password)
        return self._hashes[password]

    def verify(self, hashed: str | None, password: str) -> bool:
        return self._passwords.verify(hashed, password)


class Sower:
    def __init__(self, ports_at: PortsAt, now: datetime) -> None:
        ports = ports_at(lambda: self._today)
        self._today = now
        self._ports = replace(ports, passwords=OnePassword(ports.passwords))
        self._core = Core(self._ports)
        self._accounts: dict[str, AccountId] = {}
        self._organizations: dict[str, OrganizationId] = {}
        self.changes = 0

    def take(self, steps: Iterable[Step]) -> None:
        """In the order of their days."""
        for day, step in sorted(steps, key=lambda one: one[0]):
            self._today = day
            step()

    def run_as(self, who: str | None, wish: Command[R]) -> R:
        """As the person of the demo with this key, or as nobody."""
        return self.run_by(self._actor(who) if who else NOBODY, wish)

    def run_by(self, actor: Actor, wish: Command[R]) -> R:
        done = self._core.run(wish, actor, request_id="demo-data")
        self.changes += 1
        return done

    def let_be_done(self, sweep: Command[int]) -> None:
        """What the platform would have done by itself on the day."""
        self.changes += self._core.run(sweep, SYSTEM, request_id="demo-data")

    def guest(self) -> Actor:
        """Somebody who was never here before."""
        return Actor(guest_id=GuestId(self._ports.new_id("guest")))

    def machine(self, id: ClientId) -> Actor:
        """A client, with the scopes that it was given."""
        found = self._ports.actors.of_client(id)
        assert found is not None
        return found

    def account(self, who: str) -> AccountId:
        id = self.find_account(who)
        assert id is not None, f"{who} registers before acting"
        return id

    def who(self, account: str) -> str:
        """Whose account it is."""
        return next(str(one["key"]) for one in items("people") if self.find_account(one["key"]) == account)

    def find_account(self, who: str) -> AccountId | None:
        """By the address; nothing that anybody may read lists those."""
        if who not in self._accounts:
            with self._ports.calling(Asking(actor=SYSTEM, command="SowDemo")).work() as work:
                found = work.accounts.by_email(person(who)["email"])
            if found is None:
                return None
            self._accounts[who] = found.id
        return self._accounts[who]

    def organization(self, key: str) -> OrganizationId:
        id = self.find_organization(key)
        assert id is not None, f"{key} is founded before it acts"
        return id

    def find_organization(self, key: str) -> OrganizationId | None:
        if key not in self._organizations:
            name = keyed(items("organizations"))[key]["name"]
            found = [one["id"] for one in self.all("organizations") if one["name"] == name]
            if not found:
                return None
            self._organizations[key] = OrganizationId(found[0])
        return self._organizations[key]

    def promote(self, who: str) -> None:
        """Nobody becomes an administrator through the API: whoever runs the machine says so."""
        self._core.run(MakeAdministrator(email=person(who)["email"]), SYSTEM, request_id="demo-data")

    def _actor(self, who: str) -> Actor:
        """The person, with the roles that the demo gives in organizations that are there by now."""
        roles = {}
        for membership in person(who).get("memberships", ()):
            if id := self.find_organization(membership["organization"]):
                roles[id] = Role(membership["role"])
        is_admin = person(who).get("administrator", False)
        return Actor(account_id=self.account(who), admin=is_admin, memberships=roles)

    def all(self, relation: str, **filters: str) -> list[Shown]:
        """The newest of a list that belongs to nobody, as the platform itself sees them."""
        page = Page(LONGEST_PAGE, filters=tuple((name, (value,)) for name, value in filters.items()))
        selection = CATALOGUE.all_of(CATALOGUE.lists[relation].noun)
        shown: list[Shown] = self._see(Browse(relation=relation, selection=selection, page=page))["data"]
        return shown

    def one(self, noun: str, id: str) -> Shown:
        shown: Shown = self._see(Show(id=id, selection=CATALOGUE.all_of(noun)))
        return shown

    def of(self, noun: str, id: str, relation: str) -> list[Shown]:
        """A list that belongs to one thing."""
        listed = CATALOGUE.relation(noun, relation)
        assert isinstance(listed, Many)
        part = Part(relation, relation, CATALOGUE.all_of(listed.noun), Page(LONGEST_PAGE))
        shown: list[Shown] = self._see(Show(id=id, selection=Selection(noun, (), (part,))))[relation]["data"]
        return shown

    def _see(self, wish: Command[Any]) -> Any:
        return self._core.run(wish, SYSTEM)


def titled(found: Iterable[Shown], item: Item) -> Shown | None:
    """The one with the item's title."""
    return next((one for one in found if one["title"] == item["title"]), None)
