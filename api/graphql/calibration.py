"""What judges learn of themselves from the calibration, in the graph."""

from typing import Any

import strawberry

from api.caller import run
from api.graphql.asking import Asking
from domain.errors import NotFound
from domain.ids import RoundId
from domain.usecases.calibration import ShowCalibration


@strawberry.type
class Leniency:
    judge_id: strawberry.ID
    mean: str
    panel_mean: str
    leniency: str
    judges: int


@strawberry.type
class Calibration:
    round_id: strawberry.ID
    entry_ids: list[strawberry.ID] | None
    own: Leniency | None
    panel: list[Leniency] | None


@strawberry.type
class CalibrationQueries:
    @strawberry.field(
        description="A judge's own leniency against the others'; null where the round may not be seen."
    )
    def round_calibration(self, info: Asking, round_id: strawberry.ID) -> Calibration | None:
        try:
            shown: Any = run(ShowCalibration(round_id=RoundId(round_id)))
        except NotFound:
            return None
        calibration: Calibration = shown  # a dictionary, like all that is shown
        return calibration
