"""Reading statements, outside any transaction: prepared, counted, and tried again where a connection has died."""

from collections.abc import Callable, Sequence
from typing import Any, cast

import psycopg
from psycopg_pool import ConnectionPool

from adapters.database.failures import translated


class Reads:
    """`counted` hears of every statement, so that a test and the bench can count them."""

    def __init__(self, pool: ConnectionPool[Any], counted: Callable[[], None] = lambda: None) -> None:
        self._pool, self._counted = pool, counted

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[Any]:
        """Reading again is safe: connections that died with the database are replaced once."""
        self._counted()
        with translated():
            try:
                return self._fetch(sql, values)
            except psycopg.OperationalError:
                self._pool.check()
                return self._fetch(sql, values)

    def row(self, sql: str, values: Sequence[Any] = ()) -> Any:
        """The first, or None."""
        return next(iter(self.rows(sql, values)), None)

    def _fetch(self, sql: str, values: Sequence[Any]) -> list[Any]:
        with self._pool.connection() as connection:
            rows: list[Any] = connection.execute(cast(Any, sql), values, prepare=True).fetchall()
        return rows
