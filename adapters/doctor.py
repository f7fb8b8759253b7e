"""Looks at what an installation stands on, and says in sentences what is well and what is not."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import psycopg

from adapters.database.connect import alone
from adapters.database.migrate import is_current
from adapters.home import Home
from adapters.mail import SmtpMail
from domain.errors import Unavailable
from domain.model.notices import MailAway

OLDEST_POSTGRES = 17  # the first with the locale C.UTF-8 built in
CONNECTIONS = 50  # two web workers with 8 + 8, a worker with 4 + 4 + 4, and those who keep one for themselves

FITNESS = """
    SELECT current_setting('server_version_num')::int / 10000, current_setting('server_version'),
           EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_trgm'),
           current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int,
           (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend')
"""


@dataclass(frozen=True)
class Finding:
    well: bool
    says: str


def examine(home: Home) -> Iterator[Finding]:
    """Settings first (they could be read, or we were not here), then the database."""
    settings = home.settings
    kind = "production" if settings.production else "development"
    yield Finding(True, f"Settings: {kind}, at {settings.public_url}, data in {home.folder}")
    carrier = f"a sandbox at {home.provider.api_base}" if home.has_sandbox else "Stripe"
    yield Finding(True, f"Payments: by {carrier}")
    yield _mail(home)
    yield examine_files(home)
    try:
        with alone(home.address, "plik doctor") as connection:
            yield from examine_database(connection)
        current = is_current(home.address())
    except psycopg.OperationalError as error:
        yield Finding(False, f"Database: cannot be reached: {error}")
    else:
        advice = (
            "the schema is this version's" if current else "the schema is not this version's: flask migrate"
        )
        yield Finding(current, f"Database: {advice}")


def _mail(home: Home) -> Finding:
    """Without a server notices are kept and shown all the same."""
    carrier = home.mail
    if not isinstance(carrier, SmtpMail):
        where = f"kept in {home.folder / 'mail'}" if carrier else "none are sent: there is no MAIL_URL"
        return Finding(True, f"Mails: {where}")
    try:
        carrier.check()
    except MailAway as error:
        return Finding(False, f"Mails: the server of MAIL_URL takes none: {error.__cause__}")
    return Finding(True, "Mails: by the server of MAIL_URL")


def examine_files(home: Home) -> Finding:
    """Whether something can be written to the store of files, and read again."""
    where = home.settings.files_url or str(home.folder / "files")
    try:
        home.files.check()
    except Unavailable as error:
        return Finding(False, f"Files: {where} cannot be used: {' '.join(error.__notes__)}")
    return Finding(True, f"Files: in {where}")


def examine_database(connection: psycopg.Connection[Any]) -> Iterator[Finding]:
    """Whether a PostgreSQL is fit for us."""
    row = connection.execute(FITNESS).fetchone()
    assert row is not None
    version, full, has_trigrams, most, used = row
    new_enough = version >= OLDEST_POSTGRES
    advice = "" if new_enough else f"; {OLDEST_POSTGRES} or later is needed"
    yield Finding(new_enough, f"Database: PostgreSQL {full}{advice}")
    if has_trigrams:
        yield _thai(connection)
    room = most >= CONNECTIONS
    advice = "" if room else f"; we need {CONNECTIONS}: raise max_connections"
    yield Finding(room, f"Database: {used} of {most} connections in use{advice}")


def _thai(connection: psycopg.Connection[Any]) -> Finding:
    row = connection.execute("SELECT show_trgm('ก') <> '{}'").fetchone()
    finds = bool(row and row[0])
    advice = "finds Thai text" if finds else "finds no Thai text: make it anew with the locale C.UTF-8"
    return Finding(finds, f"Database: {advice}")
