"""/v1/auth/guest: being somebody without registering, and the same one later."""

from flask import Response
from flask.views import MethodView
from marshmallow import Schema, fields

from api.auth import guest_of, guest_tokens
from api.caller import run
from api.rest.api import Nouns
from api.rest.fields import Closed
from api.rest.v1.accounts import unkept
from domain.access import NOBODY
from domain.usecases.guests import CreateGuest

blueprint = Nouns("guests", __name__, description="People who back a campaign without registering.")


class CreateGuestInput(Closed):
    renewal_token = fields.String()


class GuestTokensSchema(Schema):
    access_token = fields.String(required=True)
    token_type = fields.String(required=True)
    expires_in = fields.Integer(required=True)
    guest_id = fields.String(required=True)
    renewal_token = fields.String(required=True)


@blueprint.route("/auth/guest")
class Guests(MethodView):
    @blueprint.doc(operationId="createGuest", security=[])
    @blueprint.arguments(CreateGuestInput, as_kwargs=True, required=False)
    @blueprint.response(200, GuestTokensSchema)
    def post(self, renewal_token: str | None = None) -> Response:
        """Become a guest, or the same one again"""
        known = None if renewal_token is None else guest_of(renewal_token)
        return unkept(guest_tokens(run(CreateGuest(known=known), by=NOBODY)))
