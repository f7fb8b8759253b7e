"""The ledger's tables, and the collection that writes to them: one statement a transaction.

The database keeps the books right whoever writes (migration 0005): what does not balance is not committed, nothing is
changed afterwards, and balances move by postings alone. An account that many credit at once keeps its balance in
slots; see docs/decisions/0014-the-ledger.md.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Session

from adapters.clocks import real_now
from adapters.database.schema import id_type, known, metadata, moment, words
from adapters.ids import new_id
from domain.model.ledger import AccountKind, Side, Transaction, TransactionKind
from domain.money import Currency
from domain.text import canonical_json

SLOTS = 16  # of a spread account: with one, 1,120 transactions a second to one campaign; with sixteen, 3,040

ledger_accounts = Table(
    "ledger_accounts",
    metadata,
    Column("code", id_type(), primary_key=True),
    Column("kind", Text, nullable=False),  # the pattern of its code
    words("normal_side", Side),
    words("currency", Currency),
    Column("floor", BigInteger),
    Column("slots", SmallInteger, nullable=False),
    known("normal_side", Side),
    known("currency", Currency),
    CheckConstraint("slots IN (1, 16)", name="slots_are_known"),
    CheckConstraint("slots = 1 OR floor IS NULL OR floor = 0", name="floor_fits_slots"),
)
ledger_transactions = Table(
    "ledger_transactions",
    metadata,
    Column("id", id_type(), primary_key=True),
    words("kind", TransactionKind),
    Column("source", id_type(), nullable=False),
    words("currency", Currency),
    moment("effective_at"),
    moment("recorded_at"),  # by the real clock
    Column("digest", Text, nullable=False),
    # The database's own number of the transaction that wrote it: nobody adds a posting later.
    Column(
        "written_in", BigInteger, nullable=False, server_default=text("pg_current_xact_id()::text::bigint")
    ),
    known("kind", TransactionKind),
    known("currency", Currency),
    UniqueConstraint("kind", "source", name="an_effect_is_booked_once"),
)
ledger_postings = Table(
    "ledger_postings",
    metadata,
    Column("transaction_id", id_type(), ForeignKey("ledger_transactions.id"), primary_key=True),
    Column("line", SmallInteger, primary_key=True),
    # The trigger looks the account up; a foreign key would lock its row for every posting.
    Column("account", id_type(), nullable=False, index=True),
    words("side", Side),
    Column("amount", BigInteger, nullable=False),
    known("side", Side),
    CheckConstraint("amount > 0", name="amount_moves_something"),
)
ledger_balances = Table(
    "ledger_balances",
    metadata,
    Column("account", id_type(), primary_key=True),
    Column("slot", SmallInteger, primary_key=True, autoincrement=False),
    Column("balance", BigInteger, nullable=False),
    Column("floor", BigInteger),  # its account's: a check sees only its own row
    CheckConstraint("slot BETWEEN 0 AND 15", name="slot_is_known"),
    CheckConstraint("balance >= floor", name="money_is_there"),
)

# One round trip. What is there already is not locked; accounts that are not are opened before anything is posted to
# them. The postings' trigger moves the balances, account by account in the order of their codes.
RECORD = text(
    """
    WITH recorded AS (
        INSERT INTO ledger_transactions (id, kind, source, currency, effective_at, recorded_at, digest)
        VALUES (:id, :kind, :source, :currency, :effective_at, :recorded_at, :digest)
        ON CONFLICT (kind, source) DO NOTHING RETURNING id
    ), together AS (
        INSERT INTO ledger_transactions (id, kind, source, currency, effective_at, recorded_at, digest)
        SELECT more.id, kind, source, :currency, effective_at, :recorded_at, digest
          FROM recorded, unnest(CAST(:ids AS text[]), CAST(:kinds AS text[]), CAST(:sources AS text[]),
                                CAST(:moments AS timestamptz[]), CAST(:digests AS text[]))
                      AS more(id, kind, source, effective_at, digest)
        RETURNING id
    ), opened AS (
        INSERT INTO ledger_accounts (code, kind, normal_side, currency, floor, slots)
        SELECT code, kind, normal_side, :currency, floor, slots
          FROM recorded, unnest(CAST(:codes AS text[]), CAST(:patterns AS text[]), CAST(:normals AS text[]),
                                CAST(:floors AS bigint[]), CAST(:slots AS smallint[]))
                      AS used(code, kind, normal_side, floor, slots)
         WHERE NOT EXISTS (SELECT FROM ledger_accounts WHERE ledger_accounts.code = used.code)
         ORDER BY code COLLATE "C"
        ON CONFLICT DO NOTHING RETURNING code
    )
    INSERT INTO ledger_postings (transaction_id, line, account, side, amount)
    SELECT transaction_id, line, account, side, amount
      FROM recorded, (SELECT count(*) FROM together) AS written, (SELECT count(*) FROM opened) AS ready,
           unnest(CAST(:transactions AS text[]), CAST(:lines AS smallint[]), CAST(:accounts AS text[]),
                  CAST(:sides AS text[]), CAST(:amounts AS bigint[]))
               AS posted(transaction_id, line, account, side, amount)
    """
)
BALANCE = text("SELECT coalesce(sum(balance), 0)::bigint FROM ledger_balances WHERE account = :account")
LOCKED_BALANCE = text(
    """
    SELECT coalesce(sum(balance), 0)::bigint
      FROM (SELECT balance FROM ledger_balances WHERE account = :account ORDER BY slot FOR UPDATE) AS locked
    """
)


class SqlLedger:
    def __init__(self, session: Session, now: Callable[[], datetime] = real_now) -> None:
        self._session, self._now = session, now

    def record(self, transaction: Transaction, *together: Transaction) -> bool:
        now = self._now()
        written = [_Written(new_id("transaction"), each, now) for each in (transaction, *together)]
        result: Any = self._session.execute(RECORD, _first(written[0]) | _more(written[1:]) | _lines(written))
        return bool(result.rowcount)

    def balance(self, account: str, *, locked: bool = False) -> int:
        statement = LOCKED_BALANCE if locked else BALANCE
        return int(self._session.execute(statement, {"account": account}).scalar_one())


def digest(id: str, transaction: Transaction, recorded_at: datetime) -> str:
    """SHA-256 of all that is said of a transaction, so that whoever changes a word of it later is noticed."""
    said = [
        id,
        transaction.kind,
        transaction.source,
        transaction.currency,
        transaction.effective_at.astimezone(UTC).isoformat(),
        recorded_at.astimezone(UTC).isoformat(),
        [[line.account, line.side, line.amount] for line in transaction.lines],
    ]
    return hashlib.sha256(canonical_json(said)).hexdigest()


def slots_of(kind: AccountKind) -> int:
    return SLOTS if kind.spread else 1


@dataclass(frozen=True)
class _Written:
    id: str
    transaction: Transaction
    at: datetime

    @property
    def digest(self) -> str:
        return digest(self.id, self.transaction, self.at)


def _first(written: _Written) -> dict[str, Any]:
    transaction = written.transaction
    return {
        "id": written.id,
        "kind": transaction.kind.value,
        "source": transaction.source,
        "currency": transaction.currency.value,
        "effective_at": transaction.effective_at,
        "recorded_at": written.at,
        "digest": written.digest,
    }


def _more(written: Sequence[_Written]) -> dict[str, Sequence[Any]]:
    return {
        "ids": [each.id for each in written],
        "kinds": [each.transaction.kind.value for each in written],
        "sources": [each.transaction.source for each in written],
        "moments": [each.transaction.effective_at for each in written],
        "digests": [each.digest for each in written],
    }


def _lines(written: Sequence[_Written]) -> dict[str, Sequence[Any]]:
    lines = [
        (each.id, number, line)
        for each in written
        for number, line in enumerate(each.transaction.lines, start=1)
    ]
    used = {line.account: line.kind for _, _, line in lines}
    return {
        "transactions": [id for id, _, _ in lines],
        "lines": [number for _, number, _ in lines],
        "accounts": [line.account for _, _, line in lines],
        "sides": [line.side.value for _, _, line in lines],
        "amounts": [line.amount for _, _, line in lines],
        "codes": list(used),
        "patterns": [kind.pattern for kind in used.values()],
        "normals": [kind.normal.value for kind in used.values()],
        "floors": [kind.least for kind in used.values()],
        "slots": [slots_of(kind) for kind in used.values()],
    }
