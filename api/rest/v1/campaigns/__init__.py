"""/v1/projects/{id}/campaigns and /v1/campaigns: drives that raise money for projects."""

from typing import Any

from flask import Response
from flask.views import MethodView

from api.rest.answering import carry_out, expected_version, needed_version, show_list, show_one
from api.rest.api import Nouns
from api.rest.v1.campaigns.asked import CreateCampaignInput, UpdateCampaignInput
from api.rest.v1.campaigns.shown import CampaignPage, CampaignSchema
from domain.ids import CampaignId, ProjectId
from domain.usecases.campaigns import (
    CampaignChanges,
    CancelCampaign,
    CreateCampaign,
    LaunchCampaign,
    UpdateCampaign,
)

blueprint = Nouns("campaigns", __name__, description="Drives that raise money for projects.")


@blueprint.route("/projects/<project_id>/campaigns")
class CampaignsOfProject(MethodView):
    @blueprint.doc(operationId="createCampaign")
    @blueprint.arguments(CreateCampaignInput, as_kwargs=True)
    @blueprint.response(201, CampaignSchema)
    def post(self, project_id: str, **given: Any) -> Response:
        """Draft a campaign for a project"""
        wish = CreateCampaign(project_id=ProjectId(project_id), **given)
        return carry_out(wish, "campaign", status=201)


@blueprint.route("/campaigns")
class Campaigns(MethodView):
    @blueprint.doc(operationId="campaigns")
    @blueprint.response(200, CampaignPage)
    def get(self) -> Response:
        """List campaigns"""
        return show_list("campaigns")


@blueprint.route("/campaigns/<campaign_id>")
class OneCampaign(MethodView):
    @blueprint.doc(operationId="campaign")
    @blueprint.response(200, CampaignSchema)
    def get(self, campaign_id: str) -> Response:
        """A campaign"""
        return show_one("campaign", campaign_id)

    @blueprint.doc(operationId="updateCampaign")
    @blueprint.arguments(UpdateCampaignInput, as_kwargs=True)
    @blueprint.response(200, CampaignSchema)
    def patch(self, campaign_id: str, **given: Any) -> Response:
        """Change a campaign; once it is live, only its words"""
        wish = UpdateCampaign(
            campaign_id=CampaignId(campaign_id),
            expected_version=needed_version(),
            changes=CampaignChanges(**given),
        )
        return carry_out(wish, "campaign")


@blueprint.route("/campaigns/<campaign_id>/launch")
class Launching(MethodView):
    @blueprint.doc(operationId="launchCampaign")
    @blueprint.response(200, CampaignSchema)
    def post(self, campaign_id: str) -> Response:
        """Show a campaign to everybody, and take pledges until its deadline"""
        id, version = CampaignId(campaign_id), expected_version(needed=False)
        return carry_out(LaunchCampaign(campaign_id=id, expected_version=version), "campaign")


@blueprint.route("/campaigns/<campaign_id>/cancel")
class Cancelling(MethodView):
    @blueprint.doc(operationId="cancelCampaign")
    @blueprint.response(200, CampaignSchema)
    def post(self, campaign_id: str) -> Response:
        """Call a campaign off: no card is charged, and what was paid is given back"""
        id, version = CampaignId(campaign_id), expected_version(needed=False)
        return carry_out(CancelCampaign(campaign_id=id, expected_version=version), "campaign")
