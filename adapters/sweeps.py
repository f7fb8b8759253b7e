"""What time does: the platform's own wishes, made every few seconds until nothing is due.

A deadline is never a job at a moment: a moment can be missed, and a clock can be moved.
"""

import logging
from collections.abc import Sequence
from typing import Any

from adapters.database.notices import ARE_DUE as MAILS_ARE_DUE
from adapters.database.pledges import ARE_DUE as PAYMENTS_ARE_DUE
from adapters.database.provider_events import ARE_DUE as EVENTS_ARE_DUE
from domain.access import SYSTEM
from domain.core import Command, Core
from domain.usecases.attachments import ForgetFiles
from domain.usecases.calls_due import BeginDueCalls, CloseDueCalls, EndDueAppeals
from domain.usecases.notices import SendNotices
from domain.usecases.placements import LapseDueOffers
from domain.usecases.progress import RemindDueJudges
from domain.usecases.provider_events import ApplyProviderEvents
from domain.usecases.settling import CheckPayments, DecideDueCampaigns, SettleCampaigns

SWEEPS: tuple[Command[int], ...] = (
    BeginDueCalls(),
    CloseDueCalls(),
    EndDueAppeals(),
    RemindDueJudges(),
    LapseDueOffers(),
    DecideDueCampaigns(),
    SettleCampaigns(),
    ForgetFiles(),
)
"""Each says how many were due, may run in two workers at once, and finds nothing left when run again."""

PAYMENT_SWEEPS: tuple[tuple[str, Command[int]], ...] = (
    (EVENTS_ARE_DUE, ApplyProviderEvents()),
    (PAYMENTS_ARE_DUE, CheckPayments()),
)
"""Likewise, each behind a question in SQL that says whether anything is due."""

MAIL_SWEEPS: tuple[tuple[str, Command[int]], ...] = ((MAILS_ARE_DUE, SendNotices()),)
"""Likewise; a mail server may be slow, and nothing else waits for it."""

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
