"""What an organization does with a call that people know of: give them more time, give it up, put it away."""

from dataclasses import dataclass
from datetime import datetime

from domain.access import Actor
from domain.actions import permit
from domain.collections import Changed, Work
from domain.core import Command, use_case
from domain.ids import CallId
from domain.model.calls import Call
from domain.model.notices import NoticeKind
from domain.model.rounds import RoundState
from domain.policy import calls as policy
from domain.ports import Ports
from domain.text import Text
from domain.usecases.calls import not_stale
from domain.usecases.noticing import notify


@dataclass(frozen=True, kw_only=True)
class ExtendCall(Command[Changed]):
    """A later end, for a reason that everybody reads."""

    call_id: CallId
    closes_at: datetime
    reason: Text
    expected_version: int | None = None


@use_case(ExtendCall, allow=policy.EXTEND.gate)
def extend_call(cmd: ExtendCall, actor: Actor, ports: Ports) -> Changed:
    """Only while it still takes entries: an end that has passed has passed for everybody. Who entered is told."""
    now = ports.now()
    with ports.work() as work:
        call = work.calls.lock(cmd.call_id)
        permit(policy.EXTEND, call, actor, now)
        not_stale(call.version, cmd.expected_version)
        work.tell(call.extend(cmd.closes_at, cmd.reason.as_dict(), now=now))
        notify(
            work,
            ports,
            NoticeKind.CALL_EXTENDED,
            to=work.entries.applicants_of(call.id),
            about=call.id,
            call=call.title,
            closes_at=call.closes_at,
        )
        return work.done(call)


@dataclass(frozen=True, kw_only=True)
class CancelCall(Command[Changed]):
    call_id: CallId
    reason: Text
    expected_version: int | None = None


@use_case(CancelCall, allow=policy.CANCEL.gate)
def cancel_call(cmd: CancelCall, actor: Actor, ports: Ports) -> Changed:
    """Until its winners are announced. Its entries stay as they are."""
    now = ports.now()
    with ports.work() as work:
        call = work.calls.lock(cmd.call_id)
        permit(policy.CANCEL, call, actor, now)
        not_stale(call.version, cmd.expected_version)
        work.tell(call.cancel(cmd.reason.as_dict(), now=now))
        _stop_judging(work, call, now)
        return work.done(call)


def _stop_judging(work: Work, call: Call, now: datetime) -> None:
    """Judges write no more, and nobody brings the round on."""
    latest = work.rounds.latest_of(call.id)
    if latest is None or latest.state is RoundState.PUBLISHED:
        return
    round = work.rounds.lock(latest.id)
    for review in work.reviews.of_round(round.id):
        review.sealed_at = review.sealed_at or now
    work.tell(round.cancel(now=now))


@dataclass(frozen=True, kw_only=True)
class ArchiveCall(Command[Changed]):
    call_id: CallId
    expected_version: int | None = None


@use_case(ArchiveCall, allow=policy.ARCHIVE.gate)
def archive_call(cmd: ArchiveCall, actor: Actor, ports: Ports) -> Changed:
    """All is done, and nobody may appeal any more."""
    now = ports.now()
    with ports.work() as work:
        call = work.calls.lock(cmd.call_id)
        permit(policy.ARCHIVE, call, actor, now, appeals_undecided=work.appeals.undecided_in(call.id))
        not_stale(call.version, cmd.expected_version)
        work.tell(call.archive(now=now))
        return work.done(call)
