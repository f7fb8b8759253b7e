"""Whoever looks at a thing before locking it may find it changed: then all is done again, on what is there now."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import psycopg
import pytest

from adapters.clocks import real_now
from adapters.ports import Connections, make_ports
from domain.access import NOBODY, SYSTEM
from domain.collections import Work
from domain.core import Core
from domain.errors import Contended
from domain.ports import Asking, Ports
from domain.usecases.accounts import CreateAccount, MakeAdministrator
from tests.teller import Teller

EMAIL, ASKING = "somchai@plik.example", Asking(actor=SYSTEM, command="Test")
CHANGE = "UPDATE accounts SET version = version + 1 WHERE email = %s"


@pytest.fixture
def ports(database_url: str) -> Iterator[Ports]:
    on = Connections(lambda: database_url, 2)
    made = make_ports(on, real_now, Teller(), cheap_passwords=True)
    Core(made).run(CreateAccount(email=EMAIL, password="correct horse", display_name="สมชาย"), NOBODY)
    yield made
    on.close()


def change(url: str) -> None:
    with psycopg.connect(url) as other:
        other.execute(CHANGE, [EMAIL])


@pytest.mark.parametrize("how", ["lock", "share"])
def test_what_has_changed_between_a_look_and_the_lock_is_contended_and_no_mistake(
    ports: Ports, database_url: str, how: str
) -> None:
    def look_and_lock() -> None:
        with ports.begin(ASKING) as work:
            seen = work.accounts.by_email(EMAIL)
            assert seen
            change(database_url)
            getattr(work.accounts, how)(seen.id)

    with pytest.raises(Contended):
        look_and_lock()


def test_the_door_goes_again_with_what_is_there_now(ports: Ports, database_url: str) -> None:
    intrusions = [lambda: change(database_url)]

    @contextmanager
    def begin(asking: Asking) -> Iterator[Work]:
        with ports.begin(asking) as work:
            look = work.accounts.by_email

            def looked(email: str) -> Any:
                found = look(email)
                if intrusions:
                    intrusions.pop()()
                return found

            work.accounts.by_email = looked  # type: ignore[method-assign]  # somebody else comes between
            yield work

    Core(replace(ports, begin=begin)).run(MakeAdministrator(email=EMAIL), SYSTEM)

    with psycopg.connect(database_url) as connection:
        found = connection.execute("SELECT admin, version FROM accounts WHERE email = %s", [EMAIL]).fetchone()
    assert found == (True, 3)
