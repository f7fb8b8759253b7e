"""The last seconds of a call: everybody submits at once, and the call closes in the middle of it.

What came in time is in, nothing is lost, and nothing is let in late: that is no matter of speed, so it is checked; how
long one waited is told beside it.
"""

import json
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from http.client import HTTPConnection
from uuid import uuid4

from sqlalchemy import create_engine, func, select, update

from adapters.database.calls import calls
from adapters.database.entries import entries
from adapters.database.organizations import organizations
from adapters.database.projects import projects
from adapters.ids import new_id
from api.demo.data import document
from api.demo.data import projects as demo_projects
from bench.data import insert_all
from bench.pledger import Backer
from bench.report import Result, result
from bench.rounds import Ratio
from bench.servers import Servers
from domain.ids import AccountId, CallId, OrganizationId, ProjectId
from domain.model.calls import Call, CallState, Split
from domain.model.projects import Project
from domain.money import Currency

AT_ONCE = 4  # requests of one person, so that whoever waits for an answer does not keep the rest waiting
AFTERWARDS = 0.1  # of the entries come when it is over


@dataclass(frozen=True)
class Rush:
    """So many entries in so many seconds before the end."""

    entries: int
    seconds: float


WHOLE, QUICK = Rush(500, 10), Rush(40, 2)


@dataclass(frozen=True)
class Sent:
    at: datetime
    ended: datetime
    status: int


@dataclass(frozen=True)
class Closed:
    """What was sent until the end and after it, as the senders saw it, and how many came in."""

    closes_at: datetime
    sent: Sequence[Sent]
    kept: int
    late: int  # of those kept

    @property
    def taken(self) -> list[Sent]:
        return [each for each in self.sent if each.status == 201]

    @property
    def in_time(self) -> list[Sent]:
        """Answered before the end. What was only sent before it may have waited longer at a busy door."""
        return [each for each in self.sent if each.ended < self.closes_at]

    def wrong(self) -> Iterator[str]:
        """What was promised and is not so."""
        if self.kept != len(self.taken):
            yield f"{len(self.taken)} entries were taken, and {self.kept} are there"
        if self.late:
            yield f"{self.late} entries were let in late"
        if refused := [each.status for each in self.in_time if each.status != 201]:
            yield f"{len(refused)} that came in time are not in: {sorted(set(refused))}"
        if let_in := [each for each in self.taken if each.at >= self.closes_at]:
            yield f"{len(let_in)} that were sent too late are in"


def measure_closing(running: Servers, people: Sequence[Backer], rush: Rush) -> Closed:
    """Send them, evenly. Raises RuntimeError where what is promised is not so."""
    engine = create_engine(running.database_url.replace("postgresql://", "postgresql+psycopg://", 1))
    number = round(rush.entries * (1 + AFTERWARDS))
    call = _call(-(-number // len(people)))
    own = [_project(people[place % len(people)].id, place) for place in range(number)]
    with engine.begin() as connection:
        call.organization_id = OrganizationId(connection.scalars(select(organizations.c.id)).first() or "")
        insert_all(connection, calls, [call])
        insert_all(connection, projects, own)
        begins = datetime.now(UTC) + timedelta(seconds=0.5)
        closes_at = begins + timedelta(seconds=rush.seconds)
        connection.execute(update(calls).where(calls.c.id == call.id).values(closes_at=closes_at))
    pace = timedelta(seconds=rush.seconds) / rush.entries
    due = [(begins + pace * place, str(project.id)) for place, project in enumerate(own)]
    send = partial(_send, running.platform.port, call.id)
    lanes = len(people) * AT_ONCE  # all of a person's have the same remainder, in whichever lane
    with ThreadPoolExecutor(lanes) as pool:
        each = [due[first::lanes] for first in range(lanes)]
        sent = [one for some in pool.map(send, [*people] * AT_ONCE, each) for one in some]
    with engine.begin() as connection:
        there = select(func.count(), func.count().filter(entries.c.submitted_at >= closes_at))
        kept, late = connection.execute(there.where(entries.c.call_id == call.id)).one()
    engine.dispose()
    closed = Closed(closes_at, sent, kept, late)
    if wrong := list(closed.wrong()):
        raise RuntimeError("In the last moments of a call: " + "; ".join(wrong))
    return closed


def results(closed: Closed) -> Iterator[Result]:
    """What came in time and is in, of what came in time: all of it, or there is no result."""
    times = _milliseconds(closed)
    facts = {
        "entries": closed.kept,
        "waited_over_the_end": sum(each.at < closed.closes_at for each in closed.sent) - closed.kept,
        "p50_ms": times[len(times) // 2],
        "p99_ms": times[len(times) * 99 // 100],
    }
    yield result("entries_in_time_are_in", Ratio(1, 1, 1, 1), facts)


def table(closed: Closed, rush: Rush) -> Iterator[str]:
    [found] = results(closed)
    yield f"{rush.entries} entries in the last {rush.seconds:g} s of a call, and {AFTERWARDS:.0%} more after it"
    yield (
        f"{found['entries']} in, none lost, none late; {len(closed.sent) - closed.kept} told that it is closed,"
        f" {found['waited_over_the_end']} of them having waited over the end;"
        f" half within {found['p50_ms']} ms, 99 % within {found['p99_ms']} ms"
    )


def _milliseconds(closed: Closed) -> list[int]:
    return sorted(round((each.ended - each.at).total_seconds() * 1000) for each in closed.taken)


def _send(port: int, call_id: str, who: Backer, due: Sequence[tuple[datetime, str]]) -> list[Sent]:
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    sent = []
    for moment, project_id in due:
        time.sleep(max((moment - datetime.now(UTC)).total_seconds(), 0))
        at = datetime.now(UTC)
        headers = {
            "Authorization": f"Bearer {who.token}",
            "Content-Type": "application/json",
            "Idempotency-Key": uuid4().hex,
        }
        body = json.dumps({"project_id": project_id})
        connection.request("POST", f"/v1/calls/{call_id}/entries", body, headers)
        answer = connection.getresponse()
        answer.read()
        sent.append(Sent(at, datetime.now(UTC), answer.status))
    connection.close()
    return sent


def _call(entries_each: int) -> Call:
    now = datetime.now(UTC)
    return Call(
        id=CallId(new_id("call")),
        organization_id=OrganizationId(""),
        title={"th": "พลิกไทย"},
        brief={},
        opens_at=now - timedelta(days=1),
        closes_at=now + timedelta(days=1),
        award_count=10,
        pool_amount=100_000_000,
        pool_currency=Currency.THB,
        split=Split.EQUAL,
        max_entries_per_account=entries_each,
        created_at=now,
        updated_at=now,
        state=CallState.OPEN,
        public=True,
        began_at=now,
    )


def _project(owner: str, number: int) -> Project:
    whole = demo_projects()
    return Project.drafted(
        document(whole[number % len(whole)]),
        id=ProjectId(new_id("project")),
        account_id=AccountId(owner),
        now=datetime.now(UTC),
    )
