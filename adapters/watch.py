"""Sweeps that nobody should wait for: a cheap question, asked five times a second, says whether they are due."""

from collections.abc import Callable, Sequence
from datetime import datetime

import psycopg

from adapters.database.connect import Address, alone
from adapters.sweeps import PAYMENT_SWEEPS, Sweeper
from domain.core import Command, Core

NAME = "plik watch"


class Watch:
    """Not for two threads at once. `now` is the platform's clock; questions know it as `%(now)s`."""

    def __init__(
        self,
        address: Address,
        core: Core,
        now: Callable[[], datetime],
        sweeps: Sequence[tuple[str, Command[int]]] = PAYMENT_SWEEPS,
        *,
        name: str = NAME,
    ) -> None:
        self._address, self._core, self._now, self._sweeps, self._name = address, core, now, sweeps, name
        self._connection: psycopg.Connection | None = None

    def step(self) -> int:
        """Every sweep that is due, once; how many things were due.

        Raises psycopg.Error; whatever it was, the next step begins with a new connection.
        """
        try:
            due = [sweep for question, sweep in self._sweeps if self._is_due(question)]
        except psycopg.Error:
            self.close()
            raise
        return Sweeper(self._core, due).step()

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = None

    def _is_due(self, question: str) -> bool:
        self._connection = self._connection or alone(self._address, self._name)
        return any(self._connection.execute(question.encode(), {"now": self._now()}).fetchone() or ())
