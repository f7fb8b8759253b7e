"""Decision letters: their table, their mapping, their collection."""

from sqlalchemy import Column, Index, Integer, Table, Text, UniqueConstraint
from sqlalchemy.orm import registry

from adapters.database.schema import document, key, known, metadata, moment, stamps, to, words
from domain.model.letters import Letter, Outcome

letters = Table(
    "letters",
    metadata,
    key(),
    to("rounds", "round_id", index=False),
    to("calls", "call_id"),
    to("entries", "entry_id", index=False),
    to("organizations", "organization_id"),
    to("accounts", "account_id"),
    words("outcome", Outcome),
    Column("place", Integer),
    Column("waiting_place", Integer),
    Column("score", Text),
    Column("line", Text),
    document("criteria"),
    document("comments"),
    document("next_steps"),
    document("title"),
    document("body"),
    moment("appeals_until", nullable=True),
    *stamps(),
    known("outcome", Outcome),
    UniqueConstraint("entry_id", "round_id", name="one_letter_an_entry_and_round"),
)
Index("ix_letters_round_id_created_at_id", letters.c.round_id, letters.c.created_at, letters.c.id)


def map_letters(mapper: registry) -> None:
    mapper.map_imperatively(Letter, letters, version_id_col=letters.c.version)
