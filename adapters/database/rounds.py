"""Rounds and their standings: tables, mappings, collections."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Boolean, CheckConstraint, Column, Index, Integer, Table, Text, UniqueConstraint, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session, registry

from adapters.database.collection import SqlCollection
from adapters.database.schema import document, key, known, metadata, moment, stamps, to, view, words
from domain.ids import CallId, RoundId
from domain.model.calls import CallState
from domain.model.ranking import Method
from domain.model.rounds import Round, RoundState
from domain.model.standings import Standing

rounds = Table(
    "rounds",
    metadata,
    key(),
    to("calls", "call_id", index=False),
    to("organizations", "organization_id", index=False),
    Column("number", Integer, nullable=False, info={"at_first": "1"}),
    Column("final", Boolean, nullable=False, info={"at_first": "true"}),
    words("state", RoundState),
    document("name"),
    document("criteria"),
    Column("reviews_per_entry", Integer, nullable=False),
    Column("quorum", Integer, nullable=False),
    Column("places", Integer, nullable=False),
    Column("waiting_list", Integer, nullable=False),
    Column("blind", Boolean, nullable=False),
    words("method", Method),
    Column("method_version", Text),
    Column("seed", Text, nullable=False),
    Column("seed_hash", Text, nullable=False),
    document("guidance", at_first="'{}'::jsonb"),
    moment("due_at", nullable=True),
    document("extensions", at_first="'[]'::jsonb"),
    document("calibration_entry_ids", at_first="'[]'::jsonb"),
    document("reopenings", at_first="'[]'::jsonb"),
    document("discussed_entry_ids", at_first="'[]'::jsonb"),
    document("analysis", nullable=True),
    document("judge_ids"),
    document("commitments"),
    moment("opened_at", nullable=True),
    moment("sealed_at", nullable=True),
    moment("ranked_at", nullable=True),
    moment("decided_at", nullable=True),
    moment("published_at", nullable=True),
    moment("cancelled_at", nullable=True),
    *stamps(),
    known("state", RoundState),
    known("method", Method),
    UniqueConstraint("call_id", "number", name="rounds_are_counted"),
    CheckConstraint("places > 0", name="has_a_place"),
    CheckConstraint("final OR waiting_list = 0", name="only_winners_are_waited_for"),
    CheckConstraint("quorum BETWEEN 1 AND reviews_per_entry", name="quorum_can_be_met"),
)
Index("ix_rounds_call_id_created_at_id", rounds.c.call_id, rounds.c.created_at, rounds.c.id)
Index("one_round_at_a_time", rounds.c.call_id, unique=True, postgresql_where=rounds.c.state != "published")
rounds_shown = view(
    "rounds_shown",
    rounds,
    call_state=lambda name: words(name, CallState),
    looked_by=lambda name: Column(name, ARRAY(Text), nullable=False),
)

standings = Table(
    "standings",
    metadata,
    key(),
    to("rounds", "round_id", index=False),
    to("entries", "entry_id"),
    to("organizations", "organization_id", index=False),
    Column("number", Integer, nullable=False),
    Column("position", Integer),
    Column("score", Text),
    Column("reviews", Integer, nullable=False),
    Column("tie_broken_by", Text),
    document("criteria"),
    document("below_minimum"),
    document("analysis", nullable=True),
    document("review_ids", at_first="'[]'::jsonb"),
    Column("places", Integer, nullable=False),
    Column("place", Integer),
    Column("waiting_place", Integer),
    document("moved_reason", nullable=True),
    *stamps(),
    UniqueConstraint("round_id", "entry_id", name="entry_stands_once"),
    UniqueConstraint("round_id", "place", name="place_is_given_once"),
    CheckConstraint("place BETWEEN 1 AND places", name="place_is_one_of_the_places"),
)
Index("ix_standings_round_id_number_id", standings.c.round_id, standings.c.number, standings.c.id)


def map_rounds(mapper: registry) -> None:
    mapper.map_imperatively(Round, rounds, version_id_col=rounds.c.version)
    mapper.map_imperatively(Standing, standings, version_id_col=standings.c.version)


class SqlRounds(SqlCollection[Round]):
    def begun_after(self, round: Round) -> bool:
        later = (rounds.c.call_id == round.call_id) & (rounds.c.number > round.number)
        begun = select(rounds.c.id).where(later, rounds.c.opened_at.is_not(None))
        return self._session.scalar(begun.limit(1)) is not None

    def latest_of(self, call_id: CallId) -> Round | None:
        own = select(Round).where(rounds.c.call_id == call_id)
        return self._session.scalars(own.order_by(rounds.c.number.desc()).limit(1)).one_or_none()

    def begun_in(self, call_id: CallId) -> bool:
        begun = (rounds.c.call_id == call_id) & rounds.c.opened_at.is_not(None)
        return self._session.scalar(select(rounds.c.id).where(begun).limit(1)) is not None


class SqlStandings:
    def __init__(self, session: Session) -> None:
        self._session = session

    def add_all(self, things: Iterable[Standing]) -> None:
        self._session.add_all(things)
        self._session.flush()

    def of_round(self, round_id: RoundId) -> Sequence[Standing]:
        own = select(Standing).where(standings.c.round_id == round_id)
        return self._session.scalars(own.order_by(standings.c.number, standings.c.id)).all()
