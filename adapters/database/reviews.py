"""Reviews: their table, their mapping, their collection."""

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
    select,
)
from sqlalchemy.orm import registry

from adapters.database.collection import SqlCollection
from adapters.database.schema import Word, document, key, known, metadata, moment, stamps, to, view, words
from domain.ids import EntryId, RoundId
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
    moment("given_back_at", nullable=True),
    moment("sealed_at", nullable=True),
    *stamps(),
    known("state", ReviewState),
    known("recommendation", Recommendation),
    UniqueConstraint("entry_id", "judge_id", "round_id", name="judge_reviews_an_entry_once"),
    CheckConstraint("state <> 'submitted' OR commitment IS NOT NULL", name="submitted_is_committed_to"),
    CheckConstraint("jsonb_array_length(earlier) <= 1", name="is_revised_once"),
    CheckConstraint("state = 'submitted' OR NOT revisable", name="only_what_was_sent_in_is_revised"),
)
reviews_shown = view(
    "reviews_shown",
    reviews,
    due_at=lambda name: moment(name, nullable=True),
    calibration_waits=lambda name: Column(name, Boolean),
    sent_in_by=document,
)
Index("ix_reviews_round_id_created_at_id", reviews.c.round_id, reviews.c.created_at, reviews.c.id)


def map_reviews(mapper: registry) -> None:
    mapper.map_imperatively(Review, reviews, version_id_col=reviews.c.version)


class SqlReviews(SqlCollection[Review]):
    def of_calibration(self, round_id: RoundId) -> Sequence[Review]:
        own = select(Review).where(reviews.c.round_id == round_id, reviews.c.calibration)
        return self._session.scalars(own.order_by(reviews.c.id)).all()

    def calibration_waits(self, review: Review) -> bool:
        waits = select(reviews_shown.c.calibration_waits).where(reviews_shown.c.id == review.id)
        return bool(self._session.scalar(waits))

    def remove(self, things: Iterable[Review]) -> None:
        for thing in things:
            self._session.delete(thing)
        self._session.flush()

    def of_round(self, round_id: RoundId) -> Sequence[Review]:
        own = select(Review).where(reviews.c.round_id == round_id)
        return self._session.scalars(own.order_by(reviews.c.id)).all()

    def of_entries(self, entry_ids: Iterable[str]) -> Sequence[Review]:
        return self._session.scalars(select(Review).where(reviews.c.entry_id.in_(list(entry_ids)))).all()

    def judges_ever(self, entry_id: EntryId) -> frozenset[str]:
        had_it = select(reviews.c.judge_id).where(reviews.c.entry_id == entry_id)
        return frozenset(self._session.scalars(had_it))
