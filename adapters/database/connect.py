"""Connections: SQLAlchemy's for changing, psycopg's for reading. Both open at first use, after any fork."""

from sqlalchemy import Engine, create_engine


def writing_engine(url: str, *, size: int) -> Engine:
    """Waits at most five seconds for a lock, thirty for a statement; asks a connection whether it lives before use."""
    return create_engine(
        url.replace("postgresql://", "postgresql+psycopg://", 1),
        pool_size=size,
        max_overflow=0,
        pool_timeout=10,
        pool_pre_ping=True,
        connect_args={
            "options": "-c lock_timeout=5s -c statement_timeout=30s -c idle_in_transaction_session_timeout=60s",
            "connect_timeout": 3,
        },
    )
