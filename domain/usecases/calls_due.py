"""What time does to calls: they begin, they close, and their time for appeals ends.

Each sweep takes what is due and looks again once it has locked it, so that two workers at once do it once.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.access import Actor, platform_only
from domain.collections import Work
from domain.core import Command, use_case
from domain.events import Event
from domain.model.calls import Call, CallState
from domain.ports import Ports


@dataclass(frozen=True, kw_only=True)
class BeginDueCalls(Command[int]):
    """The sweep: every open call whose first moment has come is told of. Answers how many were due."""


@use_case(BeginDueCalls, allow=platform_only)
def begin_due_calls(cmd: BeginDueCalls, actor: Actor, ports: Ports) -> int:
    def begin(call: Call, now: datetime) -> Event | None:
        return call.begin(now=now) if call.is_to_begin(now) else None

    return _swept(ports, lambda work, now: work.calls.to_begin(now), begin)


@dataclass(frozen=True, kw_only=True)
class CloseDueCalls(Command[int]):
    """The sweep: every open call whose time is over is closed. Answers how many were due."""


@use_case(CloseDueCalls, allow=platform_only)
def close_due_calls(cmd: CloseDueCalls, actor: Actor, ports: Ports) -> int:
    def close(call: Call, now: datetime) -> Event | None:
        return call.close(now=now) if call.state is CallState.OPEN and now >= call.closes_at else None

    return _swept(ports, lambda work, now: work.calls.due(now), close)


@dataclass(frozen=True, kw_only=True)
class EndDueAppeals(Command[int]):
    """The sweep: every call whose time for appeals is over is told of. Answers how many were due."""


@use_case(EndDueAppeals, allow=platform_only)
def end_due_appeals(cmd: EndDueAppeals, actor: Actor, ports: Ports) -> int:
    def end(call: Call, now: datetime) -> Event | None:
        return call.end_appeals(now=now) if call.are_appeals_over(now) else None

    return _swept(ports, lambda work, now: work.calls.to_end_appeals(now), end)


def _swept(
    ports: Ports,
    due: Callable[[Work, datetime], Sequence[str]],
    move: Callable[[Call, datetime], Event | None],
) -> int:
    now = ports.now()
    with ports.work() as work:
        ids = due(work, now)
    for id in ids:
        with ports.work() as work:
            if told := move(work.calls.lock(id), now):
                work.tell(told)
    return len(ids)
