"""What the operating system knows: CPU time of processes, who runs on which core, and what machine this is.

Linux only: it reads /proc.
"""

import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

TICK = 1 / os.sysconf("SC_CLK_TCK")
PARENT, TIMES = 1, slice(11, 15)  # places in /proc/PID/stat after the name: 4 and 14 to 17 of proc(5)
GONE = (FileNotFoundError, ProcessLookupError)  # it ended while we were looking


def cpu(leader: int) -> float:
    """Seconds of CPU that a process and its children have used so far; of those that ended too, once waited for.

    Each process is rounded down to a tick (10 ms), so that short differences are coarse but their sum is not.
    """
    ticks = 0
    for process, facts in _family(leader):
        own, ended = facts[TIMES][:2], facts[TIMES][2:]
        ticks += sum(map(int, [*own, *ended] if process == leader else own))
    return ticks * TICK


def pin(leader: int, core: int | None) -> None:
    """Let a process and its children, and what they start, run on this core alone; None: wherever they like."""
    for process, _ in _family(leader) if core is not None else ():
        with suppress(*GONE):
            for thread in Path(f"/proc/{process}/task").iterdir():
                os.sched_setaffinity(int(thread.name), {core or 0})


@contextmanager
def on_core(core: int | None) -> Iterator[None]:
    """Whatever is started within runs on this core alone; None: wherever it likes."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, before if core is None else {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def cores() -> tuple[int | None, int | None]:
    """One for the servers and another for the load, where there are two."""
    ours = sorted(os.sched_getaffinity(0))
    return (ours[0], ours[-1]) if len(ours) > 1 else (None, None)


def described() -> str:
    """The machine in a line."""
    models = [
        line.partition(":")[2].strip()
        for line in Path("/proc/cpuinfo").read_text().splitlines()
        if line.startswith("model name")
    ]
    model, count = models[0] if models else platform.machine(), len(os.sched_getaffinity(0))
    return f"{count} cores of {model}, {platform.system()}, Python {platform.python_version()}"


def is_busy() -> bool:
    """Whether others use much of it, by the load of the last minute."""
    return os.getloadavg()[0] > len(os.sched_getaffinity(0)) / 4


def _family(leader: int) -> Iterator[tuple[int, list[str]]]:
    """A process and its children, each with what /proc says of it after its name."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(*GONE):
            facts = stat.read_text().rpartition(")")[2].split()
            process = int(stat.parent.name)
            if process == leader or facts[PARENT] == str(leader):
                yield process, facts
