"""Composition root: the one file that imports both api and adapters. `flask` finds `commands` here, and
`gunicorn "wsgi:create_app()"` the platform. Nothing is opened or started before it is used."""

import os
from collections.abc import Callable, Mapping
from functools import partial, wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import psycopg
from flask import Flask
from procrastinate import App

from adapters.clocks import real_now
from adapters.database import statements
from adapters.database.audit_verify import parsed_head, verify_audit
from adapters.database.connect import Address
from adapters.database.forgetting import forget
from adapters.database.health import readiness
from adapters.database.ledger_verify import verify_ledger
from adapters.database.migrate import migrate
from adapters.database.turns import turn
from adapters.doctor import examine
from adapters.home import Home
from adapters.jobs import Chores, defer_seed, jobs
from adapters.keys import SigningKeys, fresh_keys, kept_keys, read_keys
from adapters.payments.line import Limiter
from adapters.payments.stripe_payments import StripePayments
from adapters.ports import Connections, make_ports
from adapters.serving import WEB, sandbox_command, serve
from adapters.settings import Settings, read_settings
from adapters.sweeps import MAIL_SWEEPS, Sweeper
from adapters.watch import Watch
from adapters.worker import Worker
from api import cli, logs
from api.app import build
from api.auth import Keyring
from api.caller import Platform
from api.demo.data import welcome
from api.demo.seed import seed
from domain.access import SYSTEM
from domain.core import Command, Core
from domain.errors import NotFound
from domain.ports import Payments, Ports
from domain.usecases.accounts import MakeAdministrator
from domain.usecases.provider_events import CatchUpOnProviderEvents
from domain.usecases.similar import KeepMissingWords

CHECKOUT = Path(__file__).parent
CONTRACTS = ("openapi.yaml", "schema.graphql", "docs/states.md")  # each is served by its last name
P = ParamSpec("P")
R = TypeVar("R")


def make_app(
    settings: Settings,
    url: str | Address,
    *,
    payments: Payments | None = None,
    cheap_passwords: bool = False,
    size: int = 8,
) -> Flask:
    """The whole platform on one database; who carries the payments, the settings say where nobody is named."""
    home = Home(settings, CHECKOUT)
    on = Connections((lambda: url) if isinstance(url, str) else url, size)
    ports = make_ports(
        on, home.now, payments or _payments(home), home.mail, home.files, cheap_passwords=cheap_passwords
    )
    return _faces(on, ports, settings, kept_keys(home.keys, may_make=not settings.production))


def create_app() -> Flask:
    """What gunicorn serves."""
    settings = read_settings()
    logs.configure(production=settings.production)
    return make_app(settings, Home(settings, CHECKOUT).address)


def _faces(on: Connections, ports: Ports, settings: Settings, keys: SigningKeys) -> Flask:
    platform = Platform(
        core=Core(ports),
        keys=ports.keys,
        actors=ports.actors,
        secrets=ports.secrets,
        now=real_now,
        ready=readiness(on.pool),
        statements=statements.so_far if settings.count_statements else None,
    )
    app = build(platform, Keyring(keys.private, keys.public, keys.jwks), issuer=settings.public_url)
    app.before_request(statements.begin)
    return app


def _payments(home: Home) -> Payments:
    """Whoever carries them; a sandbox of our own sets us no limits."""
    limiter = Limiter(1_000, 4_000) if home.has_sandbox else Limiter()
    return_url = f"{home.settings.public_url.rstrip('/')}/"
    return StripePayments(lambda: home.provider, return_url, limiter=limiter)


def _home() -> Home:
    settings = read_settings()
    logs.configure(production=settings.production)
    return Home(settings, CHECKOUT)


def _chore(home: Home, on: Connections, wish: Command[int]) -> Callable[[], int]:
    """What the platform wishes for every hour; how much there was to do."""
    return lambda: Core(make_ports(on, home.now, _payments(home))).run(wish, SYSTEM, request_id="chore")


def _jobs(home: Home, on: Connections) -> App:
    sow = None if home.settings.production else lambda: _sow(home)
    chores = Chores(
        forget=lambda: forget(on.engine, real_now()),
        verify_ledger=lambda: verify_ledger(home.address).sentences(),
        catch_up=_chore(home, on, CatchUpOnProviderEvents()),
        keep_words=_chore(home, on, KeepMissingWords()),
        seed=sow,
    )
    return jobs(home.address, chores)


def _sow(home: Home) -> int:
    """The demo data that lacks; how many changes that took."""
    on = Connections(home.address, 2)
    try:
        with turn(home.address, "demo"):
            ports_at = partial(make_ports, on, payments=_payments(home), files=home.files)
            production, pays = home.settings.production, home.has_sandbox
            return seed(ports_at, now=home.now(), production=production, pays=pays)
    finally:
        on.close()


def _announce_demo(home: Home) -> None:
    """Whoever starts the platform here is told how to sign in."""
    home.folder.mkdir(parents=True, exist_ok=True)
    home.demo.write_text(welcome() + "\n", encoding="utf-8")


def _seed(say: cli.Say) -> None:
    home = _home()
    if not home.settings.production:
        migrate(home.address())
    changes = _sow(home)
    _announce_demo(home)
    say(f"The demo is sown: {changes} changes." if changes else "The demo is there already: nothing changed.")
    say(welcome())


def _worker() -> Worker:
    home = _home()
    on = Connections(home.address, 4)
    core = Core(make_ports(on, home.now, _payments(home), home.mail, home.files))
    watch = Watch(home.address, core, home.now)
    post = Watch(home.address, core, home.now, MAIL_SWEEPS, name="plik post")
    return Worker(address=home.address, app=_jobs(home, on), sweeper=Sweeper(core), watch=watch, post=post)


def _serve(say: cli.Say) -> None:
    home = _home()

    def sow() -> None:
        if defer_seed(_jobs(home, Connections(home.address)), home.address):
            _announce_demo(home)

    serve(home, environment=os.environ, first=sow, say=say)


def _web() -> None:
    _home().address()
    os.execv(WEB[0], WEB)


def _sandbox() -> None:
    home = _home()
    if not home.has_sandbox:
        raise RuntimeError("There is a sandbox only in development, and only without STRIPE_API_KEY.")
    command = sandbox_command(home)
    os.execv(command[0], command)


def _sandbox_url() -> str | None:
    home = _home()
    return home.provider.api_base if home.has_sandbox else None


def _contracts() -> Mapping[Path, str]:
    """What the platform serves as its contracts; needs no database."""
    settings = read_settings()
    home = Home(settings, CHECKOUT)
    on = Connections(home.address)
    ports = make_ports(on, real_now, _payments(home))
    served = _faces(on, ports, settings, read_keys(fresh_keys())).test_client()
    answers = {path: served.get(f"/{Path(path).name}") for path in CONTRACTS}
    if failed := [name for name, answer in answers.items() if answer.status_code != 200]:
        raise RuntimeError(f"{' and '.join(failed)} cannot be made: the log says why.")
    return {CHECKOUT / path: answer.text for path, answer in answers.items()}


def _promote(email: str) -> None:
    home = _home()
    core = Core(make_ports(Connections(home.address, 1), home.now, _payments(home)))
    try:
        core.run(MakeAdministrator(email=email), SYSTEM, request_id="command-line")
    except NotFound as refusal:
        raise RuntimeError(f"Nobody has registered as {email}.") from refusal


def _audit(expected: str | None) -> Mapping[str, Any]:
    verdict = verify_audit(_home().address, parsed_head(expected) if expected else None)
    return verdict.shown(real_now())


def _ledger() -> Mapping[str, Any]:
    return verify_ledger(_home().address).shown(real_now())


def _plainly(deed: Callable[P, R]) -> Callable[P, R]:
    """A database that is away is a sentence for whoever typed the command."""

    @wraps(deed)
    def plain(*words: P.args, **named: P.kwargs) -> R:
        try:
            return deed(*words, **named)
        except psycopg.OperationalError as error:
            raise RuntimeError(f"The database cannot be reached: {error}") from error

    return plain


commands = cli.commands(
    cli.Deeds(
        serve=_serve,
        web=_plainly(_web),
        sandbox=_sandbox,
        worker=lambda: _worker().run(),
        migrate=_plainly(lambda: migrate(_home().address())),
        seed=_plainly(_seed),
        sandbox_url=_sandbox_url,
        contracts=_contracts,
        audit=_plainly(_audit),
        ledger=_plainly(_ledger),
        drain=_plainly(lambda timeout: _worker().drain(timeout)),
        keys=fresh_keys,
        promote=_plainly(_promote),
        doctor=lambda: ((finding.well, finding.says) for finding in examine(_home())),
    )
)
