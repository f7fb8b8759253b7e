"""One after the other, whichever processes they are in: for what must not be done twice at once."""

from collections.abc import Iterator
from contextlib import contextmanager

from adapters.database.connect import Address, alone

PATIENCE = 60  # seconds to wait for whoever is at it


@contextmanager
def turn(address: Address, what: str) -> Iterator[None]:
    """Waits until nobody else is at it. Raises psycopg.errors.LockNotAvailable after a minute.

    The database holds the turn, and gives it on when the connection ends, however it ends.
    """
    with alone(address, f"plik {what}") as connection:
        connection.execute(f"SET lock_timeout = '{PATIENCE}s'".encode())
        connection.execute("SET statement_timeout = 0")
        connection.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", [f"plik {what}"])
        yield
