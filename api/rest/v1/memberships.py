"""/v1/organizations/{id}/members, /v1/memberships and /v1/me/memberships: who acts for whom, and who is invited to."""

from typing import Any

from flask import Response
from flask.views import MethodView
from marshmallow import Schema, fields

from api.caller import actor
from api.rest.answering import carry_out, expected_version, show_one, show_part
from api.rest.api import Nouns
from api.rest.fields import AllowedActionSchema, Closed, Moment, PageInfoSchema, Said
from domain.access import Role
from domain.ids import AccountId, MembershipId, OrganizationId
from domain.model.memberships import MembershipState
from domain.usecases.memberships import (
    AcceptMembership,
    AddMember,
    DeclineMembership,
    LeaveOrganization,
    RemoveMember,
)

blueprint = Nouns("memberships", __name__, description="Who acts for an organization, and in which role.")


class AddMemberInput(Closed):
    """Whom: by account id, or by the e-mail address they have registered with, or will."""

    account_id = Said(load_default=None)
    email = Said(most=254, load_default=None)
    role = fields.Enum(Role, by_value=True, required=True)


class MembershipSchema(Schema):
    id = fields.String(required=True)
    organization_id = fields.String(required=True)
    account_id = fields.String(allow_none=True, required=True)
    email = fields.String(allow_none=True, required=True)
    role = fields.Enum(Role, by_value=True, required=True)
    state = fields.Enum(MembershipState, by_value=True, required=True)
    created_at = Moment(required=True)
    updated_at = Moment(required=True)
    accepted_at = Moment(allow_none=True, required=True)
    left_at = Moment(allow_none=True, required=True)
    version = fields.Integer(required=True)
    allowed_actions = fields.List(fields.Nested(AllowedActionSchema))


class MembershipPage(Schema):
    data = fields.List(fields.Nested(MembershipSchema), required=True)
    page = fields.Nested(PageInfoSchema, required=True)


@blueprint.route("/organizations/<organization_id>/members")
class Members(MethodView):
    @blueprint.doc(operationId="members")
    @blueprint.response(200, MembershipPage)
    def get(self, organization_id: str) -> Response:
        """List the members of an organization and its invitations; to its members"""
        return show_part("organization", organization_id, "members")

    @blueprint.doc(operationId="addMember")
    @blueprint.arguments(AddMemberInput, as_kwargs=True)
    @blueprint.response(201, MembershipSchema)
    def post(self, organization_id: str, account_id: str | None, email: str | None, role: Role) -> Response:
        """Invite somebody to act for the organization, or change a member's role"""
        command = AddMember(
            organization_id=OrganizationId(organization_id),
            account_id=AccountId(account_id) if account_id else None,
            email=email,
            role=role,
        )
        return carry_out(command, "membership", status=201)


@blueprint.route("/me/memberships")
class MyMemberships(MethodView):
    @blueprint.doc(operationId="myMemberships")
    @blueprint.response(200, MembershipPage)
    def get(self) -> Response:
        """List one's own memberships, and the invitations to answer"""
        return show_part("account", actor().known_account, "memberships")


@blueprint.route("/memberships/<membership_id>")
class OneMembership(MethodView):
    @blueprint.doc(operationId="membership")
    @blueprint.response(200, MembershipSchema)
    def get(self, membership_id: str) -> Response:
        """A membership, or an invitation"""
        return show_one("membership", membership_id)


@blueprint.route("/memberships/<membership_id>/accept")
class Acceptance(MethodView):
    @blueprint.doc(operationId="acceptMembership")
    @blueprint.response(200, MembershipSchema)
    def post(self, membership_id: str) -> Response:
        """Accept the invitation: from now on one acts for the organization"""
        return _carry_out(AcceptMembership, membership_id)


@blueprint.route("/memberships/<membership_id>/decline")
class Refusal(MethodView):
    @blueprint.doc(operationId="declineMembership")
    @blueprint.response(200, MembershipSchema)
    def post(self, membership_id: str) -> Response:
        """Decline the invitation"""
        return _carry_out(DeclineMembership, membership_id)


@blueprint.route("/memberships/<membership_id>/leave")
class Leaving(MethodView):
    @blueprint.doc(operationId="leaveOrganization")
    @blueprint.response(200, MembershipSchema)
    def post(self, membership_id: str) -> Response:
        """Leave the organization; its last owner cannot"""
        return _carry_out(LeaveOrganization, membership_id)


@blueprint.route("/memberships/<membership_id>/remove")
class Removal(MethodView):
    @blueprint.doc(operationId="removeMember")
    @blueprint.response(200, MembershipSchema)
    def post(self, membership_id: str) -> Response:
        """Remove a member, or take an invitation back; as an owner"""
        return _carry_out(RemoveMember, membership_id)


def _carry_out(move: Any, membership_id: str) -> Response:
    """One of the moves of a membership: they all take the same."""
    wish = move(membership_id=MembershipId(membership_id), expected_version=expected_version(needed=False))
    return carry_out(wish, "membership")
