"""What managers of a call do with entries: screen them, one by one or many at once, and disqualify one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Annotated, Any

from domain.access import Actor
from domain.actions import permit
from domain.bounds import Long
from domain.collections import Changed, Work
from domain.core import Command, until_uncontended, use_case
from domain.errors import Invalid, NotFound, Refusal
from domain.ids import CallId, EntryId
from domain.model.calls import Call
from domain.model.entries import Entry, EntryState, Verdict
from domain.model.notices import NoticeKind
from domain.model.screening import reason_faults
from domain.policy import calls, entries
from domain.ports import Ports
from domain.usecases.appeals import let_rest
from domain.usecases.calls import not_stale
from domain.usecases.noticing import applicants, notify
from domain.usecases.succession import succeed

MOST_ROWS = 500


@dataclass(frozen=True, kw_only=True)
class Reason:
    """Why an entry was found so: a code of the platform's or of the call's own, and a note for the applicant."""

    code: Annotated[str, Long(1, 60)]
    note: Mapping[str, str] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        return {"code": self.code, "note": dict(self.note)}


@dataclass(frozen=True, kw_only=True)
class ScreenEntry(Command[Changed]):
    entry_id: EntryId
    verdict: Verdict
    reasons: Annotated[tuple[Reason, ...], Long(0, 20)] = ()
    expected_version: int | None = None


@use_case(ScreenEntry, allow=entries.SCREEN.gate)
def screen_entry(cmd: ScreenEntry, actor: Actor, ports: Ports) -> Changed:
    """Eligible, or not, or to be mended; never a no without a reason, nor a no taken back without one."""
    with ports.work() as work:
        call = work.calls.share(work.entries.get(cmd.entry_id).call_id)
        entry = work.entries.lock(cmd.entry_id)
        _screen(call, entry, cmd, actor, ports, work)
        return work.done(entry)


@dataclass(frozen=True, kw_only=True)
class ScreeningRow:
    entry_id: EntryId
    verdict: Verdict
    reasons: Annotated[tuple[Reason, ...], Long(0, 20)] = ()
    expected_version: int | None = None


@dataclass(frozen=True, kw_only=True)
class RowScreened:
    """What became of a row: the entry as it is now, or why nothing was done."""

    entry_id: str
    state: EntryState | None = None
    version: int | None = None
    refusal: Refusal | None = None


@dataclass(frozen=True, kw_only=True)
class ScreenEntries(Command[Sequence[RowScreened]]):
    """Many entries of one call. Each row is a transaction of its own, so that a bad one spoils no other; and whoever
    sends all of them again is answered likewise: what is screened so already is done."""

    call_id: CallId
    rows: Annotated[tuple[ScreeningRow, ...], Long(1, MOST_ROWS)]


@use_case(ScreenEntries, allow=calls.SCREEN_ENTRIES.gate)
def screen_entries(cmd: ScreenEntries, actor: Actor, ports: Ports) -> Sequence[RowScreened]:
    with ports.work() as work:
        permit(calls.SCREEN_ENTRIES, work.calls.get(cmd.call_id), actor, ports.now())
    return [_row(cmd.call_id, number, row, actor, ports) for number, row in enumerate(cmd.rows)]


@dataclass(frozen=True, kw_only=True)
class DisqualifyEntry(Command[Changed]):
    entry_id: EntryId
    reasons: Annotated[tuple[Reason, ...], Long(0, 20)] = ()
    expected_version: int | None = None


@use_case(DisqualifyEntry, allow=entries.DISQUALIFY.gate)
def disqualify_entry(cmd: DisqualifyEntry, actor: Actor, ports: Ports) -> Changed:
    """Out for good, for a reason. A place that it had won goes to the first of the waiting list; refused where its
    grant was accepted."""
    now = ports.now()
    with ports.work() as work:
        call = work.calls.lock(work.entries.get(cmd.entry_id).call_id)
        # Whoever answers a grant locks it before its entry; so do we, and neither waits for the other in a circle.
        grant = work.grants.lock_of_entry(cmd.entry_id)
        entry = work.entries.lock(cmd.entry_id)
        permit(entries.DISQUALIFY, entry, actor, now, grant_state=grant and grant.state)
        not_stale(entry.version, cmd.expected_version)
        work.tell(entry.disqualify(_checked(cmd.reasons, call, needed=True), now=now))
        let_rest(work, entry, now)
        if grant:
            work.tell(grant.withdraw(now=now))
            succeed(work, call, grant, ports, now)
        _tell_applicant(NoticeKind.ENTRY_DISQUALIFIED, call, entry, ports, work)
        return work.done(entry)


def _row(call_id: CallId, number: int, row: ScreeningRow, actor: Actor, ports: Ports) -> RowScreened:
    def screen() -> RowScreened:
        with ports.work() as work:
            call = work.calls.share(call_id)
            entry = work.entries.lock(row.entry_id)
            if entry.call_id != call.id:
                raise NotFound("entry_not_found")
            if not _is_done(entry, row):
                _screen(call, entry, row, actor, ports, work)
            done = work.done(entry)
            return RowScreened(entry_id=entry.id, state=entry.state, version=done.version)

    try:
        return until_uncontended(screen)
    except Refusal as refusal:
        here = [replace(fault, pointer=f"/rows/{number}{fault.pointer}") for fault in refusal.faults]
        refusal.faults = tuple(here)
        return RowScreened(entry_id=row.entry_id, refusal=refusal)


def _is_done(entry: Entry, row: ScreeningRow) -> bool:
    return entry.state is EntryState(row.verdict) and entry.reasons == [
        reason.as_dict() for reason in row.reasons
    ]


def _screen(
    call: Call,
    entry: Entry,
    wish: ScreenEntry | ScreeningRow,
    actor: Actor,
    ports: Ports,
    work: Work,
) -> None:
    now, is_no = ports.now(), wish.verdict is not Verdict.ELIGIBLE
    permit(entries.SCREEN, entry, actor, now, judging_begun=work.rounds.begun_in(call.id))
    not_stale(entry.version, wish.expected_version)
    needed = is_no or entry.state is EntryState.INELIGIBLE
    work.tell(entry.screen(wish.verdict, _checked(wish.reasons, call, needed=needed), now=now))
    _tell_applicant(NoticeKind.ENTRY_SCREENED, call, entry, ports, work, state=entry.state)


def _checked(reasons: Sequence[Reason], call: Call, *, needed: bool) -> list[dict[str, Any]]:
    given = [reason.as_dict() for reason in reasons]
    if faults := list(reason_faults(given, call.reason_codes, needed=needed)):
        raise Invalid("invalid_input", faults=faults)
    return given


def _tell_applicant(
    kind: NoticeKind, call: Call, entry: Entry, ports: Ports, work: Work, **more: Any
) -> None:
    [whom] = applicants(work, [entry])
    notify(work, ports, kind, to=whom, about=entry.id, call=call.title, project=entry.title, **more)
