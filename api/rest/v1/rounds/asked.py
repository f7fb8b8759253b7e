"""What is asked of rounds over REST."""

from typing import Any

from marshmallow import fields, post_load

from api.rest.fields import Closed, Moment, NameInput, Said, TextInput, Whole, many
from api.rest.v1.rounds.shown import CriterionSchema
from domain.model.ranking import Method
from domain.text import Text
from domain.usecases.conflicts import PinnedConflict
from domain.usecases.rounds import Criterion


class CriterionInput(CriterionSchema):
    title = fields.Nested(NameInput, required=True)
    guidance = fields.Nested(TextInput, load_default=Text())

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> Criterion:
        return Criterion(**data)


class UpdateRoundInput(Closed):
    name = fields.Nested(NameInput)
    guidance = fields.Nested(TextInput)
    criteria = many(fields.Nested(CriterionInput), most=20)
    reviews_per_entry = Whole(least=1, most=50)
    quorum = Whole(least=1, most=50)
    final = fields.Boolean(truthy={True}, falsy={False})
    places = Whole(least=1, most=1000)
    waiting_list = Whole(least=0, most=1000)
    blind = fields.Boolean(truthy={True}, falsy={False})
    method = fields.Enum(Method, by_value=True)
    due_at = Moment(allow_none=True)
    calibration_entry_ids = many(Said(), most=3)

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        return {name: tuple(value) if isinstance(value, list) else value for name, value in data.items()}


class CreateRoundInput(UpdateRoundInput):
    name = fields.Nested(NameInput, required=True)
    criteria = many(fields.Nested(CriterionInput), most=20, required=True)
    places = Whole(required=True, least=1, most=1000)


class SimulateOpenRoundInput(Closed):
    discuss = many(Said(), most=1000)
    reason = Said(most=2000)


class OpenRoundInput(SimulateOpenRoundInput):
    plan_token = Said(most=64)


class ExtendRoundInput(Closed):
    due_at = Moment(required=True)
    reason = Said(required=True, most=2000)


class PinnedConflictInput(Closed):
    judge_id = Said(required=True)
    entry_id = Said(required=True)
    reason = Said(required=True, most=2000)

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> PinnedConflict:
        return PinnedConflict(**data)


class SetRoundPanelInput(Closed):
    judge_ids = many(Said(), most=200, required=True)
    conflicts = many(fields.Nested(PinnedConflictInput), most=2000)
