"""What applicants do with entries: submit a project to a call, and take it back."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from domain.access import Actor
from domain.actions import permit
from domain.collections import Changed, Work
from domain.core import Command, use_case
from domain.errors import Conflict, Fault, Forbidden, Invalid
from domain.ids import CallId, EntryId, OrganizationId, ProjectId
from domain.model.calls import ApplicantKind, Call, Split
from domain.model.entries import Entry, EntryState, Snapshot
from domain.model.organizations import Organization
from domain.model.projects import Project, ProjectState, missing_for_entry, snapshot
from domain.policy import calls, entries, projects
from domain.ports import Ports
from domain.rules import holds
from domain.usecases.calls import not_stale


@dataclass(frozen=True, kw_only=True)
class SubmitEntry(Command[Changed]):
    """Enter a project into a call. What is submitted is frozen; its fingerprint is the receipt.

    A person's project is entered for that person, or for an organization that they manage; an organization's project
    for that organization, by one of its managers.
    """

    call_id: CallId
    project_id: ProjectId
    applicant_organization_id: OrganizationId | None = None
    answers: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Entering:
    """What comes together in an entry."""

    call: Call
    project: Project
    organization: Organization | None  # for which
    frozen: Snapshot


@use_case(SubmitEntry, allow=calls.SUBMIT_ENTRY.gate)
def submit_entry(cmd: SubmitEntry, actor: Actor, ports: Ports) -> Changed:
    """In, if it arrived before the call closed and lacks nothing; all that it lacks is named at once."""
    now = ports.now()
    with ports.work() as work:
        call = work.calls.share(cmd.call_id)
        permit(calls.SUBMIT_ENTRY, call, actor, now)
        project = work.projects.share(cmd.project_id)
        if not holds(projects.OWNER, vars(project), actor):
            raise _not_yours(project)
        if project.state is ProjectState.CANCELLED:  # or merged into another one
            raise Conflict("project_is_cancelled", state=str(project.state))
        organization = _applicant(cmd, project, actor, work)
        if organization is None:
            work.accounts.lock(
                actor.known_account
            )  # one after the other, each sees which of its entries are used
        entering = Entering(
            call=call, project=project, organization=organization, frozen=_frozen(project, cmd.answers, work)
        )
        present = work.entries.live_of(call.id, project.id)
        if present and present.state is not EntryState.NEEDS_WORK:
            raise Conflict("already_entered", entry_id=present.id)
        slot = None if present else _free_slot(entering, actor, work)
        _fit(entering, ports, used_up=present is None and slot is None)
        if slot is not None:
            present = _entry(entering, slot, actor, ports, now)
            work.entries.add(present)
            work.tell(present.event("submitted", now=now, tally={"entries": 1}))
        elif present:
            work.tell(present.resubmit(entering.frozen, now=now))
        assert present
        work.likenesses.copy_to_entry(present.id, present.organization_id, project.id)
        return work.done(present)


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


def _applicant(cmd: SubmitEntry, project: Project, actor: Actor, work: Work) -> Organization | None:
    """The organization that enters, locked, so that its entries come one after the other; None for a person."""
    named, owner = cmd.applicant_organization_id, project.organization_id
    if named and owner and named != owner:
        raise Invalid(
            "invalid_input", faults=[Fault("/applicant_organization_id", "organization_does_not_own_it")]
        )
    if (id := named or owner) is None:
        return None
    organization = work.organizations.lock(id)
    if not holds(entries.ENTERS_FOR_IT, vars(organization), actor):
        raise Forbidden("not_your_organization")
    return organization


def _fit(entering: Entering, ports: Ports, *, used_up: bool) -> None:
    """Refuses what the call does not take, naming all that stands in the way at once."""
    faults = [
        *_lacking(entering),
        *_not_eligible(entering),
        *_asking_too_much(entering),
        *_wrong_answers(entering, ports),
    ]
    most = entering.call.max_entries_per_account
    if used_up and not faults:
        raise Conflict("entries_used_up", most=most)
    if faults:
        spent = [Fault("", "entries_used_up", {"most": most})] if used_up else []
        raise Invalid("entry_incomplete", faults=[*faults, *spent])


def _lacking(entering: Entering) -> Iterator[Fault]:
    for fault in missing_for_entry(entering.project):
        yield Fault(f"/project{fault.pointer}", fault.code, fault.details)


def _not_eligible(entering: Entering) -> Iterator[Fault]:
    call, province = entering.call, entering.project.province
    if call.provinces and province and province not in call.provinces:
        yield Fault("/project/problem/province", "province_not_eligible", {"known": call.provinces})
    kind = entering.organization.kind if entering.organization else ApplicantKind.PERSON
    if call.applicants and kind not in call.applicants:
        yield Fault("/applicant_organization_id", "applicant_not_eligible", {"known": call.applicants})


def _asking_too_much(entering: Entering) -> Iterator[Fault]:
    call = entering.call
    if call.split is Split.BY_REQUEST and call.award and entering.frozen.asked > call.award.amount:
        yield Fault("/project/asked_for", "asked_too_much", {"most": call.award.amount})


def _wrong_answers(entering: Entering, ports: Ports) -> Iterator[Fault]:
    questions, answers = entering.call.questions, entering.frozen.answers
    if questions:
        for wrong in ports.forms.problems(questions, answers):
            yield Fault(f"/answers{wrong.pointer}", wrong.code, {"problem": wrong.sentence, **wrong.details})
    elif answers:
        yield Fault("/answers", "nothing_was_asked")


def _frozen(project: Project, answers: Mapping[str, Any], work: Work) -> Snapshot:
    """Nobody removes a file meanwhile, since the project is relied on."""
    files = [file.enclosed() for file in work.attachments.held_of(project.id) if file.sha256]
    taken = snapshot(project, files)
    return Snapshot(
        title=project.title,
        province=project.province,
        document=taken["document"],
        people=taken["people"],
        answers=dict(answers),
    )


def _free_slot(entering: Entering, actor: Actor, work: Work) -> int | None:
    """The applicant's next entry in this call; the applicant is locked, so that two requests do not take the same."""
    organization_id = entering.organization.id if entering.organization else None
    taken: Sequence[int] = work.entries.slots(entering.call.id, actor.known_account, organization_id)
    numbers = range(1, entering.call.max_entries_per_account + 1)
    return next((slot for slot in numbers if slot not in taken), None)


def _entry(entering: Entering, slot: int, actor: Actor, ports: Ports, now: datetime) -> Entry:
    return Entry(
        id=EntryId(ports.new_id("entry")),
        call_id=entering.call.id,
        organization_id=entering.call.organization_id,
        project_id=entering.project.id,
        account_id=actor.known_account,
        applicant_organization_id=entering.organization.id if entering.organization else None,
        slot=slot,
        fingerprint=entering.frozen.fingerprint,
        submitted_at=now,
        created_at=now,
        updated_at=now,
        **vars(entering.frozen),
    )
