"""Short slices, one page after the other, in an order that turns around each round: what disturbs one disturbs all."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from bench.load import Load
from bench.machine import cpu
from bench.pages import Page
from bench.servers import Server, Servers


@dataclass(frozen=True)
class Plan:
    """`seconds` of a slice; whole ones go by wrk, where it is."""

    rounds: int
    seconds: float
    projects: int


@dataclass(frozen=True)
class Slice:
    """What one page did in one slice: requests, and seconds of CPU of who answered them and of the database."""

    requests: int
    seconds: float
    app: float
    database: float
    busy: float

    @property
    def per_second(self) -> float:
        return self.requests / self.seconds

    @property
    def app_cost(self) -> float:
        """Seconds of CPU a request, outside the database."""
        return self.app / self.requests


Measured = Mapping[str, Sequence[Slice]]  # by the name of the page, a slice for each round


@dataclass(frozen=True)
class Ratio:
    """The median over the rounds, and the range they were in."""

    middle: float
    low: float
    high: float
    rounds: int


def measure(running: Servers, load: Load, pages: Sequence[tuple[Server, Page]], plan: Plan) -> Measured:
    """Each page once, unmeasured, so that everything is warm; then the rounds."""
    found: dict[str, list[Slice]] = {page.name: [] for _, page in pages}
    for number in range(plan.rounds + 1):
        for server, page in pages if number % 2 else reversed(pages):
            measured = _slice(running, load, server, page, plan.seconds)
            if number:
                found[page.name].append(measured)
    return found


def ratio(above: Sequence[Slice], below: Sequence[Slice], of: Callable[[Slice], float]) -> Ratio:
    """Of what two pages did in the same round."""
    found = sorted(of(one) / of(other) for one, other in zip(above, below, strict=True))
    return Ratio(median(found), found[0], found[-1], len(found))


def _slice(running: Servers, load: Load, server: Server, page: Page, seconds: float) -> Slice:
    before = cpu(server.process_id), cpu(running.database_process_id)
    answered = load.on(load.job(page, server.port, seconds))
    app, database = (
        now - then
        for now, then in zip((cpu(server.process_id), cpu(running.database_process_id)), before, strict=True)
    )
    return Slice(answered.requests, answered.seconds, app, database, answered.busy)
