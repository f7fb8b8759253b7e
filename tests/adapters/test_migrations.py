"""Migrations lead to the schema that the code means, and back."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from procrastinate.schema import SchemaManager
from sqlalchemy import CheckConstraint, create_engine

from adapters.database.migrate import config, is_current, load_tables, migrate
from adapters.database.migrations import __path__ as folder
from adapters.database.schema import metadata
from tests.postgres import Server

# Everything that migrations make: of what kind, where, named how, meaning what.
ALL = """
    WITH ours AS (SELECT oid FROM pg_namespace WHERE nspname IN ('public', 'procrastinate'))
    SELECT 'column', attrelid::regclass::text, attname::text,
           format_type(atttypid, atttypmod) || attnotnull || coalesce(pg_get_expr(adbin, adrelid), '')
      FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
      JOIN pg_class ON pg_class.oid = attrelid AND relkind = 'r'
     WHERE attnum > 0 AND relnamespace IN (SELECT oid FROM ours)
    UNION ALL
    SELECT 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
     WHERE connamespace IN (SELECT oid FROM ours)
    UNION ALL
    SELECT 'index', tablename, indexname, indexdef FROM pg_indexes WHERE schemaname IN ('public', 'procrastinate')
    UNION ALL
    SELECT 'trigger', tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL
    SELECT 'function', pronamespace::regnamespace::text, oid::regprocedure::text, prosrc FROM pg_proc
     WHERE pronamespace IN (SELECT oid FROM ours)
     ORDER BY 1, 2, 3, 4
"""


@pytest.fixture
def empty(server: Server) -> Iterator[str]:
    with server.fresh_database("migrations", template="template0") as url:
        yield url


def everything(url: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(url) as connection:
        return connection.execute(ALL.encode()).fetchall()


def test_up_down_and_up_again_is_the_same(empty: str) -> None:
    before = everything(empty)
    migrate(empty)
    up = everything(empty)
    current = is_current(empty)

    command.downgrade(config(empty), "base")
    down = [row for row in everything(empty) if "alembic_version" not in row[1]]
    was_current = is_current(empty)
    migrate(empty)

    assert (current, was_current) == (True, False)
    assert down == before
    assert everything(empty) == up


def test_the_schema_is_what_the_tables_say(worker_database_url: str) -> None:
    load_tables()
    engine = create_engine(worker_database_url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.connect() as connection:
        made_by_hand = {"include_object": lambda item, *_: not item.info.get("is_view")}
        differences = compare_metadata(MigrationContext.configure(connection, opts=made_by_hand), metadata)
    engine.dispose()

    assert differences == []


def test_every_check_is_in_the_database(worker_database_url: str) -> None:
    load_tables()
    meant = {
        str(check.name)
        for table in metadata.tables.values()
        for check in table.constraints
        if isinstance(check, CheckConstraint)
    }

    with psycopg.connect(worker_database_url) as connection:
        rows = connection.execute(
            "SELECT conname FROM pg_constraint WHERE contype = 'c' AND connamespace = 'public'::regnamespace"
        )
        there = {name for (name,) in rows}

    assert {name for name in there ^ meant if not name.startswith("cardinal_number")} == set()


def test_the_tables_of_jobs_are_those_of_the_library_that_is_installed() -> None:
    """When this fails, a migration of ours has to follow the library's own."""
    ours = next(file for path in folder for file in [f"{path}/procrastinate_3_10.sql"])

    with open(ours, encoding="utf-8") as file:
        frozen = file.read()

    assert frozen.endswith(SchemaManager.get_schema().partition("\n\n")[2])
