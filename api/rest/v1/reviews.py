"""/v1/rounds/{id}/reviews and /v1/reviews: what judges write."""

from typing import Any

from flask import Response
from flask.views import MethodView
from marshmallow import Schema, fields, validate

from api.rest.answering import carry_out, expected_version, needed_version, show_one, show_part
from api.rest.api import Nouns
from api.rest.fields import (
    AllowedActionSchema,
    ByName,
    Closed,
    Moment,
    PageInfoSchema,
    Said,
    TextInput,
    TextSchema,
    Whole,
)
from domain.ids import ReviewId
from domain.model.reviews import Recommendation, ReviewState
from domain.usecases.reviews import AbstainReview, RecuseReview, ReviseReview, SubmitReview, UpdateReview

blueprint = Nouns("reviews", __name__, description="One judge's scores and comments on one entry.")


class UpdateReviewInput(Closed):
    """Scores are merged by criterion; null takes one back."""

    # Which scale a score is on is for its round to say.
    scores = ByName(keys=fields.String(), values=Whole(least=-(2**31), most=2**31 - 1, allow_none=True))
    recommendation = fields.Enum(Recommendation, by_value=True, allow_none=True)
    comment = fields.Nested(TextInput)
    private_comment = fields.String(validate=validate.Length(0, 20_000, error="length_out_of_range"))


class AbstainReviewInput(Closed):
    reason = Said(required=True, most=2000)


class RecuseReviewInput(Closed):
    reason = Said(required=True, most=2000)


class EarlierReviewSchema(Schema):
    scores = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    recommendation = fields.Enum(Recommendation, by_value=True, allow_none=True, required=True)
    comment = fields.Nested(TextSchema, required=True)
    commitment = fields.String(required=True)
    submitted_at = Moment(required=True)


class ReviewSchema(Schema):
    id = fields.String(required=True)
    round_id = fields.String(required=True)
    call_id = fields.String(required=True)
    entry_id = fields.String(required=True)
    judge_id = fields.String(allow_none=True, required=True)
    state = fields.Enum(ReviewState, by_value=True, required=True)
    calibration = fields.Boolean(required=True)
    revisable = fields.Boolean(required=True)
    due_at = Moment(allow_none=True, required=True)
    overdue = fields.Boolean(required=True)
    scores = fields.Dict(keys=fields.String(), values=fields.Integer(), allow_none=True, required=True)
    recommendation = fields.Enum(Recommendation, by_value=True, allow_none=True, required=True)
    comment = fields.Nested(TextSchema, allow_none=True, required=True)
    released = fields.Boolean(allow_none=True, required=True)
    earlier = fields.List(fields.Nested(EarlierReviewSchema), allow_none=True, required=True)
    private_comment = fields.String(allow_none=True, required=True)
    recusal_reason = fields.String(allow_none=True, required=True)
    abstention_reason = fields.String(allow_none=True, required=True)
    commitment = fields.String(allow_none=True, required=True)
    submitted_at = Moment(allow_none=True, required=True)
    created_at = Moment(required=True)
    updated_at = Moment(required=True)
    version = fields.Integer(required=True)
    allowed_actions = fields.List(fields.Nested(AllowedActionSchema))


class ReviewPage(Schema):
    data = fields.List(fields.Nested(ReviewSchema), required=True)
    page = fields.Nested(PageInfoSchema, required=True)


@blueprint.route("/rounds/<round_id>/reviews")
class Reviews(MethodView):
    @blueprint.doc(operationId="reviews")
    @blueprint.response(200, ReviewPage)
    def get(self, round_id: str) -> Response:
        """List the reviews of a round: a judge's own, a manager's all"""
        return show_part("round", round_id, "reviews")


@blueprint.route("/reviews/<review_id>")
class OneReview(MethodView):
    @blueprint.doc(operationId="review")
    @blueprint.response(200, ReviewSchema)
    def get(self, review_id: str) -> Response:
        """A review"""
        return show_one("review", review_id)

    @blueprint.doc(operationId="updateReview")
    @blueprint.arguments(UpdateReviewInput, as_kwargs=True)
    @blueprint.response(200, ReviewSchema)
    def patch(self, review_id: str, **changes: Any) -> Response:
        """Score and comment, piece by piece"""
        if "comment" in changes:
            changes["comment"] = changes["comment"].as_dict()
        wish = UpdateReview(review_id=ReviewId(review_id), expected_version=needed_version(), changes=changes)
        return carry_out(wish, "review")


@blueprint.route("/reviews/<review_id>/submit")
class Submission(MethodView):
    @blueprint.doc(operationId="submitReview")
    @blueprint.response(200, ReviewSchema)
    def post(self, review_id: str) -> Response:
        """Send a review in"""
        version = expected_version(needed=False)
        return carry_out(SubmitReview(review_id=ReviewId(review_id), expected_version=version), "review")


@blueprint.route("/reviews/<review_id>/revise")
class Revision(MethodView):
    @blueprint.doc(operationId="reviseReview")
    @blueprint.response(200, ReviewSchema)
    def post(self, review_id: str) -> Response:
        """Take up again a review that was sent in and whose entry is discussed: once"""
        version = expected_version(needed=False)
        return carry_out(ReviseReview(review_id=ReviewId(review_id), expected_version=version), "review")


@blueprint.route("/reviews/<review_id>/abstain")
class Abstention(MethodView):
    @blueprint.doc(operationId="abstainReview")
    @blueprint.arguments(AbstainReviewInput, as_kwargs=True)
    @blueprint.response(200, ReviewSchema)
    def post(self, review_id: str, reason: str) -> Response:
        """Have no opinion, which is not a low score; another judge takes it"""
        version = expected_version(needed=False)
        wish = AbstainReview(review_id=ReviewId(review_id), reason=reason, expected_version=version)
        return carry_out(wish, "review")


@blueprint.route("/reviews/<review_id>/recuse")
class Recusal(MethodView):
    @blueprint.doc(operationId="recuseReview")
    @blueprint.arguments(RecuseReviewInput, as_kwargs=True)
    @blueprint.response(200, ReviewSchema)
    def post(self, review_id: str, reason: str) -> Response:
        """Step back from a review; another judge takes it"""
        version = expected_version(needed=False)
        wish = RecuseReview(review_id=ReviewId(review_id), reason=reason, expected_version=version)
        return carry_out(wish, "review")
