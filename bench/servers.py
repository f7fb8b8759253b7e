"""Everything that serves while we measure: a database of our own, the platform as in production, and the floor."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

import orjson

from adapters.database.migrate import migrate
from adapters.embedded_postgres import EmbeddedPostgres
from adapters.keys import fresh_keys
from bench.load import ROOT
from bench.machine import pin

PATIENCE = 60.0  # seconds for a server to answer
PLATFORM = "bench.app:create_app()"
ADDRESS = "https://plik.example"  # production insists


@dataclass(frozen=True)
class Server:
    """A gunicorn; `process_id` is its master's, whose children do the work."""

    port: int
    process_id: int
    log: Path

    def ask(
        self, method: str, path: str, *, headers: Mapping[str, str] | None = None, body: str = ""
    ) -> tuple[bytes, Mapping[str, str]]:
        """The answer's bytes and headers. Raises RuntimeError where it refuses."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection.request(method, path, body.encode() or None, dict(headers or {}))
        response = connection.getresponse()
        said, told = response.read(), dict(response.headers)
        connection.close()
        if response.status >= 300:
            raise RuntimeError(f"{method} {path} was answered {response.status}: {said[:500]!r}")
        return said, told

    def post(self, path: str, **given: Any) -> Any:
        """A JSON request and its JSON answer."""
        headers = {"Content-Type": "application/json"}
        return orjson.loads(self.ask("POST", path, headers=headers, body=orjson.dumps(given).decode())[0])


@dataclass(frozen=True)
class Servers:
    """`counting` is the platform once more, with one worker, telling how many statements it runs."""

    platform: Server
    counting: Server
    floor: Server
    database_url: str
    database_process_id: int
    folder: Path


@contextmanager
def servers(core: int | None) -> Iterator[Servers]:
    """All of them, on this core; gone afterwards with all they wrote."""
    with ExitStack() as stack:
        folder = stack.enter_context(_folder())
        database = EmbeddedPostgres(folder / "data")
        stack.callback(database.stop)
        url = database.start()
        migrate(url)
        environment = _environment(folder, url)
        platform, counting, floor = (
            stack.enter_context(_gunicorn(folder / f"{name}.log", application, told, *options))
            for name, application, told, *options in (
                ("platform", PLATFORM, environment),
                ("counting", PLATFORM, {**environment, "PLIK_COUNT_STATEMENTS": "1"}, "--workers=1"),
                ("floor", "bench.floor:app", {}),
            )
        )
        for server, path in ((platform, "/healthz"), (counting, "/healthz"), (floor, "/0")):
            _wait_for(server, path)
        database_process_id = database.process_id() or 0
        for process_id in (platform.process_id, floor.process_id, database_process_id):
            pin(process_id, core)
        yield Servers(platform, counting, floor, url, database_process_id, folder)


def _environment(folder: Path, url: str) -> dict[str, str]:
    """As in production: nothing is turned off."""
    keys = folder / "keys.json"
    keys.touch(mode=0o600)
    keys.write_text(fresh_keys())
    return {
        "PLIK_ENV": "production",
        "DATABASE_URL": url,
        "JWT_KEYS": str(keys),
        "PUBLIC_URL": ADDRESS,
        "STRIPE_API_KEY": "sk_nobody_is_asked",
        "STRIPE_WEBHOOK_SECRETS": "whsec_nobody_tells",
    }


@contextmanager
def _folder() -> Iterator[Path]:
    """On a disk, since acknowledged has to mean written down."""
    # Root's database runs as another user, to whom root's own temporary folder may be closed.
    folder = Path(tempfile.mkdtemp(prefix="plik-bench-", dir="/var/tmp" if os.geteuid() == 0 else None))
    folder.chmod(0o711)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _gunicorn(log: Path, application: str, told: Mapping[str, str], *options: str) -> Iterator[Server]:
    """With the settings of production, unless `options` say otherwise; `told` is its environment."""
    port = _free_port()
    argv = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", *options, application]
    with log.open("w") as said:
        process = subprocess.Popen(argv, cwd=ROOT, env=told, stdout=said, stderr=said)
    try:
        yield Server(port, process.pid, log)
    finally:
        process.terminate()
        process.wait()


def _wait_for(server: Server, path: str) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            server.ask("GET", path)
            return
        except (OSError, HTTPException) as error:
            if time.monotonic() > until:
                raise RuntimeError(f"A server does not answer. It says:\n{server.log.read_text()}") from error
            time.sleep(0.05)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
