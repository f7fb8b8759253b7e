"""What may be sent of a campaign."""

from typing import Any

from marshmallow import fields, post_load

from api.rest.fields import Closed, Moment, MoneyInput, NameInput, Said, TextInput, Whole, many
from domain.model.campaigns import LONGEST_REWARD_ID, REWARD_ID, Model
from domain.text import Text
from domain.usecases.campaigns import MOST_REWARDS, Reward


class RewardInput(Closed):
    id = Said(most=LONGEST_REWARD_ID, allow_none=True, metadata={"pattern": f"^{REWARD_ID.pattern}$"})
    title = fields.Nested(NameInput, required=True)
    least = fields.Nested(MoneyInput, required=True)
    limit = Whole(least=1, most=1_000_000, allow_none=True)
    delivery = fields.Nested(NameInput)

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> Reward:
        return Reward(**data)


class UpdateCampaignInput(Closed):
    title = fields.Nested(NameInput)
    story = fields.Nested(TextInput)
    goal = fields.Nested(MoneyInput)
    deadline = Moment()
    model = fields.Enum(Model, by_value=True)
    least = fields.Nested(MoneyInput)
    most = fields.Nested(MoneyInput)
    rewards = many(fields.Nested(RewardInput), most=MOST_REWARDS)

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        return {name: tuple(value) if isinstance(value, list) else value for name, value in data.items()}


class CreateCampaignInput(UpdateCampaignInput):
    title = fields.Nested(NameInput, required=True)
    story = fields.Nested(TextInput, load_default=Text())
    goal = fields.Nested(MoneyInput, required=True)
    deadline = Moment(required=True)
    model = fields.Enum(Model, by_value=True, load_default=Model.ALL_OR_NOTHING)
