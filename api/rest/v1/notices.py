"""/v1/me/notices and /v1/notices: what an account is told of what concerns it."""

from flask import Response
from flask.views import MethodView
from marshmallow import Schema, fields

from api.caller import actor
from api.rest.answering import carry_out, show_one, show_part
from api.rest.api import Nouns
from api.rest.fields import Closed, Moment, PageInfoSchema, Said
from domain.ids import NoticeId
from domain.model.accounts import Locale
from domain.model.notices import MailState, NoticeKind
from domain.usecases.notices import ReadNotice, ReadNotices

blueprint = Nouns("notices", __name__, description="What an account is told of what concerns it.")


class ReadNoticesInput(Closed):
    until = Said(required=True)


class NoticeSchema(Schema):
    id = fields.String(required=True)
    kind = fields.Enum(NoticeKind, by_value=True, required=True)
    about = fields.String(required=True)
    details = fields.Dict(required=True)
    locale = fields.Enum(Locale, by_value=True, required=True)
    title = fields.String(required=True)
    body = fields.String(required=True)
    read_at = Moment(allow_none=True, required=True)
    mail_state = fields.Enum(MailState, by_value=True, required=True)
    sent_at = Moment(allow_none=True, required=True)
    created_at = Moment(required=True)
    updated_at = Moment(required=True)
    version = fields.Integer(required=True)


class NoticePage(Schema):
    data = fields.List(fields.Nested(NoticeSchema), required=True)
    page = fields.Nested(PageInfoSchema, required=True)


@blueprint.route("/me/notices")
class Notices(MethodView):
    @blueprint.doc(operationId="notices")
    @blueprint.response(200, NoticePage)
    def get(self) -> Response:
        """List one's own notices, newest first"""
        return show_part("account", actor().known_account, "notices")


@blueprint.route("/me/notices/read")
class ReadAll(MethodView):
    @blueprint.doc(operationId="readNotices")
    @blueprint.arguments(ReadNoticesInput, as_kwargs=True)
    @blueprint.response(200, NoticeSchema)
    def post(self, until: str) -> Response:
        """Mark all of one's notices up to this one as read"""
        return carry_out(ReadNotices(until=NoticeId(until)), "notice")


@blueprint.route("/notices/<notice_id>")
class OneNotice(MethodView):
    @blueprint.doc(operationId="notice")
    @blueprint.response(200, NoticeSchema)
    def get(self, notice_id: str) -> Response:
        """A notice; to whom it is for"""
        return show_one("notice", notice_id)


@blueprint.route("/notices/<notice_id>/read")
class Reading(MethodView):
    @blueprint.doc(operationId="readNotice")
    @blueprint.response(200, NoticeSchema)
    def post(self, notice_id: str) -> Response:
        """Mark a notice as read"""
        return carry_out(ReadNotice(notice_id=NoticeId(notice_id)), "notice")
