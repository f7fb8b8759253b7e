"""Organizations and their clients in the graph."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from api.auth import client_token
from api.caller import run
from api.graphql.asking import Asking, look_up, page_of, read_changed, read_many, read_one, read_part
from api.graphql.doing import MENDABLE, carry_out, payload_of, user_errors
from api.graphql.memberships import Membership
from api.graphql.shapes import Connection, LocalizedText, LocalizedTextInput, Moment, Node, UserError
from domain import access
from domain.ids import ClientId, OrganizationId
from domain.model import organizations as domain
from domain.model.memberships import MembershipState
from domain.text import Text
from domain.usecases.organizations import CreateClient, CreateOrganization, IssueToken, RevokeClient

if TYPE_CHECKING:  # the two know each other
    from api.graphql.calls import Call


@strawberry.type
class Client(Node):
    id: strawberry.ID
    organization_id: strawberry.ID
    name: str
    scopes: list[access.Scope]
    created_at: Moment
    updated_at: Moment
    revoked_at: Moment | None
    version: int


@strawberry.type
class Organization(Node):
    id: strawberry.ID
    kind: domain.OrganizationKind
    name: LocalizedText
    about: LocalizedText
    website: str | None
    created_at: Moment
    updated_at: Moment
    version: int

    @strawberry.field
    def members(
        self,
        info: Asking,
        first: int = 20,
        after: str | None = None,
        state: list[MembershipState] | None = None,
    ) -> Connection[Membership]:
        return look_up(self, info, "members", page_of(first, after, state=state))

    @strawberry.field
    def clients(self, info: Asking, first: int = 20, after: str | None = None) -> Connection[Client]:
        return look_up(self, info, "clients", page_of(first, after))

    @strawberry.field
    def calls(
        self, info: Asking, first: int = 20, after: str | None = None
    ) -> Connection[Annotated["Call", strawberry.lazy("api.graphql.calls")]]:
        return look_up(self, info, "calls", page_of(first, after))


@strawberry.type(description="The organization made.")
class OrganizationPayload:
    organization: Organization | None
    user_errors: list[UserError]


@strawberry.type(description="The client made; its secret is shown this once.")
class ClientPayload:
    client: Client | None
    client_secret: str | None
    user_errors: list[UserError]


@strawberry.type(description="The client revoked.")
class RevokeClientPayload:
    client: Client | None
    user_errors: list[UserError]


@strawberry.type(description="An access token of a client.")
class TokenPayload:
    access_token: str | None
    token_type: str | None
    expires_in: int | None
    scope: str | None
    user_errors: list[UserError]


@strawberry.input
class CreateOrganizationInput:
    kind: domain.OrganizationKind
    name: LocalizedTextInput
    about: LocalizedTextInput | None = None
    website: str | None = None
    idempotency_key: str | None = None


@strawberry.input
class CreateClientInput:
    organization_id: strawberry.ID
    name: str
    scopes: list[access.Scope]


@strawberry.input
class RevokeClientInput:
    id: strawberry.ID
    idempotency_key: str | None = None


@strawberry.input
class IssueTokenInput:
    client_id: strawberry.ID
    client_secret: str
    scope: str | None = None


@strawberry.type
class OrganizationQueries:
    @strawberry.field(description="Organizations, newest first.")
    def organizations(
        self,
        info: Asking,
        first: int = 20,
        after: str | None = None,
        sort: str | None = None,
        kind: list[domain.OrganizationKind] | None = None,
    ) -> Connection[Organization]:
        return read_many(info, "organizations", page_of(first, after, sort, kind=kind))

    @strawberry.field(description="An organization.")
    def organization(self, info: Asking, id: strawberry.ID) -> Organization | None:
        return read_one(info, "organization", id)

    @strawberry.field(description="The clients of an organization; to its owners.")
    def clients(
        self,
        info: Asking,
        organization_id: strawberry.ID,
        first: int = 20,
        after: str | None = None,
        sort: str | None = None,
    ) -> Connection[Client] | None:
        return read_part(info, "organization", organization_id, "clients", page_of(first, after, sort))


@strawberry.type
class OrganizationMutations:
    @strawberry.mutation(description="Found an organization; its founder is its first owner.")
    def create_organization(self, info: Asking, input: CreateOrganizationInput) -> OrganizationPayload:
        def command() -> CreateOrganization:
            about = input.about.text() if input.about else Text()
            return CreateOrganization(
                kind=input.kind, name=input.name.text(), about=about, website=input.website
            )

        return carry_out(info, "organization", command, OrganizationPayload)

    @strawberry.mutation(description="Make a client for a machine; its secret is shown once.")
    def create_client(self, info: Asking, input: CreateClientInput) -> ClientPayload:
        id, scopes = OrganizationId(input.organization_id), tuple(input.scopes)
        try:
            made = run(CreateClient(organization_id=id, name=input.name, scopes=scopes))
        except MENDABLE as refusal:
            return payload_of(
                {"client": None, "client_secret": None, "user_errors": user_errors(info, refusal)}
            )
        shown = read_changed(info, "client", made.changed.id)
        return payload_of({"client": shown, "client_secret": made.secret, "user_errors": []})

    @strawberry.mutation(description="Revoke a client: its secret and tokens open nothing any more.")
    def revoke_client(self, info: Asking, input: RevokeClientInput) -> RevokeClientPayload:
        def command() -> RevokeClient:
            return RevokeClient(client_id=ClientId(input.id))

        return carry_out(info, "client", command, RevokeClientPayload)

    @strawberry.mutation(description="OAuth 2.0 client credentials: an access token for a client.")
    def issue_token(self, info: Asking, input: IssueTokenInput) -> TokenPayload:
        asked = tuple((input.scope or "").split())
        wish = IssueToken(
            client_id=ClientId(input.client_id), client_secret=input.client_secret, scopes=asked
        )
        try:
            return payload_of(client_token(run(wish)) | {"user_errors": []})
        except MENDABLE as refusal:
            return payload_of({"user_errors": user_errors(info, refusal)})
