"""Notices in the graph."""

import strawberry

from api.caller import actor
from api.graphql.asking import Asking, page_of, read_one, read_part
from api.graphql.doing import carry_out
from api.graphql.shapes import Connection, Json, Moment, Node, UserError
from domain.ids import NoticeId
from domain.model import accounts
from domain.model import notices as domain
from domain.usecases.notices import ReadNotice, ReadNotices


@strawberry.type
class Notice(Node):
    id: strawberry.ID
    kind: domain.NoticeKind
    about: strawberry.ID
    details: Json
    locale: accounts.Locale
    title: str
    body: str
    read_at: Moment | None
    mail_state: domain.MailState
    sent_at: Moment | None
    created_at: Moment
    updated_at: Moment
    version: int


@strawberry.type(description="The notice read.")
class NoticePayload:
    notice: Notice | None
    user_errors: list[UserError]


@strawberry.input
class ReadNoticeInput:
    id: strawberry.ID
    idempotency_key: str | None = None


@strawberry.input
class ReadNoticesInput:
    until: strawberry.ID
    idempotency_key: str | None = None


def as_word(truth: bool | None) -> list[str] | None:
    """A filter as the reader takes it: a truth is a word there."""
    return None if truth is None else [str(truth).lower()]


@strawberry.type
class NoticeQueries:
    @strawberry.field(description="One's own notices, newest first.")
    def notices(
        self,
        info: Asking,
        first: int = 20,
        after: str | None = None,
        sort: str | None = None,
        unread: bool | None = None,
        kind: list[domain.NoticeKind] | None = None,
    ) -> Connection[Notice] | None:
        account_id = actor().account_id
        page = page_of(first, after, sort, unread=as_word(unread), kind=kind)
        return read_part(info, "account", account_id, "notices", page) if account_id else None

    @strawberry.field(description="A notice; to whom it is for.")
    def notice(self, info: Asking, id: strawberry.ID) -> Notice | None:
        return read_one(info, "notice", id)


@strawberry.type
class NoticeMutations:
    @strawberry.mutation(description="Mark a notice as read.")
    def read_notice(self, info: Asking, input: ReadNoticeInput) -> NoticePayload:
        return carry_out(info, "notice", lambda: ReadNotice(notice_id=NoticeId(input.id)), NoticePayload)

    @strawberry.mutation(description="Mark all of one's notices up to this one as read.")
    def read_notices(self, info: Asking, input: ReadNoticesInput) -> NoticePayload:
        return carry_out(info, "notice", lambda: ReadNotices(until=NoticeId(input.until)), NoticePayload)
