"""How far a call has come, in words for people: derived from its state, its rounds and its winners, never stored."""

from datetime import datetime
from enum import StrEnum


class Phase(StrEnum):
    DRAFT = "draft"
    UPCOMING = "upcoming"
    TAKING_ENTRIES = "taking_entries"
    SCREENING = "screening"
    JUDGING = "judging"
    DECIDING = "deciding"
    INCUBATING = "incubating"
    CAMPAIGNING = "campaigning"
    REPORTING = "reporting"
    FINISHED = "finished"
    CANCELLED = "cancelled"


def phase_at(now: datetime, stage: Phase, opens_at: datetime, closes_at: datetime) -> Phase:
    """The phase at a moment. `stage` is what follows from what is stored; while a call is open, the clock decides,
    whether a sweep has closed it yet or not."""
    if stage is not Phase.TAKING_ENTRIES:
        return stage
    if now < opens_at:
        return Phase.UPCOMING
    return stage if now < closes_at else Phase.SCREENING
