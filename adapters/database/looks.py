"""Looks into sealed rounds: their table and mapping."""

from collections.abc import Sequence

from sqlalchemy import Column, Index, Table, Text, select
from sqlalchemy.orm import registry

from adapters.database.collection import SqlCollection
from adapters.database.schema import key, metadata, stamps, to
from domain.ids import AccountId, RoundId
from domain.model.looks import Look

looks = Table(
    "looks",
    metadata,
    key(),
    to("rounds", "round_id", index=False),
    to("organizations", "organization_id", index=False),
    to("accounts", "account_id", index=False),
    Column("reason", Text, nullable=False),
    *stamps(),
)
Index("ix_looks_round_id_created_at_id", looks.c.round_id, looks.c.created_at, looks.c.id)
Index("ix_looks_account_id_round_id", looks.c.account_id, looks.c.round_id)


def map_looks(mapper: registry) -> None:
    mapper.map_imperatively(Look, looks, version_id_col=looks.c.version)


class SqlLooks(SqlCollection[Look]):
    def has_looked(self, round_id: RoundId, account_id: AccountId) -> bool:
        own = (looks.c.round_id == round_id) & (looks.c.account_id == account_id)
        return self._session.scalar(select(looks.c.id).where(own).limit(1)) is not None

    def accounts_of(self, round_id: RoundId) -> Sequence[str]:
        return self._session.scalars(select(looks.c.account_id).where(looks.c.round_id == round_id)).all()
