"""What the provider has told us, on its way from the webhook to what it changes.

An event is never believed, only taken as a hint to ask: so it may come twice, late, in any order, or not at all.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

SETTLING_IN = timedelta(minutes=15)  # a thing may be told of before our own answer about it is written down
GIVEN_UP = timedelta(days=3)  # whatever nobody could read for so long, nobody will
LONGEST_PAUSE = timedelta(minutes=2)


class EventState(StrEnum):
    WAITING = "waiting"  # for its thing to be asked for
    PARKED = "parked"  # nobody here knows its thing yet
    APPLIED = "applied"
    IGNORED = "ignored"  # it is about nothing of ours
    UNMATCHED = "unmatched"  # somebody paid, and nobody here knows what for
    GIVEN_UP = "given_up"


OPEN = frozenset({EventState.WAITING, EventState.PARKED})


@dataclass(frozen=True, kw_only=True)
class DueEvent:
    """`tries` counts this one."""

    id: str
    reference: str
    received_at: datetime
    tries: int


def pause_after(tries: int) -> timedelta:
    """Before the next try: one second, two, four, at most two minutes."""
    return min(timedelta(seconds=2 ** min(tries - 1, 10)), LONGEST_PAUSE)
