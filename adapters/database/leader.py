"""The sequencer of one process among many: one leads, the others wait to take over.

Who leads is the database's word: a lock that goes with its connection. A leader that dies, or loses the
database, has lost the lead; the next to ask has it.
"""

import time

import psycopg

from adapters.database.connect import Address, alone
from adapters.database.sequencer import Sequencer

NAME = "plik sequencer"
ASKING_PAUSE = 0.5  # seconds between two questions of one who waits


class Leader:
    """Not for two threads at once."""

    def __init__(self, address: Address) -> None:
        self._address = address
        self._connection: psycopg.Connection | None = None
        self._sequencer: Sequencer | None = None  # only while it leads
        self._ask_at = 0.0

    @property
    def leads(self) -> bool:
        return self._sequencer is not None

    def step(self) -> int:
        """One step if it leads or now may; how many events and records. 0 where another leads.

        Raises psycopg.Error; whatever it was, the next step begins with a new connection.
        """
        try:
            if self._sequencer is None and time.monotonic() >= self._ask_at:
                self._ask()
            return self._sequencer.step() if self._sequencer else 0
        except psycopg.Error:
            self.close()
            raise

    def close(self) -> None:
        """Gives up the lead."""
        if self._connection is not None:
            self._connection.close()
        self._connection = self._sequencer = None

    def _ask(self) -> None:
        self._ask_at = time.monotonic() + ASKING_PAUSE
        self._connection = self._connection or alone(self._address, NAME)
        candidate = Sequencer(self._connection)
        if candidate.lead():
            self._sequencer = candidate
