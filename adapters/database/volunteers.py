"""Volunteers: their table, their mapping, their collection."""

from sqlalchemy import Boolean, CheckConstraint, Column, Table, Text, UniqueConstraint, select
from sqlalchemy.orm import registry

from adapters.database.collection import SqlCollection
from adapters.database.schema import Word, document, key, known, metadata, moment, stamps, to
from domain.ids import AccountId
from domain.model.volunteers import AgeBand, Volunteer

volunteers = Table(
    "volunteers",
    metadata,
    key(),
    to("accounts", "account_id", index=False),
    document("skills"),
    document("causes"),
    document("provinces"),
    Column("remote", Boolean, nullable=False),
    document("availability"),
    document("languages"),
    Column("age_band", Word(AgeBand)),
    Column("consent", Boolean, nullable=False),
    moment("consented_at", nullable=True),
    Column("consent_version", Text),
    *stamps(),
    known("age_band", AgeBand),
    CheckConstraint(
        "consent = (consented_at IS NOT NULL) AND consent = (consent_version IS NOT NULL)",
        name="consent_has_its_time_and_text",
    ),
    UniqueConstraint("account_id", name="account_volunteers_once"),
)


def map_volunteers(mapper: registry) -> None:
    mapper.map_imperatively(Volunteer, volunteers, version_id_col=volunteers.c.version)


class SqlVolunteers(SqlCollection[Volunteer]):
    def lock_of(self, account_id: AccountId) -> Volunteer | None:
        own = select(Volunteer).where(volunteers.c.account_id == account_id)
        return self._session.scalars(own.with_for_update()).one_or_none()

    def share_of(self, account_id: AccountId) -> Volunteer | None:
        own = select(Volunteer).where(volunteers.c.account_id == account_id)
        return self._session.scalars(own.with_for_update(read=True)).one_or_none()
