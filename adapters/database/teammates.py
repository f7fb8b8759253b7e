"""Teammates: their table, their mapping, their collection."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Boolean, CheckConstraint, Column, Index, Table, Text, or_, select, update
from sqlalchemy.orm import registry

from adapters.database.collection import SqlCollection
from adapters.database.schema import document, key, known, metadata, moment, stamps, to, words
from domain.ids import AccountId, ProjectId
from domain.model.teammates import LIVE, Teammate, TeammateKind, TeammateState

teammates = Table(
    "teammates",
    metadata,
    key(),
    to("projects", "project_id", index=False),
    document("project_title"),
    to("accounts", "account_id", index=False, nullable=True),
    to("accounts", "owner_id", index=False, nullable=True),
    to("organizations", "organization_id", nullable=True),
    words("kind", TeammateKind),
    words("state", TeammateState),
    Column("by_email", Boolean, nullable=False),
    Column("email_hash", Text),
    Column("member_id", Text),
    document("role"),
    Column("message", Text),
    Column("can_edit", Boolean, nullable=False),
    to("projects", "merging_project_id", nullable=True),
    moment("answered_at", nullable=True),
    moment("ended_at", nullable=True),
    *stamps(),
    known("kind", TeammateKind),
    known("state", TeammateState),
    CheckConstraint("account_id IS NOT NULL OR by_email", name="somebody_is_meant"),
    CheckConstraint("state <> 'confirmed' OR account_id IS NOT NULL", name="somebody_confirmed"),
    CheckConstraint("account_id <> owner_id", name="nobody_joins_themselves"),
    CheckConstraint("(kind = 'merge') = (merging_project_id IS NOT NULL)", name="a_merge_has_a_project"),
    CheckConstraint("project_id <> merging_project_id", name="nothing_merges_into_itself"),
    CheckConstraint("email_hash IS NULL OR state = 'proposed'", name="an_address_is_kept_until_answered"),
)
NEWEST = teammates.c.created_at, teammates.c.id
IS_PROPOSED = teammates.c.state == "proposed"
IS_CONFIRMED = teammates.c.state == "confirmed"
IS_NO_MERGE = teammates.c.kind != "merge"
Index("ix_teammates_project_id_created_at_id", teammates.c.project_id, *NEWEST)
Index("ix_teammates_account_id_created_at_id", teammates.c.account_id, *NEWEST)
Index("ix_teammates_owner_id_created_at_id", teammates.c.owner_id, *NEWEST)
Index(
    "teammate_is_asked_once",
    teammates.c.project_id,
    teammates.c.account_id,
    unique=True,
    postgresql_where=IS_PROPOSED & IS_NO_MERGE & ~teammates.c.by_email,
)
Index(
    "teammate_is_confirmed_once",
    teammates.c.project_id,
    teammates.c.account_id,
    unique=True,
    postgresql_where=IS_CONFIRMED & IS_NO_MERGE,
)
Index(
    "address_is_invited_once",
    teammates.c.email_hash,
    teammates.c.project_id,
    unique=True,
    postgresql_where=IS_PROPOSED,
)
Index(
    "project_merges_once",
    teammates.c.merging_project_id,
    unique=True,
    postgresql_where=teammates.c.state.in_(sorted(LIVE)),
)


def map_teammates(mapper: registry) -> None:
    mapper.map_imperatively(Teammate, teammates, version_id_col=teammates.c.version)


class SqlTeammates(SqlCollection[Teammate]):
    def lock_live(self, *project_ids: ProjectId) -> Sequence[Teammate]:
        their = or_(teammates.c.project_id.in_(project_ids), teammates.c.merging_project_id.in_(project_ids))
        live = select(Teammate).where(their, teammates.c.state.in_(sorted(LIVE)))
        return self._session.scalars(live.order_by(teammates.c.id).with_for_update()).all()

    def confirmed_of(self, project_ids: Iterable[str]) -> Mapping[str, frozenset[str]]:
        their = teammates.c.project_id.in_(set(project_ids)) & IS_CONFIRMED
        found = self._session.execute(select(teammates.c.project_id, teammates.c.account_id).where(their))
        by_project: dict[str, set[str]] = {}
        for project_id, account_id in found:
            by_project.setdefault(project_id, set()).add(account_id)
        return {project_id: frozenset(accounts) for project_id, accounts in by_project.items()}

    def recognise(self, email_hash: str, account_id: AccountId) -> None:
        """A statement of its own and no new version: the inviting side must not see that the address is known now."""
        waiting = (teammates.c.email_hash == email_hash) & teammates.c.account_id.is_(None)
        named = update(teammates).where(waiting, IS_PROPOSED).values(account_id=account_id)
        self._session.execute(named, execution_options={"synchronize_session": False})
