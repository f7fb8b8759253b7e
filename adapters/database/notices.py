"""Notices: their table, their mapping, their collection, and the outbox of their mails."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Computed,
    Index,
    Integer,
    Table,
    bindparam,
    literal,
    select,
    text,
    tuple_,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import registry

from adapters.database.accounts import accounts
from adapters.database.collection import SqlCollection
from adapters.database.schema import document, id_type, key, known, metadata, moment, stamps, to, words
from domain.ids import AccountId, NoticeId
from domain.model.accounts import Locale
from domain.model.notices import MOST_MAILS, Letter, MailState, Notice, NoticeKind, Tidings

LEASE = timedelta(minutes=2)  # for whoever has taken a mail to send it; then somebody else may

notices = Table(
    "notices",
    metadata,
    key(),
    to("accounts", "account_id", index=False),
    words("kind", NoticeKind),
    Column("about", id_type(), nullable=False),
    document("details"),
    words("locale", Locale),
    moment("read_at", nullable=True),
    Column("unread", Boolean, Computed("read_at IS NULL", persisted=True), nullable=False),
    words("mail_state", MailState),
    Column("attempts", Integer, nullable=False),
    moment("next_attempt_at"),
    moment("sent_at", nullable=True),
    *stamps(),
    known("kind", NoticeKind),
    known("locale", Locale),
    known("mail_state", MailState),
)
NEWEST = notices.c.created_at, notices.c.id
Index("ix_notices_account_id_created_at_id", notices.c.account_id, *NEWEST)
Index("ix_notices_unread", notices.c.account_id, *NEWEST, postgresql_where=notices.c.read_at.is_(None))
_WAITS = text("mail_state = 'waiting'")
Index("ix_notices_next_attempt_at", notices.c.next_attempt_at, postgresql_where=_WAITS)

ARE_DUE = f"SELECT EXISTS (SELECT FROM notices WHERE {_WAITS} AND next_attempt_at <= %(now)s)"

# What is no account is told nothing; whoever wants no mail gets none, and nobody more of a kind than is fair in a day.
ADD = text(
    """
    INSERT INTO notices (id, account_id, kind, about, details, locale, mail_state, attempts, next_attempt_at,
                         created_at, updated_at, version)
    SELECT receiver.notice_id, accounts.id, :kind, :about, :details, accounts.locale,
           CASE WHEN accounts.mail_notices AND (
                    SELECT count(*)
                      FROM (SELECT
                              FROM notices
                             WHERE account_id = accounts.id AND kind = :kind AND mail_state <> 'skipped'
                               AND created_at > :since
                             LIMIT :most) AS mailed
                ) < :most THEN 'waiting' ELSE 'skipped' END, 0, :at, :at, :at, 1
      FROM jsonb_each_text(:receivers) AS receiver (account_id, notice_id)
      JOIN accounts ON accounts.id = receiver.account_id
    """
).bindparams(bindparam("receivers", type_=JSONB), bindparam("details", type_=JSONB))


def map_notices(mapper: registry) -> None:
    mapper.map_imperatively(
        Notice, notices, version_id_col=notices.c.version, exclude_properties=[notices.c.unread]
    )


class SqlNotices(SqlCollection[Notice]):
    def tell(self, tidings: Tidings, receivers: Mapping[AccountId, NoticeId]) -> None:
        values = {"kind": str(tidings.kind), "about": tidings.about, "details": dict(tidings.details)}
        fair = {"since": tidings.at - timedelta(days=1), "most": MOST_MAILS}
        self._session.execute(ADD, values | fair | {"at": tidings.at, "receivers": dict(receivers)})

    def take_due(self, now: datetime, most: int) -> Sequence[Letter]:
        ready = (
            select(notices.c.id)
            .where(_WAITS, notices.c.next_attempt_at <= now)
            .order_by(notices.c.next_attempt_at)
            .limit(most)
            .with_for_update(skip_locked=True)
            .cte("ready")
        )
        own = notices.c
        taken = (
            update(notices)
            .where(own.id == ready.c.id, accounts.c.id == own.account_id)
            .values(next_attempt_at=now + LEASE, attempts=own.attempts + 1)
            .returning(
                *(own.id, own.kind, own.about, own.details, own.locale, own.created_at, own.attempts),
                *(accounts.c.email, accounts.c.mail_notices.label("wanted")),
            )
        )
        return [Letter(**row._mapping) for row in self._session.execute(taken)]

    def settle(self, id: NoticeId, state: MailState, now: datetime) -> None:
        sent = {"sent_at": now} if state is MailState.SENT else {}
        self._of_waiting(id, mail_state=state, **sent)

    def postpone(self, id: NoticeId, until: datetime) -> None:
        self._of_waiting(id, next_attempt_at=until)

    def read_until(self, last: Notice, now: datetime) -> None:
        own = notices.c
        older = tuple_(own.created_at, own.id) <= tuple_(literal(last.created_at), literal(last.id))
        unread = (own.account_id == last.account_id) & own.read_at.is_(None) & older
        values = {"read_at": now, "updated_at": now, "version": own.version + 1}
        self._session.execute(update(notices).where(unread).values(values))

    def _of_waiting(self, id: NoticeId, **values: Any) -> None:
        self._session.execute(update(notices).where(notices.c.id == id, _WAITS).values(**values))
