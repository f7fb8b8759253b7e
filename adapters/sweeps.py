"""What time does: the platform's own wishes, made every few seconds until nothing is due.

A deadline is never a job at a moment: a moment can be missed, and a clock can be moved.
"""

import logging
from collections.abc import Sequence
from typing import Any

from domain.access import SYSTEM
from domain.core import Command, Core
from domain.usecases.calls import CloseDueCalls

SWEEPS: tuple[Command[int], ...] = (CloseDueCalls(),)
"""Each says how many were due, may run in two workers at once, and finds nothing left when run again."""

log = logging.getLogger("plik.sweeps")


class Sweeper:
    def __init__(self, core: Core, sweeps: Sequence[Command[Any]] = SWEEPS) -> None:
        self._core, self._sweeps = core, sweeps

    def step(self) -> int:
        """Every sweep once; how many things were due. One that fails counts as due and does not stop the
        others.
        """
        return sum(self._run(sweep) for sweep in self._sweeps)

    def _run(self, sweep: Command[Any]) -> int:
        try:
            return int(self._core.run(sweep, SYSTEM, request_id="sweep"))
        except Exception:  # it stays due, and the next round may do better
            log.exception("the sweep %s failed", type(sweep).__name__)
            return 1
