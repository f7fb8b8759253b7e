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
from domain.times import rfc3339


class ReviewState(StrEnum):
    ASSIGNED = "assigned"
    DRAFT = "draft"
    SUBMITTED = "submitted"
    ABSTAINED = "abstained"  # no opinion, which is not a low score
    RECUSED = "recused"


class Recommendation(StrEnum):
    """What a judge would do. It ranks nobody; opposed ones are worth a discussion."""

    FUND = "fund"
    DISCUSS = "discuss"
    DECLINE = "decline"


COMMITMENT_VERSION = 2
"""Which shape of content new commitments cover; it changes whenever that shape does."""

SENT_IN = ("scores", "recommendation", "comment", "salt", "commitment", "commitment_version")
"""What is kept of a review that is revised; private comments belong to no version."""

LIFECYCLE = Lifecycle[ReviewState](
    "review",
    {
        ReviewState.ASSIGNED: frozenset({ReviewState.DRAFT, ReviewState.ABSTAINED, ReviewState.RECUSED}),
        ReviewState.DRAFT: frozenset(
            {ReviewState.DRAFT, ReviewState.SUBMITTED, ReviewState.ABSTAINED, ReviewState.RECUSED}
        ),
        ReviewState.SUBMITTED: frozenset({ReviewState.DRAFT, ReviewState.RECUSED}),  # a draft: to revise it
        ReviewState.ABSTAINED: frozenset(),
        ReviewState.RECUSED: frozenset(),
    },
)


UNSENT = frozenset({ReviewState.ASSIGNED, ReviewState.DRAFT})
"""Work before its judge."""

GIVEN_BACK = frozenset({ReviewState.ABSTAINED, ReviewState.RECUSED})
"""Nobody's work any more: the place went on."""


def is_overdue(state: ReviewState, due_at: datetime | None, now: datetime) -> bool:
    """Whether it is wanted by a time that has passed, and is not there. Derived, never a state."""
    return state in UNSENT and due_at is not None and now >= due_at


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
    recommendation: Recommendation | None = None
    calibration: bool = False  # of an entry that every judge scores first
    revisable: bool = False  # its entry is under discussion, and it may be revised, which it was not yet
    released: bool = False  # its comment may stand in the applicant's letter
    earlier: list[dict[str, Any]] = field(default_factory=list)  # what was sent in before the one revision
    salt: str | None = None
    commitment: str | None = None
    commitment_version: int = COMMITMENT_VERSION
    recusal_reason: str | None = None
    abstention_reason: str | None = None
    submitted_at: datetime | None = None
    given_back_at: datetime | None = None  # by abstaining or stepping back
    sealed_at: datetime | None = None  # the round's: nothing changes from then on
    version: int = 1

    @property
    def pair(self) -> tuple[str, str]:
        """(judge, entry)."""
        return self.judge_id, self.entry_id

    def write(
        self, changes: Mapping[str, Any], criteria: Sequence[Mapping[str, Any]], *, now: datetime
    ) -> Event:
        """Scores (given ones are set, null ones removed), recommendation, comments; saved piece by piece."""
        state = LIFECYCLE.move(self.state, ReviewState.DRAFT, only_from=UNSENT)
        if scores := changes.get("scores"):
            faults = list(_off_scale(scores, criteria))
            if faults:
                raise Invalid("invalid_input", faults=faults)
            merged = {**self.scores, **scores}
            self.scores = {key: points for key, points in merged.items() if points is not None}
        self.comment = changes.get("comment", self.comment)
        self.private_comment = changes.get("private_comment", self.private_comment)
        self.recommendation = changes.get("recommendation", self.recommendation)
        self.state = state
        return self.event("drafted", now=now)

    def submit(self, criteria: Sequence[Mapping[str, Any]], salt: str, *, now: datetime) -> Event:
        """Commits to what it says: SHA-256 over its content and a salt. Names all that is missing."""
        missing = [Fault(f"/scores/{c['key']}", "missing") for c in criteria if c["key"] not in self.scores]
        if missing:
            raise Invalid("review_incomplete", faults=missing)
        self.state = LIFECYCLE.move(self.state, ReviewState.SUBMITTED)
        self.salt, self.submitted_at, self.commitment_version = salt, now, COMMITMENT_VERSION
        self.commitment = self.content_hash()
        return self.event("submitted", now=now, tally={"reviews.submitted": 1})

    def content_hash(self) -> str:
        """What the commitment must be: SHA-256 of the canonical JSON (keys sorted, no blanks, UTF-8) of an object.

        Version 2: {"commitment_version": 2, "entry": id, "recommendation": word or null, "review": id,
        "salt": hexadecimal, "scores": {criterion: points}}. Version 1 has neither the version nor the recommendation.
        Those of `earlier` are made of the same, with the salt, scores, recommendation and version that stand there.
        """
        return commitment_to(vars(self), entry=self.entry_id, review=self.id, version=self.commitment_version)

    def open_to_revision(self) -> None:
        """Its entry is discussed again. Whoever has revised once, has."""
        self.revisable = self.state is ReviewState.SUBMITTED and not self.earlier

    def revise(self, *, now: datetime) -> Event:
        """Takes up again what was sent in, which is kept with its commitment; until sent in anew it is missing."""
        sent_in = frozenset({ReviewState.SUBMITTED})
        self.state = LIFECYCLE.move(self.state, ReviewState.DRAFT, only_from=sent_in)
        assert self.submitted_at is not None
        sent = {name: getattr(self, name) for name in SENT_IN}
        self.earlier = [*self.earlier, sent | {"submitted_at": rfc3339(self.submitted_at)}]
        self.salt = self.commitment = self.submitted_at = None
        self.revisable = False
        return self.event("reopened", now=now, tally={"reviews.submitted": -1})

    @property
    def first_submitted_at(self) -> datetime | None:
        """When it was first sent in, whatever became of it."""
        return datetime.fromisoformat(self.earlier[0]["submitted_at"]) if self.earlier else self.submitted_at

    @property
    def first_scores(self) -> Mapping[str, int]:
        """As first sent in."""
        return self.earlier[0]["scores"] if self.earlier else self.scores

    @property
    def commitments(self) -> list[str]:
        """To what it says, where it is sent in, and to what it said before."""
        present = [self.commitment or ""] if self.state is ReviewState.SUBMITTED else []
        return [sent["commitment"] for sent in self.earlier] + present

    def abstain(self, reason: str, *, now: datetime) -> Event:
        """Has no opinion, without a conflict of interest: counts nowhere, and the place goes on."""
        _say_why(reason)
        self.state = LIFECYCLE.move(self.state, ReviewState.ABSTAINED)
        self.abstention_reason, self.given_back_at = reason, now
        return self.event("abstained", now=now)

    def recuse(self, reason: str, *, now: datetime) -> Event:
        """Steps back; the scores given do not count, and the place goes on to another judge."""
        _say_why(reason)
        tally = {"reviews.submitted": -1} if self.state is ReviewState.SUBMITTED else None
        self.state = LIFECYCLE.move(self.state, ReviewState.RECUSED)
        self.recusal_reason, self.given_back_at = reason, now
        self.revisable = False
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


def commitment_to(content: Mapping[str, Any], *, entry: str, review: str, version: int) -> str:
    """The commitment to a review, or to what stands in its `earlier`; `content_hash` says the shape."""
    return fingerprint(covered(content, entry=entry, review=review, version=version))


def covered(content: Mapping[str, Any], *, entry: str, review: str, version: int) -> dict[str, Any]:
    """What a commitment is to; nothing of it can be changed unseen."""
    said = {"entry": entry, "review": review, "salt": content["salt"], "scores": content["scores"]}
    if version > 1:
        said |= {"commitment_version": version, "recommendation": content["recommendation"]}
    return said


def _say_why(reason: str) -> None:
    if not reason.strip():
        raise Invalid("invalid_input", faults=[Fault("/reason", "reason_missing")])


def _off_scale(scores: Mapping[str, int | None], criteria: Sequence[Mapping[str, Any]]) -> Iterable[Fault]:
    scales = {criterion["key"]: (criterion["min"], criterion["max"]) for criterion in criteria}
    for key, points in scores.items():
        if key not in scales:
            yield Fault(f"/scores/{key}", "criterion_unknown", {"known": sorted(scales)})
        elif points is not None and not scales[key][0] <= points <= scales[key][1]:
            least, most = scales[key]
            yield Fault(f"/scores/{key}", "score_off_scale", {"least": least, "most": most})
