"""Counts the SQL statements of the request at hand, so that a test and the bench can hold them to a number."""

from contextvars import ContextVar
from typing import Any

from sqlalchemy import Engine, event

_count: ContextVar[list[int] | None] = ContextVar("statements", default=None)


def begin() -> None:
    """A new request."""
    _count.set([0])


def counted() -> None:
    if (count := _count.get()) is not None:
        count[0] += 1


def so_far() -> int:
    return (_count.get() or [0])[0]


def count_on(engine: Engine) -> None:
    """Everything that SQLAlchemy executes counts too."""

    @event.listens_for(engine, "before_cursor_execute")
    def heard(*_: Any) -> None:
        counted()
