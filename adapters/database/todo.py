"""What waits for an account: a view over everything that can wait, which a migration makes."""

from sqlalchemy import Column, Integer, Table, Text

from adapters.database.schema import document, id_type, key, metadata, moment

todo = Table(
    "todo",
    metadata,
    key(),
    Column("account_id", id_type(), nullable=False),
    Column("kind", Text, nullable=False),
    Column("about", id_type(), nullable=False),
    Column("call_id", id_type()),
    Column("project_id", id_type()),
    document("title"),
    moment("due_at", nullable=True),
    Column("count", Integer, nullable=False),
    moment("created_at"),
    Column("position", Text(collation="C"), nullable=False),
    info={"is_view": True},
)
