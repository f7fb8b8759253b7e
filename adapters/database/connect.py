"""Connections: SQLAlchemy's for changing, psycopg's for reading. Both open at first use, after any fork."""

from collections.abc import Callable
from typing import Any

import orjson
import psycopg
from psycopg.adapt import Loader
from psycopg.conninfo import conninfo_to_dict
from psycopg_pool import ConnectionPool
from sqlalchemy import Engine, create_engine, event

Address = Callable[[], str]
"""Where the database is, asked before each connection: a server of our own may have moved."""

LIMITS = "-c lock_timeout=5s -c statement_timeout=30s -c idle_in_transaction_session_timeout=60s"
# A peer that has vanished is noticed within half a minute, on both sides: what it held is free again.
ALIVE: dict[str, Any] = {
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}
MEND = (
    "-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3 -c tcp_user_timeout=30s"
)


def writing_engine(address: Address, *, size: int) -> Engine:
    """Waits at most five seconds for a lock, thirty for a statement; asks connections whether they live.

    What went wrong is told without the values, which are people's.
    """
    engine = create_engine(
        "postgresql+psycopg://",
        pool_size=size,
        max_overflow=0,
        pool_timeout=10,
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args={
            "options": LIMITS,
            "connect_timeout": 3,
        },
    )

    @event.listens_for(engine, "do_connect")
    def find(_dialect: Any, _record: Any, _arguments: Any, named: dict[str, Any]) -> None:
        named |= conninfo_to_dict(address())

    return engine


class Json(Loader):
    """By orjson, without a call of Python's between it and each value: a page has hundreds."""

    load = staticmethod(orjson.loads)  # type: ignore[assignment]  # its argument has another name, by which nobody calls it


class LazyPool(ConnectionPool[Any]):
    """Opens itself at first use, in the process that uses it."""

    def getconn(self, timeout: float | None = None) -> Any:
        self.open()
        return super().getconn(timeout)


def reading_pool(address: Address, *, size: int) -> ConnectionPool[Any]:
    """Connections for reading: autocommit, `$1` placeholders, JSON by orjson."""

    def prepare(connection: psycopg.Connection[Any]) -> None:
        for kind in ("json", "jsonb"):
            connection.adapters.register_loader(kind, Json)
        connection.cursor_factory = psycopg.RawCursor

    return LazyPool(
        address,
        min_size=1,
        max_size=size,
        open=False,
        timeout=5,
        configure=prepare,
        kwargs={"autocommit": True, "options": "-c statement_timeout=15s", "connect_timeout": 3},
    )


def alone(address: Address, name: str) -> psycopg.Connection[Any]:
    """One connection for somebody who keeps it, like the sequencer; `name` is how the database lists it."""
    return psycopg.connect(
        address(),
        autocommit=True,
        application_name=name,
        connect_timeout=3,
        options=f"{LIMITS} {MEND}",
        **ALIVE,
    )
