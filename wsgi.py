"""Composition root: the one file that imports both api and adapters. `gunicorn wsgi:app`, and `flask ...` finds it."""

from pathlib import Path

from flask import Flask

from adapters.clocks import real_now, shifted
from adapters.database import statements
from adapters.database.actors import SqlActors
from adapters.database.connect import reading_pool, writing_engine
from adapters.database.counters import SqlCounters
from adapters.database.health import readiness
from adapters.database.idempotency import SqlIdempotencyKeys
from adapters.database.reader.reader import SqlReader
from adapters.database.reads import Reads
from adapters.database.tables import tables
from adapters.database.work import sql_work
from adapters.embedded_postgres import EmbeddedPostgres, data_folder
from adapters.forms import JsonSchemaForms
from adapters.ids import new_id
from adapters.keys import signing_keys
from adapters.passwords import Argon2Passwords
from adapters.secrets import RandomSecrets
from adapters.settings import Settings, read_settings
from api.app import build
from api.auth import Keyring
from api.caller import Platform
from domain.catalogue import CATALOGUE
from domain.core import Core
from domain.ports import Ports

CHECKOUT = Path(__file__).parent


def make_app(settings: Settings, url: str, *, cheap_passwords: bool = False, size: int = 8) -> Flask:
    """The whole platform on one database."""
    engine, pool = writing_engine(lambda: url, size=size), reading_pool(lambda: url, size=size)
    statements.count_on(engine)
    folder = data_folder(CHECKOUT, settings.data)
    keys = signing_keys(Path(settings.jwt_keys or folder / "keys.json"), may_make=not settings.production)
    now = shifted(Path(settings.clock)) if settings.clock else real_now
    reads = Reads(pool, statements.counted)
    actors, secrets = SqlActors(reads), RandomSecrets()
    core = Core(
        Ports(
            begin=sql_work(engine, new_id, now),
            reader=SqlReader(CATALOGUE, tables(), reads),
            passwords=Argon2Passwords(cheap=cheap_passwords),
            secrets=secrets,
            actors=actors,
            forms=JsonSchemaForms(),
            counters=SqlCounters(reads),
            keys=SqlIdempotencyKeys(engine),
            now=now,
            real_now=real_now,
            new_id=new_id,
        )
    )
    parts = Platform(
        core=core,
        keys=SqlIdempotencyKeys(engine),
        actors=actors,
        secrets=secrets,
        now=real_now,
        ready=readiness(pool),
        statements=statements.so_far if settings.count_statements else None,
    )
    app = build(parts, Keyring(keys.private, keys.public, keys.jwks), issuer=settings.public_url)
    app.before_request(statements.begin)
    return app


def database_url(settings: Settings) -> str:
    """The configured server's, or our own's, which is started if it is not running."""
    return settings.database_url or EmbeddedPostgres(data_folder(CHECKOUT, settings.data)).start()


def create_app() -> Flask:
    """What `flask` and gunicorn (`wsgi:create_app()`) start."""
    settings = read_settings()
    return make_app(settings, database_url(settings))
