"""Entries: their table, their mapping, their collection."""

from collections.abc import Sequence

from sqlalchemy import Boolean, CheckConstraint, Column, Index, Integer, Select, Table, Text, select
from sqlalchemy.orm import registry

from adapters.database.collection import SqlCollection
from adapters.database.schema import document, key, known, metadata, moment, stamps, to, words
from domain.ids import AccountId, CallId, ProjectId, RoundId
from domain.model.entries import Entry, EntryState

entries = Table(
    "entries",
    metadata,
    key(),
    to("calls", "call_id", index=False),
    to("organizations", "organization_id", index=False),
    to("projects", "project_id"),
    to("accounts", "account_id"),
    to("rounds", "round_id", nullable=True),
    words("state", EntryState),
    Column("slot", Integer, nullable=False),
    document("title"),
    Column("province", Text),
    document("document"),
    document("people"),
    document("answers"),
    Column("fingerprint", Text, nullable=False),
    Column("submission", Integer, nullable=False),
    moment("submitted_at"),
    document("reasons"),
    moment("ranked_at", nullable=True),
    Column("advanced", Boolean, nullable=False, info={"at_first": "false"}),
    Column("place", Integer),
    Column("waiting_place", Integer),
    *stamps(),
    known("state", EntryState),
    CheckConstraint("state <> 'selected' OR place IS NOT NULL", name="selected_has_a_place"),
    CheckConstraint("place IS NULL OR state = 'selected'", name="only_selected_has_a_place"),
)
LIVE = entries.c.state != "withdrawn"
Index("ix_entries_call_id_created_at_id", entries.c.call_id, entries.c.created_at, entries.c.id)
Index("project_enters_once", entries.c.call_id, entries.c.project_id, unique=True, postgresql_where=LIVE)
Index(
    "account_enters_within_its_number",
    entries.c.call_id,
    entries.c.account_id,
    entries.c.slot,
    unique=True,
    postgresql_where=LIVE,
)
Index("place_is_won_once", entries.c.call_id, entries.c.place, unique=True)


def map_entries(mapper: registry) -> None:
    mapper.map_imperatively(Entry, entries, version_id_col=entries.c.version)


class SqlEntries(SqlCollection[Entry]):
    def live_of(self, call_id: CallId, project_id: ProjectId) -> Entry | None:
        same = (entries.c.call_id == call_id) & (entries.c.project_id == project_id)
        return self._session.scalars(select(Entry).where(same, LIVE).with_for_update()).one_or_none()

    def slots(self, call_id: CallId, account_id: AccountId) -> Sequence[int]:
        own = (entries.c.call_id == call_id) & (entries.c.account_id == account_id)
        return self._session.scalars(select(entries.c.slot).where(own, LIVE)).all()

    def lock_live_of_call(self, call_id: CallId) -> Sequence[Entry]:
        return self._locked(select(Entry).where(entries.c.call_id == call_id, LIVE))

    def lock_in_round(self, round_id: RoundId) -> Sequence[Entry]:
        in_review = entries.c.state == EntryState.IN_REVIEW
        return self._locked(select(Entry).where(entries.c.round_id == round_id, in_review))

    def lock_first_waiting(self, call_id: CallId) -> Entry | None:
        self._session.flush()  # whoever gave a place back must have left it before another takes it
        waiting = (entries.c.call_id == call_id) & (entries.c.state == EntryState.WAITLISTED)
        first = select(Entry).where(waiting).order_by(entries.c.waiting_place).limit(1)
        return self._session.scalars(first.with_for_update()).one_or_none()

    def _locked(self, query: Select[Entry]) -> Sequence[Entry]:
        return self._session.scalars(query.order_by(entries.c.id).with_for_update()).all()
