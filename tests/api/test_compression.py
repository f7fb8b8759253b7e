"""Promises to slow networks: what is large is packed, and not sent again to whoever has it."""

from flask.testing import FlaskClient

from tests.world import found, open_call, register

PACKED = {"Accept-Encoding": "gzip"}


def test_a_packed_answer_is_not_sent_twice(client: FlaskClient) -> None:
    owner = register(client)
    call = open_call(owner, found(owner), brief={"th": "ชุมชนของเรา " * 200})
    first = client.get(f"/v1/calls/{call['id']}", headers=PACKED)

    again = client.get(f"/v1/calls/{call['id']}", headers=PACKED | {"If-None-Match": first.headers["ETag"]})

    assert (first.status_code, first.headers["Content-Encoding"]) == (200, "gzip")
    assert (again.status_code, again.data) == (304, b"")


def test_the_version_of_a_packed_answer_can_be_decided_on(client: FlaskClient) -> None:
    owner = register(client)
    call = open_call(owner, found(owner), brief={"th": "ชุมชนของเรา " * 200})
    seen = client.get(f"/v1/calls/{call['id']}", headers=PACKED | owner.headers)

    closed = client.post(
        f"/v1/calls/{call['id']}/close", headers=owner.headers | {"If-Match": seen.headers["ETag"]}
    )

    assert closed.status_code == 200
