"""The meetings of a mentorship: planned by any of its three sides, then held or cancelled."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated

from domain.access import Actor
from domain.actions import permit
from domain.bounds import Between, Long
from domain.collections import Changed
from domain.core import Command, use_case
from domain.errors import Stale
from domain.ids import MeetingId, MentorshipId
from domain.model.meetings import LONGEST, Meeting
from domain.model.notices import NoticeKind
from domain.policy import mentorships as policy
from domain.ports import Ports
from domain.text import LONGEST_NAME, SPREAD, Text
from domain.usecases.calls import not_stale
from domain.usecases.mentorships import Told
from domain.usecases.noticing import applicants, notify

Minutes = Annotated[int, Between(5, LONGEST)]


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
            applicant_organization_id=mentorship.applicant_organization_id,
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
        [whom] = applicants(work, [mentorship])
        notify(
            work,
            ports,
            NoticeKind.MEETING_PLANNED,
            to=(whom | {mentorship.mentor_id}) - {actor.account_id},
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
