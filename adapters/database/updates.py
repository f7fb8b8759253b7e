"""Updates: their table and mapping."""

from sqlalchemy import Index, Table
from sqlalchemy.orm import registry

from adapters.database.schema import document, key, metadata, moment, stamps, to
from domain.model.updates import Update

updates = Table(
    "updates",
    metadata,
    key(),
    to("projects", "project_id", index=False),
    document("title"),
    document("body"),
    document("body_html"),
    moment("published_at"),
    *stamps(),
)
Index("ix_updates_project_id_created_at_id", updates.c.project_id, updates.c.created_at, updates.c.id)


def map_updates(mapper: registry) -> None:
    mapper.map_imperatively(Update, updates, version_id_col=updates.c.version)
