"""After winning: mentorships and their meetings."""

from collections.abc import Sequence
from typing import Protocol

from domain.collections.common import Collection
from domain.ids import AccountId, EntryId, MentorshipId
from domain.model.meetings import Meeting
from domain.model.mentorships import Mentorship


class Mentorships(Collection[Mentorship], Protocol):
    def live_of(self, entry_id: EntryId, mentor_id: AccountId) -> Mentorship | None:
        """Proposed or active, of this entry and mentor."""


class Meetings(Collection[Meeting], Protocol):
    def lock_planned(self, mentorship_id: MentorshipId) -> Sequence[Meeting]:
        """Those still ahead, by id, locked."""
