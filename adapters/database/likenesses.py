"""The words of projects and of entries, for finding what is like something: tables, what keeps them, what asks them.

The statement that looks for candidates reads few rows however many there are: it asks for the rarest of the words only,
by how frequent PostgreSQL's own statistics say that they are, until `MOST_READ` rows are to be expected. Whatever is
nearly the same shares rare words, too.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Column, ForeignKey, Index, Table, Text, TextClause, literal, select, text
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.orm import Session

from adapters.database.reads import Reads
from adapters.database.schema import id_type, metadata
from domain.ids import EntryId, OrganizationId, ProjectId
from domain.model.likeness import Gist, Like

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

    def copy_to_entry(self, id: EntryId, organization_id: OrganizationId, project_id: ProjectId) -> None:
        said = ("title_words", "words")
        entry = literal(id).label("entry_id"), literal(organization_id).label("organization_id")
        own = select(*entry, *(project_words.c[name] for name in said))
        copied = insert(entry_words).from_select(
            ["entry_id", "organization_id", *said], own.where(project_words.c.project_id == project_id)
        )
        new = {name: copied.excluded[name] for name in said}
        self._session.execute(copied.on_conflict_do_update(index_elements=["entry_id"], set_=new))

    def missing(self) -> tuple[Sequence[ProjectId], Sequence[EntryId]]:
        return (
            self._session.execute(_missing("projects", "project_words", "project_id")).scalars().all(),
            self._session.execute(_missing("entries", "entry_words", "entry_id")).scalars().all(),
        )

    def _keep(self, table: Table, key: dict[str, str], gist: Gist) -> None:
        said = {"title_words": sorted(gist.title), "words": sorted(gist.words)}
        row = insert(table).values(**key, **said)
        self._session.execute(row.on_conflict_do_update(index_elements=list(table.primary_key), set_=said))


def _missing(things: str, words: str, key: str) -> TextClause:
    return text(
        f"SELECT id FROM {things} WHERE NOT EXISTS (SELECT FROM {words} WHERE {key} = {things}.id) LIMIT 100"
    )


MOST_READ = 1_000
# Of the rarest words, however frequent they are; of more, what shares the frequent ones would crowd out the rest.
ALWAYS_ASKED = 1
LISTED = 1_000  # words that the statistics have room for: ten times PostgreSQL's default_statistics_target
LOOKED_AT = 5  # times as many as are wanted are compared in full

# A word outside the statistics' list is at most as frequent as the last one in it, which stands behind the list; and
# while there is room in the list, whatever stands in more than a hundredth of the rows is in it.
_LIKE = """
WITH asked AS (
    SELECT word, weight FROM unnest($1::text[], $2::int[]) AS asked (word, weight)
), counted AS (
    SELECT greatest(reltuples, 0) AS rows FROM pg_class WHERE oid = '{table}'::regclass
), known AS (
    SELECT most_common_elems::text::text[] AS words, most_common_elem_freqs AS parts,
           least(most_common_elem_freqs[cardinality(most_common_elems::text::text[]) + 1],
                 CASE WHEN cardinality(most_common_elems::text::text[]) < {room} THEN 0.01 END) AS other
      FROM pg_stats
     WHERE schemaname = current_schema() AND tablename = '{table}' AND attname = 'words'
), frequent AS (
    SELECT word, part FROM known, unnest(words, parts[:cardinality(words)]) AS frequent (word, part)
), ranked AS (
    SELECT word, row_number() OVER rarest AS place, sum(part * rows) OVER rarest AS to_read
      FROM (
        SELECT word, coalesce(part, (SELECT other FROM known), 0) AS part
          FROM asked LEFT JOIN frequent USING (word)
      ) AS parts, counted
    WINDOW rarest AS (ORDER BY part, length(word) DESC, word)
), candidates AS MATERIALIZED (
    SELECT kept.{key} AS id, kept.words, kept.title_words, {shown}
      FROM {table} AS kept JOIN {whose}
     WHERE kept.words && (
            SELECT coalesce(array_agg(word), '{{}}') FROM ranked WHERE to_read <= {most} OR place <= {always}
           )
       AND kept.{key} <> $3 AND {may_be_shown}
     LIMIT {most}
), closest AS (
    SELECT id, sum(weight) / sqrt(cardinality(words) + 3 * cardinality(title_words)) AS share
      FROM candidates, unnest(candidates.words) AS said (word) JOIN asked USING (word)
     GROUP BY id, candidates.words, title_words
     ORDER BY share DESC, id
     LIMIT $4
)
SELECT id, words, title_words, title, summary, state, of_a_person, call_id FROM closest JOIN candidates USING (id)
"""
_SIZES = {"most": MOST_READ, "always": ALWAYS_ASKED, "room": LISTED}
LIKE_PROJECTS = _LIKE.format(
    table="project_words",
    key="project_id",
    shown="""project.title, project.summary, project.state, project.account_id IS NOT NULL AS of_a_person,
           NULL AS call_id""",
    whose="""projects AS project ON project.id = kept.project_id
           JOIN projects AS own ON own.id = $3""",
    may_be_shown="""(project.state IN ('published', 'completed') OR project.state = 'draft' AND project.findable)
       AND (project.account_id, project.organization_id)
           IS DISTINCT FROM (own.account_id, own.organization_id)""",
    **_SIZES,
)
LIKE_ENTRIES = _LIKE.format(
    table="entry_words",
    key="entry_id",
    shown="""entry.title, coalesce(entry.document -> 'summary', '{}') AS summary, entry.state,
           true AS of_a_person, entry.call_id""",
    whose="entries AS entry ON entry.id = kept.entry_id",
    may_be_shown="kept.organization_id = $5 AND entry.state <> 'withdrawn'",
    **_SIZES,
)


class SqlLikenessReader:
    """One statement each."""

    def __init__(self, reads: Reads) -> None:
        self._reads = reads

    def projects(self, gist: Gist, *, but: ProjectId, most: int) -> Sequence[Like]:
        return self._like(LIKE_PROJECTS, gist, [but, most * LOOKED_AT])

    def entries(self, gist: Gist, *, but: EntryId, of: OrganizationId, most: int) -> Sequence[Like]:
        return self._like(LIKE_ENTRIES, gist, [but, most * LOOKED_AT, of])

    def _like(self, sql: str, gist: Gist, more: list[Any]) -> Sequence[Like]:
        words = sorted(gist.words)
        rows = self._reads.rows(sql, [words, [gist.weight(word) for word in words], *more])
        return [
            Like(
                id=id,
                gist=Gist(words=frozenset(words), title=frozenset(title_words)),
                title=title,
                summary=summary,
                state=state,
                of_a_person=of_a_person,
                call_id=call_id,
            )
            for id, words, title_words, title, summary, state, of_a_person, call_id in rows
        ]
