"""/v1/letters: what was decided about an entry, and why."""

from flask import Response
from flask.views import MethodView
from marshmallow import Schema, fields

from api.rest.answering import carry_out, expected_version, show_one, show_part
from api.rest.api import Nouns
from api.rest.fields import Closed, Moment, PageInfoSchema, Said, TextSchema, many
from api.rest.v1.rounds.shown import RoundSchema
from domain.ids import ReviewId, RoundId
from domain.model.letters import Band, Outcome
from domain.usecases.letters import MOST_RELEASED, ReleaseComments

blueprint = Nouns("letters", __name__, description="Decision letters.")


class ReleaseCommentsInput(Closed):
    review_ids = many(Said(), most=MOST_RELEASED, required=True)


class LetterCriterionSchema(Schema):
    key = fields.String(required=True)
    title = fields.Nested(TextSchema, required=True)
    band = fields.Enum(Band, by_value=True, required=True)
    mean = fields.String(required=True)
    line = fields.String(allow_none=True, required=True)
    distance = fields.String(allow_none=True, required=True)
    reason = fields.Nested(TextSchema, required=True)


class NextStepSchema(Schema):
    kind = fields.String(required=True)
    id = fields.String(allow_none=True, required=True)
    text = fields.Nested(TextSchema, required=True)


class LetterPlanSchema(Schema):
    """What a letter says, whether it is written already or would be."""

    entry_id = fields.String(required=True)
    outcome = fields.Enum(Outcome, by_value=True, required=True)
    place = fields.Integer(allow_none=True, required=True)
    waiting_place = fields.Integer(allow_none=True, required=True)
    score = fields.String(allow_none=True, required=True)
    line = fields.String(allow_none=True, required=True)
    criteria = fields.List(fields.Nested(LetterCriterionSchema), required=True)
    comments = fields.List(fields.Nested(TextSchema), required=True)
    next_steps = fields.List(fields.Nested(NextStepSchema), required=True)
    title = fields.Nested(TextSchema, required=True)
    body = fields.Nested(TextSchema, required=True)


class LetterSchema(LetterPlanSchema):
    id = fields.String(required=True)
    round_id = fields.String(required=True)
    call_id = fields.String(required=True)
    account_id = fields.String(required=True)
    appeals_until = Moment(allow_none=True, required=True)
    created_at = Moment(required=True)
    updated_at = Moment(required=True)
    version = fields.Integer(required=True)


class LetterPage(Schema):
    data = fields.List(fields.Nested(LetterSchema), required=True)
    page = fields.Nested(PageInfoSchema, required=True)


@blueprint.route("/rounds/<round_id>/release_comments")
class Releasing(MethodView):
    @blueprint.doc(operationId="releaseComments")
    @blueprint.arguments(ReleaseCommentsInput, as_kwargs=True)
    @blueprint.response(200, RoundSchema)
    def post(self, round_id: str, review_ids: list[str]) -> Response:
        """Let the comments of these reviews, and of no others, stand in the decision letters"""
        wish = ReleaseComments(
            round_id=RoundId(round_id),
            review_ids=tuple(ReviewId(id) for id in review_ids),
            expected_version=expected_version(needed=False),
        )
        return carry_out(wish, "round")


@blueprint.route("/rounds/<round_id>/letters")
class LettersOfRound(MethodView):
    @blueprint.doc(operationId="letters")
    @blueprint.response(200, LetterPage)
    def get(self, round_id: str) -> Response:
        """List the decision letters of a round that the caller may read"""
        return show_part("round", round_id, "letters")


@blueprint.route("/entries/<entry_id>/letters")
class LettersOfEntry(MethodView):
    @blueprint.doc(operationId="entryLetters")
    @blueprint.response(200, LetterPage)
    def get(self, entry_id: str) -> Response:
        """List the decision letters about an entry, one a round"""
        return show_part("entry", entry_id, "letters")


@blueprint.route("/letters/<letter_id>")
class OneLetter(MethodView):
    @blueprint.doc(operationId="letter")
    @blueprint.response(200, LetterSchema)
    def get(self, letter_id: str) -> Response:
        """A decision letter"""
        return show_one("letter", letter_id)
