"""Promises about the price of a document that comes again with other variables."""

from flask.testing import FlaskClient

PAGE = "query Page($first: Int = 3) { calls(first: $first) { nodes { id } } }"


def cost(client: FlaskClient, **variables: object) -> int:
    answer = client.post("/graphql", json={"query": PAGE, "variables": variables}).get_json()
    found: int = answer["extensions"]["cost"]
    return found


def test_a_page_costs_what_its_variables_ask_for_however_often_the_document_came(client: FlaskClient) -> None:
    small, large, small_again = (cost(client, first=first) for first in (1, 50, 1))

    assert small == small_again
    assert large - small == 49


def test_a_variable_that_is_not_there_counts_with_its_default(client: FlaskClient) -> None:
    assert cost(client) == cost(client, first=3) == cost(client, last="whatever")


def test_a_document_that_was_cheap_is_refused_with_variables_that_make_it_dear(client: FlaskClient) -> None:
    cheap = cost(client, first=1)

    dear = client.post("/graphql", json={"query": PAGE, "variables": {"first": 10_000_000}})

    assert cheap < 10
    assert dear.status_code == 400
    assert dear.get_json()["errors"][0]["extensions"]["code"] == "graphql_too_costly"
