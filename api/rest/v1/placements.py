"""/v1/opportunities/{id}/placements and /v1/placements: volunteers' parts in opportunities."""

from typing import Any

from flask import Response
from flask.views import MethodView
from marshmallow import Schema, fields

from api.rest.answering import carry_out, expected_version, show_one, show_part
from api.rest.api import Nouns
from api.rest.fields import AllowedActionSchema, Closed, Moment, PageInfoSchema, Said
from domain.ids import OpportunityId, PlacementId
from domain.model.placements import PlacementState
from domain.usecases.placements import (
    AcceptPlacement,
    CompletePlacement,
    CreatePlacement,
    DeclinePlacement,
    MarkNoShow,
    OfferPlacement,
    WithdrawPlacement,
)

blueprint = Nouns("placements", __name__, description="Volunteers' parts in opportunities.")


class CreatePlacementInput(Closed):
    message = Said(most=2000, load_default=None, allow_none=True)


class PlacementSchema(Schema):
    id = fields.String(required=True)
    opportunity_id = fields.String(required=True)
    project_id = fields.String(required=True)
    volunteer_id = fields.String(required=True)
    account_id = fields.String(required=True)
    state = fields.Enum(PlacementState, by_value=True, required=True)
    message = fields.String(allow_none=True, required=True)
    offered_at = Moment(allow_none=True, required=True)
    expires_at = Moment(allow_none=True, required=True)
    accepted_at = Moment(allow_none=True, required=True)
    ended_at = Moment(allow_none=True, required=True)
    created_at = Moment(required=True)
    updated_at = Moment(required=True)
    version = fields.Integer(required=True)
    allowed_actions = fields.List(fields.Nested(AllowedActionSchema))


class PlacementPage(Schema):
    data = fields.List(fields.Nested(PlacementSchema), required=True)
    page = fields.Nested(PageInfoSchema, required=True)


@blueprint.route("/opportunities/<opportunity_id>/placements")
class Placements(MethodView):
    @blueprint.doc(operationId="placements")
    @blueprint.response(200, PlacementPage)
    def get(self, opportunity_id: str) -> Response:
        """List the placements of an opportunity that the caller may see"""
        return show_part("opportunity", opportunity_id, "placements")

    @blueprint.doc(operationId="createPlacement")
    @blueprint.arguments(CreatePlacementInput, as_kwargs=True)
    @blueprint.response(201, PlacementSchema)
    def post(self, opportunity_id: str, message: str | None) -> Response:
        """Apply to an opportunity as a volunteer"""
        wish = CreatePlacement(opportunity_id=OpportunityId(opportunity_id), message=message)
        return carry_out(wish, "placement", status=201)


@blueprint.route("/placements/<placement_id>")
class OnePlacement(MethodView):
    @blueprint.doc(operationId="placement")
    @blueprint.response(200, PlacementSchema)
    def get(self, placement_id: str) -> Response:
        """A placement"""
        return show_one("placement", placement_id)


@blueprint.route("/placements/<placement_id>/offer")
class Offering(MethodView):
    @blueprint.doc(operationId="offerPlacement")
    @blueprint.response(200, PlacementSchema)
    def post(self, placement_id: str) -> Response:
        """Offer a place to whoever applied; it is held for 48 hours"""
        return _carry_out(OfferPlacement, placement_id)


@blueprint.route("/placements/<placement_id>/accept")
class Acceptance(MethodView):
    @blueprint.doc(operationId="acceptPlacement")
    @blueprint.response(200, PlacementSchema)
    def post(self, placement_id: str) -> Response:
        """Accept the place that is offered"""
        return _carry_out(AcceptPlacement, placement_id)


@blueprint.route("/placements/<placement_id>/decline")
class Refusal(MethodView):
    @blueprint.doc(operationId="declinePlacement")
    @blueprint.response(200, PlacementSchema)
    def post(self, placement_id: str) -> Response:
        """Decline: an application, as the project; an offer, as the volunteer"""
        return _carry_out(DeclinePlacement, placement_id)


@blueprint.route("/placements/<placement_id>/withdraw")
class Withdrawal(MethodView):
    @blueprint.doc(operationId="withdrawPlacement")
    @blueprint.response(200, PlacementSchema)
    def post(self, placement_id: str) -> Response:
        """Step back as the volunteer, until the work is done"""
        return _carry_out(WithdrawPlacement, placement_id)


@blueprint.route("/placements/<placement_id>/complete")
class Completion(MethodView):
    @blueprint.doc(operationId="completePlacement")
    @blueprint.response(200, PlacementSchema)
    def post(self, placement_id: str) -> Response:
        """Say that the volunteer did the work"""
        return _carry_out(CompletePlacement, placement_id)


@blueprint.route("/placements/<placement_id>/no_show")
class NoShow(MethodView):
    @blueprint.doc(operationId="markNoShow")
    @blueprint.response(200, PlacementSchema)
    def post(self, placement_id: str) -> Response:
        """Say that the volunteer did not come"""
        return _carry_out(MarkNoShow, placement_id)


def _carry_out(move: Any, placement_id: str) -> Response:
    """One of the moves of a placement: they all take the same."""
    wish = move(placement_id=PlacementId(placement_id), expected_version=expected_version(needed=False))
    return carry_out(wish, "placement")
