"""What need not be known any longer is forgotten: finished idempotency keys, and guesses at passwords."""

from datetime import datetime

from sqlalchemy import Engine, delete

from adapters.database.accounts import WINDOW, login_guesses
from adapters.database.idempotency import SqlIdempotencyKeys


def forget(engine: Engine, now: datetime) -> int:
    """How many rows are gone. A second run finds nothing. `now` is the machine's own time."""
    keys = SqlIdempotencyKeys(engine)
    gone = 0
    while some := keys.forget_old(now):
        gone += some
    with engine.begin() as connection:
        old = delete(login_guesses).where(login_guesses.c.at < now - WINDOW)
        return gone + connection.execute(old).rowcount
