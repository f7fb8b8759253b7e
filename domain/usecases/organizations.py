"""What people do with organizations: found one, let others act for it, give its machines a client."""

from dataclasses import dataclass
from typing import Annotated

from domain.access import Actor, Role, Scope, anyone, may, signed_in
from domain.bounds import Long
from domain.collections import Changed
from domain.core import Command, use_case
from domain.errors import Fault, Forbidden, Invalid, NotFound, Unauthenticated
from domain.ids import AccountId, ClientId, OrganizationId
from domain.model.organizations import (
    Client,
    Membership,
    Organization,
    OrganizationKind,
    check_website,
    keep_an_owner,
)
from domain.policy.organizations import OWNS_IT
from domain.ports import Ports
from domain.rules import holds
from domain.text import LONGEST_NAME, Text


@dataclass(frozen=True, kw_only=True)
class CreateOrganization(Command[Changed]):
    kind: OrganizationKind
    name: Annotated[Text, Long(0, LONGEST_NAME)]
    about: Text = Text()
    website: Annotated[str | None, Long(1, 300)] = None


@use_case(CreateOrganization, allow=signed_in)
def create_organization(cmd: CreateOrganization, actor: Actor, ports: Ports) -> Changed:
    """Whoever founds it is its first owner."""
    if cmd.name.is_empty:
        raise Invalid("invalid_input", faults=[Fault("/name", "text_missing")])
    check_website(cmd.website)
    now = ports.now()
    organization = Organization(
        id=OrganizationId(ports.new_id("organization")),
        kind=cmd.kind,
        name=cmd.name.as_dict(),
        about=cmd.about.as_dict(),
        website=cmd.website,
        created_at=now,
        updated_at=now,
    )
    with ports.work() as work:
        work.organizations.add(organization)
        work.memberships.add(_membership(organization.id, actor.known_account, Role.OWNER, ports))
        work.tell(organization.event("created", now=now, tally={"organizations": 1}))
        return work.done(organization)


@dataclass(frozen=True, kw_only=True)
class AddMember(Command[Changed]):
    """Lets an account act for the organization; for a member already there, the role is changed."""

    organization_id: OrganizationId
    role: Role
    account_id: AccountId | None = None
    email: str | None = None


@use_case(AddMember, allow=may(Scope.ORGANIZATIONS_WRITE))
def add_member(cmd: AddMember, actor: Actor, ports: Ports) -> Changed:
    with ports.work() as work:
        organization = work.organizations.lock(cmd.organization_id)
        _require_owner(organization, actor)
        account_id = work.accounts.get(cmd.account_id).id if cmd.account_id else None
        if cmd.email and (account := work.accounts.by_email(cmd.email.strip().lower())):
            account_id = account.id
        if account_id is None:
            raise NotFound("account_not_found")
        present = work.memberships.of(organization.id)
        live = [m for m in present if m.account_id == account_id and m.left_at is None]
        if live:
            keep_an_owner(present, changed=live[0], role=cmd.role)
            live[0].role = cmd.role
        else:
            live = [_membership(organization.id, account_id, cmd.role, ports)]
            work.memberships.add(live[0])
        work.tell(organization.event("member_added", now=ports.now()))
        return work.done(live[0])


@dataclass(frozen=True, kw_only=True)
class ClientMade:
    """The secret is shown this once."""

    changed: Changed
    secret: str


@dataclass(frozen=True, kw_only=True)
class CreateClient(Command[ClientMade]):
    organization_id: OrganizationId
    name: Annotated[str, Long(1, 120)]
    scopes: Annotated[tuple[Scope, ...], Long(1, 50)]


@use_case(CreateClient, allow=signed_in)
def create_client(cmd: CreateClient, actor: Actor, ports: Ports) -> ClientMade:
    """A machine of the organization. Only a person makes one, so that no stolen client breeds others."""
    now, id = ports.now(), ClientId(ports.new_id("client"))
    secret = ports.secrets.new("live", id)
    client = Client(
        id=id,
        organization_id=cmd.organization_id,
        name=cmd.name,
        secret_hash=ports.secrets.hash(secret),
        created_at=now,
        updated_at=now,
        scopes=sorted(set(cmd.scopes)),
    )
    with ports.work() as work:
        organization = work.organizations.lock(cmd.organization_id)
        _require_owner(organization, actor)
        work.clients.add(client)
        work.tell(organization.event("client_created", now=now))
        return ClientMade(changed=work.done(client), secret=secret)


@dataclass(frozen=True, kw_only=True)
class Granted:
    """What an access token of a client may carry."""

    client_id: ClientId
    scopes: tuple[Scope, ...]


@dataclass(frozen=True, kw_only=True)
class IssueToken(Command[Granted]):
    """OAuth 2.0 client credentials (RFC 6749, 4.4). Asking for fewer scopes is fine, for others is refused."""

    client_id: ClientId
    client_secret: Annotated[str, Long(0, 300)]
    scopes: Annotated[tuple[str, ...], Long(0, 50)] = ()


@use_case(IssueToken, allow=anyone)
def issue_token(cmd: IssueToken, actor: Actor, ports: Ports) -> Granted:
    client = ports.actors.of_client(cmd.client_id, ports.secrets.hash(cmd.client_secret))
    if client is None or client.scopes is None:
        raise Unauthenticated("wrong_credentials")
    asked = cmd.scopes or tuple(sorted(client.scopes))
    if strange := set(asked) - client.scopes:
        raise Forbidden("scope_missing", scope=" ".join(sorted(strange)))
    return Granted(client_id=cmd.client_id, scopes=tuple(Scope(word) for word in asked))


def _membership(
    organization_id: OrganizationId, account_id: AccountId, role: Role, ports: Ports
) -> Membership:
    now = ports.now()
    return Membership(
        id=ports.new_id("membership"),
        organization_id=organization_id,
        account_id=account_id,
        role=role,
        created_at=now,
        updated_at=now,
    )


def _require_owner(organization: Organization, actor: Actor) -> None:
    if not holds(OWNS_IT, vars(organization), actor):
        raise Forbidden("not_your_organization")
