"""What was measured of a project's needs, each time that one of its four gaps changed; nothing is forgotten."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from domain.ids import MeasurementId, ProjectId
from domain.model.needs import Factor, Need


class Cause(StrEnum):
    """What made it be measured."""

    PROJECT_CHANGED = "project_changed"
    TEAM_CHANGED = "team_changed"
    SUPPORT_CHANGED = "support_changed"
    PLACEMENT_COMPLETED = "placement_completed"
    CAMPAIGN_ENDED = "campaign_ended"
    GRANT_ACCEPTED = "grant_accepted"


@dataclass(frozen=True, kw_only=True)
class Measurement:
    """`detail` is what was asked, covered and missing at that time."""

    id: MeasurementId
    project_id: ProjectId
    factor: Factor
    gap: int
    previous_gap: int | None
    detail: dict[str, Any]
    cause: Cause
    measured_at: datetime


def changed(needs: Iterable[Need], known: Mapping[str, int]) -> Iterator[tuple[Need, int | None]]:
    """Those whose gap is another than the last that was measured, each with that one."""
    for need in needs:
        previous = known.get(need.factor)
        if need.gap != previous:
            yield need, previous
