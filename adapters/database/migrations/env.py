"""Runs migrations with short locks, so a deploy can wait but never block."""

from typing import Any, Literal

from alembic import context
from sqlalchemy import create_engine, text

from adapters.database.schema import Word, metadata


def written(kind: str, item: Any, _: Any) -> str | Literal[False]:
    """A Word is written as the text it is; its CHECK says which words."""
    return "sa.Text()" if kind == "type" and isinstance(item, Word) else False


def is_ours(item: Any, _name: str | None, kind: str, _reflected: bool, _compared: Any) -> bool:
    """Views are made by hand."""
    return not (kind == "table" and item.info.get("is_view"))


engine = create_engine(context.config.attributes["url"])
with engine.connect() as connection:
    connection.execute(text("SET lock_timeout = '4s'; SET statement_timeout = '60s'"))
    connection.commit()
    context.configure(
        connection,
        target_metadata=metadata,
        transaction_per_migration=True,
        render_item=written,
        include_object=is_ours,
    )
    with context.begin_transaction():
        context.run_migrations()
engine.dispose()
