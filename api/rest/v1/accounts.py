"""/v1/accounts, /v1/auth and /v1/me: registering, logging in, staying logged in, and oneself."""

from typing import Any

from flask import Response, make_response
from flask.views import MethodView
from marshmallow import Schema, fields

from api.auth import device, session_tokens
from api.caller import actor, become, run
from api.rest.answering import carry_out, json_response, needed_version, show_one
from api.rest.api import Nouns
from api.rest.fields import Closed, Moment, Said
from domain.access import NOBODY
from domain.model.accounts import Locale
from domain.usecases.accounts import CreateAccount, LogIn, LogOut, RefreshSession, UpdateMe

blueprint = Nouns("accounts", __name__, description="People who can log in.")


class CreateAccountInput(Closed):
    email = Said(required=True, most=254)
    password = Said(required=True, most=1000)
    display_name = Said(required=True, most=120)
    locale = fields.Enum(Locale, by_value=True, load_default=Locale.TH)


class UpdateMeInput(Closed):
    display_name = Said(most=120)
    locale = fields.Enum(Locale, by_value=True)
    mail_notices = fields.Boolean(truthy={True}, falsy={False})


class LoginInput(Closed):
    email = Said(required=True, most=254)
    password = Said(required=True, most=1000)


class RefreshInput(Closed):
    refresh_token = Said(required=True, most=300)


class TokensSchema(Schema):
    access_token = fields.String(required=True)
    refresh_token = fields.String(required=True)
    token_type = fields.String(required=True)
    expires_in = fields.Integer(required=True)


class AccountSchema(Schema):
    id = fields.String(required=True)
    display_name = fields.String(required=True)
    email = fields.String(allow_none=True)
    locale = fields.Enum(Locale, by_value=True, allow_none=True)
    mail_notices = fields.Boolean(allow_none=True)
    admin = fields.Boolean(allow_none=True)
    created_at = Moment(allow_none=True)
    updated_at = Moment(allow_none=True)
    version = fields.Integer(allow_none=True)


def unkept(body: object, status: int = 200) -> Response:
    """Secrets go out once, and no cache keeps them."""
    response = json_response(body, status)
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.route("/accounts")
class Accounts(MethodView):
    @blueprint.doc(operationId="createAccount")
    @blueprint.arguments(CreateAccountInput, as_kwargs=True)
    @blueprint.response(201, AccountSchema)
    def post(self, **given: Any) -> Response:
        """Register"""
        return carry_out(CreateAccount(**given), "account", status=201, then=become)


@blueprint.route("/auth/login")
class Login(MethodView):
    @blueprint.doc(operationId="login", security=[])
    @blueprint.arguments(LoginInput, as_kwargs=True)
    @blueprint.response(200, TokensSchema)
    def post(self, email: str, password: str) -> Response:
        """Log in"""
        return unkept(session_tokens(run(LogIn(email=email, password=password, device=device()), by=NOBODY)))


@blueprint.route("/auth/refresh")
class Refresh(MethodView):
    @blueprint.doc(operationId="refresh", security=[])
    @blueprint.arguments(RefreshInput, as_kwargs=True)
    @blueprint.response(200, TokensSchema)
    def post(self, refresh_token: str) -> Response:
        """Renew the tokens; each refresh token works once"""
        return unkept(
            session_tokens(run(RefreshSession(refresh_token=refresh_token, device=device()), by=NOBODY))
        )


@blueprint.route("/auth/logout")
class Logout(MethodView):
    @blueprint.doc(operationId="logout")
    @blueprint.response(204)
    def post(self) -> Response:
        """End this session"""
        run(LogOut())
        return make_response("", 204)


@blueprint.route("/me")
class Me(MethodView):
    @blueprint.doc(operationId="me")
    @blueprint.response(200, AccountSchema)
    def get(self) -> Response:
        """The account that is logged in"""
        return show_one("account", actor().known_account)

    @blueprint.doc(operationId="updateMe")
    @blueprint.arguments(UpdateMeInput, as_kwargs=True)
    @blueprint.response(200, AccountSchema)
    def patch(self, **given: Any) -> Response:
        """Change how the account is called and addressed, and whether its notices come by mail"""
        return carry_out(UpdateMe(expected_version=needed_version(), **given), "account")
