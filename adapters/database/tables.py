"""Where each noun lives: its table by name, once every table is known."""

from collections.abc import Mapping

from sqlalchemy import Table

from adapters.database.migrate import load_tables
from adapters.database.schema import metadata


def tables() -> Mapping[str, Table]:
    load_tables()
    return metadata.tables
