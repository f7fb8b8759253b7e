"""Partners' own ids for our things. The primary key is what makes one of twenty first times at once."""

from sqlalchemy import Column, ForeignKey, Index, Table, Text, UniqueConstraint, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from adapters.database.schema import Word, id_type, known, metadata
from domain.model.external_references import ExternalReference, Kind

external_references = Table(
    "external_references",
    metadata,
    Column("organization_id", id_type(), ForeignKey("organizations.id"), primary_key=True),
    Column("kind", Word(Kind), primary_key=True),
    Column("external_id", Text(collation="C"), primary_key=True),
    Column("subject", id_type(), nullable=False),
    known("kind", Kind),
    UniqueConstraint("organization_id", "kind", "subject", name="subject_has_one_name"),
)
Index("ix_external_references_external_id", external_references.c.external_id)


class SqlExternalReferences:
    def __init__(self, session: Session) -> None:
        self._session = session

    def subject(self, reference: ExternalReference) -> str | None:
        here = {name: external_references.c[name] == value for name, value in vars(reference).items()}
        return self._session.scalar(select(external_references.c.subject).where(*here.values()))

    def claim(self, reference: ExternalReference, subject: str) -> str:
        """Looks first: a partner says the same again far more often than something new."""
        if (present := self.subject(reference)) is not None:
            return present
        row = insert(external_references).values(**vars(reference), subject=subject)
        made = self._session.scalar(row.on_conflict_do_nothing().returning(external_references.c.subject))
        return made or self.claim(reference, subject)
