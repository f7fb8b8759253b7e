"""The domain's ports on one database: what `wsgi.py` hands to the core of the web, the worker and the
commands.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from psycopg_pool import ConnectionPool
from sqlalchemy import Engine

from adapters.clocks import real_now
from adapters.database import statements
from adapters.database.actors import SqlActors
from adapters.database.bundles import SqlPublishedBundles
from adapters.database.connect import Address, reading_pool, writing_engine
from adapters.database.counters import SqlCounters
from adapters.database.idempotency import SqlIdempotencyKeys
from adapters.database.likenesses import SqlLikenessReader
from adapters.database.progress import SqlProgress
from adapters.database.reader.reader import SqlReader
from adapters.database.reads import Reads
from adapters.database.tables import tables
from adapters.database.work import sql_work
from adapters.files import in_memory
from adapters.forms import JsonSchemaForms
from adapters.ids import new_id
from adapters.markdown import SafeMarkdown
from adapters.passwords import Argon2Passwords
from adapters.secrets import RandomSecrets
from adapters.thai.words import ThaiWords
from domain.catalogue import CATALOGUE
from domain.ports import Mail, Payments, Ports
from domain.ports.files import Files


@dataclass(frozen=True)
class Connections:
    """To one database, opened at first use; `size` to write, and as many to read."""

    address: Address
    size: int = 8

    @cached_property
    def engine(self) -> Engine:
        engine = writing_engine(self.address, size=self.size)
        statements.count_on(engine)
        return engine

    @cached_property
    def pool(self) -> ConnectionPool[Any]:
        return reading_pool(self.address, size=self.size)

    def close(self) -> None:
        self.engine.dispose()
        self.pool.close()


def make_ports(
    on: Connections,
    now: Callable[[], datetime],
    payments: Payments,
    mail: Mail | None = None,
    files: Files | None = None,
    *,
    cheap_passwords: bool = False,
) -> Ports:
    """With the clock `now`, and payments and mail by whoever carries them; files are in memory where nothing is said.
    Cheap passwords are for tests."""
    reads = Reads(on.pool, statements.counted)
    return Ports(
        begin=sql_work(on.engine, new_id, now),
        reader=SqlReader(CATALOGUE, tables(), reads),
        passwords=Argon2Passwords(cheap=cheap_passwords),
        secrets=RandomSecrets(),
        actors=SqlActors(reads),
        forms=JsonSchemaForms(),
        words=ThaiWords(),
        likenesses=SqlLikenessReader(reads),
        payments=payments,
        markdown=SafeMarkdown(),
        mail=mail,
        files=files or in_memory(),
        counters=SqlCounters(reads),
        progress=SqlProgress(reads),
        bundles=SqlPublishedBundles(reads),
        keys=SqlIdempotencyKeys(on.engine),
        now=now,
        real_now=real_now,
        new_id=new_id,
    )
