"""What people do with entries: submit one to a call, screen it, take it back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any

from domain.access import Actor
from domain.actions import permit
from domain.bounds import Long
from domain.collections import Changed
from domain.core import Command, use_case
from domain.errors import Conflict, Fault, Forbidden, Invalid
from domain.ids import CallId, EntryId, ProjectId
from domain.model.calls import Call
from domain.model.entries import Entry, EntryState, Snapshot, Verdict
from domain.model.projects import Project, missing_for_entry, snapshot
from domain.policy import calls, entries
from domain.ports import Ports
from domain.rules import holds
from domain.usecases.calls import not_stale


@dataclass(frozen=True, kw_only=True)
class SubmitEntry(Command[Changed]):
    """Enter a project into a call. What is submitted is frozen; its fingerprint is the receipt."""

    call_id: CallId
    project_id: ProjectId
    answers: Mapping[str, Any] = field(default_factory=dict)


@use_case(SubmitEntry, allow=calls.SUBMIT_ENTRY.gate)
def submit_entry(cmd: SubmitEntry, actor: Actor, ports: Ports) -> Changed:
    """In, if it arrived before the call closed and lacks nothing; all that it lacks is named at once."""
    now, account_id = ports.now(), actor.known_account
    with ports.work() as work:
        call = work.calls.share(cmd.call_id)
        permit(calls.SUBMIT_ENTRY, call, actor, now)
        project = work.projects.share(cmd.project_id)
        if not holds(entries.OWN_PROJECT, vars(project), actor):
            raise _not_yours(project)
        faults = [*_lacking(project, call), *_wrong_answers(call, cmd.answers, ports)]
        if faults:
            raise Invalid("entry_incomplete", faults=faults)
        work.accounts.lock(account_id)  # one after the other, each sees which of its entries are used
        frozen = _frozen(project, cmd.answers)
        present = work.entries.live_of(call.id, project.id)
        if present is None:
            slot = _free_slot(work.entries.slots(call.id, account_id), call)
            present = _entry(call, project, frozen, slot, ports, now)
            work.entries.add(present)
            work.tell(present.event("submitted", now=now, tally={"entries": 1}))
        elif present.state is EntryState.NEEDS_WORK:
            work.tell(present.resubmit(frozen, now=now))
        else:
            raise Conflict("already_entered", entry_id=present.id)
        return work.done(present)


@dataclass(frozen=True, kw_only=True)
class Reason:
    """Why an entry was found so: a code of the foundation's own, and a note for the applicant."""

    code: Annotated[str, Long(1, 60)]
    note: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class ScreenEntry(Command[Changed]):
    entry_id: EntryId
    verdict: Verdict
    reasons: Annotated[tuple[Reason, ...], Long(0, 20)] = ()
    expected_version: int | None = None


@use_case(ScreenEntry, allow=entries.SCREEN.gate)
def screen_entry(cmd: ScreenEntry, actor: Actor, ports: Ports) -> Changed:
    """Eligible, or not, or to be mended; never a no without a reason."""
    now = ports.now()
    with ports.work() as work:
        entry = work.entries.lock(cmd.entry_id)
        permit(entries.SCREEN, entry, actor, now)
        not_stale(entry.version, cmd.expected_version)
        if cmd.verdict is not Verdict.ELIGIBLE and not cmd.reasons:
            raise Invalid("invalid_input", faults=[Fault("/reasons", "reason_missing")])
        reasons = [{"code": reason.code, "note": dict(reason.note)} for reason in cmd.reasons]
        work.tell(entry.screen(cmd.verdict, reasons, now=now))
        return work.done(entry)


@dataclass(frozen=True, kw_only=True)
class WithdrawEntry(Command[Changed]):
    entry_id: EntryId
    expected_version: int | None = None


@use_case(WithdrawEntry, allow=entries.WITHDRAW.gate)
def withdraw_entry(cmd: WithdrawEntry, actor: Actor, ports: Ports) -> Changed:
    """The applicant takes it back, until the round is ranked."""
    now = ports.now()
    with ports.work() as work:
        entry = work.entries.lock(cmd.entry_id)
        permit(entries.WITHDRAW, entry, actor, now)
        not_stale(entry.version, cmd.expected_version)
        work.tell(entry.withdraw(now=now))
        return work.done(entry)


def _not_yours(project: Project) -> Forbidden:
    refusal = Forbidden("not_your_project")
    refusal.subject = project.id
    return refusal


def _lacking(project: Project, call: Call) -> Iterable[Fault]:
    for fault in missing_for_entry(project):
        yield Fault(f"/project{fault.pointer}", fault.code, fault.details)
    if call.provinces and project.province and project.province not in call.provinces:
        yield Fault("/project/problem/province", "province_not_eligible", {"known": call.provinces})


def _wrong_answers(call: Call, answers: Mapping[str, Any], ports: Ports) -> Iterable[Fault]:
    if call.questions:
        for pointer, problem in ports.forms.problems(call.questions, answers):
            yield Fault(f"/answers{pointer}", "answer_invalid", {"problem": problem})
    elif answers:
        yield Fault("/answers", "nothing_was_asked")


def _frozen(project: Project, answers: Mapping[str, Any]) -> Snapshot:
    taken = snapshot(project)
    return Snapshot(
        title=project.title,
        province=project.province,
        document=taken["document"],
        people=taken["people"],
        answers=dict(answers),
    )


def _free_slot(taken: Sequence[int], call: Call) -> int:
    """The account's next entry in this call; the account is locked, so that two requests do not take the same."""
    for slot in range(1, call.max_entries_per_account + 1):
        if slot not in taken:
            return slot
    raise Conflict("entries_used_up", most=call.max_entries_per_account)


def _entry(call: Call, project: Project, frozen: Snapshot, slot: int, ports: Ports, now: datetime) -> Entry:
    return Entry(
        id=EntryId(ports.new_id("entry")),
        call_id=call.id,
        organization_id=call.organization_id,
        project_id=project.id,
        account_id=project.person,
        slot=slot,
        fingerprint=frozen.fingerprint,
        submitted_at=now,
        created_at=now,
        updated_at=now,
        **vars(frozen),
    )
