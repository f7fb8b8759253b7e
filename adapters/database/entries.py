"""Entries: their table, the view that shows what they hang on, their mapping, their collection."""

from collections.abc import Sequence

from sqlalchemy import Boolean, CheckConstraint, Column, Index, Integer, Select, Table, Text, select, union
from sqlalchemy.orm import registry

from adapters.database.collection import SqlCollection
from adapters.database.memberships import MANAGES, memberships
from adapters.database.schema import document, key, known, metadata, moment, stamps, to, view, words
from domain.ids import AccountId, CallId, OrganizationId, ProjectId, RoundId
from domain.model.entries import OVER, Entry, EntryState

entries = Table(
    "entries",
    metadata,
    key(),
    to("calls", "call_id", index=False),
    to("organizations", "organization_id", index=False),
    to("projects", "project_id"),
    to("accounts", "account_id"),
    to("organizations", "applicant_organization_id", nullable=True),
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
    moment("appeals_until", nullable=True),
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
    "person_enters_within_its_number",
    entries.c.call_id,
    entries.c.account_id,
    entries.c.slot,
    unique=True,
    postgresql_where=LIVE & entries.c.applicant_organization_id.is_(None),
)
Index(
    "organization_enters_within_its_number",
    entries.c.call_id,
    entries.c.applicant_organization_id,
    entries.c.slot,
    unique=True,
    postgresql_where=LIVE & entries.c.applicant_organization_id.is_not(None),
)
Index("place_is_won_once", entries.c.call_id, entries.c.place, unique=True)


entries_shown = view(
    "entries_shown",
    entries,
    grant_state=lambda name: Column(name, Text),
    judging_begun=lambda name: Column(name, Boolean),
)
"""With the state of the grant that it won, and whether a round of its call was ever opened."""


def map_entries(mapper: registry) -> None:
    mapper.map_imperatively(Entry, entries, version_id_col=entries.c.version)


class SqlEntries(SqlCollection[Entry]):
    def live_of(self, call_id: CallId, project_id: ProjectId) -> Entry | None:
        same = (entries.c.call_id == call_id) & (entries.c.project_id == project_id)
        return self._session.scalars(select(Entry).where(same, LIVE).with_for_update()).one_or_none()

    def slots(
        self, call_id: CallId, account_id: AccountId, organization_id: OrganizationId | None
    ) -> Sequence[int]:
        for_whom = entries.c.applicant_organization_id
        own = for_whom == organization_id
        if organization_id is None:
            own = for_whom.is_(None) & (entries.c.account_id == account_id)
        return self._session.scalars(
            select(entries.c.slot).where(entries.c.call_id == call_id, own, LIVE)
        ).all()

    def applicants_of(self, call_id: CallId) -> Sequence[AccountId]:
        going_on = (entries.c.call_id == call_id) & entries.c.state.not_in(sorted(OVER))
        for_whom = entries.c.applicant_organization_id
        in_person = select(entries.c.account_id).where(going_on, for_whom.is_(None))
        managers = select(memberships.c.account_id).join(entries, for_whom == memberships.c.organization_id)
        return self._session.scalars(union(in_person, managers.where(going_on, MANAGES))).all()

    def lock_live_of_call(self, call_id: CallId) -> Sequence[Entry]:
        return self._locked(select(Entry).where(entries.c.call_id == call_id, LIVE))

    def ids_in_round(self, round_id: RoundId) -> frozenset[str]:
        in_review = (entries.c.round_id == round_id) & (entries.c.state == EntryState.IN_REVIEW)
        return frozenset(self._session.scalars(select(entries.c.id).where(in_review)))

    def lock_in_round(self, round_id: RoundId) -> Sequence[Entry]:
        in_review = entries.c.state == EntryState.IN_REVIEW
        return self._locked(select(Entry).where(entries.c.round_id == round_id, in_review))

    def in_round(self, round_id: RoundId) -> Sequence[Entry]:
        in_review = (entries.c.round_id == round_id) & (entries.c.state == EntryState.IN_REVIEW)
        return self._session.scalars(select(Entry).where(in_review).order_by(entries.c.id)).all()

    def lock_first_waiting(self, call_id: CallId) -> Entry | None:
        self._session.flush()  # whoever gave a place back must have left it before another takes it
        waiting = (entries.c.call_id == call_id) & (entries.c.state == EntryState.WAITLISTED)
        first = select(Entry).where(waiting).order_by(entries.c.waiting_place).limit(1)
        return self._session.scalars(first.with_for_update()).one_or_none()

    def lock_waiting(self, call_id: CallId) -> Sequence[Entry]:
        waiting = (entries.c.call_id == call_id) & (entries.c.state == EntryState.WAITLISTED)
        return self._locked(select(Entry).where(waiting))

    def _locked(self, query: Select[Entry]) -> Sequence[Entry]:
        return self._session.scalars(query.order_by(entries.c.id).with_for_update()).all()
