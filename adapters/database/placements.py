"""Placements: their table, their mapping, their collection."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import CheckConstraint, Column, Index, Table, Text, select
from sqlalchemy.orm import registry

from adapters.database.collection import SqlCollection
from adapters.database.schema import key, known, metadata, moment, stamps, to, words
from domain.ids import OpportunityId
from domain.model.placements import OVER, Placement, PlacementState

placements = Table(
    "placements",
    metadata,
    key(),
    to("opportunities", "opportunity_id", index=False),
    to("projects", "project_id"),
    to("volunteers", "volunteer_id", index=False),
    to("accounts", "account_id", index=False),
    to("accounts", "owner_id"),
    words("state", PlacementState),
    Column("message", Text),
    moment("offered_at", nullable=True),
    moment("expires_at", nullable=True),
    moment("accepted_at", nullable=True),
    moment("ended_at", nullable=True),
    *stamps(),
    known("state", PlacementState),
    CheckConstraint("state <> 'offered' OR expires_at IS NOT NULL", name="an_offer_expires"),
    CheckConstraint("account_id <> owner_id", name="nobody_volunteers_for_themselves"),
)
NEWEST = placements.c.created_at, placements.c.id
Index("ix_placements_opportunity_id_created_at_id", placements.c.opportunity_id, *NEWEST)
Index("ix_placements_account_id_created_at_id", placements.c.account_id, *NEWEST)
Index(
    "volunteer_applies_once",
    placements.c.volunteer_id,
    placements.c.opportunity_id,
    unique=True,
    postgresql_where=placements.c.state.not_in(sorted(OVER)),
)
Index("ix_placements_volunteer_id", placements.c.volunteer_id)
Index(
    "ix_placements_expires_at",
    placements.c.expires_at,
    postgresql_where=placements.c.state == "offered",
)


def map_placements(mapper: registry) -> None:
    mapper.map_imperatively(Placement, placements, version_id_col=placements.c.version)


class SqlPlacements(SqlCollection[Placement]):
    def due(self, now: datetime) -> Sequence[str]:
        over = (placements.c.state == PlacementState.OFFERED) & (placements.c.expires_at <= now)
        first = select(placements.c.id).where(over).order_by(placements.c.expires_at)
        return self._session.scalars(first.limit(100)).all()

    def lock_waiting(self, opportunity_id: OpportunityId) -> Sequence[Placement]:
        waiting = (placements.c.opportunity_id == opportunity_id) & placements.c.state.in_(
            [PlacementState.APPLIED, PlacementState.OFFERED]
        )
        ordered = select(Placement).where(waiting).order_by(placements.c.id)
        return self._session.scalars(ordered.with_for_update()).all()
