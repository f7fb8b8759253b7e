"""/v1/teammates, and how one comes to be one: who works on a project, by consent of both sides."""

from typing import Any

from flask import Response
from flask.views import MethodView
from marshmallow import Schema, fields

from api.rest.answering import carry_out, expected_version, show_list, show_one
from api.rest.api import Nouns
from api.rest.fields import (
    AllowedActionSchema,
    Closed,
    Moment,
    PageInfoSchema,
    Said,
    TextInput,
    TextSchema,
)
from domain.ids import AccountId, ProjectId, TeammateId
from domain.model.teammates import TeammateKind, TeammateState
from domain.text import Text
from domain.usecases.teammates import AskToJoin, InviteTeammate, ProposeMerge
from domain.usecases.teammates_answering import (
    AcceptTeammate,
    DeclineTeammate,
    LeaveTeammate,
    RemoveTeammate,
    WithdrawTeammate,
)

blueprint = Nouns("teammates", __name__, description="Who works on a project, by consent of both sides.")


def truth(**kwargs: Any) -> fields.Boolean:
    return fields.Boolean(truthy={True}, falsy={False}, **kwargs)


class InviteTeammateInput(Closed):
    """An account, or an e-mail address; the answer does not tell whether the address is known."""

    account_id = fields.String(load_default=None, allow_none=True)
    email = Said(least=3, most=254, load_default=None, allow_none=True)
    member_id = Said(most=40, load_default=None, allow_none=True)
    role = fields.Nested(TextInput, load_default=Text)
    message = Said(most=2000, load_default=None, allow_none=True)
    can_edit = truth(load_default=False)


class AskToJoinInput(Closed):
    role = fields.Nested(TextInput, load_default=Text)
    message = Said(most=2000, load_default=None, allow_none=True)


class ProposeMergeInput(Closed):
    merging_project_id = fields.String(required=True)
    message = Said(most=2000, load_default=None, allow_none=True)


class AcceptTeammateInput(Closed):
    """What the owner says who accepts somebody that asked; the invited sends nothing."""

    can_edit = truth(load_default=None, allow_none=True)
    member_id = Said(most=40, load_default=None, allow_none=True)


class TeammateSchema(Schema):
    id = fields.String(required=True)
    project_id = fields.String(required=True)
    project_title = fields.Nested(TextSchema, required=True)
    owner_id = fields.String(allow_none=True, required=True)
    organization_id = fields.String(allow_none=True, required=True)
    kind = fields.Enum(TeammateKind, by_value=True, required=True)
    state = fields.Enum(TeammateState, by_value=True, required=True)
    by_email = fields.Boolean(required=True)
    account_id = fields.String(allow_none=True, required=True)
    member_id = fields.String(allow_none=True, required=True)
    role = fields.Nested(TextSchema, required=True)
    message = fields.String(allow_none=True, required=True)
    can_edit = fields.Boolean(required=True)
    merging_project_id = fields.String(allow_none=True, required=True)
    answered_at = Moment(allow_none=True, required=True)
    ended_at = Moment(allow_none=True, required=True)
    created_at = Moment(required=True)
    updated_at = Moment(required=True)
    version = fields.Integer(required=True)
    allowed_actions = fields.List(fields.Nested(AllowedActionSchema))


class TeammatePage(Schema):
    data = fields.List(fields.Nested(TeammateSchema), required=True)
    page = fields.Nested(PageInfoSchema, required=True)


@blueprint.route("/teammates")
class Teammates(MethodView):
    @blueprint.doc(operationId="teammates")
    @blueprint.response(200, TeammatePage)
    def get(self) -> Response:
        """List one's own parts in projects, and those of others in one's own projects"""
        return show_list("teammates")


@blueprint.route("/teammates/<teammate_id>")
class OneTeammate(MethodView):
    @blueprint.doc(operationId="teammate")
    @blueprint.response(200, TeammateSchema)
    def get(self, teammate_id: str) -> Response:
        """A teammate; to the two sides alone"""
        return show_one("teammate", teammate_id)


@blueprint.route("/projects/<project_id>/teammates")
class Inviting(MethodView):
    @blueprint.doc(operationId="inviteTeammate")
    @blueprint.arguments(InviteTeammateInput, as_kwargs=True)
    @blueprint.response(201, TeammateSchema)
    def post(self, project_id: str, account_id: str | None, **given: Any) -> Response:
        """Invite somebody to the team of a project"""
        id = AccountId(account_id) if account_id else None
        wish = InviteTeammate(project_id=ProjectId(project_id), account_id=id, **given)
        return carry_out(wish, "teammate", status=201)


@blueprint.route("/projects/<project_id>/join")
class Joining(MethodView):
    @blueprint.doc(operationId="askToJoin")
    @blueprint.arguments(AskToJoinInput, as_kwargs=True)
    @blueprint.response(201, TeammateSchema)
    def post(self, project_id: str, **given: Any) -> Response:
        """Ask to join the team of a project; it gives no right before its owner accepts"""
        return carry_out(AskToJoin(project_id=ProjectId(project_id), **given), "teammate", status=201)


@blueprint.route("/projects/<project_id>/merge")
class Merging(MethodView):
    @blueprint.doc(operationId="proposeMerge")
    @blueprint.arguments(ProposeMergeInput, as_kwargs=True)
    @blueprint.response(201, TeammateSchema)
    def post(self, project_id: str, merging_project_id: str, message: str | None) -> Response:
        """Propose to merge one's own project into this one"""
        merging = ProjectId(merging_project_id)
        wish = ProposeMerge(project_id=ProjectId(project_id), merging_project_id=merging, message=message)
        return carry_out(wish, "teammate", status=201)


@blueprint.route("/teammates/<teammate_id>/accept")
class Acceptance(MethodView):
    @blueprint.doc(operationId="acceptTeammate")
    @blueprint.arguments(AcceptTeammateInput, as_kwargs=True)
    @blueprint.response(200, TeammateSchema)
    def post(self, teammate_id: str, **given: Any) -> Response:
        """Accept: an invitation, as the invited; a request or a merge, as the project's owner"""
        return _carry_out(AcceptTeammate, teammate_id, **given)


@blueprint.route("/teammates/<teammate_id>/decline")
class Refusal(MethodView):
    @blueprint.doc(operationId="declineTeammate")
    @blueprint.response(200, TeammateSchema)
    def post(self, teammate_id: str) -> Response:
        """Decline, as whoever was asked"""
        return _carry_out(DeclineTeammate, teammate_id)


@blueprint.route("/teammates/<teammate_id>/withdraw")
class Withdrawal(MethodView):
    @blueprint.doc(operationId="withdrawTeammate")
    @blueprint.response(200, TeammateSchema)
    def post(self, teammate_id: str) -> Response:
        """Take back what one proposed, before it is answered"""
        return _carry_out(WithdrawTeammate, teammate_id)


@blueprint.route("/teammates/<teammate_id>/leave")
class Leaving(MethodView):
    @blueprint.doc(operationId="leaveTeammate")
    @blueprint.response(200, TeammateSchema)
    def post(self, teammate_id: str) -> Response:
        """Leave the team"""
        return _carry_out(LeaveTeammate, teammate_id)


@blueprint.route("/teammates/<teammate_id>/remove")
class Removal(MethodView):
    @blueprint.doc(operationId="removeTeammate")
    @blueprint.response(200, TeammateSchema)
    def post(self, teammate_id: str) -> Response:
        """Remove somebody from the team, as the project's owner"""
        return _carry_out(RemoveTeammate, teammate_id)


def _carry_out(move: Any, teammate_id: str, **given: Any) -> Response:
    """One of the moves of a teammate: they all take the same."""
    version = expected_version(needed=False)
    wish = move(teammate_id=TeammateId(teammate_id), expected_version=version, **given)
    return carry_out(wish, "teammate")
