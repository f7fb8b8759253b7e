"""Bodies that break off, or that no server can read: told to their sender, and no mistake of ours."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.attachments import announce
from tests.world import Person, register


class NoChunks:
    """As a server hands over a body whose chunks are none."""

    class InvalidChunkSize(Exception):
        """Of gunicorn's own, and no OSError."""

    def read(self, size: int = -1) -> bytes:
        raise self.InvalidChunkSize


@pytest.mark.parametrize("path", ["/v1/accounts", "/v1/auth/login", "/graphql"])
def test_a_body_that_cannot_be_read_is_malformed(client: FlaskClient, path: str) -> None:
    answer = _sent(client, "POST", path, {"Content-Type": "application/json"})

    assert (answer.status_code, answer.get_json()["code"]) == (400, "request_malformed")


def test_content_that_cannot_be_read_is_malformed_and_can_be_sent_again(client: FlaskClient) -> None:
    owner: Person = register(client)
    attachment = announce(owner, owner.does("createProject", title={"th": "ฝาย"}))

    answer = _sent(client, "PUT", attachment["upload_path"], owner.headers)

    assert (answer.status_code, answer.get_json()["code"]) == (400, "request_malformed")
    assert owner.does("attachment", id=attachment["id"])["state"] == "awaiting"


def _sent(client: FlaskClient, verb: str, path: str, headers: dict[str, str]) -> Any:
    chunked = {"wsgi.input": NoChunks(), "wsgi.input_terminated": True}
    return client.open(path, method=verb, headers=headers, environ_overrides=chunked)
