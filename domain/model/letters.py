"""A letter tells one applicant what was decided about their entry and why; `letter_contents` says how it is worded."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from domain.events import Event
from domain.ids import AccountId, CallId, EntryId, LetterId, OrganizationId, RoundId


class Outcome(StrEnum):
    """What the round decided about an entry."""

    SELECTED = "selected"
    ADVANCED = "advanced"
    WAITLISTED = "waitlisted"
    NOT_SELECTED = "not_selected"


class Band(StrEnum):
    """How good the entry is in one criterion: by fifths of its scale."""

    STRONG = "strong"
    GOOD = "good"
    FAIR = "fair"
    WEAK = "weak"


@dataclass(eq=False, kw_only=True)
class Letter:
    id: LetterId
    round_id: RoundId
    call_id: CallId
    entry_id: EntryId
    organization_id: OrganizationId  # the call's
    account_id: AccountId  # the applicant
    outcome: Outcome
    place: int | None
    waiting_place: int | None
    score: str | None
    line: str | None  # the score of the last one chosen
    criteria: list[dict[str, Any]]  # key, title, band, mean, line, distance, reason
    comments: list[dict[str, str]]  # released ones, in no order that tells whose they are
    next_steps: list[dict[str, Any]]  # kind, id, text
    title: dict[str, str]
    body: dict[str, str]  # all of it, as a letter
    appeals_until: datetime | None
    created_at: datetime
    updated_at: datetime
    version: int = 1

    def event(self, *, now: datetime) -> Event:
        return Event(
            type="letter.written",
            subject=self.id,
            version=self.version,
            at=now,
            organization_id=self.organization_id,
            account_id=self.account_id,
        )
