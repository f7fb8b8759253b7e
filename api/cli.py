"""What can be told to an installation: `flask serve`, `flask migrate`, `flask audit verify --json` ...

`wsgi.py` hands over what the commands do. Nothing is opened or started before the command that needs it runs.
"""

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path
from typing import Any

import click
import orjson
from flask import Flask
from flask.cli import AppGroup

Say = Callable[[str], None]


@dataclass(frozen=True, kw_only=True)
class Deeds:
    """What the commands do. Each may raise RuntimeError or OSError with a sentence for whoever typed it."""

    serve: Callable[[Say], None]
    web: Callable[[], None]
    sandbox: Callable[[], None]
    worker: Callable[[], None]
    migrate: Callable[[], None]
    seed: Callable[[Say], None]
    sandbox_url: Callable[[], str | None]
    contracts: Callable[[], Mapping[Path, str]]
    audit: Callable[[str | None], Mapping[str, Any]]
    ledger: Callable[[], Mapping[str, Any]]
    drain: Callable[[float], bool]
    keys: Callable[[], str]
    promote: Callable[[str], None]
    doctor: Callable[[], Iterable[tuple[bool, str]]]


def commands(deeds: Deeds) -> Flask:
    """An application with nothing but commands, for `flask` to find."""
    app = Flask("plik", static_folder=None)
    _running(app.cli, deeds)
    _demo(app.cli, deeds)
    _contracts(app.cli, deeds)
    _looking(app.cli, deeds)
    app.cli.add_command(_audit(deeds))
    app.cli.add_command(_ledger(deeds))
    app.cli.add_command(_jobs(deeds))
    return app


def _running(cli: click.Group, deeds: Deeds) -> None:
    @cli.command("serve")
    def serve() -> None:
        """Run everything on this machine: database, sandbox, web, worker."""
        with _plainly():
            deeds.serve(_say)

    @cli.command("web")
    def web() -> None:
        """Run the web alone (gunicorn; its settings are in gunicorn.conf.py)."""
        with _plainly():
            deeds.web()

    @cli.command("sandbox")
    def sandbox() -> None:
        """Run the payment provider of a development alone: it speaks as Stripe does."""
        with _plainly():
            deeds.sandbox()

    @cli.command("worker")
    def worker() -> None:
        """Run a worker alone: it numbers events, does what is due, runs jobs."""
        with _plainly():
            deeds.worker()

    @cli.command("migrate")
    def migrate() -> None:
        """Bring the database to the schema of this version."""
        with _plainly():
            deeds.migrate()
        print("The database has the schema of this version.")


def _demo(cli: click.Group, deeds: Deeds) -> None:
    @cli.command("seed")
    def seed() -> None:
        """Fill the database with the demo programme; run again, it completes what lacks."""
        with _plainly():
            deeds.seed(_say)

    @cli.command("story")
    @click.option(
        "--url", default="http://127.0.0.1:8000", show_default=True, help="Where the platform runs."
    )
    @click.option("--face", type=click.Choice(["rest", "graphql", "both"]), default="both", show_default=True)
    @click.option("--sandbox", help="Where its payments' sandbox runs.  [default: as the settings say]")
    def story(url: str, face: str, sandbox: str | None) -> None:
        """Play the whole story from nothing, over HTTP, on a platform that runs."""
        from api.demo.story import play_over_http  # noqa: PLC0415  it reads much that no server needs

        with _plainly():
            play_over_http(url, face, sandbox or deeds.sandbox_url(), _say)


def _contracts(cli: click.Group, deeds: Deeds) -> None:
    @cli.command("publish")
    def publish() -> None:
        """Write openapi.yaml and schema.graphql as the code makes them."""
        with _plainly():
            texts = deeds.contracts()
        for file, text in texts.items():
            file.write_text(text, encoding="utf-8")
            print(f"{file.name} written")

    @cli.command("contracts")
    @click.option("--check", is_flag=True, help="Fail where the published ones differ.")
    def contracts(check: bool) -> None:
        """Compare openapi.yaml and schema.graphql with what the code makes."""
        with _plainly():
            texts = deeds.contracts()
        differing = [differs for file, text in texts.items() if (differs := _differs(file, text))]
        for sentence in differing:
            print(sentence, file=sys.stderr)
        if differing and check:
            sys.exit(1)


def _looking(cli: click.Group, deeds: Deeds) -> None:
    @cli.command("keys")
    def keys() -> None:
        """Print fresh signing keys: what the file that JWT_KEYS names should hold."""
        print(deeds.keys())

    @cli.command("admin")
    @click.argument("email")
    def admin(email: str) -> None:
        """Make a registered account an administrator of the platform."""
        with _plainly():
            deeds.promote(email)
        print(f"{email} is an administrator now.")

    @cli.command("doctor")
    def doctor() -> None:
        """Look at settings and database, and say what is well and what is not."""
        with _plainly():
            findings = list(deeds.doctor())
        for well, sentence in findings:
            print("well " if well else "WRONG", sentence)
        if not all(well for well, _ in findings):
            sys.exit(1)


def _audit(deeds: Deeds) -> click.Group:
    audit = AppGroup("audit", help="The audit trail.")

    @audit.command("verify")
    @click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
    @click.option("--expect", metavar="HEAD", help="A head noted earlier; it must still be in the chain.")
    def verify(as_json: bool, expect: str | None) -> None:
        """Read all of it again, and say whether anybody has touched it."""
        with _plainly():
            verdict = deeds.audit(expect)
        if as_json:
            print(_json(verdict))
        else:
            print(f"{verdict['records']} records, {verdict['sealed']} sealed, {verdict['unsealed']} waiting")
            print(*verdict["problems"] or ["nothing was touched"], sep="\n")
        if not verdict["ok"]:
            sys.exit(1)

    return audit


def _ledger(deeds: Deeds) -> click.Group:
    ledger = AppGroup("ledger", help="The books.")

    @ledger.command("verify")
    @click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
    def verify(as_json: bool) -> None:
        """Compute all of it anew, and say what is not right."""
        with _plainly():
            verdict = deeds.ledger()
        if as_json:
            print(_json(verdict))
        else:
            print(f"{verdict['transactions']} transactions, {verdict['postings']} postings")
            wrong = ["{invariant}: {subject}: {sentence}".format(**each) for each in verdict["problems"]]
            print(*wrong or ["the books are right"], sep="\n")
        if not verdict["ok"]:
            sys.exit(1)

    return ledger


def _jobs(deeds: Deeds) -> click.Group:
    jobs = AppGroup("jobs", help="What happens without anybody asking.")

    @jobs.command("drain")
    @click.option("--timeout", type=float, default=60.0, show_default=True, help="Seconds.")
    def drain(timeout: float) -> None:
        """Do what is due and number what waits until nothing is left."""
        with _plainly():
            done = deeds.drain(timeout)
        if not done:
            raise click.ClickException(f"Something was still due or waiting after {timeout:g} seconds.")

    return jobs


def _json(verdict: Mapping[str, Any]) -> str:
    return orjson.dumps(verdict, option=orjson.OPT_INDENT_2).decode()


def _say(line: str) -> None:
    print(line, flush=True)


def _differs(file: Path, text: str) -> str | None:
    """A sentence with the first difference, if there is one."""
    published = file.read_text(encoding="utf-8") if file.exists() else ""
    if published == text:
        return None
    lines = unified_diff(published.splitlines(), text.splitlines(), "published", "code", n=0, lineterm="")
    changes = (line for line in lines if line[:1] in "+-" and line[:3] not in ("+++", "---"))
    change = next(changes, "how it ends")
    return f"{file.name} is not what the code makes; `make publish` writes it anew. The first difference: {change}"


@contextmanager
def _plainly() -> Iterator[None]:
    """What went wrong, as a sentence instead of a traceback."""
    try:
        yield
    except (RuntimeError, OSError) as error:
        raise click.ClickException(str(error)) from error
