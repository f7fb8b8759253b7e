"""What judges do: write their reviews piece by piece, send them in, revise one that is discussed, step back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

from domain.access import Actor
from domain.actions import permit
from domain.bounds import Long
from domain.collections import Changed, Work
from domain.core import Command, use_case
from domain.errors import Stale
from domain.ids import ReviewId
from domain.model.reviews import Review
from domain.model.rounds import Round
from domain.policy import reviews as policy
from domain.ports import Ports
from domain.text import SPREAD
from domain.usecases.calls import not_stale
from domain.usecases.conflicts import declared
from domain.usecases.passing_on import pass_on


@dataclass(frozen=True, kw_only=True)
class UpdateReview(Command[Changed]):
    """`changes` may hold `scores` (null takes one back), `recommendation`, `comment` and `private_comment`."""

    review_id: ReviewId
    expected_version: int
    changes: Mapping[str, Any] = field(metadata=SPREAD)


@use_case(UpdateReview, allow=policy.UPDATE.gate)
def update_review(cmd: UpdateReview, actor: Actor, ports: Ports) -> Changed:
    now = ports.now()
    with ports.work() as work:
        round, review = _locked(work, cmd.review_id)
        permit(policy.UPDATE, review, actor, now)
        if review.version != cmd.expected_version:
            raise Stale("version_stale", version=review.version)
        work.tell(review.write(cmd.changes, round.criteria, now=now))
        return work.done(review)


@dataclass(frozen=True, kw_only=True)
class SubmitReview(Command[Changed]):
    review_id: ReviewId
    expected_version: int | None = None


@use_case(SubmitReview, allow=policy.SUBMIT.gate)
def submit_review(cmd: SubmitReview, actor: Actor, ports: Ports) -> Changed:
    """From here on the judge stands by it: its commitment will be published."""
    now = ports.now()
    with ports.work() as work:
        round, review = _locked(work, cmd.review_id)
        waits = bool(round.calibration_entry_ids) and work.reviews.calibration_waits(review)
        permit(policy.SUBMIT, review, actor, now, calibration_waits=waits)
        not_stale(review.version, cmd.expected_version)
        work.tell(review.submit(round.criteria, ports.secrets.random(), now=now))
        return work.done(review)


@dataclass(frozen=True, kw_only=True)
class ReviseReview(Command[Changed]):
    review_id: ReviewId
    expected_version: int | None = None


@use_case(ReviseReview, allow=policy.REVISE.gate)
def revise_review(cmd: ReviseReview, actor: Actor, ports: Ports) -> Changed:
    """Once, while its entry is discussed. What was sent in is kept, and missing until it is sent in anew."""
    now = ports.now()
    with ports.work() as work:
        _, review = _locked(work, cmd.review_id)
        permit(policy.REVISE, review, actor, now)
        not_stale(review.version, cmd.expected_version)
        work.tell(review.revise(now=now))
        return work.done(review)


@dataclass(frozen=True, kw_only=True)
class AbstainReview(Command[Changed]):
    review_id: ReviewId
    reason: Annotated[str, Long(1, 2000)]
    expected_version: int | None = None


@use_case(AbstainReview, allow=policy.ABSTAIN.gate)
def abstain_review(cmd: AbstainReview, actor: Actor, ports: Ports) -> Changed:
    """The judge has no opinion of it, which is no conflict and no low score. The place goes on as when recused."""
    now = ports.now()
    with ports.work() as work:
        round, review = _locked_alone(work, cmd.review_id)
        permit(policy.ABSTAIN, review, actor, now)
        not_stale(review.version, cmd.expected_version)
        work.tell(review.abstain(cmd.reason, now=now))
        pass_on(work, round, [review], ports, now)
        return work.done(review)


@dataclass(frozen=True, kw_only=True)
class RecuseReview(Command[Changed]):
    review_id: ReviewId
    reason: Annotated[str, Long(1, 2000)]
    expected_version: int | None = None


@use_case(RecuseReview, allow=policy.RECUSE.gate)
def recuse_review(cmd: RecuseReview, actor: Actor, ports: Ports) -> Changed:
    """The judge declares a conflict; the place goes on to whoever of the panel is free and has least to do."""
    now = ports.now()
    with ports.work() as work:
        round, review = _locked_alone(work, cmd.review_id)
        permit(policy.RECUSE, review, actor, now)
        not_stale(review.version, cmd.expected_version)
        work.tell(review.recuse(cmd.reason, now=now))
        declared(work, round, review, cmd.reason, ports, now)
        pass_on(work, round, [review], ports, now)
        return work.done(review)


def _locked(work: Work, review_id: ReviewId) -> tuple[Round, Review]:
    """The round first, shared: while a judge writes it cannot be sealed, and judges do not wait for each other."""
    round = work.rounds.share(work.reviews.get(review_id).round_id)
    return round, work.reviews.lock(review_id)


def _locked_alone(work: Work, review_id: ReviewId) -> tuple[Round, Review]:
    """Where the place goes on: no two at once, or both would go to the same judge."""
    round = work.rounds.lock(work.reviews.get(review_id).round_id)
    return round, work.reviews.lock(review_id)
