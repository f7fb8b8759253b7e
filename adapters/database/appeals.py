"""Appeals, and the opinions of judges who look again: tables, mappings, collections."""

from collections.abc import Sequence

from sqlalchemy import CheckConstraint, Column, Index, Integer, Table, Text, UniqueConstraint, select
from sqlalchemy.orm import registry

from adapters.database.collection import SqlCollection
from adapters.database.schema import Word, document, key, known, metadata, moment, stamps, to, words
from domain.ids import AppealId, CallId, EntryId, RoundId
from domain.model.appeals import Advice, Appeal, AppealState, Opinion, OpinionState

UNDECIDED = sorted({AppealState.LODGED, AppealState.UNDER_REVIEW})
appeals = Table(
    "appeals",
    metadata,
    key(),
    to("calls", "call_id", index=False),
    to("rounds", "round_id"),
    to("entries", "entry_id", index=False),
    to("organizations", "organization_id"),
    to("accounts", "account_id"),
    to("organizations", "applicant_organization_id", nullable=True),
    words("state", AppealState),
    document("grounds"),
    Column("opinions_needed", Integer, nullable=False),
    Column("opinions_given", Integer, nullable=False),
    document("reason", nullable=True),
    moment("decided_at", nullable=True),
    *stamps(),
    known("state", AppealState),
    UniqueConstraint("entry_id", "round_id", name="one_appeal_a_decision"),
    CheckConstraint("opinions_given BETWEEN 0 AND opinions_needed", name="no_more_given_than_needed"),
    CheckConstraint(
        "(state IN ('upheld', 'dismissed')) = (reason IS NOT NULL)", name="answered_with_a_reason"
    ),
)
Index("ix_appeals_call_id_created_at_id", appeals.c.call_id, appeals.c.created_at, appeals.c.id)

opinions = Table(
    "opinions",
    metadata,
    key(),
    to("appeals", "appeal_id", index=False),
    to("entries", "entry_id"),
    to("organizations", "organization_id"),
    to("accounts", "judge_id"),
    words("state", OpinionState),
    Column("advice", Word(Advice)),
    Column("comment", Text, nullable=False),
    moment("given_at", nullable=True),
    moment("closed_at", nullable=True),
    *stamps(),
    known("state", OpinionState),
    known("advice", Advice),
    UniqueConstraint("appeal_id", "judge_id", name="judge_is_asked_once"),
    CheckConstraint("(state = 'given') = (advice IS NOT NULL)", name="given_with_advice"),
)


def map_appeals(mapper: registry) -> None:
    mapper.map_imperatively(Appeal, appeals, version_id_col=appeals.c.version)
    mapper.map_imperatively(Opinion, opinions, version_id_col=opinions.c.version)


class SqlAppeals(SqlCollection[Appeal]):
    def against(self, entry_id: EntryId, round_id: RoundId) -> Appeal | None:
        same = (appeals.c.entry_id == entry_id) & (appeals.c.round_id == round_id)
        return self._session.scalars(select(Appeal).where(same)).one_or_none()

    def lock_live_of(self, entry_id: EntryId) -> Sequence[Appeal]:
        live = select(Appeal).where(appeals.c.entry_id == entry_id, appeals.c.state.in_(UNDECIDED))
        return self._session.scalars(live.order_by(appeals.c.id).with_for_update()).all()

    def undecided_in(self, call_id: CallId) -> bool:
        live = select(appeals.c.id).where(appeals.c.call_id == call_id, appeals.c.state.in_(UNDECIDED))
        return self._session.scalar(live.limit(1)) is not None


class SqlOpinions(SqlCollection[Opinion]):
    def lock_of(self, appeal_id: AppealId) -> Sequence[Opinion]:
        of_it = select(Opinion).where(opinions.c.appeal_id == appeal_id)
        return self._session.scalars(of_it.order_by(opinions.c.id).with_for_update()).all()
