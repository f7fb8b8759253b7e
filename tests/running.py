"""The platform, running in this process on a database that all tests of a worker share.

Nothing is truncated between tests: each makes people and things of its own, and asserts about those only.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient

from adapters.database.sequencer import Sequencer
from adapters.payments.line import Breaker, Limiter
from adapters.payments.stripe_payments import StripePayments
from adapters.provider import Provider
from adapters.settings import Settings
from domain.access import SYSTEM
from domain.ports import Payments
from tests.provider import Sandbox
from wsgi import make_app


@pytest.fixture(scope="session")
def app(worker_database_url: str, shared_sandbox: Sandbox) -> Flask:
    """With the sandbox as its provider; one clock moves the time of both."""
    payments = payments_by(shared_sandbox)
    told = settings(shared_sandbox.folder)
    made = make_app(told, worker_database_url, payments=payments, cheap_passwords=True)
    made.config.update(DATABASE_URL=worker_database_url, CLOCK=shared_sandbox.clock)
    return made


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def clock(app: Flask) -> Iterator["Clock"]:
    """Moves the platform's time for one test."""
    shifted = Clock(app.config["CLOCK"])
    yield shifted
    shifted.reset()


@pytest.fixture
def database(app: Flask) -> Iterator[psycopg.Connection[Any]]:
    """To look into the database, or to arrange what no use case can."""
    with psycopg.connect(app.config["DATABASE_URL"], autocommit=True) as connection:
        yield connection


class Clock:
    """The file that PLIK_CLOCK names."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._shift = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self._shift

    def forward(self, **time: float) -> None:
        """`clock.forward(days=3)`; tokens and throttles go by the machine's own time nevertheless."""
        self._shift += timedelta(**time)
        self.set_to(str(self._shift.total_seconds()))

    def set_to(self, written: str) -> None:
        """What the file says, whatever it is."""
        draft = self._file.with_suffix(".draft")
        draft.write_text(written)
        draft.replace(self._file)

    def reset(self) -> None:
        self._file.unlink(missing_ok=True)


def settings(folder: Path) -> Settings:
    return Settings(
        production=False,
        database_url=None,
        data=str(folder),
        jwt_keys=None,
        public_url="http://plik.test",
        clock=str(folder / "clock"),
        port=8000,
        count_statements=True,
        stripe_api_key=None,
        stripe_api_base=None,
        stripe_webhook_secrets=(),
        sandbox_port=1,  # where nobody listens
    )


def payments_by(sandbox: Sandbox) -> Payments:
    """As fast as tests like, and not discouraged by failures, which would last into the next test."""
    limiter, breaker = Limiter(1_000, 4_000), Breaker(most=1_000_000)
    return StripePayments(lambda: sandbox.provider, "http://plik.test/", limiter=limiter, breaker=breaker)


def no_payments() -> Payments:
    """Carried by a provider that never answers."""
    provider = Provider("sk_test_nobody", "http://127.0.0.1:1", ("whsec_nobody",))
    return StripePayments(lambda: provider, "http://plik.test/")


def drain(app: Flask) -> None:
    """Let the sequencer catch up: feed, counters and audit seals are as of now."""
    with psycopg.connect(app.config["DATABASE_URL"]) as connection:
        sequencer = Sequencer(connection)
        while sequencer.step():
            pass


def carry_out(app: Flask, command: Any) -> Any:
    """What the platform itself does in its own time: its sweeps."""
    return app.extensions["plik"].core.run(command, SYSTEM)
