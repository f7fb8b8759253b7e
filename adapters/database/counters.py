"""Public counters, moved by the sequencer as it numbers events; reading them sums nothing."""

from collections.abc import Callable, Mapping
from typing import Any

from psycopg_pool import ConnectionPool

from adapters.database.failures import translated

ALL = """
    SELECT coalesce((SELECT number FROM heads WHERE chain = 'events'), 0),
           (SELECT json_object_agg(name, value) FROM counters)
"""


class SqlCounters:
    def __init__(self, pool: ConnectionPool[Any], counted: Callable[[], None] = lambda: None) -> None:
        self._pool, self._counted = pool, counted

    def all(self) -> tuple[int, Mapping[str, int]]:
        self._counted()
        with translated(), self._pool.connection() as connection:
            sequence, counts = connection.execute(ALL, prepare=True).fetchone() or (0, None)
        return sequence, counts or {}
