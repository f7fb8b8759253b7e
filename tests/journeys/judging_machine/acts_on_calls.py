"""Calls are drafted, opened, moved and given up; projects come in, are screened, taken back and put out."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from domain.core import Command
from domain.ids import CallId, EntryId
from domain.model.calls import Split
from domain.model.entries import Verdict
from domain.money import Money
from domain.policy import calls, entries
from domain.text import Text
from domain.usecases.calls import CallChanges, CloseCall, CreateCall, Eligibility, OpenCall, UpdateCall
from domain.usecases.calls_due import BeginDueCalls, CloseDueCalls, EndDueAppeals
from domain.usecases.calls_running import ArchiveCall, CancelCall, ExtendCall
from domain.usecases.entries import SubmitEntry, WithdrawEntry
from domain.usecases.entries_screening import (
    DisqualifyEntry,
    Reason,
    RowScreened,
    ScreenEntries,
    ScreenEntry,
    ScreeningRow,
)
from domain.usecases.progress import RemindDueJudges
from tests.journeys.judging_machine.foreseen import FORESEEN
from tests.journeys.judging_machine.walk import Walk

WHY = Text(th="มีเหตุผล")
REASON = (Reason(code="outside_theme"),)
SWEEPS: Sequence[type[Command[int]]] = (BeginDueCalls, CloseDueCalls, EndDueAppeals, RemindDueJudges)


def draft_a_call(walk: Walk) -> None:
    split = walk.pick(list(Split))
    awards = {Split.EQUAL: [0], Split.FIXED: [3_000_000, 3_333_333], Split.BY_REQUEST: [7_000_000, 8_000_000]}
    award = walk.pick(awards[split])
    now = walk.cast.time
    wish = CreateCall(
        organization_id=walk.cast.host,
        title=Text(th="พลิกไทย"),
        opens_at=now + timedelta(hours=walk.pick([-1, 1, 48])),
        closes_at=now + timedelta(days=walk.pick([3, 10])),
        award_count=walk.pick([1, 2, 2, 3]),
        pool=Money(
            walk.pick([10_000_000, 15_000_001] if split is not Split.BY_REQUEST else [14_000_000, 22_000_000])
        ),
        split=split,
        award=Money(award) if award else None,
        eligibility=Eligibility(max_entries_per_account=walk.pick([1, 2])),
        decision_due_at=now + timedelta(days=30) if walk.chance(2) else None,
        appeal_days=walk.pick([0, 7, 7]),
    )
    walk.call = walk.cast.core.run(wish, walk.cast.managers[0]).id


def time_passes(walk: Walk) -> None:
    walk.cast.pass_time(hours=walk.pick([1, 30, 24 * 4, 24 * 8]))
    sweep(walk)


def sweep(walk: Walk) -> None:
    for due in SWEEPS:
        walk.platform(due())


def open_the_call(walk: Walk) -> None:
    _call(walk, OpenCall(call_id=CallId(walk.call)), calls.OPEN)


def close_the_call(walk: Walk) -> None:
    _call(walk, CloseCall(call_id=CallId(walk.call)), calls.CLOSE)


def change_the_call(walk: Walk) -> None:
    """Its words, its end, or whether there is one at all."""
    id, [call] = CallId(walk.call), walk.rows("SELECT * FROM calls WHERE id = %s", walk.call)
    later = call["closes_at"] + timedelta(days=walk.pick([-1, 2]))
    wish, action = walk.pick(
        [
            (ExtendCall(call_id=id, closes_at=later, reason=WHY), calls.EXTEND),
            (ArchiveCall(call_id=id), calls.ARCHIVE),
            (
                UpdateCall(
                    call_id=id,
                    expected_version=call["version"] - walk.pick([0, 0, 1]),
                    changes=CallChanges(title=Text(th="ชื่อใหม่")),
                ),
                calls.UPDATE,
            ),
        ]
    )
    _call(walk, wish, action)


def cancel_the_call(walk: Walk) -> None:
    _call(walk, CancelCall(call_id=CallId(walk.call), reason=WHY), calls.CANCEL)


def _call(walk: Walk, wish: Command[Any], action: Any) -> None:
    walk.tries(wish, walk.who(walk.cast.managers), action, walk.call)


def enter(walk: Walk) -> None:
    """Mostly one's own project, for oneself or for the village."""
    entered = {entry["project_id"] for entry in walk.of_call("entries", "state <> 'needs_work'")}
    fresh = [(who, one) for who, own in walk.cast.projects.items() for one in own if one not in entered]
    others = [(who, one) for who, own in walk.cast.projects.items() for one in own]
    number, project = walk.pick(others if not fresh or walk.chance(4) else fresh)
    village = walk.cast.village if number == 0 and walk.chance(2) else None
    wish = SubmitEntry(call_id=CallId(walk.call), project_id=project, applicant_organization_id=village)
    walk.tries(wish, walk.who([walk.cast.applicants[number]]), calls.SUBMIT_ENTRY, walk.call)


def screen(walk: Walk) -> None:
    if entry := _some_entry(walk, "submitted", "ineligible"):
        verdict, reasons = _verdict(walk)
        wish = ScreenEntry(entry_id=EntryId(entry["id"]), verdict=verdict, reasons=reasons)
        walk.tries(wish, walk.who(walk.cast.managers), entries.SCREEN, entry["id"])


def screen_all(walk: Walk, *, yes: bool = False) -> None:
    """A result for each row, as was said of each entry."""
    rows, before = [], walk.of_call("entries", "true" if walk.chance(4) else "state = 'submitted'")
    for entry in before:
        verdict, reasons = (Verdict.ELIGIBLE, ()) if yes else _verdict(walk)
        rows.append(ScreeningRow(entry_id=EntryId(entry["id"]), verdict=verdict, reasons=reasons))
    if not rows:
        return
    by, said = walk.who(walk.cast.managers), {}
    for row in rows:
        said[row.entry_id] = walk.said(entries.SCREEN, by, row.entry_id)
    wish = ScreenEntries(call_id=CallId(walk.call), rows=tuple(rows))
    versions = {entry["id"]: entry["version"] for entry in before}
    for became in walk.tries(wish, by, calls.SCREEN_ENTRIES, walk.call) or ():
        _as_said(became, said[EntryId(became.entry_id)], versions[became.entry_id])


def _as_said(became: RowScreened, said: dict[str, Any] | None, version: int) -> None:
    assert said is not None, "whoever screens sees the entries"
    if became.refusal and said["allowed"]:
        assert became.refusal.code in FORESEEN["*"] | FORESEEN["entry.screen"], became
    elif became.refusal:
        assert became.refusal.code == said["reason_code"], became
    elif not said["allowed"]:
        assert became.version == version, "screened so already, which is no new act"


def withdraw(walk: Walk) -> None:
    if entry := _some_entry(walk):
        owner = walk.account(entry["account_id"])
        wish = WithdrawEntry(entry_id=EntryId(entry["id"]))
        walk.tries(wish, walk.who([owner]), entries.WITHDRAW, entry["id"])


def disqualify(walk: Walk) -> None:
    if entry := _some_entry(walk):
        wish = DisqualifyEntry(entry_id=EntryId(entry["id"]), reasons=REASON)
        walk.tries(wish, walk.who(walk.cast.managers), entries.DISQUALIFY, entry["id"])


def _verdict(walk: Walk) -> tuple[Verdict, tuple[Reason, ...]]:
    verdict = walk.pick([Verdict.ELIGIBLE, Verdict.ELIGIBLE, Verdict.NEEDS_WORK, Verdict.INELIGIBLE])
    return verdict, () if verdict is Verdict.ELIGIBLE and walk.chance(2) else REASON


def _some_entry(walk: Walk, *states: str) -> dict[str, Any] | None:
    """Mostly one in these states."""
    all_of_them = walk.of_call("entries")
    fitting = [entry for entry in all_of_them if entry["state"] in states]
    choice = all_of_them if not fitting or walk.chance(4) else fitting
    return walk.pick(choice) if choice else None
