"""Runs the whole platform on one machine: database, sandbox, web and worker, each started again when it dies."""

import http.client
import signal
import socket
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import psycopg

from adapters.database.connect import alone
from adapters.database.migrate import is_current, migrate
from adapters.doctor import examine_database
from adapters.home import Home
from adapters.supervisor import Program, Service, Supervisor

WEB = (sys.executable, "-m", "gunicorn", "wsgi:create_app()")
QUIETLY = ("--log-level", "warning")  # what it does, the supervisor says
WORKER = (sys.executable, "-m", "flask", "worker")
HEALTH, SANDBOX_HEALTH = "/healthz", "/sandbox/health"
Say = Callable[[str], None]


def serve(home: Home, *, environment: Mapping[str, str], first: Callable[[], object], say: Say) -> None:
    """Until SIGTERM or SIGINT; then nothing of it runs any more, our own database included.

    `first` is done between migrating and serving. Raises RuntimeError, with what to do, where it cannot
    begin.
    """
    signal.signal(signal.SIGTERM, _leave)  # until the supervisor takes over
    _check_port(home.settings.port, "PORT")
    if home.has_sandbox:
        _check_port(home.settings.sandbox_port, "SANDBOX_PORT")
    try:
        say(f"database: {'in ' + str(home.folder) if home.embedded else 'as DATABASE_URL says'}")
        prepare(home)
        say("database: ready")
        first()
        Supervisor(_programs(home, environment, say), services=_services(home), say=say).run()
    finally:
        if home.embedded:
            home.embedded.stop()
            say("database stopped")


def prepare(home: Home) -> None:
    """A fit database with the schema of this version: made in development, asked for in production.

    Raises RuntimeError.
    """
    _refuse_unfit(home)
    if is_current(home.address()):
        return
    if home.settings.production:
        raise RuntimeError(
            "The database does not have the schema of this version: run `flask migrate` first."
        )
    migrate(home.address())
    _refuse_unfit(home)  # whether it finds Thai is only seen now


def _refuse_unfit(home: Home) -> None:
    try:
        with alone(home.address, "plik serve") as connection:
            unfit = [finding.says for finding in examine_database(connection) if not finding.well]
    except psycopg.OperationalError as error:
        raise RuntimeError(f"The database cannot be reached: {error}") from error
    if unfit:
        raise RuntimeError("\n".join(unfit))


def sandbox_command(home: Home) -> tuple[str, ...]:
    """How the sandbox is run alone: one process, for its threads take turns, and for this machine only."""
    place = f"127.0.0.1:{home.settings.sandbox_port}"
    alone = ("--bind", place, "--workers", "1", "--threads", "32", "--graceful-timeout", "3")
    return (sys.executable, "-m", "gunicorn", "adapters.sandbox.served:create()", *alone)


def _programs(home: Home, environment: Mapping[str, str], say: Say) -> list[Program]:
    def ready() -> bool:
        if not _all_answer(home):
            return False
        for line in _welcome(home):
            say(line)
        return True

    sandbox = Program(name="sandbox", argv=(*sandbox_command(home), *QUIETLY), env=environment)
    return [
        *([sandbox] if home.has_sandbox else []),
        Program(name="web", argv=(*WEB, *QUIETLY), env=environment, ready=ready),
        Program(name="worker", argv=WORKER, env=environment),
    ]


def _services(home: Home) -> list[Service]:
    if home.embedded is None:
        return []
    return [Service(name="database", is_running=home.embedded.is_running, revive=home.embedded.start)]


def _welcome(home: Home) -> list[str]:
    url = home.settings.public_url.rstrip("/")
    lines = [f"Plik is ready: {url}", f"  REST {url}/docs  GraphQL {url}/graphql  stop with Ctrl-C"]
    if home.has_sandbox:
        lines.append(f"  payments are a sandbox's: {home.provider.api_base}/sandbox/")
    return lines + (_read(home.demo).splitlines() if home.demo.exists() else [])


def _read(file: Path) -> str:
    return file.read_text(encoding="utf-8")


def _all_answer(home: Home) -> bool:
    """Whether a web process serves, and the sandbox, where there is one."""
    sandbox = not home.has_sandbox or _answers(home.settings.sandbox_port, SANDBOX_HEALTH)
    return sandbox and _answers(home.settings.port, HEALTH)


def _answers(port: int, path: str) -> bool:
    """A short question, since the supervisor waits for it."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=0.3)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _check_port(port: int, name: str) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise RuntimeError(
                f"Port {port} cannot be used ({error.strerror}): set {name} to another."
            ) from error


def _leave(_signal: int, _frame: object) -> None:
    sys.exit(0)
