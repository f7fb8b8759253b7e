"""Promises of what the portal serves beside its pages: contracts, their own files, and the changelog."""

import re
from pathlib import Path

import graphql
import pytest
import yaml
from flask import Flask
from flask.testing import FlaskClient

from api.portal.changelog import Block, blocks, read_changelog
from api.portal.words import pieces
from tests.faces import operations_of


@pytest.mark.parametrize("path", ["/openapi.yaml", "/schema.graphql"])
def test_contracts_are_sent_once_to_whoever_has_them_and_to_any_site(client: FlaskClient, path: str) -> None:
    first = client.get(path, headers={"Accept-Encoding": "gzip"})

    again = client.get(path, headers={"Accept-Encoding": "gzip", "If-None-Match": first.headers["ETag"]})

    assert (first.status_code, first.headers["Content-Encoding"]) == (200, "gzip")
    assert (again.status_code, again.data) == (304, b"")
    assert first.headers["Access-Control-Allow-Origin"] == "*"


def test_the_contracts_served_are_what_the_code_publishes(app: Flask, client: FlaskClient) -> None:
    rest = yaml.safe_load(client.get("/openapi.yaml").text)
    graph = graphql.build_schema(client.get("/schema.graphql").text)

    served = {
        each["operationId"]
        for item in rest["paths"].values()
        for each in item.values()
        if "operationId" in each
    }
    assert served == set(operations_of(app))
    assert graph.query_type
    assert "calls" in graph.query_type.fields


def test_files_of_pages_may_be_kept_for_a_year_under_an_address_of_their_own(client: FlaskClient) -> None:
    [style] = re.findall(r'href="([^"]+/plik.css)"', client.get("/").text)

    fresh = client.get(style)
    again = client.get(style, headers={"If-None-Match": fresh.headers["ETag"]})
    old = client.get(re.sub(r"/assets/\w+/", "/assets/0000000000000000/", style))

    assert "immutable" in fresh.headers["Cache-Control"]
    assert again.status_code == 304
    assert old.status_code == 200
    assert "immutable" not in old.headers["Cache-Control"]


@pytest.mark.parametrize("name", ["nothing.css", "../pages.py", "graphiql/README.md", "%2e%2e/pages.py"])
def test_only_files_of_pages_are_served(client: FlaskClient, name: str) -> None:
    assert client.get(f"/assets/0/{name}").status_code == 404


def test_the_changelog_is_printed_as_text_whatever_is_in_it() -> None:
    text = "# Log\n\n## 1.0\n- first [link](http://x.test)\n  goes on\n- `<b>` **bold**\n\nA paragraph\nof two lines."

    read = blocks(text)

    assert read == [
        Block("h1", "Log"),
        Block("h2", "1.0"),
        Block("li", "first link goes on"),
        Block("li", "`<b>` **bold**"),
        Block("p", "A paragraph of two lines."),
    ]


def test_marked_words_keep_their_marks_and_nothing_else_becomes_markup() -> None:
    assert list(pieces("**Calls**: `a*b` <i>")) == [
        ("", ""),
        ("Calls", "strong"),
        (": ", ""),
        ("a*b", "code"),
        (" <i>", ""),
    ]


def test_without_a_changelog_there_is_nothing_to_show(tmp_path: Path) -> None:
    assert read_changelog(tmp_path / "CHANGELOG.md") == []
