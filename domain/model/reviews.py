"""A review is one judge's scores and comments on one entry in one round."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from domain.errors import Fault, Invalid
from domain.events import Event
from domain.ids import AccountId, CallId, EntryId, OrganizationId, ReviewId, RoundId
from domain.lifecycle import Lifecycle
from domain.text import fingerprint


class ReviewState(StrEnum):
    ASSIGNED = "assigned"
    DRAFT = "draft"
    SUBMITTED = "submitted"
    RECUSED = "recused"


LIFECYCLE = Lifecycle[ReviewState](
    "review",
    {
        ReviewState.ASSIGNED: frozenset({ReviewState.DRAFT, ReviewState.RECUSED}),
        ReviewState.DRAFT: frozenset({ReviewState.DRAFT, ReviewState.SUBMITTED, ReviewState.RECUSED}),
        ReviewState.SUBMITTED: frozenset({ReviewState.RECUSED}),
        ReviewState.RECUSED: frozenset(),
    },
)


@dataclass(eq=False, kw_only=True)
class Review:
    id: ReviewId
    round_id: RoundId
    call_id: CallId
    entry_id: EntryId
    organization_id: OrganizationId  # the call's
    judge_id: AccountId
    created_at: datetime
    updated_at: datetime
    state: ReviewState = ReviewState.ASSIGNED
    scores: dict[str, int] = field(default_factory=dict)
    comment: dict[str, str] = field(default_factory=dict)
    private_comment: str = ""
    salt: str | None = None
    commitment: str | None = None
    recusal_reason: str | None = None
    submitted_at: datetime | None = None
    sealed_at: datetime | None = None  # the round's: nothing changes from then on
    version: int = 1

    def write(
        self, changes: Mapping[str, Any], criteria: Sequence[Mapping[str, Any]], *, now: datetime
    ) -> Event:
        """Scores (given ones are set, null ones removed) and comments; saved piece by piece."""
        if scores := changes.get("scores"):
            faults = list(_off_scale(scores, criteria))
            if faults:
                raise Invalid("invalid_input", faults=faults)
            merged = {**self.scores, **scores}
            self.scores = {key: points for key, points in merged.items() if points is not None}
        self.comment = changes.get("comment", self.comment)
        self.private_comment = changes.get("private_comment", self.private_comment)
        self.state = LIFECYCLE.move(self.state, ReviewState.DRAFT)
        return self.event("drafted", now=now)

    def submit(self, criteria: Sequence[Mapping[str, Any]], salt: str, *, now: datetime) -> Event:
        """Commits to what it says: SHA-256 over its content and a salt. Names all that is missing."""
        missing = [Fault(f"/scores/{c['key']}", "missing") for c in criteria if c["key"] not in self.scores]
        if missing:
            raise Invalid("review_incomplete", faults=missing)
        self.state = LIFECYCLE.move(self.state, ReviewState.SUBMITTED)
        self.salt, self.submitted_at = salt, now
        self.commitment = self.content_hash()
        return self.event("submitted", now=now, tally={"reviews.submitted": 1})

    def content_hash(self) -> str:
        """What the commitment must be: of the salt, the entry and the scores, in canonical JSON."""
        return fingerprint(
            {"entry": self.entry_id, "review": self.id, "salt": self.salt, "scores": self.scores}
        )

    def recuse(self, reason: str, *, now: datetime) -> Event:
        """Steps back; the scores given do not count, and the place goes on to another judge."""
        if not reason.strip():
            raise Invalid("invalid_input", faults=[Fault("/reason", "reason_missing")])
        tally = {"reviews.submitted": -1} if self.state is ReviewState.SUBMITTED else None
        self.state = LIFECYCLE.move(self.state, ReviewState.RECUSED)
        self.recusal_reason = reason
        return self.event("recused", now=now, tally=tally)

    def event(self, what: str, *, now: datetime, tally: dict[str, int] | None = None) -> Event:
        return Event(
            type=f"review.{what}",
            subject=self.id,
            version=self.version,
            at=now,
            organization_id=self.organization_id,
            account_id=self.judge_id,
            tally=tally or {},
        )


def _off_scale(scores: Mapping[str, int | None], criteria: Sequence[Mapping[str, Any]]) -> Iterable[Fault]:
    scales = {criterion["key"]: (criterion["min"], criterion["max"]) for criterion in criteria}
    for key, points in scores.items():
        if key not in scales:
            yield Fault(f"/scores/{key}", "criterion_unknown", {"known": sorted(scales)})
        elif points is not None and not scales[key][0] <= points <= scales[key][1]:
            least, most = scales[key]
            yield Fault(f"/scores/{key}", "score_off_scale", {"least": least, "most": most})
