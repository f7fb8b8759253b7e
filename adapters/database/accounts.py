"""Accounts, their sessions, refresh tokens and guessed passwords: tables, mappings, collections."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Table,
    Text,
    UniqueConstraint,
    delete,
    func,
    insert,
    select,
)
from sqlalchemy.orm import Session as Transaction
from sqlalchemy.orm import registry

from adapters.database.collection import SqlCollection
from adapters.database.schema import id_type, key, known, metadata, moment, stamps, to, words
from domain.model.accounts import Account, Locale, RefreshToken, Session

accounts = Table(
    "accounts",
    metadata,
    key(),
    Column("email", Text, nullable=False),
    Column("display_name", Text, nullable=False),
    words("locale", Locale),
    Column("password_hash", Text, nullable=False),
    Column("admin", Boolean, nullable=False),
    Column("mail_notices", Boolean, nullable=False, info={"at_first": "true"}),
    *stamps(),
    UniqueConstraint("email", name="email_is_taken_once"),
    known("locale", Locale),
)

sessions = Table(
    "sessions",
    metadata,
    key(),
    to("accounts", "account_id"),
    Column("device", Text, nullable=False),
    moment("created_at"),
    moment("expires_at"),
    moment("revoked_at", nullable=True),
)

refresh_tokens = Table(
    "refresh_tokens",
    metadata,
    Column("hash", Text, primary_key=True),
    Column("session_id", id_type(), ForeignKey("sessions.id"), nullable=False, index=True),
    moment("issued_at"),
    moment("used_at", nullable=True),
)

login_guesses = Table(
    "login_guesses",
    metadata,
    Column("email", Text, nullable=False),
    moment("at"),
)
Index("ix_login_guesses_email_at", login_guesses.c.email, login_guesses.c.at)

MOST_GUESSES = 10
WINDOW = timedelta(minutes=15)


def map_accounts(mapper: registry) -> None:
    mapper.map_imperatively(Account, accounts, version_id_col=accounts.c.version)
    mapper.map_imperatively(Session, sessions)
    mapper.map_imperatively(RefreshToken, refresh_tokens)


class SqlAccounts(SqlCollection[Account]):
    def by_email(self, email: str) -> Account | None:
        return self._session.scalars(select(Account).where(accounts.c.email == email)).one_or_none()

    def known(self, ids: Iterable[str]) -> frozenset[str]:
        return frozenset(self._session.scalars(select(accounts.c.id).where(accounts.c.id.in_(list(ids)))))


class SqlRefreshTokens:
    def __init__(self, session: Transaction) -> None:
        self._session = session

    def add(self, token: RefreshToken) -> None:
        self._session.add(token)
        self._session.flush()

    def lock(self, hash: str) -> RefreshToken | None:
        return self._session.get(RefreshToken, hash, with_for_update=True, populate_existing=True)


class SqlLogins:
    """Counted in the database, so that no number of processes, doors or forged addresses gives more guesses."""

    def __init__(self, session: Transaction) -> None:
        self._session = session

    def guess(self, email: str, *, now: datetime) -> int:
        self._session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(email, 0))))
        recent = select(func.count(), func.min(login_guesses.c.at)).where(
            login_guesses.c.email == email, login_guesses.c.at > now - WINDOW
        )
        count, first = self._session.execute(recent).one()
        if count >= MOST_GUESSES:
            return max(1, int((first + WINDOW - now).total_seconds()) + 1)
        self._session.execute(insert(login_guesses).values(email=email, at=now))
        return 0

    def forget(self, email: str) -> None:
        self._session.execute(delete(login_guesses).where(login_guesses.c.email == email))
