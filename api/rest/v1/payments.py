"""/v1/payments: where the provider of payments tells what has happened."""

from flask import Response, request
from flask.views import MethodView
from marshmallow import Schema, fields

from api import words
from api.caller import run
from api.rest.answering import json_response
from api.rest.api import Nouns
from domain.access import NOBODY
from domain.usecases.provider_events import ReceiveProviderEvent

MOST_BYTES = 256 * 1024
LONGEST_SIGNATURE = 2_000

blueprint = Nouns("payments", __name__, description="For the provider of payments alone.")


class ReceivedSchema(Schema):
    received = fields.Boolean(required=True)


@blueprint.route("/payments/stripe/webhook")
class StripeWebhook(MethodView):
    @blueprint.doc(
        operationId="receiveStripeEvent",
        security=[],
        parameters=[
            {
                "in": "header",
                "name": "Stripe-Signature",
                "required": True,
                "description": words.of_argument("stripe_signature"),
                "schema": {"type": "string"},
            }
        ],
    )
    @blueprint.response(200, ReceivedSchema)
    def post(self) -> Response:
        """Take what Stripe tells of its things; only Stripe can sign it"""
        request.max_content_length = MOST_BYTES
        signature = request.headers.get("Stripe-Signature", "")
        fit = signature.isascii() and signature.isprintable() and len(signature) <= LONGEST_SIGNATURE
        run(ReceiveProviderEvent(raw=request.get_data(), signature=signature if fit else ""), by=NOBODY)
        return json_response({"received": True})
