"""A refusal is a problem as RFC 9457 has it, in the caller's language, whoever refuses."""

import pytest
from flask.testing import FlaskClient

from tests.world import House, a_house, nobody_has


@pytest.fixture
def house(client: FlaskClient) -> House:
    return a_house(client)


@pytest.mark.parametrize(
    ("headers", "query", "language"),
    [
        ({}, "", "th"),
        ({"Accept-Language": "en"}, "", "en"),
        ({"Accept-Language": "en-GB,en;q=0.9,th;q=0.8"}, "", "en"),
        ({"Accept-Language": "fr"}, "", "th"),
        ({"Accept-Language": "en"}, "?lang=th", "th"),
        ({}, "?lang=en", "en"),
    ],
)
def test_a_refusal_is_told_in_the_callers_language(
    client: FlaskClient, headers: dict[str, str], query: str, language: str
) -> None:
    answer = client.get(f"/v1/calls/{nobody_has('call')}{query}", headers=headers)

    told = answer.get_json()
    assert answer.headers["Content-Language"] == language
    assert told["title"] == told["titles"][language]
    assert set(told["titles"]) == {"th", "en"}


def test_a_refusal_is_a_problem_as_the_standard_says(client: FlaskClient) -> None:
    path = f"/v1/calls/{nobody_has('call')}"

    answer = client.get(path, headers={"X-Request-Id": "my-request-0001"})

    told = answer.get_json()
    assert answer.content_type == "application/problem+json"
    assert told["type"] == "/problems/call_not_found"
    assert (told["status"], answer.status_code) == (404, 404)
    assert (told["instance"], told["code"], told["request_id"]) == (path, "call_not_found", "my-request-0001")
    assert client.get(told["type"]).status_code == 200


@pytest.mark.parametrize("given", ["short", "x" * 200, "with blank", "<script>alert(1)</script>", "ก" * 10])
def test_a_request_without_a_proper_id_gets_one(client: FlaskClient, given: str) -> None:
    headers = {"X-Request-Id": given.encode().decode("latin-1")}

    answered = client.get("/v1/calls", headers=headers).headers["X-Request-Id"]

    assert answered != given
    assert len(answered) == 36


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/v1/nonsense", 404, "route_not_found"),
        ("GET", "/v1/calls/a/b/c", 404, "route_not_found"),
        ("DELETE", "/v1/calls", 405, "method_not_allowed"),
        ("PUT", "/v1/me", 405, "method_not_allowed"),
        ("POST", "/v1/calls", 415, "media_type_unsupported"),
    ],
)
def test_what_the_web_server_refuses_is_a_problem_too(
    client: FlaskClient, house: House, method: str, path: str, status: int, code: str
) -> None:
    headers = {**house.owner.headers, "Accept": "application/json"}

    answer = client.open(path, method=method, data=b"x=1", content_type="text/plain", headers=headers)

    assert (answer.status_code, answer.get_json()["code"]) == (status, code)
    assert answer.content_type == "application/problem+json"
    assert ("Allow" in answer.headers) == (status == 405)
