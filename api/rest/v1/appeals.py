"""/v1/appeals and /v1/opinions: an applicant's request to look again, and what comes of it."""

from typing import Any

from flask import Response
from flask.views import MethodView
from marshmallow import Schema, fields

from api.rest.answering import carry_out, expected_version, show_one, show_part
from api.rest.api import Nouns
from api.rest.fields import (
    AllowedActionSchema,
    Closed,
    Moment,
    PageInfoSchema,
    Said,
    TextInput,
    TextSchema,
    Whole,
    many,
)
from domain.ids import AccountId, AppealId, EntryId, OpinionId
from domain.model.appeals import Advice, AppealState, OpinionState
from domain.text import Text
from domain.usecases.appeals import (
    LONGEST,
    AssignAppeal,
    DecideAppeal,
    GiveOpinion,
    LodgeAppeal,
    WithdrawAppeal,
)

blueprint = Nouns("appeals", __name__, description="Appeals against decisions.")


class LodgeAppealInput(Closed):
    grounds = fields.Nested(TextInput, required=True)


class AssignAppealInput(Closed):
    judge_ids = many(Said(), most=20, load_default=[])
    judges = Whole(least=1, most=20, load_default=1)


class DecideAppealInput(Closed):
    upheld = fields.Boolean(required=True, truthy={True}, falsy={False})
    reason = fields.Nested(TextInput, required=True)


class GiveOpinionInput(Closed):
    advice = fields.Enum(Advice, by_value=True, required=True)
    comment = Said(required=True, most=LONGEST)


class AppealSchema(Schema):
    id = fields.String(required=True)
    call_id = fields.String(required=True)
    round_id = fields.String(required=True)
    entry_id = fields.String(required=True)
    account_id = fields.String(allow_none=True, required=True)
    state = fields.Enum(AppealState, by_value=True, required=True)
    grounds = fields.Nested(TextSchema, required=True)
    opinions_needed = fields.Integer(required=True)
    opinions_given = fields.Integer(required=True)
    reason = fields.Nested(TextSchema, allow_none=True, required=True)
    decided_at = Moment(allow_none=True, required=True)
    created_at = Moment(required=True)
    updated_at = Moment(required=True)
    version = fields.Integer(required=True)
    allowed_actions = fields.List(fields.Nested(AllowedActionSchema))


class AppealPage(Schema):
    data = fields.List(fields.Nested(AppealSchema), required=True)
    page = fields.Nested(PageInfoSchema, required=True)


class OpinionSchema(Schema):
    id = fields.String(required=True)
    appeal_id = fields.String(required=True)
    entry_id = fields.String(required=True)
    judge_id = fields.String(required=True)
    state = fields.Enum(OpinionState, by_value=True, required=True)
    advice = fields.Enum(Advice, by_value=True, allow_none=True, required=True)
    comment = fields.String(required=True)
    given_at = Moment(allow_none=True, required=True)
    created_at = Moment(required=True)
    updated_at = Moment(required=True)
    version = fields.Integer(required=True)
    allowed_actions = fields.List(fields.Nested(AllowedActionSchema))


class OpinionPage(Schema):
    data = fields.List(fields.Nested(OpinionSchema), required=True)
    page = fields.Nested(PageInfoSchema, required=True)


@blueprint.route("/calls/<call_id>/appeals")
class AppealsOfCall(MethodView):
    @blueprint.doc(operationId="appeals")
    @blueprint.response(200, AppealPage)
    def get(self, call_id: str) -> Response:
        """List the appeals in a call that the caller may see"""
        return show_part("call", call_id, "appeals")


@blueprint.route("/entries/<entry_id>/appeals")
class AppealsOfEntry(MethodView):
    @blueprint.doc(operationId="entryAppeals")
    @blueprint.response(200, AppealPage)
    def get(self, entry_id: str) -> Response:
        """List the appeals about an entry"""
        return show_part("entry", entry_id, "appeals")

    @blueprint.doc(operationId="lodgeAppeal")
    @blueprint.arguments(LodgeAppealInput, as_kwargs=True)
    @blueprint.response(201, AppealSchema)
    def post(self, entry_id: str, grounds: Text) -> Response:
        """Ask for another look at an entry that was not selected"""
        return carry_out(LodgeAppeal(entry_id=EntryId(entry_id), grounds=grounds), "appeal", status=201)


@blueprint.route("/appeals/<appeal_id>")
class OneAppeal(MethodView):
    @blueprint.doc(operationId="appeal")
    @blueprint.response(200, AppealSchema)
    def get(self, appeal_id: str) -> Response:
        """An appeal"""
        return show_one("appeal", appeal_id)


@blueprint.route("/appeals/<appeal_id>/assign")
class Assigning(MethodView):
    @blueprint.doc(operationId="assignAppeal")
    @blueprint.arguments(AssignAppealInput, as_kwargs=True)
    @blueprint.response(200, AppealSchema)
    def post(self, appeal_id: str, judge_ids: list[str], judges: int) -> Response:
        """Have judges look again who had not scored the entry"""
        wish = AssignAppeal(
            appeal_id=AppealId(appeal_id),
            judge_ids=tuple(AccountId(id) for id in judge_ids),
            judges=judges,
            expected_version=expected_version(needed=False),
        )
        return carry_out(wish, "appeal")


@blueprint.route("/appeals/<appeal_id>/decide")
class Deciding(MethodView):
    @blueprint.doc(operationId="decideAppeal")
    @blueprint.arguments(DecideAppealInput, as_kwargs=True)
    @blueprint.response(200, AppealSchema)
    def post(self, appeal_id: str, **given: Any) -> Response:
        """Uphold or dismiss an appeal, with the reason for it"""
        version = expected_version(needed=False)
        return carry_out(
            DecideAppeal(appeal_id=AppealId(appeal_id), expected_version=version, **given), "appeal"
        )


@blueprint.route("/appeals/<appeal_id>/withdraw")
class Withdrawal(MethodView):
    @blueprint.doc(operationId="withdrawAppeal")
    @blueprint.response(200, AppealSchema)
    def post(self, appeal_id: str) -> Response:
        """Let an appeal rest, as the applicant"""
        version = expected_version(needed=False)
        return carry_out(WithdrawAppeal(appeal_id=AppealId(appeal_id), expected_version=version), "appeal")


@blueprint.route("/appeals/<appeal_id>/opinions")
class OpinionsOfAppeal(MethodView):
    @blueprint.doc(operationId="opinions")
    @blueprint.response(200, OpinionPage)
    def get(self, appeal_id: str) -> Response:
        """List the opinions on an appeal: a judge's own, a manager's all"""
        return show_part("appeal", appeal_id, "opinions")


@blueprint.route("/opinions/<opinion_id>")
class OneOpinion(MethodView):
    @blueprint.doc(operationId="opinion")
    @blueprint.response(200, OpinionSchema)
    def get(self, opinion_id: str) -> Response:
        """An opinion"""
        return show_one("opinion", opinion_id)


@blueprint.route("/opinions/<opinion_id>/give")
class Giving(MethodView):
    @blueprint.doc(operationId="giveOpinion")
    @blueprint.arguments(GiveOpinionInput, as_kwargs=True)
    @blueprint.response(200, OpinionSchema)
    def post(self, opinion_id: str, **given: Any) -> Response:
        """Say, as a judge who looked again, what should become of an appeal"""
        version = expected_version(needed=False)
        return carry_out(
            GiveOpinion(opinion_id=OpinionId(opinion_id), expected_version=version, **given), "opinion"
        )
