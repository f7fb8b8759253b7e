"""The platform on a database of each file's own: what other tests arrange by hand would not stand in any books."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.postgres import Server
from tests.provider import Sandbox
from tests.running import payments_by, settings
from wsgi import make_app


@pytest.fixture(scope="module")
def app(server: Server, template: str, shared_sandbox: Sandbox) -> Iterator[Flask]:
    """With the sandbox as its provider; one clock moves the time of both."""
    with server.fresh_database("money", template=template) as url:
        told = settings(shared_sandbox.folder)
        made = make_app(told, url, payments=payments_by(shared_sandbox), cheap_passwords=True)
        made.config.update(DATABASE_URL=url, CLOCK=shared_sandbox.clock)
        yield made
