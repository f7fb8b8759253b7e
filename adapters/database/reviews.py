"""Reviews and conflicts of interest: tables, mappings, collections."""

from collections.abc import Iterable, Sequence

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    delete,
    select,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, registry

from adapters.database.collection import SqlCollection
from adapters.database.schema import Word, document, key, known, metadata, moment, stamps, to, words
from domain.ids import EntryId, RoundId
from domain.model.conflicts import ConflictKind, ConflictOfInterest
from domain.model.reviews import Recommendation, Review, ReviewState

reviews = Table(
    "reviews",
    metadata,
    key(),
    to("rounds", "round_id", index=False),
    to("calls", "call_id", index=False),
    to("entries", "entry_id", index=False),
    to("organizations", "organization_id", index=False),
    to("accounts", "judge_id"),
    words("state", ReviewState),
    document("scores"),
    document("comment"),
    Column("private_comment", Text, nullable=False),
    Column("recommendation", Word(Recommendation)),
    Column("calibration", Boolean, nullable=False, info={"at_first": "false"}),
    Column("revisable", Boolean, nullable=False, info={"at_first": "false"}),
    Column("released", Boolean, nullable=False, info={"at_first": "false"}),
    document("earlier", at_first="'[]'::jsonb"),
    Column("salt", Text),
    Column("commitment", Text),
    Column("commitment_version", Integer, nullable=False, info={"at_first": "1"}),
    Column("recusal_reason", Text),
    Column("abstention_reason", Text),
    moment("submitted_at", nullable=True),
    moment("sealed_at", nullable=True),
    *stamps(),
    known("state", ReviewState),
    known("recommendation", Recommendation),
    UniqueConstraint("entry_id", "judge_id", "round_id", name="judge_reviews_an_entry_once"),
    CheckConstraint("state <> 'submitted' OR commitment IS NOT NULL", name="submitted_is_committed_to"),
    CheckConstraint("jsonb_array_length(earlier) <= 1", name="is_revised_once"),
    CheckConstraint("state = 'submitted' OR NOT revisable", name="only_what_was_sent_in_is_revised"),
)
Index("ix_reviews_round_id_created_at_id", reviews.c.round_id, reviews.c.created_at, reviews.c.id)

conflicts = Table(
    "conflicts",
    metadata,
    key(),
    to("rounds", "round_id", index=False),
    to("accounts", "judge_id", index=False),
    to("entries", "entry_id", index=False),
    words("kind", ConflictKind),
    Column("reason", Text, nullable=False),
    moment("created_at"),
    known("kind", ConflictKind),
    UniqueConstraint("round_id", "judge_id", "entry_id", name="conflict_is_kept_once"),
)


def map_reviews(mapper: registry) -> None:
    mapper.map_imperatively(Review, reviews, version_id_col=reviews.c.version)
    mapper.map_imperatively(ConflictOfInterest, conflicts)


class SqlReviews(SqlCollection[Review]):
    def remove(self, things: Iterable[Review]) -> None:
        for thing in things:
            self._session.delete(thing)
        self._session.flush()

    def of_round(self, round_id: RoundId) -> Sequence[Review]:
        own = select(Review).where(reviews.c.round_id == round_id)
        return self._session.scalars(own.order_by(reviews.c.id)).all()

    def judges_ever(self, entry_id: EntryId) -> frozenset[str]:
        had_it = select(reviews.c.judge_id).where(reviews.c.entry_id == entry_id)
        return frozenset(self._session.scalars(had_it))


class SqlConflicts:
    def __init__(self, session: Session) -> None:
        self._session = session

    def add_all(self, kept: Iterable[ConflictOfInterest]) -> None:
        rows = [{column.name: getattr(one, column.name) for column in conflicts.columns} for one in kept]
        if rows:
            self._session.execute(insert(conflicts).on_conflict_do_nothing(), rows)

    def replace_pinned(self, round_id: RoundId, kept: Iterable[ConflictOfInterest]) -> None:
        pinned = (conflicts.c.round_id == round_id) & (conflicts.c.kind == ConflictKind.PINNED)
        self._session.execute(delete(conflicts).where(pinned))
        self.add_all(kept)

    def of_round(self, round_id: RoundId) -> frozenset[tuple[str, str]]:
        pairs = select(conflicts.c.judge_id, conflicts.c.entry_id).where(conflicts.c.round_id == round_id)
        return frozenset((judge, entry) for judge, entry in self._session.execute(pairs))

    def barred_from(self, entry_id: EntryId) -> frozenset[str]:
        judges = select(conflicts.c.judge_id).where(conflicts.c.entry_id == entry_id)
        return frozenset(self._session.scalars(judges))
