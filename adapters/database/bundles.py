"""The bundles of published rounds: written once, as the bytes that are sent out, and never changed."""

from datetime import datetime

from sqlalchemy import Column, ForeignKey, Table, Text, insert
from sqlalchemy.orm import Session

from adapters.database.reads import Reads
from adapters.database.schema import id_type, metadata, moment
from domain.ids import RoundId

round_bundles = Table(
    "round_bundles",
    metadata,
    Column("round_id", id_type(), ForeignKey("rounds.id"), primary_key=True),
    Column("document", Text, nullable=False),  # text, not JSONB: it goes out as it was written
    moment("created_at"),
)


class SqlBundles:
    def __init__(self, session: Session) -> None:
        self._session = session

    def keep(self, round_id: RoundId, document: str, now: datetime) -> None:
        """Not by the mapper: the audit trail need not hold again what everybody can read."""
        row = {"round_id": round_id, "document": document, "created_at": now}
        self._session.execute(insert(round_bundles), row)


class SqlPublishedBundles:
    """To be read, by anybody."""

    def __init__(self, reads: Reads) -> None:
        self._reads = reads

    def of_round(self, round_id: str) -> str | None:
        row = self._reads.row("SELECT document FROM round_bundles WHERE round_id = $1", [round_id])
        return row[0] if row else None
