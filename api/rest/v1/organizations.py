"""/v1/organizations, /v1/clients and /v1/oauth/token: who runs things, and their machines."""

import base64
from collections.abc import Mapping
from typing import Any

from flask import Response, request
from flask.views import MethodView
from marshmallow import Schema, fields, validate

from api.auth import client_token
from api.caller import run
from api.reading_json import read_json
from api.rest.answering import carry_out, show_list, show_one, show_part
from api.rest.api import Nouns
from api.rest.asking import everything
from api.rest.fields import Closed, Moment, NameInput, PageInfoSchema, Said, TextInput, TextSchema, many
from api.rest.v1.accounts import unkept
from domain.access import NOBODY, Scope
from domain.errors import Malformed
from domain.ids import ClientId, OrganizationId
from domain.model.organizations import OrganizationKind
from domain.text import Text
from domain.usecases.organizations import CreateClient, CreateOrganization, IssueToken, RevokeClient
from domain.usecases.showing import Show

blueprint = Nouns(
    "organizations", __name__, description="Sponsors, foundations, NGOs and crowdfunding sites."
)


class CreateOrganizationInput(Closed):
    kind = fields.Enum(OrganizationKind, by_value=True, required=True)
    name = fields.Nested(NameInput, required=True)
    about = fields.Nested(TextInput, load_default=Text())
    website = Said(most=300, load_default=None, allow_none=True)


class OrganizationSchema(Schema):
    id = fields.String(required=True)
    kind = fields.Enum(OrganizationKind, by_value=True, required=True)
    name = fields.Nested(TextSchema, required=True)
    about = fields.Nested(TextSchema, required=True)
    website = fields.String(allow_none=True, required=True)
    created_at = Moment(required=True)
    updated_at = Moment(required=True)
    version = fields.Integer(required=True)


class OrganizationPage(Schema):
    data = fields.List(fields.Nested(OrganizationSchema), required=True)
    page = fields.Nested(PageInfoSchema, required=True)


class CreateClientInput(Closed):
    name = Said(required=True, most=120)
    scopes = many(fields.Enum(Scope, by_value=True), most=50, required=True)


class ClientSchema(Schema):
    id = fields.String(required=True)
    organization_id = fields.String(required=True)
    name = fields.String(required=True)
    scopes = fields.List(fields.Enum(Scope, by_value=True), required=True)
    created_at = Moment(required=True)
    updated_at = Moment(required=True)
    revoked_at = Moment(allow_none=True, required=True)
    version = fields.Integer(required=True)


class ClientSecretSchema(ClientSchema):
    """A client as it is made: the secret is shown this once."""

    client_secret = fields.String(required=True)


class ClientPage(Schema):
    data = fields.List(fields.Nested(ClientSchema), required=True)
    page = fields.Nested(PageInfoSchema, required=True)


class IssueTokenInput(Schema):
    """RFC 6749, 4.4; what else is in the form is not looked at."""

    grant_type = fields.String(required=True, validate=validate.Equal("client_credentials"))
    client_id = fields.String()
    client_secret = fields.String()
    scope = fields.String()


AS_FORM_OR_JSON = {
    kind: {"schema": IssueTokenInput} for kind in ("application/x-www-form-urlencoded", "application/json")
}


class TokenSchema(Schema):
    access_token = fields.String(required=True)
    token_type = fields.String(required=True)
    expires_in = fields.Integer(required=True)
    scope = fields.String(required=True)


@blueprint.route("/organizations")
class Organizations(MethodView):
    @blueprint.doc(operationId="organizations")
    @blueprint.response(200, OrganizationPage)
    def get(self) -> Response:
        """List organizations"""
        return show_list("organizations")

    @blueprint.doc(operationId="createOrganization")
    @blueprint.arguments(CreateOrganizationInput, as_kwargs=True)
    @blueprint.response(201, OrganizationSchema)
    def post(self, kind: OrganizationKind, name: Text, about: Text, website: str | None) -> Response:
        """Found an organization; its founder is its first owner"""
        command = CreateOrganization(kind=kind, name=name, about=about, website=website)
        return carry_out(command, "organization", status=201)


@blueprint.route("/organizations/<organization_id>")
class OneOrganization(MethodView):
    @blueprint.doc(operationId="organization")
    @blueprint.response(200, OrganizationSchema)
    def get(self, organization_id: str) -> Response:
        """An organization"""
        return show_one("organization", organization_id)


@blueprint.route("/organizations/<organization_id>/clients")
class Clients(MethodView):
    @blueprint.doc(operationId="clients")
    @blueprint.response(200, ClientPage)
    def get(self, organization_id: str) -> Response:
        """List the clients of an organization; to its owners"""
        return show_part("organization", organization_id, "clients")

    @blueprint.doc(operationId="createClient")
    @blueprint.arguments(CreateClientInput, as_kwargs=True)
    @blueprint.response(201, ClientSecretSchema)
    def post(self, organization_id: str, name: str, scopes: list[Scope]) -> Response:
        """Make a client for a machine; its secret is shown once"""
        wish = CreateClient(organization_id=OrganizationId(organization_id), name=name, scopes=tuple(scopes))
        made = run(wish)
        shown = run(Show(id=made.changed.id, selection=everything("client")))
        return unkept(shown | {"client_secret": made.secret}, 201)


@blueprint.route("/clients/<client_id>/revoke")
class Revocation(MethodView):
    @blueprint.doc(operationId="revokeClient")
    @blueprint.response(200, ClientSchema)
    def post(self, client_id: str) -> Response:
        """Revoke a client: its secret and tokens open nothing any more"""
        return carry_out(RevokeClient(client_id=ClientId(client_id)), "client")


@blueprint.route("/oauth/token")
class Token(MethodView):
    @blueprint.doc(
        operationId="issueToken",
        requestBody={"required": True, "content": AS_FORM_OR_JSON},
        security=[{}, {"basic": []}],
    )
    @blueprint.response(200, TokenSchema)
    def post(self) -> Response:
        """OAuth 2.0 client credentials: an access token for a client"""
        form = _form()
        if form.get("grant_type") != "client_credentials":
            raise Malformed("grant_type_unsupported", known=["client_credentials"])
        id, secret = _credentials(form)
        asked = tuple(str(form.get("scope") or "").split())
        wish = IssueToken(client_id=ClientId(id), client_secret=secret, scopes=asked)
        return unkept(client_token(run(wish, by=NOBODY)))


def _form() -> Mapping[str, Any]:
    """As a form, which is what the standard says, or as JSON."""
    if request.mimetype != "application/json":
        return request.form
    body = read_json(request.get_data())
    return body if isinstance(body, dict) else {}


def _credentials(form: Mapping[str, Any]) -> tuple[str, str]:
    """By HTTP Basic, or in the form (RFC 6749, 2.3.1)."""
    header = request.headers.get("Authorization", "")
    if header.lower().startswith("basic "):
        try:
            id, _, secret = base64.b64decode(header[6:], validate=True).decode().partition(":")
        except ValueError:  # not ASCII, not base64, not UTF-8
            raise Malformed("credentials_malformed") from None
        return id, secret
    return str(form.get("client_id") or ""), str(form.get("client_secret") or "")
