"""Brings a database to the schema of this version; one runs at a time, however many ask."""

from importlib import import_module
from pkgutil import iter_modules

import psycopg
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

import adapters.database as tables
from adapters.database import migrations

LOCK = 7_204_311  # any number, the same for everybody who migrates


def migrate(url: str, revision: str = "head") -> None:
    """Up to the revision, waiting for whoever is at it already."""
    load_tables()
    with psycopg.connect(url, autocommit=True) as guard:
        guard.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        command.upgrade(config(url), revision)


def is_current(url: str) -> bool:
    """Whether the database has the schema of this version."""
    newest = ScriptDirectory.from_config(config(url)).get_current_head()
    with psycopg.connect(url, autocommit=True) as connection:
        known = connection.execute("SELECT to_regclass('alembic_version')").fetchone()
        if known is None or known[0] is None:
            return False
        return connection.execute("SELECT version_num FROM alembic_version").fetchall() == [(newest,)]


def config(url: str) -> Config:
    found = Config()
    found.set_main_option("script_location", str(migrations.__path__[0]))
    found.attributes["url"] = url.replace("postgresql://", "postgresql+psycopg://", 1)
    return found


def load_tables() -> None:
    """Import every table, so that the metadata is whole."""
    for module in iter_modules(tables.__path__):
        if module.name not in {"reader", "migrations", "migrate", "tables"}:
            import_module(f"adapters.database.{module.name}")
