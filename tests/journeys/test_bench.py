"""What can be promised about speed on any machine: how often the database is asked."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from bench.data import load
from bench.judging import measure_judging, results, table
from bench.pages import Page, change, pages
from bench.pledger import path, request
from bench.pledges import AROUND, COLLECTED, first_pledges
from bench.pledges import STATEMENTS as OF_PLEDGES
from bench.raising import raise_money
from bench.till import Till
from tests.running import settings
from tests.world import register
from wsgi import make_app

ROOT = Path(__file__).resolve().parents[2]
STATEMENTS = {
    "rest_list": 1,
    "rest_list_signed_in": 2,  # one more: who is asking
    "graphql_list": 1,
    "graphql_nested": 1,
    "rest_detail": 1,
    # Who is asking; the key is claimed; the project locked and changed; the event and the audit trail written; the
    # outcome noted; the project shown; the answer kept.
    "rest_write": 17,
}


@pytest.fixture
def served(database_url: str, tmp_path: Path) -> tuple[FlaskClient, dict[str, Page]]:
    """The bench's pages, on little data."""
    client = make_app(settings(tmp_path), database_url, cheap_passwords=True).test_client()
    reader, writer = register(client), register(client)
    loaded = load(database_url, writer_id=writer.id, of_projects=60, of_accounts=20, written=1)
    return client, {page.name: page for page in pages(loaded, reader=reader.bearer, writer=writer.bearer)}


def test_each_page_asks_the_database_as_often_as_it_must(served: tuple[FlaskClient, dict[str, Page]]) -> None:
    client, asked = served

    counted = {name: statements(client, page) for name, page in asked.items()}

    assert counted == STATEMENTS


def test_a_pledge_asks_the_database_as_often_as_it_must(database_url: str, tmp_path: Path) -> None:
    client = make_app(settings(tmp_path), database_url, payments=Till(), cheap_passwords=True).test_client()
    backer, other = register(client), register(client)
    load(database_url, writer_id=other.id, of_projects=80, of_accounts=20, written=0)
    raising = raise_money(database_url)
    headers, body = request(backer.bearer)

    through_the_core = first_pledges(database_url, raising, other.id)
    answer = client.post(path(raising.hot[COLLECTED]), headers=headers, data=body)

    assert through_the_core == OF_PLEDGES
    assert answer.status_code == 201, answer.data
    assert int(answer.headers["Plik-Statements"]) == OF_PLEDGES[COLLECTED] + AROUND


def test_judging_is_measured_without_a_server() -> None:
    times = measure_judging(1, entries=6)

    assert {len(seconds) for seconds in times.values()} == {1}
    assert [each["name"] for each in results(times)] == [f"judging_{name}_to_2s" for name in times]
    assert len(list(table(times))) > len(times)


def statements(client: FlaskClient, page: Page) -> int:
    path, headers, body = page.path, dict(page.headers), page.body
    if page.written:
        path = path.format(id=page.written[0])
        seen = client.get(path, headers=headers).headers["ETag"]
        headers, body = page.changing(seen), change(1)
    answer = client.open(path, method=page.method, headers=headers, data=body)
    assert answer.status_code == 200, answer.data
    return int(answer.headers["Plik-Statements"])
