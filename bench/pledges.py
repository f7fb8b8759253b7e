"""Pledges to one hot campaign and to many, through our door and beside the bare inserts of the same rows."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass

from adapters.clocks import real_now
from adapters.database import statements
from adapters.ports import Connections, make_ports
from bench.load import ROOT
from bench.machine import cpu, on_core
from bench.pledger import Backer, Setting, Took, Turn, pledge
from bench.raising import Raising
from bench.rounds import Measured, Plan, Slice
from bench.servers import Servers
from bench.till import Till
from domain.model.campaigns import Model

PROCESSES = 2
COLLECTED, SECURED = Model.KEEP_WHAT_YOU_RAISE, Model.ALL_OR_NOTHING
# The key is claimed. It begins: campaign, pledge, event, audit trail, key. The till is asked, for which the pledge is
# read, and its backer's address. It follows: pledge, campaign, pledge, ledger where money came, the change, events,
# audit trail, key. The answer is kept.
STATEMENTS = {COLLECTED: 14, SECURED: 13}


AROUND = 2  # through a face also: who is asking, and the pledge as it is shown


@dataclass(frozen=True)
class Way:
    """`bare` is the way that it is measured beside."""

    name: str
    says: str
    how: str
    model: Model
    bare: str

    def statements(self, through_the_core: int) -> int:
        """How many a pledge takes."""
        return {"core": through_the_core, "http": through_the_core + AROUND, "bare": 1}[self.how]


WAYS = (
    Way("collected_http", "collected, REST", "http", COLLECTED, "collected_bare"),
    Way("collected", "collected, through the core", "core", COLLECTED, "collected_bare"),
    Way("collected_bare", "the same rows, bare", "bare", COLLECTED, "collected_bare"),
    Way("secured", "secured, through the core", "core", SECURED, "secured_bare"),
    Way("secured_bare", "the same rows, bare", "bare", SECURED, "secured_bare"),
)
HEAT = ("spread", "hot")


def first_pledges(url: str, raising: Raising, backer: str) -> Mapping[Model, int]:
    """One to each campaign, so that its account in the ledger is open; how many statements the last of a model took.
    Raises RuntimeError where it took others than were promised."""
    on = Connections(lambda: url, 1)
    ports, counted = make_ports(on, real_now, Till()), {}
    for model in Model:
        for campaign in (raising.hot[model], *raising.spread[model]):
            statements.begin()
            pledge(ports, backer, campaign)
            counted[model] = statements.so_far()
    on.close()
    if counted != STATEMENTS:
        raise RuntimeError(f"A pledge takes {counted} statements, not {STATEMENTS}.")
    return counted


def measure_pledges(
    running: Servers, raising: Raising, backers: Sequence[Backer], core: int | None, plan: Plan
) -> Measured:
    """Every way, hot and spread, in rounds; who pledges does it from this core."""
    found: dict[str, list[Slice]] = {f"{way.name}_{heat}": [] for way in WAYS for heat in HEAT}
    turns = [(way, heat) for way in WAYS for heat in HEAT]
    with _pledgers(running, backers, core) as pledgers:
        for number in range(plan.rounds + 1):
            for way, heat in turns if number % 2 else reversed(turns):
                there = [raising.hot[way.model]] if heat == "hot" else raising.spread[way.model]
                measured = _slice(running, pledgers, Turn(way.how, way.model, there, plan.seconds))
                if number:
                    found[f"{way.name}_{heat}"].append(measured)
    return found


def _slice(running: Servers, pledgers: Sequence["_Process"], turn: Turn) -> Slice:
    """All processes at once; where they only ask, the CPU is the platform's."""
    before = cpu(running.platform.process_id), cpu(running.database_process_id)
    for pledger in pledgers:
        pledger.begin(turn)
    took = [pledger.end() for pledger in pledgers]
    app, database = (
        now - then
        for now, then in zip(
            (cpu(running.platform.process_id), cpu(running.database_process_id)), before, strict=True
        )
    )
    used = sum(each.cpu for each in took)
    seconds = max(each.seconds for each in took)
    done = sum(each.pledges for each in took)
    return Slice(done, seconds, app if turn.way == "http" else used, database, 0.0)


class _Process:
    """A process of backers."""

    def __init__(self, setting: Setting) -> None:
        argv, pipe = [sys.executable, "-m", "bench.pledger"], subprocess.PIPE
        self._process = subprocess.Popen(argv, cwd=ROOT, stdin=pipe, stdout=pipe, text=True)
        assert self._process.stdin, "a pipe"
        assert self._process.stdout, "a pipe"
        self._in, self._out = self._process.stdin, self._process.stdout
        self._say(asdict(setting))

    def begin(self, turn: Turn) -> None:
        self._say(asdict(turn))

    def end(self) -> Took:
        """Raises RuntimeError where it failed; it has said on standard error why."""
        if not (said := self._out.readline()):
            raise RuntimeError("Pledging failed.")
        return Took(**json.loads(said))

    def stop(self) -> None:
        self._in.close()
        self._process.wait()

    def _say(self, what: object) -> None:
        self._in.write(json.dumps(what) + "\n")
        self._in.flush()


@contextmanager
def _pledgers(running: Servers, backers: Sequence[Backer], core: int | None) -> Iterator[Sequence[_Process]]:
    with ExitStack() as stack, on_core(core):
        started = []
        for number in range(PROCESSES):
            mine = Setting(running.database_url, running.platform.port, backers[number::PROCESSES])
            started.append(_Process(mine))
            stack.callback(started[-1].stop)
        yield started
