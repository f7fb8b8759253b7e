"""/v1/rounds/{id}/conflicts and /v1/conflicts: who must not judge what."""

from flask import Response
from flask.views import MethodView
from marshmallow import Schema, fields

from api.rest.answering import carry_out, expected_version, show_one, show_part
from api.rest.api import Nouns
from api.rest.fields import AllowedActionSchema, Closed, Moment, PageInfoSchema, Said
from domain.ids import AccountId, ConflictId, EntryId, RoundId
from domain.model.conflicts import ConflictKind, ConflictState
from domain.usecases.conflicts import DeclareConflict, LiftConflict

blueprint = Nouns("conflicts", __name__, description="Conflicts of interest between judges and entries.")


class DeclareConflictInput(Closed):
    entry_id = Said(required=True)
    judge_id = Said()
    reason = Said(required=True, most=2000)


class LiftConflictInput(Closed):
    reason = Said(required=True, most=2000)


class ConflictSchema(Schema):
    id = fields.String(required=True)
    round_id = fields.String(required=True)
    judge_id = fields.String(required=True)
    entry_id = fields.String(required=True)
    kind = fields.Enum(ConflictKind, by_value=True, required=True)
    state = fields.Enum(ConflictState, by_value=True, required=True)
    reason = fields.String(required=True)
    lifted_reason = fields.String(allow_none=True, required=True)
    lifted_at = Moment(allow_none=True, required=True)
    created_at = Moment(required=True)
    updated_at = Moment(required=True)
    version = fields.Integer(required=True)
    allowed_actions = fields.List(fields.Nested(AllowedActionSchema))


class ConflictPage(Schema):
    data = fields.List(fields.Nested(ConflictSchema), required=True)
    page = fields.Nested(PageInfoSchema, required=True)


@blueprint.route("/rounds/<round_id>/conflicts")
class Conflicts(MethodView):
    @blueprint.doc(operationId="conflicts")
    @blueprint.response(200, ConflictPage)
    def get(self, round_id: str) -> Response:
        """List the conflicts of a round: a judge's own, a manager's all"""
        return show_part("round", round_id, "conflicts")

    @blueprint.doc(operationId="declareConflict")
    @blueprint.arguments(DeclareConflictInput, as_kwargs=True)
    @blueprint.response(201, ConflictSchema)
    def post(self, round_id: str, entry_id: str, reason: str, judge_id: str | None = None) -> Response:
        """Say that there is a conflict: a judge of themselves, a manager of a judge"""
        wish = DeclareConflict(
            round_id=RoundId(round_id),
            entry_id=EntryId(entry_id),
            judge_id=None if judge_id is None else AccountId(judge_id),
            reason=reason,
        )
        return carry_out(wish, "conflict", status=201)


@blueprint.route("/conflicts/<conflict_id>")
class OneConflict(MethodView):
    @blueprint.doc(operationId="conflict")
    @blueprint.response(200, ConflictSchema)
    def get(self, conflict_id: str) -> Response:
        """A conflict"""
        return show_one("conflict", conflict_id)


@blueprint.route("/conflicts/<conflict_id>/lift")
class Lifting(MethodView):
    @blueprint.doc(operationId="liftConflict")
    @blueprint.arguments(LiftConflictInput, as_kwargs=True)
    @blueprint.response(200, ConflictSchema)
    def post(self, conflict_id: str, reason: str) -> Response:
        """Take away what a manager has pinned"""
        version = expected_version(needed=False)
        wish = LiftConflict(conflict_id=ConflictId(conflict_id), reason=reason, expected_version=version)
        return carry_out(wish, "conflict")
