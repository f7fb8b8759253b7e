"""Campaigns: their table, the counters beside it, and the view that shows both together.

Every pledge moves a campaign's totals, and may claim a reward; neither touches the campaign's own row, so that a
thousand backers at once do not wait for each other or for its owner's changes.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    Table,
    Text,
    func,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, registry

from adapters.database.collection import SqlCollection
from adapters.database.schema import document, id_type, key, known, metadata, moment, stamps, to, view, words
from domain.ids import CampaignId
from domain.model.campaigns import OPEN_ENDED, Campaign, CampaignState, Model
from domain.model.pledges import Pledge
from domain.model.totals import Totals
from domain.money import Currency

campaigns = Table(
    "campaigns",
    metadata,
    key(),
    to("projects", "project_id"),
    to("accounts", "account_id", nullable=True),
    to("organizations", "organization_id", nullable=True),
    Column("mirrored", Boolean, nullable=False),
    Column("public", Boolean, nullable=False),
    words("state", CampaignState),
    document("title"),
    document("story"),
    Column("goal_amount", BigInteger, nullable=False),
    words("currency", Currency),
    moment("deadline"),
    words("model", Model),
    Column("least_amount", BigInteger, nullable=False),
    Column("most_amount", BigInteger, nullable=False),
    document("rewards"),
    Column("province", Text),
    Column("goals", ARRAY(SmallInteger), nullable=False),
    Column("url", Text),
    Column("elsewhere_amount", BigInteger, nullable=False),
    Column("elsewhere_backers", BigInteger, nullable=False),
    moment("elsewhere_as_of", nullable=True),
    moment("launched_at", nullable=True),
    moment("waiting_since", nullable=True),
    moment("ended_at", nullable=True),
    Column("ended_amount", BigInteger),
    moment("settled_at", nullable=True),
    *stamps(),
    known("state", CampaignState),
    known("currency", Currency),
    known("model", Model),
    CheckConstraint("goal_amount > 0", name="goal_is_positive"),
    CheckConstraint("least_amount <= most_amount", name="least_is_not_over_most"),
    CheckConstraint("elsewhere_amount >= 0 AND elsewhere_backers >= 0", name="elsewhere_is_not_negative"),
    CheckConstraint(
        "(ended_at IS NOT NULL) = (state IN ('succeeded', 'failed', 'cancelled'))",
        name="ends_with_its_outcome",
    ),
    CheckConstraint("settled_at IS NULL OR ended_at IS NOT NULL", name="is_settled_after_its_outcome"),
    CheckConstraint("public = (launched_at IS NOT NULL)", name="is_public_from_its_launch_on"),
    CheckConstraint("mirrored = (organization_id IS NOT NULL)", name="is_mirrored_by_a_partner"),
    CheckConstraint("mirrored OR account_id IS NOT NULL", name="takes_pledges_for_a_person"),
    CheckConstraint("mirrored OR elsewhere_amount + elsewhere_backers = 0", name="only_partners_report"),
)
Index("ix_campaigns_created_at_id", campaigns.c.created_at, campaigns.c.id)
Index("ix_campaigns_deadline_id", campaigns.c.deadline, campaigns.c.id)
Index("ix_campaigns_state_created_at_id", campaigns.c.state, campaigns.c.created_at, campaigns.c.id)
Index("ix_campaigns_goals", campaigns.c.goals, postgresql_using="gin")
Index(
    "ix_campaigns_unsettled",
    campaigns.c.ended_at,
    postgresql_where=campaigns.c.settled_at.is_(None) & campaigns.c.ended_at.is_not(None),
)

campaign_totals = Table(
    "campaign_totals",
    metadata,
    Column("campaign_id", id_type(), ForeignKey("campaigns.id"), primary_key=True),
    Column("slot", SmallInteger, primary_key=True),  # by the pledge's id, so that each moves one only
    Column("state", Text, primary_key=True),
    Column("number", BigInteger, nullable=False),
    Column("amount", BigInteger, nullable=False),
    CheckConstraint("number >= 0 AND amount >= 0", name="totals_are_not_negative"),
)
"""Kept by a trigger on pledges."""

reward_claims = Table(
    "reward_claims",
    metadata,
    Column("campaign_id", id_type(), ForeignKey("campaigns.id"), primary_key=True),
    Column("reward_id", Text, primary_key=True),
    Column("most", Integer, nullable=False),
    Column("claimed", Integer, nullable=False, server_default="0"),
    CheckConstraint("claimed BETWEEN 0 AND most", name="no_more_than_there_are"),
)
campaigns_shown = view(
    "campaigns_shown",
    campaigns,
    totals=document,
    claims=document,
    external_id=lambda name: Column(name, Text),
)


def map_campaigns(mapper: registry) -> None:
    mapper.map_imperatively(Campaign, campaigns, version_id_col=campaigns.c.version)


class SqlCampaigns(SqlCollection[Campaign]):
    def totals(self, id: CampaignId) -> Totals:
        sums = (
            select(
                campaign_totals.c.state,
                func.sum(campaign_totals.c.number),
                func.sum(campaign_totals.c.amount),
            )
            .where(campaign_totals.c.campaign_id == id)
            .group_by(campaign_totals.c.state)
        )
        return Totals(
            {state: (int(number), int(amount)) for state, number, amount in self._session.execute(sums)}
        )

    def due(self, now: datetime) -> Sequence[str]:
        over = campaigns.c.state.in_(OPEN_ENDED) & (campaigns.c.deadline <= now)
        waits = campaigns.c.state == CampaignState.WAITING_FUNDS
        return self._some(over, waits)

    def unsettled(self) -> Sequence[str]:
        return self._some(campaigns.c.settled_at.is_(None) & campaigns.c.ended_at.is_not(None))

    def _some(self, condition: Any, *first: Any) -> Sequence[str]:
        """A hundred at once, and others each time: those that cannot be done with yet do not keep the rest waiting."""
        chance = select(campaigns.c.id).where(condition).order_by(*first, func.random()).limit(100)
        return self._session.scalars(chance).all()


class SqlRewards:
    def __init__(self, session: Session) -> None:
        self._session = session

    def offer(self, campaign: Campaign) -> None:
        rows = [
            {"campaign_id": campaign.id, "reward_id": reward["id"], "most": reward["limit"]}
            for reward in campaign.rewards
            if reward["limit"] is not None
        ]
        if rows:
            self._session.execute(insert(reward_claims), rows)

    def claim(self, campaign: Campaign, reward_id: str) -> bool:
        reward = campaign.reward(reward_id)
        if reward is None or reward["limit"] is None:
            return True
        return self._moved(campaign.id, reward_id, +1)

    def claim_again(self, campaign: Campaign, pledge: Pledge) -> bool:
        return pledge.reward_id is None or self.claim(campaign, pledge.reward_id)

    def free(self, pledge: Pledge) -> None:
        if pledge.reward_id is not None:
            self._moved(pledge.campaign_id, pledge.reward_id, -1)

    def _moved(self, campaign_id: str, reward_id: str, by: int) -> bool:
        """A guarded update: it waits for whoever is at it, and looks again."""
        row = (reward_claims.c.campaign_id == campaign_id) & (reward_claims.c.reward_id == reward_id)
        after = reward_claims.c.claimed + by
        fits = (after >= 0) & (after <= reward_claims.c.most)
        return bool(
            self._session.execute(
                update(reward_claims).where(row, fits).values(claimed=after).returning(reward_claims.c.most)
            ).first()
        )
