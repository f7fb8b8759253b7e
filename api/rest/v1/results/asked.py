"""What is asked of the end of rounds over REST."""

from typing import Any

from marshmallow import fields, post_load

from api.rest.fields import Closed, Said, TextInput, Whole, many
from api.rest.planning import PlannedInput
from domain.model.standings import Move


class MoveInput(Closed):
    entry_id = Said(required=True)
    place = Whole(required=True, least=1, most=1000, allow_none=True)
    reason = fields.Nested(TextInput, required=True)

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> Move:
        return Move(entry_id=data["entry_id"], place=data["place"], reason=data["reason"].as_dict())


class SimulateDecideRoundInput(Closed):
    moves = many(fields.Nested(MoveInput), most=1000, load_default=[])


class DecideRoundInput(PlannedInput):
    moves = many(fields.Nested(MoveInput), most=1000, load_default=[])


class RankRoundInput(PlannedInput):
    pass


class PublishRoundInput(PlannedInput):
    pass
