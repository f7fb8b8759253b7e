"""Attachments: their table, their mapping, their collection, and the keys that nothing names."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Index,
    Table,
    Text,
    cast,
    delete,
    insert,
    literal,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import registry

from adapters.database.collection import SqlCollection
from adapters.database.entries import entries
from adapters.database.schema import document, key, known, metadata, moment, stamps, to, view, words
from domain.ids import AttachmentId, ProjectId
from domain.model.attachments import HELD, WAITING, Attachment, AttachmentState
from domain.model.entries import Entry

attachments = Table(
    "attachments",
    metadata,
    key(),
    to("projects", "project_id", index=False),
    to("accounts", "account_id", index=False, nullable=True),
    to("accounts", "owner_id", index=False, nullable=True),
    to("organizations", "organization_id", index=False, nullable=True),
    words("state", AttachmentState),
    Column("name", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("content_type", Text),
    Column("sha256", Text),
    Column("key", Text),
    *stamps(),
    known("state", AttachmentState),
    CheckConstraint("size > 0", name="size_is_positive"),
    CheckConstraint(
        "state <> 'stored' OR (key IS NOT NULL AND sha256 IS NOT NULL AND content_type IS NOT NULL)",
        name="stored_has_its_content",
    ),
)
NEWEST = attachments.c.created_at, attachments.c.id
Index("ix_attachments_project_id_created_at_id", attachments.c.project_id, *NEWEST)
AWAITS = attachments.c.state == AttachmentState.AWAITING
Index("ix_attachments_awaiting", attachments.c.created_at, postgresql_where=AWAITS)

attachments_shown = view(
    "attachments_shown",
    attachments,
    editors=document,
    project_state=lambda name: Column(name, Text),
)

loose_files = Table(
    "loose_files",
    metadata,
    Column("key", Text, primary_key=True),
    to("attachments", "attachment_id"),
    moment("due_at"),
    Column("condemned", Boolean, nullable=False),
)
"""Keys under which the store may have something that no attachment names: being sent, left by whoever died, or not
wanted any longer."""
Index("ix_loose_files_due_at", loose_files.c.due_at)


def map_attachments(mapper: registry) -> None:
    mapper.map_imperatively(Attachment, attachments, version_id_col=attachments.c.version)


class SqlAttachments(SqlCollection[Attachment]):
    def held_of(self, project_id: ProjectId) -> Sequence[Attachment]:
        held = (attachments.c.project_id == project_id) & attachments.c.state.in_(sorted(HELD))
        return self._session.scalars(select(Attachment).where(held).order_by(attachments.c.id)).all()

    def entries_with(self, attachment: Attachment) -> Sequence[Entry]:
        this = cast(literal([{"id": attachment.id}], JSONB), JSONB)
        listed = entries.c.document["attachments"].op("@>")(this)
        same = entries.c.project_id == attachment.project_id
        return self._session.scalars(select(Entry).where(same, listed).order_by(entries.c.id)).all()

    def loosen(self, key: str, id: AttachmentId, due_at: datetime) -> None:
        self._session.execute(
            insert(loose_files).values(key=key, attachment_id=id, due_at=due_at, condemned=False)
        )

    def fasten(self, key: str) -> bool:
        fit = (loose_files.c.key == key) & ~loose_files.c.condemned
        return (
            self._session.execute(delete(loose_files).where(fit).returning(loose_files.c.key)).first()
            is not None
        )

    def condemn(self, now: datetime, most: int) -> Sequence[str]:
        due = select(loose_files.c.key).where(loose_files.c.due_at <= now).order_by(loose_files.c.due_at)
        first = due.limit(most).with_for_update(skip_locked=True)
        condemned = update(loose_files).where(loose_files.c.key.in_(first)).values(condemned=True)
        return self._session.scalars(condemned.returning(loose_files.c.key)).all()

    def forget(self, keys: Iterable[str]) -> None:
        self._session.execute(delete(loose_files).where(loose_files.c.key.in_(list(keys))))

    def overdue(self, now: datetime, most: int) -> Sequence[str]:
        late = select(attachments.c.id).where(AWAITS, attachments.c.created_at <= now - WAITING)
        return self._session.scalars(late.order_by(attachments.c.created_at).limit(most)).all()
