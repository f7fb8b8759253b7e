"""Incubation: organizers find a mentor for a winner, the two meet, and tell what came of it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated

from domain.access import Actor
from domain.actions import Action, permit
from domain.bounds import Between, Long
from domain.collections import Changed, Work
from domain.core import Command, use_case
from domain.errors import Conflict, Stale
from domain.events import Event
from domain.ids import AccountId, EntryId, MeetingId, MentorshipId
from domain.model.meetings import LONGEST, Meeting
from domain.model.mentorships import Mentorship
from domain.model.notices import NoticeKind
from domain.policy import entries
from domain.policy import mentorships as policy
from domain.ports import Ports
from domain.text import LONGEST_NAME, SPREAD, Text
from domain.usecases.calls import not_stale
from domain.usecases.noticing import notify

Told = Annotated[Text, Long(0, 5_000)]
Minutes = Annotated[int, Between(5, LONGEST)]


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
            mentor_id=cmd.mentor_id,
            focus=cmd.focus.as_dict(),
            created_at=now,
            updated_at=now,
        )
        told = mentorship.proposed(now=now)
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


@dataclass(frozen=True, kw_only=True)
class PlanMeeting(Command[Changed]):
    mentorship_id: MentorshipId
    topic: Annotated[Text, Long(0, LONGEST_NAME)]
    starts_at: datetime
    minutes: Minutes = 60
    venue: Annotated[str, Long(0, 500)] = ""


@use_case(PlanMeeting, allow=policy.PLAN_MEETING.gate)
def plan_meeting(cmd: PlanMeeting, actor: Actor, ports: Ports) -> Changed:
    """By any of the three sides; also one that was held already may be written down."""
    now = ports.now()
    with ports.work() as work:
        mentorship = work.mentorships.lock(cmd.mentorship_id)
        permit(policy.PLAN_MEETING, mentorship, actor, now)
        meeting = Meeting(
            id=MeetingId(ports.new_id("meeting")),
            mentorship_id=mentorship.id,
            organization_id=mentorship.organization_id,
            account_id=mentorship.account_id,
            mentor_id=mentorship.mentor_id,
            topic=cmd.topic.as_dict(),
            venue=cmd.venue,
            starts_at=cmd.starts_at,
            minutes=cmd.minutes,
            created_at=now,
            updated_at=now,
        )
        meeting.check()
        work.meetings.add(meeting)
        work.tell(meeting.event("planned", now=now))
        others = [AccountId(id) for id in (meeting.account_id, meeting.mentor_id) if id != actor.account_id]
        notify(
            work,
            ports,
            NoticeKind.MEETING_PLANNED,
            to=others,
            about=meeting.id,
            project=work.entries.get(mentorship.entry_id).title,
            starts_at=meeting.starts_at,
        )
        return work.done(meeting)


@dataclass(frozen=True, kw_only=True)
class UpdateMeeting(Command[Changed]):
    meeting_id: MeetingId
    expected_version: int
    changes: "MeetingChanges" = field(metadata=SPREAD)


@dataclass(frozen=True, kw_only=True)
class MeetingChanges:
    topic: Annotated[Text | None, Long(0, LONGEST_NAME)] = None
    starts_at: datetime | None = None
    minutes: Annotated[int | None, Between(5, LONGEST)] = None
    venue: Annotated[str | None, Long(0, 500)] = None


@use_case(UpdateMeeting, allow=policy.UPDATE_MEETING.gate)
def update_meeting(cmd: UpdateMeeting, actor: Actor, ports: Ports) -> Changed:
    """Another time, another place, another topic, until it is held."""
    now = ports.now()
    with ports.work() as work:
        meeting = work.meetings.lock(cmd.meeting_id)
        permit(policy.UPDATE_MEETING, meeting, actor, now)
        if meeting.version != cmd.expected_version:
            raise Stale("version_stale", version=meeting.version)
        for name, value in vars(cmd.changes).items():
            if value is not None:
                setattr(meeting, name, value.as_dict() if isinstance(value, Text) else value)
        meeting.check()
        work.tell(meeting.event("updated", now=now))
        return work.done(meeting)


@dataclass(frozen=True, kw_only=True)
class HoldMeeting(Command[Changed]):
    meeting_id: MeetingId
    notes: Told
    minutes: Annotated[int | None, Between(5, LONGEST)] = None
    expected_version: int | None = None


@use_case(HoldMeeting, allow=policy.HOLD_MEETING.gate)
def hold_meeting(cmd: HoldMeeting, actor: Actor, ports: Ports) -> Changed:
    """It took place: what was agreed is kept, and counted with the mentorship."""
    now = ports.now()
    with ports.work() as work:
        mentorship = work.mentorships.lock(work.meetings.get(cmd.meeting_id).mentorship_id)
        meeting = work.meetings.lock(cmd.meeting_id)
        permit(policy.HOLD_MEETING, meeting, actor, now)
        not_stale(meeting.version, cmd.expected_version)
        work.tell(meeting.hold(cmd.notes.as_dict(), cmd.minutes, now=now))
        mentorship.count(meeting.minutes)
        return work.done(meeting)


@dataclass(frozen=True, kw_only=True)
class CancelMeeting(Command[Changed]):
    meeting_id: MeetingId
    reason: Told
    expected_version: int | None = None


@use_case(CancelMeeting, allow=policy.CANCEL_MEETING.gate)
def cancel_meeting(cmd: CancelMeeting, actor: Actor, ports: Ports) -> Changed:
    now = ports.now()
    with ports.work() as work:
        meeting = work.meetings.lock(cmd.meeting_id)
        permit(policy.CANCEL_MEETING, meeting, actor, now)
        not_stale(meeting.version, cmd.expected_version)
        work.tell(meeting.cancel(cmd.reason.as_dict(), now=now))
        return work.done(meeting)


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
            to = mentorship.account_id
            _notify(work, ports, NoticeKind.MENTORSHIP_ANSWERED, mentorship, to, answer=answer)
        return work.done(mentorship)


def _notify(
    work: Work, ports: Ports, kind: NoticeKind, mentorship: Mentorship, to: AccountId, **more: str
) -> None:
    project = work.entries.get(mentorship.entry_id).title
    notify(work, ports, kind, to=to, about=mentorship.id, project=project, **more)
