"""`flask serve` at work in a process of its own, on a port and in a folder of its own: for tests that kill it."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import requests

from adapters.database.migrate import migrate
from adapters.embedded_postgres import EmbeddedPostgres
from tests.postgres import ROOT, home
from tests.provider import Sandbox

FLASK = (sys.executable, "-m", "flask")
LOOKS_INTO_PROC = sys.platform.startswith("linux")


@dataclass
class Platform:
    """`flask serve` at work."""

    process: subprocess.Popen[str]
    port: int
    sandbox_port: int
    database: EmbeddedPostgres
    folder: Path
    said: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self.said.append(line.rstrip())

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def asks(self, path: str, body: Any = None) -> int:
        """The status of an answer; 0 where there is none."""
        data = json.dumps(body).encode() if body else None
        headers = {"Content-Type": "application/json"}
        question = urllib.request.Request(self.url + path, data, headers)
        try:
            with urllib.request.urlopen(question, timeout=2) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return int(error.code)
        except OSError:
            return 0

    @property
    def sandbox(self) -> Sandbox:
        """The provider that it starts for itself, for tests that pay and look on."""
        return Sandbox(f"http://127.0.0.1:{self.sandbox_port}", self.folder / "sandbox")

    def has_payments(self) -> bool:
        """Whether the sandbox answers."""
        try:
            return bool(self.sandbox.call("GET", "/sandbox/health"))
        except requests.RequestException:
            return False

    def works(self) -> bool:
        """Somebody can register, and the feed tells of it within a moment: web, database and worker are
        there.
        """
        before = self.feed()
        person = {"email": f"{uuid4().hex}@plik.example", "password": "correct horse battery"}
        if before < 0 or self.asks("/v1/accounts", person | {"display_name": "สมหญิง"}) != 201:
            return False
        return eventually(lambda: self.feed() > before, seconds=0.5)

    def feed(self) -> int:
        """How many events are numbered; -1 while the database is away."""
        try:
            with psycopg.connect(self.database.url, connect_timeout=2) as connection:
                row = connection.execute("SELECT count(*) FROM events").fetchone()
                return int(row[0]) if row else -1
        except (psycopg.OperationalError, RuntimeError):
            return -1

    def process_of(self, name: str) -> int:
        """The last one that was started as sandbox, web or worker."""
        starts = [re.fullmatch(rf"{name} started as process (\d+)", line) for line in self.said]
        return int([start[1] for start in starts if start][-1])

    def web_workers(self) -> list[int]:
        return children(self.process_of("web"))

    def everybody(self) -> list[int]:
        """All processes that there are because of it."""
        server = self.database.process_id()
        assert server is not None
        return [*descendants(self.process.pid), server, *children(server)]


def children(process: int) -> list[int]:
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            after_name = status.read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(after_name[1]) == process and after_name[0] != "Z":
            found.append(int(status.parent.name))
    return found


def descendants(process: int) -> list[int]:
    return [process, *(each for child in children(process) for each in descendants(child))]


def lives(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def eventually(condition: Callable[[], bool], *, seconds: float) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return False


def took(condition: Callable[[], bool]) -> float:
    """Seconds until it holds."""
    began = time.monotonic()
    assert eventually(condition, seconds=30)
    return time.monotonic() - began


@contextmanager
def data_of_before() -> Iterator[Path]:
    """The data folder of a platform that was here before: migrated, and somebody has registered, so no demo is
    sown. Its database is durable. It is gone afterwards."""
    place = Path(tempfile.mkdtemp(prefix="plik-serve-", dir=home()))
    place.chmod(0o711)  # root's server is the user nobody, who must pass
    database = EmbeddedPostgres(place / "data")
    migrate(database.start())
    with psycopg.connect(database.url) as connection:
        connection.execute(
            "INSERT INTO accounts"
            " (id, email, display_name, locale, password_hash, admin, mail_notices, created_at, updated_at, version)"
            " VALUES ('account_1', 'a@plik.example', 'ก', 'th', '', false, true, now(), now(), 1)"
        )
    database.stop()
    try:
        yield place / "data"
    finally:
        EmbeddedPostgres(place / "data").stop()
        shutil.rmtree(place)


def environment_in(folder: Path) -> dict[str, str]:
    """For `flask`, to serve what is in the folder at free ports."""
    with socket.socket() as one, socket.socket() as other:
        one.bind(("127.0.0.1", 0))
        other.bind(("127.0.0.1", 0))
        port, sandbox = (str(probe.getsockname()[1]) for probe in (one, other))
    strange = ("DATABASE_URL", "PLIK_", "JWT_", "PUBLIC_", "STRIPE_", "SANDBOX_", "PYTHONDONTWRITEBYTECODE")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(strange)}
    return kept | {"PLIK_DATA": str(folder), "PORT": port, "SANDBOX_PORT": sandbox}


@contextmanager
def serving(folder: Path, environment: Mapping[str, str]) -> Iterator[Platform]:
    process = subprocess.Popen(
        [*FLASK, "serve"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        ports = int(environment["PORT"]), int(environment["SANDBOX_PORT"])
        yield Platform(process, *ports, EmbeddedPostgres(folder), folder)
    finally:
        process.terminate()  # killed, it would leave workers that bring the database back
        process.wait(60)
