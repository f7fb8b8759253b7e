"""A reminder asks a judge for the reviews that are wanted soon: by a manager, or by the clock before the time."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.ids import AccountId, RoundId

AT_MOST = timedelta(days=1)
"""No judge hears from managers more often than this."""


class Occasion(StrEnum):
    ASKED = "asked"  # by a manager
    THREE_DAYS = "three_days"  # before the time
    ONE_DAY = "one_day"


BEFORE = {Occasion.ONE_DAY: timedelta(days=1), Occasion.THREE_DAYS: timedelta(days=3)}


@dataclass(eq=False, kw_only=True)
class Reminder:
    id: str
    round_id: RoundId
    judge_id: AccountId
    occasion: Occasion
    due_at: datetime  # as it was when they were reminded: another time is reminded of again
    created_at: datetime


def occasion_of(due_at: datetime | None, now: datetime) -> Occasion | None:
    """Which reminder the clock calls for: none long before the time, and none after it."""
    if due_at is None or now >= due_at:
        return None
    return next((occasion for occasion, before in BEFORE.items() if due_at - now <= before), None)
