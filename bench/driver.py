"""Our own load: a few connections that each ask again as soon as they are answered. A process of its own.

`python -m bench.driver` reads a Job as JSON from its input and writes an Answered to its output.
"""

import json
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from functools import partial
from http.client import HTTPConnection, HTTPResponse

from bench.pages import Page, change


@dataclass(frozen=True)
class Job:
    page: Page
    port: int
    connections: int
    seconds: float


@dataclass(frozen=True)
class Answered:
    """`seconds` is how long it took. `busy`: of that time, how much the load itself was at work, of one core."""

    requests: int
    seconds: float
    errors: int
    busy: float


def drive(job: Job) -> Answered:
    """The closed loop: as many threads as connections."""
    began, used = time.perf_counter(), time.process_time()
    with ThreadPoolExecutor(job.connections) as pool:
        found = list(pool.map(partial(_connection, job, began + job.seconds), range(job.connections)))
    seconds = time.perf_counter() - began
    return Answered(
        requests=sum(requests for requests, _ in found),
        seconds=seconds,
        errors=sum(errors for _, errors in found),
        busy=(time.process_time() - used) / seconds,
    )


def _connection(job: Job, until: float, number: int) -> tuple[int, int]:
    """One connection until the time is over: how many requests, and how many of them failed."""
    connection = HTTPConnection("127.0.0.1", job.port, timeout=30)
    send = _writes(connection, job.page, number) if job.page.written else _reads(connection, job.page)
    requests = errors = 0
    while time.perf_counter() < until:
        requests += 1
        errors += next(send) != 200
    connection.close()
    return requests, errors


def _reads(connection: HTTPConnection, page: Page) -> Iterator[int]:
    body = page.body.encode() or None
    while True:
        connection.request(page.method, page.path, body, dict(page.headers))
        yield _status(connection.getresponse())


def _writes(connection: HTTPConnection, page: Page, number: int) -> Iterator[int]:
    """Each on the version that the one before has made."""
    path = page.path.format(id=page.written[number])
    connection.request("GET", path, headers=dict(page.headers))
    shown = connection.getresponse()
    _status(shown)
    while True:
        headers = page.changing(shown.headers["ETag"])
        connection.request(page.method, path, change(time.time_ns()).encode(), headers)
        shown = connection.getresponse()
        yield _status(shown)


def _status(response: HTTPResponse) -> int:
    response.read()
    return response.status


if __name__ == "__main__":
    asked = json.load(sys.stdin)
    print(json.dumps(asdict(drive(Job(**{**asked, "page": Page(**asked["page"])})))))
