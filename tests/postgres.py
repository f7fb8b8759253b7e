"""The database of the test suite: one server a run, one migrated template, and a copy of it for whoever asks.

The first worker that needs the server starts it, and a keeper beside it: a process that stops the server when
the last worker is gone, even if the run was killed. Everything is in memory where there is enough of it.
"""

import fcntl
import os
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import psycopg
import pytest
from psycopg.sql import SQL, Composed, Identifier

from adapters.embedded_postgres import EmbeddedPostgres

ROOT = Path(__file__).resolve().parent.parent
MEMORY = Path("/dev/shm")
ENOUGH = 2 * 1024**3  # bytes; a copy takes about 12 MB, and few live at once


@pytest.fixture(scope="session")
def server(request: pytest.FixtureRequest) -> Iterator["Server"]:
    """The server that all workers of this run share."""
    alone = secrets.token_hex(8)
    run: str = getattr(request.config, "workerinput", {}).get("testrunuid", alone)
    with join(home() / f"plik-tests-{run}") as shared:
        yield shared


@pytest.fixture(scope="session")
def template(server: "Server") -> str:
    """The name of a database that the migrations have made, with nothing in it."""
    from adapters.database.migrate import migrate  # noqa: PLC0415  so that tests without a database need no alembic

    server.make_template("template_plik", migrate)
    return "template_plik"


@pytest.fixture
def database_url(server: "Server", template: str) -> Iterator[str]:
    """A database of one test's own."""
    with server.fresh_database("test", template=template) as url:
        yield url


@pytest.fixture(scope="session")
def worker_database_url(server: "Server", template: str) -> Iterator[str]:
    """One that all tests of this worker share: for those that tidy up, or do not mind what else is there."""
    with server.fresh_database("worker", template=template) as url:
        yield url


@dataclass(frozen=True)
class Server:
    """Where databases are made and dropped."""

    url: str  # of a database that stays empty
    folder: Path

    def url_of(self, name: str) -> str:
        """The address of the database `name`."""
        return f"{self.url.rsplit('/', 1)[0]}/{name}"

    @contextmanager
    def fresh_database(self, name: str, *, template: str) -> Iterator[str]:
        """The address of a copy of the template, gone afterwards. About 10 ms in memory, 100 ms on a disk."""
        own = f"{re.sub('[^a-z0-9]+', '_', name.lower())[:40]}_{secrets.token_hex(6)}"
        copy = SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy")
        self._say(copy.format(Identifier(own), Identifier(template)))
        try:
            yield self.url_of(own)
        finally:
            self._drop(own)

    def _drop(self, name: str) -> None:
        """The server's own cleaning may be at work in it, which only the server may end: it is soon done."""
        gone = SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name))
        for left in reversed(range(50)):
            try:
                return self._say(gone)
            except psycopg.errors.InsufficientPrivilege:
                if not left:
                    raise
                time.sleep(0.1)

    def make_template(self, name: str, migrate: Callable[[str], object]) -> None:
        """Once a run, whichever worker comes first; under its name only when whole."""
        draft = f"{name}_draft"
        with _locked(self.folder / "template", fcntl.LOCK_EX):
            if self._says("SELECT 1 FROM pg_database WHERE datname = %s", name):
                return
            self._say(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(draft)))
            self._say(SQL("CREATE DATABASE {}").format(Identifier(draft)))
            migrate(self.url_of(draft))
            # What the migrations left open would forbid copying.
            others = "SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity WHERE datname = %s"
            self._says(others, draft)
            self._say(SQL("ALTER DATABASE {} RENAME TO {}").format(Identifier(draft), Identifier(name)))

    def _say(self, statement: Composed) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(statement)

    def _says(self, question: str, about: str) -> bool:
        with psycopg.connect(self.url, autocommit=True) as connection:
            return connection.execute(question.encode(), (about,)).fetchone() is not None


@contextmanager
def join(folder: Path) -> Iterator[Server]:
    """The server of a run, for as long as it is needed: it ends when nobody is left who joined."""
    with closing(_presence(folder)):
        embedded = EmbeddedPostgres(folder / "database", durable=False)
        with _locked(folder / "start", fcntl.LOCK_EX):
            if not embedded.is_running():
                _hire_keeper(folder)
            url = embedded.start()
        yield Server(url, folder)


def home() -> Path:
    """Where a run keeps its folder: in memory if there is enough and programs may be there; else on disk."""
    if MEMORY.is_dir() and os.access(MEMORY, os.W_OK):
        room = os.statvfs(MEMORY)
        if room.f_bavail * room.f_frsize > ENOUGH and not room.f_flag & os.ST_NOEXEC:
            return MEMORY
    # Root's temporary folder may be closed to the user nobody, as whom its server runs.
    return Path("/var/tmp") if os.geteuid() == 0 else Path(tempfile.gettempdir())


def _presence(folder: Path) -> IO[str]:
    """A shared lock, which the system takes back when we die; the keeper waits for all of them."""
    while True:
        folder.mkdir(exist_ok=True)
        folder.chmod(0o711)  # root's server is the user nobody, who must pass
        file = (folder / "presence").open("a")
        fcntl.flock(file, fcntl.LOCK_SH)
        if _is_still(folder / "presence", file):
            return file
        file.close()  # the keeper has just cleared up after others


def _is_still(path: Path, file: IO[str]) -> bool:
    return path.exists() and os.path.samestat(path.stat(), os.fstat(file.fileno()))


@contextmanager
def _locked(path: Path, how: int) -> Iterator[None]:
    with path.open("a") as file:
        fcntl.flock(file, how)
        yield


def _hire_keeper(folder: Path) -> None:
    nothing = subprocess.DEVNULL
    command = [sys.executable, "-m", "tests.postgres", str(folder)]
    subprocess.Popen(command, cwd=ROOT, stdin=nothing, stdout=nothing, stderr=nothing, start_new_session=True)


def _keep(folder: Path) -> None:
    """Until the last one is gone; then nothing is left."""
    with _locked(folder / "presence", fcntl.LOCK_EX):
        EmbeddedPostgres(folder / "database").stop()
        gone = folder.rename(f"{folder}-gone")  # whoever comes now begins anew
        shutil.rmtree(gone, ignore_errors=True)


if __name__ == "__main__":
    _keep(Path(sys.argv[1]))
