"""Pledges and their refunds: tables, mappings, collections, and the view that shows a pledge beside its campaign."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Index,
    Integer,
    Table,
    Text,
    func,
    select,
    update,
)
from sqlalchemy.orm import registry

from adapters.database.collection import SqlCollection
from adapters.database.schema import id_type, key, known, metadata, moment, stamps, to, view, words
from domain.access import Actor
from domain.ids import CampaignId
from domain.model.campaigns import CampaignState
from domain.model.payments import Fact, Kind, Method, PaymentStatus
from domain.model.pledges import IN_FLIGHT, SOON, Fallback, Pledge, PledgeState
from domain.model.refunds import Refund, RefundState
from domain.money import Currency

T = TypeVar("T")

ARE_DUE = """
    SELECT EXISTS (SELECT FROM pledges WHERE check_at <= %(now)s)
        OR EXISTS (SELECT FROM refunds WHERE check_at <= %(now)s)
"""

pledges = Table(
    "pledges",
    metadata,
    key(),
    to("campaigns", "campaign_id", index=False),
    to("projects", "project_id", index=False),
    to("accounts", "account_id", nullable=True, index=False),
    Column("guest_id", id_type()),
    Column("email", Text),
    words("state", PledgeState),
    Column("amount", BigInteger, nullable=False),
    words("currency", Currency),
    words("method", Method),
    Column("at_once", Boolean, nullable=False),
    Column("reward_id", Text),
    Column("anonymous", Boolean, nullable=False),
    Column("message", Text, nullable=False),
    words("fallback", Fallback),
    Column("payment_method", Text),
    Column("customer", Text),
    Column("setup", Text, unique=True),
    Column("payment", Text, unique=True),
    Column("attempt", Integer, nullable=False),
    words("payment_status", PaymentStatus),
    Column("reason", Text),
    Column("client_secret", Text),
    Column("qr_data", Text),
    Column("qr_svg_url", Text),
    Column("qr_page_url", Text),
    moment("asked_at"),
    Column("answered", Boolean, nullable=False),
    moment("check_at", nullable=True),
    moment("expires_at", nullable=True),
    moment("recovering_since", nullable=True),
    moment("collected_at", nullable=True),
    *stamps(),
    known("state", PledgeState),
    known("currency", Currency),
    known("method", Method),
    known("fallback", Fallback),
    known("payment_status", PaymentStatus),
    CheckConstraint("amount > 0", name="amount_is_positive"),
    CheckConstraint("num_nonnulls(account_id, guest_id) = 1", name="has_one_backer"),
    CheckConstraint(
        "(collected_at IS NOT NULL) = (state IN ('collected', 'refunding', 'refunded'))",
        name="is_collected_when_the_money_came",
    ),
    CheckConstraint("at_once OR method = 'card'", name="only_cards_are_charged_later"),
)
Index("ix_pledges_created_at_id", pledges.c.created_at, pledges.c.id)
Index("ix_pledges_campaign_id_created_at_id", pledges.c.campaign_id, pledges.c.created_at, pledges.c.id)
Index("ix_pledges_account_id_created_at_id", pledges.c.account_id, pledges.c.created_at, pledges.c.id)
Index("ix_pledges_guest_id", pledges.c.guest_id, postgresql_where=pledges.c.guest_id.is_not(None))
Index("ix_pledges_check_at", pledges.c.check_at, postgresql_where=pledges.c.check_at.is_not(None))
Index(
    "ix_pledges_to_settle",
    pledges.c.campaign_id,
    pledges.c.state,
    pledges.c.id,
    postgresql_where=pledges.c.state.in_(["secured", "collected"]),
)
Index(
    "one_pledge_at_a_time",
    pledges.c.campaign_id,
    func.coalesce(pledges.c.account_id, pledges.c.guest_id),
    unique=True,
    postgresql_where=pledges.c.state.in_(sorted(IN_FLIGHT)),
)
pledges_shown = view("pledges_shown", pledges, campaign_state=lambda name: words(name, CampaignState))

refunds = Table(
    "refunds",
    metadata,
    key(),
    to("pledges", "pledge_id", index=False),
    to("campaigns", "campaign_id", index=False),
    to("accounts", "account_id", nullable=True, index=False),
    Column("guest_id", id_type()),
    words("state", RefundState),
    Column("amount", BigInteger, nullable=False),
    words("currency", Currency),
    Column("reference", Text, unique=True),
    Column("reason", Text),
    moment("expires_at", nullable=True),
    moment("asked_at"),
    moment("check_at", nullable=True),
    *stamps(),
    known("state", RefundState),
    known("currency", Currency),
    CheckConstraint("amount > 0", name="amount_is_positive"),
)
Index("ix_refunds_pledge_id_created_at_id", refunds.c.pledge_id, refunds.c.created_at, refunds.c.id)
Index("ix_refunds_check_at", refunds.c.check_at, postgresql_where=refunds.c.check_at.is_not(None))
Index(
    "pledge_is_refunded_once",
    refunds.c.pledge_id,
    unique=True,
    postgresql_where=refunds.c.state != "failed",
)


def map_pledges(mapper: registry) -> None:
    mapper.map_imperatively(Pledge, pledges, version_id_col=pledges.c.version)
    mapper.map_imperatively(Refund, refunds, version_id_col=refunds.c.version)


class Checked(SqlCollection[T]):
    """Things of which something may still be expected, at a time that stands beside them."""

    table: Table

    def take_due(self, now: datetime, most: int) -> Sequence[str]:
        due = (
            select(self.table.c.id)
            .where(self.table.c.check_at <= now)
            .order_by(self.table.c.check_at)
            .limit(most)
            .with_for_update(skip_locked=True)
        )
        later = update(self.table).where(self.table.c.id.in_(due)).values(check_at=now + SOON)
        return self._session.scalars(later.returning(self.table.c.id)).all()

    def look_at(self, id: str, moment: datetime) -> None:
        self._session.execute(update(self.table).where(self.table.c.id == id).values(check_at=moment))

    def _first(self, *conditions: Any) -> str | None:
        found: str | None = self._session.scalar(select(self.table.c.id).where(*conditions))
        return found


class SqlPledges(Checked[Pledge]):
    table = pledges

    def of(self, fact: Fact) -> str | None:
        """By our own mark on it, else by its name: who made it may have died before noting that."""
        by_name = pledges.c.setup if fact.kind is Kind.SETUP else pledges.c.payment
        marked = self._first(pledges.c.id == fact.pledge_id) if fact.pledge_id else None
        return marked or self._first(by_name == fact.reference)

    def is_in_progress(self, campaign_id: CampaignId, backer: Actor) -> bool:
        theirs = func.coalesce(pledges.c.account_id, pledges.c.guest_id) == backer.person_id
        on_its_way = pledges.c.state.in_(sorted(IN_FLIGHT))
        return self._first(pledges.c.campaign_id == campaign_id, theirs, on_its_way) is not None

    def lock_some(
        self, campaign_id: CampaignId, states: Iterable[PledgeState], most: int
    ) -> Sequence[Pledge]:
        """In the order of their index: by id alone, the last secured would be looked for among all that are collected
        already, at every handful again."""
        wanted = (pledges.c.campaign_id == campaign_id) & pledges.c.state.in_(sorted(states))
        first = select(Pledge).where(wanted).order_by(pledges.c.state, pledges.c.id).limit(most)
        return self._session.scalars(first.with_for_update(skip_locked=True)).all()


class SqlRefunds(Checked[Refund]):
    table = refunds

    def of(self, fact: Fact) -> str | None:
        marked = self._first(refunds.c.id == fact.refund_id) if fact.refund_id else None
        return marked or self._first(refunds.c.reference == fact.reference)
