"""What people do with organizations: found one, give its machines a client, and take that away."""

from dataclasses import dataclass
from typing import Annotated

from domain.access import Actor, Scope, anyone, signed_in
from domain.bounds import Long
from domain.collections import Changed
from domain.core import Command, use_case
from domain.errors import Fault, Forbidden, Invalid, NotFound, Unauthenticated
from domain.ids import ClientId, OrganizationId
from domain.model.organizations import Client, Organization, OrganizationKind, check_website
from domain.policy.organizations import SEES_CLIENTS, require_owner
from domain.ports import Ports
from domain.rules import holds
from domain.text import LONGEST_NAME, Text
from domain.usecases.memberships import founding


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
        work.memberships.add(founding(organization, actor.known_account, ports))
        work.tell(organization.event("created", now=now, tally={"organizations": 1}))
        return work.done(organization)


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
        require_owner(organization, actor)
        work.clients.add(client)
        work.tell(organization.event("client_created", now=now))
        return ClientMade(changed=work.done(client), secret=secret)


@dataclass(frozen=True, kw_only=True)
class RevokeClient(Command[Changed]):
    client_id: ClientId


@use_case(RevokeClient, allow=signed_in)
def revoke_client(cmd: RevokeClient, actor: Actor, ports: Ports) -> Changed:
    """Its secret and its tokens open nothing from the next request on. Whoever does not own the organization does not
    know that there is such a client."""
    now = ports.now()
    with ports.work() as work:
        client = work.clients.lock(cmd.client_id)
        if not holds(SEES_CLIENTS, vars(client), actor):
            raise NotFound("client_not_found")
        if client.revoked_at is None:
            client.revoke(now=now)
            work.tell(work.organizations.get(client.organization_id).event("client_revoked", now=now))
        return work.done(client)


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
