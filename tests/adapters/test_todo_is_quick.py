"""What waits for an account is found by indexes in every table, so that it stays quick however full those are."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

QUESTION = "SELECT * FROM todo WHERE account_id = 'account_1' ORDER BY position, id LIMIT 21"
PARTIAL = "SELECT indexrelid::regclass::text FROM pg_index WHERE indpred IS NOT NULL"


@pytest.fixture
def database(database_url: str) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(database_url) as connection:
        yield connection


def scans(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Everything in a plan that finds rows, in a table or in an index."""
    if plan["Node Type"] in ("Seq Scan", "Index Scan", "Index Only Scan", "Bitmap Index Scan"):
        yield plan
    for part in plan.get("Plans", ()):
        yield from scans(part)


def test_no_table_is_read_but_by_an_index_from_its_beginning(database: psycopg.Connection[Any]) -> None:
    """With nothing in it every way is as quick: so those are closed that would be slow, or would do for few rows."""
    database.execute("SET enable_seqscan = off")
    for (name,) in database.execute(PARTIAL).fetchall():
        database.execute(f"DROP INDEX {name}".encode())

    row = database.execute(f"EXPLAIN (FORMAT JSON) {QUESTION}".encode()).fetchone()
    assert row
    read = list(scans(row[0][0]["Plan"]))
    whole = [each.get("Relation Name") or each["Index Name"] for each in read if "Index Cond" not in each]

    assert len(read) > 20
    assert whole == []
