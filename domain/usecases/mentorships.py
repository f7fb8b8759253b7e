"""Incubation: organizers find a mentor for a winner, who agrees, and in the end tells what came of it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Annotated

from domain.access import Actor
from domain.actions import Action, permit
from domain.bounds import Long
from domain.collections import Changed, Work
from domain.core import Command, use_case
from domain.errors import Conflict
from domain.events import Event
from domain.ids import AccountId, EntryId, MentorshipId
from domain.model.mentorships import Mentorship
from domain.model.notices import NoticeKind
from domain.policy import entries
from domain.policy import mentorships as policy
from domain.ports import Ports
from domain.text import Text
from domain.usecases.calls import not_stale
from domain.usecases.noticing import applicants, notify

Told = Annotated[Text, Long(0, 5_000)]


@dataclass(frozen=True, kw_only=True)
class ProposeMentorship(Command[Changed]):
    entry_id: EntryId
    mentor_id: AccountId
    focus: Told = Text()


@use_case(ProposeMentorship, allow=entries.PROPOSE_MENTORSHIP.gate)
def propose_mentorship(cmd: ProposeMentorship, actor: Actor, ports: Ports) -> Changed:
    """The mentor must agree; of one entry, somebody is mentor once at a time."""
    now = ports.now()
    with ports.work() as work:
        entry = work.entries.lock(cmd.entry_id)
        permit(entries.PROPOSE_MENTORSHIP, entry, actor, now)
        work.accounts.get(cmd.mentor_id)
        if (present := work.mentorships.live_of(entry.id, cmd.mentor_id)) is not None:
            raise Conflict("already_mentor", mentorship_id=present.id)
        mentorship = Mentorship(
            id=MentorshipId(ports.new_id("mentorship")),
            call_id=entry.call_id,
            entry_id=entry.id,
            organization_id=entry.organization_id,
            account_id=entry.account_id,
            applicant_organization_id=entry.applicant_organization_id,
            mentor_id=cmd.mentor_id,
            focus=cmd.focus.as_dict(),
            created_at=now,
            updated_at=now,
        )
        told = mentorship.proposed(*applicants(work, [entry]), now=now)
        work.mentorships.add(mentorship)
        work.tell(told)
        _notify(work, ports, NoticeKind.MENTORSHIP_PROPOSED, mentorship, cmd.mentor_id)
        return work.done(mentorship)


@dataclass(frozen=True, kw_only=True)
class AcceptMentorship(Command[Changed]):
    mentorship_id: MentorshipId
    expected_version: int | None = None


@use_case(AcceptMentorship, allow=policy.ACCEPT.gate)
def accept_mentorship(cmd: AcceptMentorship, actor: Actor, ports: Ports) -> Changed:
    return _move(cmd, policy.ACCEPT, Mentorship.accept, actor, ports, answer="accepted")


@dataclass(frozen=True, kw_only=True)
class DeclineMentorship(Command[Changed]):
    mentorship_id: MentorshipId
    expected_version: int | None = None


@use_case(DeclineMentorship, allow=policy.DECLINE.gate)
def decline_mentorship(cmd: DeclineMentorship, actor: Actor, ports: Ports) -> Changed:
    return _move(cmd, policy.DECLINE, Mentorship.decline, actor, ports, answer="declined")


@dataclass(frozen=True, kw_only=True)
class WithdrawMentorship(Command[Changed]):
    mentorship_id: MentorshipId
    expected_version: int | None = None


@use_case(WithdrawMentorship, allow=policy.WITHDRAW.gate)
def withdraw_mentorship(cmd: WithdrawMentorship, actor: Actor, ports: Ports) -> Changed:
    """The organizers take back what the mentor has not answered."""
    return _move(cmd, policy.WITHDRAW, Mentorship.withdraw, actor, ports)


@dataclass(frozen=True, kw_only=True)
class EndMentorship(Command[Changed]):
    mentorship_id: MentorshipId
    summary: Told
    expected_version: int | None = None


@use_case(EndMentorship, allow=policy.END.gate)
def end_mentorship(cmd: EndMentorship, actor: Actor, ports: Ports) -> Changed:
    """With what came of it; what was still planned is cancelled."""
    now, summary = ports.now(), cmd.summary.as_dict()
    with ports.work() as work:
        mentorship = work.mentorships.lock(cmd.mentorship_id)
        permit(policy.END, mentorship, actor, now)
        not_stale(mentorship.version, cmd.expected_version)
        work.tell(mentorship.end(summary, now=now))
        work.tell(
            *(meeting.cancel(summary, now=now) for meeting in work.meetings.lock_planned(mentorship.id))
        )
        return work.done(mentorship)


def _move(
    cmd: AcceptMentorship | DeclineMentorship | WithdrawMentorship,
    action: Action,
    move: Callable[..., Event],
    actor: Actor,
    ports: Ports,
    *,
    answer: str | None = None,
) -> Changed:
    now = ports.now()
    with ports.work() as work:
        mentorship = work.mentorships.lock(cmd.mentorship_id)
        permit(action, mentorship, actor, now)
        not_stale(mentorship.version, cmd.expected_version)
        work.tell(move(mentorship, now=now))
        if answer:
            [whom] = applicants(work, [mentorship])
            _notify(work, ports, NoticeKind.MENTORSHIP_ANSWERED, mentorship, whom, answer=answer)
        return work.done(mentorship)


def _notify(
    work: Work,
    ports: Ports,
    kind: NoticeKind,
    mentorship: Mentorship,
    to: AccountId | Iterable[AccountId],
    **more: str,
) -> None:
    project = work.entries.get(mentorship.entry_id).title
    notify(work, ports, kind, to=to, about=mentorship.id, project=project, **more)
