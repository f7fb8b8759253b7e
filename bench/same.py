"""That the pages answer with what they should, and both faces with the same, before anything is timed."""

import re
from collections.abc import Mapping
from typing import Any

import orjson

from bench.pages import CALLS, ROWS, WINNERS

WORDS = {"state", "locale", "currency", "dimension", "horizon"}  # GraphQL writes words of enums in capitals


def check(answers: Mapping[str, bytes]) -> None:
    """`answers` by the name of their page. Raises RuntimeError where something is not as it should be."""
    rows = orjson.loads(answers["rest_list"])["data"]
    graph = orjson.loads(answers["graphql_list"])
    nested = orjson.loads(answers["graphql_nested"])
    won = [entry for call in nested["data"]["calls"]["nodes"] for entry in call["entries"]["nodes"]]
    promises = {
        "the list is a whole page": len(rows) == ROWS and all(row["owner"] for row in rows),
        "GraphQL answers without errors": "errors" not in graph and "errors" not in nested,
        "GraphQL and REST answer with the same data": _plain(graph["data"]["projects"]["nodes"])
        == _plain(rows),
        "whoever signed in sees the same list": answers["rest_list_signed_in"] == answers["rest_list"],
        "all winners are shown, with projects and owners": len(won) == CALLS * WINNERS
        and all(entry["project"]["owner"] for entry in won),
        "the project is there": "title" in orjson.loads(answers["rest_detail"]),
    }
    if broken := [promise for promise, kept in promises.items() if not kept]:
        raise RuntimeError(f"Not so: {'; '.join(broken)}.")


def _plain(shown: Any, name: str = "") -> Any:
    """In one spelling: REST's names, and nothing that is null, since GraphQL shows languages that are not there."""
    if isinstance(shown, dict):
        return {_snake(key): _plain(value, _snake(key)) for key, value in shown.items() if value is not None}
    if isinstance(shown, list):
        return [_plain(item, name) for item in shown]
    return shown.lower() if name in WORDS and isinstance(shown, str) else shown


def _snake(name: str) -> str:
    return re.sub(r"([A-Z])", lambda found: f"_{found[1].lower()}", name)
