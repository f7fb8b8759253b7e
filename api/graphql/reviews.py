"""Reviews in the graph."""

from typing import Any

import strawberry

from api.graphql.accounts import Account
from api.graphql.asking import Asking, page_of, read_one, read_part
from api.graphql.doing import carry_out
from api.graphql.entries import Entry
from api.graphql.rounds import Round
from api.graphql.shapes import (
    AllowedAction,
    Connection,
    Json,
    LocalizedText,
    LocalizedTextInput,
    Moment,
    Node,
    UserError,
)
from domain.ids import ReviewId
from domain.model import reviews as domain
from domain.usecases.reviews import AbstainReview, RecuseReview, ReviseReview, SubmitReview, UpdateReview


@strawberry.type
class EarlierReview:
    scores: Json
    recommendation: domain.Recommendation | None
    comment: LocalizedText
    commitment: str
    submitted_at: Moment


@strawberry.type
class Review(Node):
    id: strawberry.ID
    round_id: strawberry.ID
    round: Round | None
    call_id: strawberry.ID
    entry_id: strawberry.ID
    entry: Entry | None
    judge_id: strawberry.ID | None
    judge: Account | None
    state: domain.ReviewState
    calibration: bool
    revisable: bool
    due_at: Moment | None
    overdue: bool
    scores: Json | None
    recommendation: domain.Recommendation | None
    comment: LocalizedText | None
    released: bool | None
    earlier: list[EarlierReview] | None
    private_comment: str | None
    recusal_reason: str | None
    abstention_reason: str | None
    commitment: str | None
    submitted_at: Moment | None
    created_at: Moment
    updated_at: Moment
    version: int
    allowed_actions: list[AllowedAction]


@strawberry.type(description="The review changed.")
class ReviewPayload:
    review: Review | None
    user_errors: list[UserError]


@strawberry.input
class ScoreInput:
    criterion: str
    score: int | None


@strawberry.input
class UpdateReviewInput:
    id: strawberry.ID
    expected_version: int
    scores: list[ScoreInput] | None = None
    recommendation: domain.Recommendation | None = strawberry.UNSET
    comment: LocalizedTextInput | None = None
    private_comment: str | None = None
    idempotency_key: str | None = None

    def command(self) -> UpdateReview:
        changes: dict[str, Any] = {}
        if self.scores is not None:
            changes["scores"] = {one.criterion: one.score for one in self.scores}
        if self.recommendation is not strawberry.UNSET:
            changes["recommendation"] = self.recommendation
        if self.comment is not None:
            changes["comment"] = self.comment.text().as_dict()
        if self.private_comment is not None:
            changes["private_comment"] = self.private_comment
        return UpdateReview(
            review_id=ReviewId(self.id), expected_version=self.expected_version, changes=changes
        )


@strawberry.input
class ReviewActionInput:
    id: strawberry.ID
    expected_version: int | None = None
    idempotency_key: str | None = None


@strawberry.input
class AbstainReviewInput:
    id: strawberry.ID
    reason: str
    expected_version: int | None = None
    idempotency_key: str | None = None


@strawberry.input
class RecuseReviewInput:
    id: strawberry.ID
    reason: str
    expected_version: int | None = None
    idempotency_key: str | None = None


@strawberry.type
class ReviewQueries:
    @strawberry.field(
        description="The reviews of a round: a judge's own, a manager's all; null where it may not be seen."
    )
    def reviews(
        self,
        info: Asking,
        round_id: strawberry.ID,
        first: int = 20,
        after: str | None = None,
        sort: str | None = None,
        state: list[domain.ReviewState] | None = None,
        entry_id: list[strawberry.ID] | None = None,
    ) -> Connection[Review] | None:
        page = page_of(first, after, sort, state=state, entry_id=entry_id)
        return read_part(info, "round", round_id, "reviews", page)

    @strawberry.field(description="A review.")
    def review(self, info: Asking, id: strawberry.ID) -> Review | None:
        return read_one(info, "review", id)


@strawberry.type
class ReviewMutations:
    @strawberry.mutation(description="Score and comment, piece by piece; a null score takes one back.")
    def update_review(self, info: Asking, input: UpdateReviewInput) -> ReviewPayload:
        return carry_out(info, "review", input.command, ReviewPayload)

    @strawberry.mutation(description="Send a review in.")
    def submit_review(self, info: Asking, input: ReviewActionInput) -> ReviewPayload:
        wish = SubmitReview(review_id=ReviewId(input.id), expected_version=input.expected_version)
        return carry_out(info, "review", lambda: wish, ReviewPayload)

    @strawberry.mutation(
        description="Take up again a review that was sent in and whose entry is discussed: once."
    )
    def revise_review(self, info: Asking, input: ReviewActionInput) -> ReviewPayload:
        wish = ReviseReview(review_id=ReviewId(input.id), expected_version=input.expected_version)
        return carry_out(info, "review", lambda: wish, ReviewPayload)

    @strawberry.mutation(description="Have no opinion, which is not a low score; another judge takes it.")
    def abstain_review(self, info: Asking, input: AbstainReviewInput) -> ReviewPayload:
        wish = AbstainReview(
            review_id=ReviewId(input.id), reason=input.reason, expected_version=input.expected_version
        )
        return carry_out(info, "review", lambda: wish, ReviewPayload)

    @strawberry.mutation(description="Step back from a review; another judge takes it.")
    def recuse_review(self, info: Asking, input: RecuseReviewInput) -> ReviewPayload:
        wish = RecuseReview(
            review_id=ReviewId(input.id), reason=input.reason, expected_version=input.expected_version
        )
        return carry_out(info, "review", lambda: wish, ReviewPayload)
