"""What need not be known any longer is forgotten: finished idempotency keys, guesses at passwords, and what a
provider told us long ago."""

from datetime import datetime

from sqlalchemy import Engine, delete

from adapters.database.accounts import WINDOW, login_guesses
from adapters.database.idempotency import SqlIdempotencyKeys
from adapters.database.provider_events import forget_old_events


def forget(engine: Engine, now: datetime) -> int:
    """How many rows are gone. A second run finds nothing. `now` is the machine's own time."""
    keys = SqlIdempotencyKeys(engine)
    gone = 0
    while some := keys.forget_old(now):
        gone += some
    with engine.begin() as connection:
        old = delete(login_guesses).where(login_guesses.c.at < now - WINDOW)
        gone += connection.execute(old).rowcount
        return gone + connection.execute(forget_old_events(now)).rowcount
