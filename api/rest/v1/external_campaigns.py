"""/v1/external/campaign/{external_id}: a partner's campaign under the partner's own id."""

from typing import Any

from flask import Response
from flask.views import MethodView
from marshmallow import fields, post_load

from api.caller import run
from api.rest.answering import cached, carry_out, expected_version, json_response, only_if_new
from api.rest.api import Nouns
from api.rest.asking import wanted_one
from api.rest.fields import Closed, Moment, MoneyInput, NameInput, Said, TextInput, Whole, many
from api.rest.v1.campaigns.asked import RewardInput
from api.rest.v1.campaigns.shown import CampaignSchema
from api.rest.v1.projects.asked import CreateProjectInput
from domain.model.campaigns import Model
from domain.model.external_campaigns import LONGEST_URL
from domain.text import Text
from domain.usecases.campaigns import MOST_REWARDS
from domain.usecases.external_campaigns import Reported, SetExternalCampaign, ShowExternalCampaign

blueprint = Nouns("external", __name__, description="What partners name by ids of their own.")


class ReportedTotalsInput(Closed):
    raised = fields.Nested(MoneyInput, required=True)
    backers = Whole(required=True, most=1_000_000_000)

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> Reported:
        return Reported(**data)


class SetExternalCampaignInput(Closed):
    project_id = Said(most=60, allow_none=True, load_default=None)
    project = fields.Nested(CreateProjectInput, allow_none=True, load_default=None)
    title = fields.Nested(NameInput, required=True)
    story = fields.Nested(TextInput, load_default=Text())
    goal = fields.Nested(MoneyInput, required=True)
    deadline = Moment(required=True)
    model = fields.Enum(Model, by_value=True, load_default=Model.ALL_OR_NOTHING)
    rewards = many(fields.Nested(RewardInput), most=MOST_REWARDS, load_default=[])
    totals = fields.Nested(ReportedTotalsInput, required=True)
    as_of = Moment(required=True)
    url = Said(most=LONGEST_URL, required=True)


EXAMPLE = {  # exactly one of `project_id` and `project`, which no schema says
    "project_id": "project_01h2xcejqtf2nbrexx3vqjhp41",
    "title": {"th": "คืนน้ำให้ไร่บนเขา", "en": "Water for the hills"},
    "story": {"th": "ฝายยี่สิบตัวก่อนหน้าแล้ง"},
    "goal": {"amount": 30_000_000, "currency": "THB"},
    "deadline": "2026-09-30T17:00:00Z",
    "model": "all_or_nothing",
    "rewards": [
        {"id": "visit", "title": {"th": "พาเที่ยวดูฝาย"}, "least": {"amount": 100_000, "currency": "THB"}}
    ],
    "totals": {"raised": {"amount": 12_500_000, "currency": "THB"}, "backers": 41},
    "as_of": "2026-09-02T03:15:00Z",
    "url": "https://meefund.example/weirs",
}


@blueprint.route("/external/campaign/<external_id>")
class ExternalCampaign(MethodView):
    @blueprint.doc(operationId="externalCampaign")
    @blueprint.response(200, CampaignSchema)
    def get(self, external_id: str) -> Response:
        """The caller's own campaign, by the caller's own id"""
        wish = ShowExternalCampaign(external_id=external_id, selection=wanted_one("campaign"))
        shown = run(wish)
        return cached(json_response(shown), shown["version"])

    @blueprint.doc(operationId="setExternalCampaign")
    @blueprint.arguments(SetExternalCampaignInput, as_kwargs=True, example=EXAMPLE)
    @blueprint.response(200, CampaignSchema)
    @blueprint.alt_response(201, schema=CampaignSchema)
    def put(self, external_id: str, rewards: list[Any], **given: Any) -> Response:
        """Mirror a campaign of one's own site, and report what it has raised"""
        wish = SetExternalCampaign(
            external_id=external_id,
            rewards=tuple(rewards),
            expected_version=expected_version(needed=False),
            create_only=only_if_new(),
            **given,
        )
        return carry_out(wish, "campaign")
