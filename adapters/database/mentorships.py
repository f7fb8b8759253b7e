"""Mentorships and their meetings: tables, mappings, collections."""

from collections.abc import Sequence

from sqlalchemy import CheckConstraint, Column, Index, Integer, Table, Text, select
from sqlalchemy.orm import registry

from adapters.database.collection import SqlCollection
from adapters.database.schema import document, key, known, metadata, moment, stamps, to, words
from domain.ids import AccountId, EntryId, MentorshipId
from domain.model.meetings import Meeting, MeetingState
from domain.model.mentorships import LIVE, Mentorship, MentorshipState

mentorships = Table(
    "mentorships",
    metadata,
    key(),
    to("calls", "call_id", index=False),
    to("entries", "entry_id", index=False),
    to("organizations", "organization_id"),
    to("accounts", "account_id"),
    to("organizations", "applicant_organization_id", nullable=True),
    to("accounts", "mentor_id"),
    words("state", MentorshipState),
    document("focus"),
    document("summary", nullable=True),
    Column("meetings_held", Integer, nullable=False),
    Column("minutes_held", Integer, nullable=False),
    moment("accepted_at", nullable=True),
    moment("ended_at", nullable=True),
    *stamps(),
    known("state", MentorshipState),
    CheckConstraint("account_id <> mentor_id", name="nobody_mentors_themselves"),
    CheckConstraint("(state = 'ended') = (summary IS NOT NULL)", name="ended_with_a_summary"),
)
NEWEST = mentorships.c.created_at, mentorships.c.id
Index("ix_mentorships_call_id_created_at_id", mentorships.c.call_id, *NEWEST)
Index("ix_mentorships_entry_id_created_at_id", mentorships.c.entry_id, *NEWEST)
Index(
    "mentor_of_an_entry_once",
    mentorships.c.entry_id,
    mentorships.c.mentor_id,
    unique=True,
    postgresql_where=mentorships.c.state.in_(sorted(LIVE)),
)

meetings = Table(
    "meetings",
    metadata,
    key(),
    to("mentorships", "mentorship_id", index=False),
    to("organizations", "organization_id"),
    to("accounts", "account_id"),
    to("organizations", "applicant_organization_id", nullable=True),
    to("accounts", "mentor_id"),
    words("state", MeetingState),
    document("topic"),
    Column("venue", Text, nullable=False),
    moment("starts_at"),
    Column("minutes", Integer, nullable=False),
    document("notes", nullable=True),
    document("reason", nullable=True),
    moment("held_at", nullable=True),
    moment("cancelled_at", nullable=True),
    *stamps(),
    known("state", MeetingState),
    CheckConstraint("minutes > 0", name="takes_time"),
    CheckConstraint("(state = 'held') = (notes IS NOT NULL)", name="held_with_notes"),
)
Index("ix_meetings_mentorship_id_starts_at_id", meetings.c.mentorship_id, meetings.c.starts_at, meetings.c.id)


def map_mentorships(mapper: registry) -> None:
    mapper.map_imperatively(Mentorship, mentorships, version_id_col=mentorships.c.version)
    mapper.map_imperatively(Meeting, meetings, version_id_col=meetings.c.version)


class SqlMentorships(SqlCollection[Mentorship]):
    def live_of(self, entry_id: EntryId, mentor_id: AccountId) -> Mentorship | None:
        same = (mentorships.c.entry_id == entry_id) & (mentorships.c.mentor_id == mentor_id)
        live = mentorships.c.state.in_(sorted(LIVE))
        return self._session.scalars(select(Mentorship).where(same, live)).one_or_none()


class SqlMeetings(SqlCollection[Meeting]):
    def lock_planned(self, mentorship_id: MentorshipId) -> Sequence[Meeting]:
        planned = (meetings.c.mentorship_id == mentorship_id) & (meetings.c.state == MeetingState.PLANNED)
        return self._session.scalars(
            select(Meeting).where(planned).order_by(meetings.c.id).with_for_update()
        ).all()
