"""The words of projects and of entries, for finding what is like something: tables, what keeps them, what asks them.

The statement that looks for candidates reads few rows however many there are: it asks for the rarest of the words only,
by how frequent PostgreSQL's own statistics say that they are, until `MOST_READ` rows are to be expected.
"""

from sqlalchemy import Column, ForeignKey, Index, Table, Text
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.orm import Session

from adapters.database.schema import id_type, metadata
from domain.ids import EntryId, OrganizationId, ProjectId
from domain.model.likeness import Gist

WORDS = ARRAY(Text(collation="C"))
project_words = Table(
    "project_words",
    metadata,
    Column("project_id", id_type(), ForeignKey("projects.id"), primary_key=True),
    Column("title_words", WORDS, nullable=False),
    Column("words", WORDS, nullable=False),
)
Index("ix_project_words_words", project_words.c.words, postgresql_using="gin")
entry_words = Table(
    "entry_words",
    metadata,
    Column("entry_id", id_type(), ForeignKey("entries.id"), primary_key=True),
    Column("organization_id", id_type(), ForeignKey("organizations.id"), nullable=False),
    Column("title_words", WORDS, nullable=False),
    Column("words", WORDS, nullable=False),
)
Index(
    "ix_entry_words_organization_id_words",
    entry_words.c.organization_id,
    entry_words.c.words,
    postgresql_using="gin",
)


class SqlLikenesses:
    """Each `keep` is one statement, and waits for nobody but whoever saves the same thing."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def keep_project(self, id: ProjectId, gist: Gist) -> None:
        self._keep(project_words, {"project_id": id}, gist)

    def keep_entry(self, id: EntryId, organization_id: OrganizationId, gist: Gist) -> None:
        self._keep(entry_words, {"entry_id": id, "organization_id": organization_id}, gist)

    def _keep(self, table: Table, key: dict[str, str], gist: Gist) -> None:
        said = {"title_words": sorted(gist.title), "words": sorted(gist.words)}
        row = insert(table).values(**key, **said)
        self._session.execute(row.on_conflict_do_update(index_elements=list(table.primary_key), set_=said))
