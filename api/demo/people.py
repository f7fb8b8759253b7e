"""Who is there when: people register, found their organizations, and let others act for them."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial

from api.demo.data import PASSWORD, Item, items, projects
from api.demo.sower import Sower, Step
from domain.access import Role
from domain.ids import MembershipId
from domain.model.accounts import Locale
from domain.model.memberships import MembershipState
from domain.model.organizations import OrganizationKind
from domain.text import Text
from domain.usecases.accounts import CreateAccount
from domain.usecases.memberships import AcceptMembership, AddMember
from domain.usecases.organizations import CreateOrganization

FOUNDED = datetime(2025, 6, 2, 3, tzinfo=UTC)
JUDGES_ASKED = datetime(2025, 9, 22, 2, tzinfo=UTC)
FIRST_DRAFT = datetime(2025, 8, 1, 4, tzinfo=UTC)
BETWEEN_DRAFTS = timedelta(hours=39)
VISIT = datetime(2025, 12, 5, 8, tzinfo=UTC)
CAME_LATER = ("backer-", "volunteer-", "visitor-")
LAST = "visitor-2"  # registers when all else is sown: the mark of a demo that is whole


def arrivals(sower: Sower) -> Iterator[Step]:
    """Everybody but the last, and every organization."""
    for person in items("people"):
        if person["key"] != LAST:
            yield arrival(person["key"]), partial(register, sower, person)
    for organization in items("organizations"):
        founder = _founder(organization["key"])
        day = arrival(founder) + timedelta(hours=2)
        yield day, partial(_found, sower, organization, founder)
        for member in _members(organization["key"], but=founder):
            joining = partial(_join, sower, organization["key"], founder, member)
            yield max(day, arrival(member["key"])) + timedelta(hours=1), joining


def arrival(who: str) -> datetime:
    """When they register."""
    number = [person["key"] for person in items("people")].index(who)
    if who.startswith("judge-"):
        return JUDGES_ASKED + timedelta(hours=number)
    if who.startswith(CAME_LATER):
        return VISIT
    proposed = [project for project in projects() if project["proposer"] == who]
    return draft_day(proposed[0]) - timedelta(hours=20) if proposed else FOUNDED + timedelta(minutes=number)


def draft_day(project: Item) -> datetime:
    """When a project is begun: all over the country in turn, not region by region."""
    order = [one["key"] for one in projects()]
    random.Random("who comes when").shuffle(order)
    return FIRST_DRAFT + BETWEEN_DRAFTS * order.index(project["key"])


def register(sower: Sower, person: Item) -> None:
    if sower.find_account(person["key"]) is None:
        wish = CreateAccount(
            email=person["email"],
            password=PASSWORD,
            display_name=person["display_name"],
            locale=Locale(person["locale"]),
        )
        sower.run_as(None, wish)
    if person.get("administrator"):
        sower.promote(person["key"])


def _founder(organization: str) -> str:
    """Its first owner; the administrator, where nobody of the demo owns it."""
    for person in items("people"):
        if {"organization": organization, "role": "owner"} in person.get("memberships", ()):
            return str(person["key"])
    return "admin"


def _members(organization: str, *, but: str) -> Iterator[Item]:
    for person in items("people"):
        for membership in person.get("memberships", ()):
            if membership["organization"] == organization and person["key"] != but:
                yield {"key": person["key"], "role": membership["role"]}


def _found(sower: Sower, organization: Item, founder: str) -> None:
    if sower.find_organization(organization["key"]) is None:
        wish = CreateOrganization(
            kind=OrganizationKind(organization["kind"]),
            name=Text.of(organization["name"]),
            about=Text.of(organization["about"]),
            website=organization["website"],
        )
        sower.run_as(founder, wish)


def _join(sower: Sower, organization: str, founder: str, member: Item) -> None:
    id = sower.organization(organization)
    account, role = sower.account(member["key"]), Role(member["role"])
    members = sower.of("organization", id, "members")
    own = {one["state"]: one["id"] for one in members if one["account_id"] == account}
    if MembershipState.ACTIVE in own:
        return
    invitation = own.get(MembershipState.INVITED)
    if invitation is None:
        wish = AddMember(organization_id=id, role=role, account_id=account)
        invitation = sower.run_as(founder, wish).id
    sower.run_as(member["key"], AcceptMembership(membership_id=MembershipId(invitation)))
