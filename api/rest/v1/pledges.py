"""/v1/campaigns/{id}/pledges and /v1/pledges: what backers promise and pay."""

from typing import Any

from flask import Response
from flask.views import MethodView
from marshmallow import Schema, fields, validate

from api.caller import actor
from api.rest.answering import carry_out, expected_version, show_one, show_part
from api.rest.api import Nouns
from api.rest.fields import (
    AllowedActionSchema,
    Closed,
    Moment,
    MoneyInput,
    MoneySchema,
    PageInfoSchema,
    Said,
)
from domain.ids import CampaignId, PledgeId
from domain.model.campaigns import LONGEST_REWARD_ID
from domain.model.payments import Method, PaymentStatus
from domain.model.pledges import Fallback, PledgeState
from domain.model.refunds import RefundState
from domain.usecases.pledges import CancelPledge, CreatePledge

blueprint = Nouns("pledges", __name__, description="What backers promise and pay.")


class CreatePledgeInput(Closed):
    amount = fields.Nested(MoneyInput, required=True)
    method = fields.Enum(Method, by_value=True, required=True)
    payment_method = Said(most=100, load_default=None, allow_none=True)
    email = Said(least=3, most=254, load_default=None, allow_none=True)
    reward_id = Said(most=LONGEST_REWARD_ID, load_default=None, allow_none=True)
    anonymous = fields.Boolean(truthy={True}, falsy={False}, load_default=False)
    message = fields.String(load_default="", validate=validate.Length(0, 500, error="length_out_of_range"))
    fallback = fields.Enum(Fallback, by_value=True, load_default=Fallback.REFUND)


class QrSchema(Schema):
    data = fields.String(required=True)
    svg_url = fields.String(allow_none=True, required=True)
    page_url = fields.String(allow_none=True, required=True)


class PaymentSchema(Schema):
    status = fields.Enum(PaymentStatus, by_value=True, required=True)
    client_secret = fields.String(allow_none=True, required=True)
    qr = fields.Nested(QrSchema, allow_none=True, required=True)
    reason = fields.String(allow_none=True, required=True)
    poll_after_s = fields.Integer(allow_none=True, required=True)


class RefundSchema(Schema):
    id = fields.String(required=True)
    pledge_id = fields.String(required=True)
    campaign_id = fields.String(required=True)
    state = fields.Enum(RefundState, by_value=True, required=True)
    amount = fields.Nested(MoneySchema, required=True)
    reason = fields.String(allow_none=True, required=True)
    expires_at = Moment(allow_none=True, required=True)
    created_at = Moment(required=True)
    updated_at = Moment(required=True)
    version = fields.Integer(required=True)


class RefundPage(Schema):
    data = fields.List(fields.Nested(RefundSchema), required=True)
    page = fields.Nested(PageInfoSchema, required=True)


class PledgeSchema(Schema):
    id = fields.String(required=True)
    campaign_id = fields.String(required=True)
    project_id = fields.String(required=True)
    amount = fields.Nested(MoneySchema, required=True)
    reward_id = fields.String(allow_none=True, required=True)
    message = fields.String(required=True)
    account_id = fields.String(allow_none=True, required=True)
    state = fields.Enum(PledgeState, by_value=True, allow_none=True, required=True)
    method = fields.Enum(Method, by_value=True, allow_none=True, required=True)
    at_once = fields.Boolean(allow_none=True, required=True)
    anonymous = fields.Boolean(allow_none=True, required=True)
    email = fields.String(allow_none=True, required=True)
    fallback = fields.Enum(Fallback, by_value=True, allow_none=True, required=True)
    payment = fields.Nested(PaymentSchema, allow_none=True, required=True)
    expires_at = Moment(allow_none=True, required=True)
    collected_at = Moment(allow_none=True, required=True)
    created_at = Moment(required=True)
    updated_at = Moment(required=True)
    version = fields.Integer(required=True)
    allowed_actions = fields.List(fields.Nested(AllowedActionSchema))
    refunds = fields.Nested(RefundPage, metadata={"x-relation": True})


class PledgePage(Schema):
    data = fields.List(fields.Nested(PledgeSchema), required=True)
    page = fields.Nested(PageInfoSchema, required=True)


def made_or_processing(shown: dict[str, Any]) -> int:
    """201, or 202 where nobody knows yet what becomes of the payment."""
    return 202 if (shown["payment"] or {}).get("status") == PaymentStatus.PROCESSING else 201


@blueprint.route("/campaigns/<campaign_id>/pledges")
class Pledges(MethodView):
    @blueprint.doc(operationId="pledges")
    @blueprint.response(200, PledgePage)
    def get(self, campaign_id: str) -> Response:
        """List the pledges of a campaign that count, and one's own"""
        return show_part("campaign", campaign_id, "pledges")

    @blueprint.doc(operationId="createPledge")
    @blueprint.arguments(CreatePledgeInput, as_kwargs=True)
    @blueprint.response(201, PledgeSchema)
    @blueprint.alt_response(202, schema=PledgeSchema)
    def post(self, campaign_id: str, **given: Any) -> Response:
        """Pledge to a campaign: a card is saved or charged, a PromptPay code is shown"""
        wish = CreatePledge(campaign_id=CampaignId(campaign_id), **given)
        return carry_out(wish, "pledge", status=made_or_processing)


@blueprint.route("/pledges/<pledge_id>")
class OnePledge(MethodView):
    @blueprint.doc(operationId="pledge")
    @blueprint.response(200, PledgeSchema)
    def get(self, pledge_id: str) -> Response:
        """A pledge"""
        return show_one("pledge", pledge_id)


@blueprint.route("/pledges/<pledge_id>/cancel")
class Cancelling(MethodView):
    @blueprint.doc(operationId="cancelPledge")
    @blueprint.response(200, PledgeSchema)
    def post(self, pledge_id: str) -> Response:
        """Take a pledge back while its campaign is live; what was paid is given back"""
        id, version = PledgeId(pledge_id), expected_version(needed=False)
        return carry_out(CancelPledge(pledge_id=id, expected_version=version), "pledge")


@blueprint.route("/me/pledges")
class MyPledges(MethodView):
    @blueprint.doc(operationId="myPledges")
    @blueprint.response(200, PledgePage)
    def get(self) -> Response:
        """List one's own pledges"""
        return show_part("account", actor().known_account, "pledges")
