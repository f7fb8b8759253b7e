"""Promises to partners' front ends: scripts of any site may use the API, and see what they need of its answers."""

import pytest
from flask.testing import FlaskClient

SITE = {"Origin": "https://ngo.example"}


@pytest.mark.parametrize("path", ["/v1/calls", "/v1/calls/nothing", "/graphql"])
def test_a_preflight_is_allowed_for_any_site_and_asks_for_no_credentials(
    client: FlaskClient, path: str
) -> None:
    asks = {
        "Access-Control-Request-Method": "PATCH",
        "Access-Control-Request-Headers": "authorization, if-match",
    }

    allowed = client.options(path, headers=SITE | asks)

    assert (allowed.status_code, allowed.data) == (204, b"")
    assert allowed.headers["Access-Control-Allow-Origin"] == "*"
    assert "PATCH" in allowed.headers["Access-Control-Allow-Methods"]
    for header in ("Authorization", "Content-Type", "Idempotency-Key", "If-Match", "If-None-Match"):
        assert header in allowed.headers["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Credentials" not in allowed.headers


@pytest.mark.parametrize("path", ["/v1/calls", "/v1/calls/nothing", "/v1/me"])
def test_any_site_sees_answers_and_refusals_with_the_headers_it_needs(client: FlaskClient, path: str) -> None:
    answer = client.get(path, headers=SITE)

    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    shown = answer.headers["Access-Control-Expose-Headers"]
    for header in ("ETag", "Link", "Location", "Idempotent-Replayed", "X-Request-Id", "Retry-After"):
        assert header in shown


def test_an_answer_of_graphql_is_shared_too(client: FlaskClient) -> None:
    answer = client.post("/graphql", json={"query": "{ __typename }"}, headers=SITE)

    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_pages_are_shared_with_nobody(client: FlaskClient) -> None:
    asked = client.options("/docs", headers=SITE | {"Access-Control-Request-Method": "GET"})

    assert "Access-Control-Allow-Origin" not in asked.headers
    assert "Access-Control-Allow-Origin" not in client.get("/docs", headers=SITE).headers


def test_options_without_a_preflight_still_names_the_methods(client: FlaskClient) -> None:
    assert "POST" in client.options("/v1/calls").headers["Allow"]
