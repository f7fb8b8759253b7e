"""Whether the database is fit to serve: it answers, its text is Unicode, and how far the sequencer is behind."""

from collections.abc import Callable, Mapping
from typing import Any

import psycopg
from psycopg_pool import ConnectionPool, PoolTimeout

FIT = """
    SELECT show_trgm('ก') <> '{}',
           coalesce((SELECT extract(epoch FROM clock_timestamp() - min(kept_at))::float8 FROM outbox), 0),
           (SELECT count(*) FROM outbox)
"""


def readiness(pool: ConnectionPool[Any]) -> Callable[[], Mapping[str, Any]]:
    def ready() -> Mapping[str, Any]:
        try:
            with pool.connection(timeout=2) as connection:
                finds_thai, lag, waiting = connection.execute(FIT).fetchone() or (False, 0, 0)
        except (psycopg.Error, PoolTimeout):
            return {"status": "unavailable", "database": "unavailable"}
        return {
            "status": "ok" if finds_thai else "unavailable",
            "database": "ok" if finds_thai else "does not find Thai text; see README, PostgreSQL's locale",
            "feed_lag_seconds": round(max(lag, 0), 3),
            "feed_waiting": waiting,
        }

    return ready
