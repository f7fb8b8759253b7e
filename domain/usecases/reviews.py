"""What judges do: write their reviews piece by piece, send them in, step back from one."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any

from domain.access import Actor
from domain.actions import permit
from domain.bounds import Long
from domain.collections import Changed, Work
from domain.core import Command, use_case
from domain.errors import Stale
from domain.ids import AccountId, ReviewId
from domain.model.conflicts import ConflictKind, ConflictOfInterest
from domain.model.entries import EntryState
from domain.model.reviews import Review, ReviewState
from domain.model.rounds import Round
from domain.policy import reviews as policy
from domain.ports import Ports
from domain.text import SPREAD
from domain.usecases.calls import not_stale


@dataclass(frozen=True, kw_only=True)
class UpdateReview(Command[Changed]):
    """`changes` may hold `scores` (null takes one back), `comment` and `private_comment`."""

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
        permit(policy.SUBMIT, review, actor, now)
        not_stale(review.version, cmd.expected_version)
        work.tell(review.submit(round.criteria, ports.secrets.random(), now=now))
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
        round = work.rounds.lock(work.reviews.get(cmd.review_id).round_id)
        review = work.reviews.lock(cmd.review_id)
        permit(policy.RECUSE, review, actor, now)
        not_stale(review.version, cmd.expected_version)
        work.tell(review.recuse(cmd.reason, now=now))
        work.conflicts.add_all([_declared(review, cmd.reason, ports, now)])
        _pass_on(work, round, review, ports, now)
        return work.done(review)


def _locked(work: Work, review_id: ReviewId) -> tuple[Round, Review]:
    """The round first, shared: while a judge writes it cannot be sealed, and judges do not wait for each other."""
    round = work.rounds.share(work.reviews.get(review_id).round_id)
    return round, work.reviews.lock(review_id)


def _declared(review: Review, reason: str, ports: Ports, now: datetime) -> ConflictOfInterest:
    return ConflictOfInterest(
        id=ports.new_id("conflict"),
        round_id=review.round_id,
        judge_id=review.judge_id,
        entry_id=review.entry_id,
        kind=ConflictKind.DECLARED,
        reason=reason,
        created_at=now,
    )


def _pass_on(work: Work, round: Round, given_back: Review, ports: Ports, now: datetime) -> None:
    """Where nobody is free the entry lacks a review, and ranking will say so; one that was taken back needs none."""
    if work.entries.get(given_back.entry_id).state is not EntryState.IN_REVIEW:
        return
    reviews = work.reviews.of_round(round.id)
    barred = work.conflicts.of_round(round.id)
    had_it = {review.judge_id for review in reviews if review.entry_id == given_back.entry_id}
    loads = Counter(review.judge_id for review in reviews if review.state is not ReviewState.RECUSED)
    free = [j for j in round.judge_ids if j not in had_it and (j, given_back.entry_id) not in barred]
    if free:
        judge = min(free, key=lambda one: (loads[AccountId(one)], one))
        work.reviews.add_all(
            [
                Review(
                    id=ReviewId(ports.new_id("review")),
                    round_id=round.id,
                    call_id=round.call_id,
                    entry_id=given_back.entry_id,
                    organization_id=round.organization_id,
                    judge_id=AccountId(judge),
                    created_at=now,
                    updated_at=now,
                )
            ]
        )
