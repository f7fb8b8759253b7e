"""Keeps the platform's processes alive on one machine, for those who have no systemd or Kubernetes to do it.

It starts them in order, each when the one before is ready; starts again what dies; and at the end stops them
in reverse order. Killed itself, it takes them along (on Linux; elsewhere they must then be ended by hand).
"""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import FrameType

TICK = 0.1  # seconds between two looks at the programs
SERVICE_TICK = 0.5  # seconds between two looks at a service
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 5.0  # seconds before a new start; doubled each time
STEADY = 30.0  # seconds of life after which the next death counts as the first
SET_PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of Linux's prctl
ENDINGS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


@dataclass(frozen=True, kw_only=True)
class Program:
    """A command to keep running.

    `env` is its whole environment. The next program waits until `ready` was true once. It has `grace` seconds
    between being asked to stop and being killed.
    """

    name: str
    argv: Sequence[str]
    env: Mapping[str, str]
    ready: Callable[[], bool] | None = None
    grace: float = 30.0


@dataclass(frozen=True, kw_only=True)
class Service:
    """Something that runs by itself, like the database: looked after, but not our child nor stopped with us.

    `revive` brings it back, or raises OSError or RuntimeError; nothing else is done meanwhile.
    """

    name: str
    is_running: Callable[[], bool]
    revive: Callable[[], object]


@dataclass
class _Patience:
    """How long to wait before the next start."""

    seconds: float = FIRST_PAUSE

    def next(self, *, lived: float) -> float:
        pause = FIRST_PAUSE if lived >= STEADY else self.seconds
        self.seconds = min(pause * 2, LONGEST_PAUSE)
        return pause


@dataclass(eq=False)
class _Child:
    program: Program
    process: subprocess.Popen[bytes] | None = None
    ended: subprocess.Popen[bytes] | None = None  # the one before, whose own children may still be there
    was_ready: bool = False
    started_at: float = 0.0
    due: float = 0.0
    patience: _Patience = field(default_factory=_Patience)


@dataclass(eq=False)
class _Ward:
    service: Service
    due: float = 0.0
    patience: _Patience = field(default_factory=_Patience)


class Supervisor:
    """One for a process, run in its main thread; `say` gets a line for each start, end and new start."""

    def __init__(
        self, programs: Sequence[Program], *, say: Callable[[str], None], services: Sequence[Service] = ()
    ) -> None:
        self._children = [_Child(program) for program in programs]
        self._wards = [_Ward(service) for service in services]
        self._say = say
        self._endings = 0

    def run(self) -> None:
        """Until SIGTERM, SIGINT or SIGHUP; returns when every program is gone.

        A second signal ends the grace of those that are still there.
        """
        before = {ending: signal.signal(ending, self._end) for ending in ENDINGS}
        try:
            while not self._endings:
                self._look()
                time.sleep(TICK)
        finally:
            for child in reversed(self._children):
                self._stop(child)
            for ending, handler in before.items():
                signal.signal(ending, handler)

    def _end(self, _signal: int, _frame: FrameType | None) -> None:
        self._endings += 1

    def _look(self) -> None:
        for ward in self._wards:
            if time.monotonic() >= ward.due:
                self._revive(ward)
        for child in self._children:
            self._tend(child)
            if not child.was_ready or self._endings:
                return  # those after it wait

    def _revive(self, ward: _Ward) -> None:
        service = ward.service
        ward.due = time.monotonic() + SERVICE_TICK
        if service.is_running():
            ward.patience = _Patience()
            return
        try:
            service.revive()
        except (OSError, RuntimeError) as error:
            pause = ward.patience.next(lived=0)
            ward.due = time.monotonic() + pause
            self._say(f"{service.name} is down; again in {pause:g} s: {error}")
        else:
            self._say(f"{service.name} was down; started again")

    def _tend(self, child: _Child) -> None:
        if child.process is None:
            if time.monotonic() >= child.due:
                self._start(child)
        elif (status := child.process.poll()) is not None:
            _signal_group(child.process, signal.SIGTERM)  # what it started itself may still finish something
            child.process, child.ended = None, child.process
            self._postpone(child, f"ended with status {status}")
        elif not child.was_ready:
            child.was_ready = child.program.ready is None or child.program.ready()

    def _start(self, child: _Child) -> None:
        _clear_away(child)
        child.started_at = time.monotonic()
        try:
            child.process = subprocess.Popen(
                child.program.argv,
                env=child.program.env,
                stdin=subprocess.DEVNULL,
                process_group=0,  # a Ctrl-C at the terminal is for us; and its own children can be found
                preexec_fn=_dying_with(os.getpid()),  # noqa: PLW1509  we have no threads, and nothing else does it
            )
        except OSError as error:
            self._postpone(child, f"cannot be started ({error})")
        else:
            self._say(f"{child.program.name} started as process {child.process.pid}")

    def _postpone(self, child: _Child, reason: str) -> None:
        pause = child.patience.next(lived=time.monotonic() - child.started_at)
        child.due = time.monotonic() + pause
        self._say(f"{child.program.name} {reason}; again in {pause:g} s")

    def _stop(self, child: _Child) -> None:
        process, program = child.process, child.program
        _clear_away(child)
        if process is None:
            return
        _signal_group(process, signal.SIGTERM)
        end = time.monotonic() + program.grace
        while process.poll() is None and time.monotonic() < end and self._endings < 2:
            time.sleep(0.02)
        stubborn = process.poll() is None
        _signal_group(process, signal.SIGKILL)  # also whoever of its group is left
        process.wait()
        child.process = None
        self._say(f"{program.name} {'did not stop and was killed' if stubborn else 'stopped'}")


def _clear_away(child: _Child) -> None:
    """What a dead program had started itself must not stand in the way: it may hold the port."""
    if child.ended:
        _signal_group(child.ended, signal.SIGKILL)
        child.ended = None


def _signal_group(process: subprocess.Popen[bytes], what: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):  # nobody is left in it
        os.killpg(process.pid, what)


def _dying_with(supervisor: int) -> Callable[[], None] | None:
    """What a child does before it becomes its program: then the system kills it when the supervisor dies."""
    if not sys.platform.startswith("linux"):
        return None
    prctl = ctypes.CDLL(None).prctl

    def promise() -> None:
        prctl(SET_PARENT_DEATH_SIGNAL, int(signal.SIGKILL))
        if os.getppid() != supervisor:
            os._exit(1)  # it died before we could promise

    return promise
