"""Opportunities: their table and mapping. What lists are filtered by stands beside the documents."""

from sqlalchemy import Boolean, CheckConstraint, Column, Index, Integer, Table, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import registry

from adapters.database.schema import document, key, known, metadata, moment, stamps, to, words
from domain.model.opportunities import Opportunity, OpportunityState

opportunities = Table(
    "opportunities",
    metadata,
    key(),
    to("projects", "project_id", index=False),
    to("accounts", "account_id"),
    words("state", OpportunityState),
    document("title"),
    document("description"),
    document("skills"),
    Column("skill_ids", ARRAY(Text), nullable=False),
    Column("places", Integer, nullable=False),
    Column("province", Text),
    Column("remote", Boolean, nullable=False),
    Column("hours_per_week", Integer),
    document("shifts"),
    moment("starts_at", nullable=True),
    moment("ends_at", nullable=True),
    moment("apply_by", nullable=True),
    Column("least_age", Integer),
    Column("offered_count", Integer, nullable=False),
    Column("accepted_count", Integer, nullable=False),
    *stamps(),
    known("state", OpportunityState),
    CheckConstraint("places > 0", name="has_a_place"),
    CheckConstraint("offered_count >= 0 AND accepted_count >= 0", name="counts_are_not_negative"),
    CheckConstraint("offered_count + accepted_count <= places", name="no_place_is_given_twice"),
    CheckConstraint("remote OR province IS NOT NULL", name="happens_somewhere"),
    CheckConstraint("ends_at > starts_at", name="ends_after_it_begins"),
)
NEWEST = opportunities.c.created_at, opportunities.c.id
Index("ix_opportunities_created_at_id", *NEWEST)
Index("ix_opportunities_state_created_at_id", opportunities.c.state, *NEWEST)
Index("ix_opportunities_project_id_created_at_id", opportunities.c.project_id, *NEWEST)
Index("ix_opportunities_skill_ids", opportunities.c.skill_ids, postgresql_using="gin")


def map_opportunities(mapper: registry) -> None:
    mapper.map_imperatively(Opportunity, opportunities, version_id_col=opportunities.c.version)
