"""What a body is sent at: the operation, who may ask for it, of what, and a body that is right."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import psycopg
from flask import Flask

from tests.faces import operations_of
from tests.graph_words import camel, document, snake, to_graph

Database = psycopg.Connection[Any]


@dataclass(frozen=True)
class Target:
    """`again` puts back in the database what a success has changed, so that the next can be tried on the same."""

    operation: str
    by: Any
    of: Mapping[str, str]  # what stands in the path
    body: Mapping[str, Any]
    versioned: str = ""  # the table of what needs its version named
    again: str = ""
    graph_body: Mapping[str, Any] = field(default_factory=dict)  # where the graph says it otherwise
    needs_key: bool = False

    def address(self, app: Flask) -> tuple[str, str]:
        verb, path = operations_of(app)[self.operation]
        for name, id in self.of.items():
            path = path.replace(f"{{{name}}}", id)
        return verb.upper(), path

    def headers(self, database: Database) -> dict[str, str]:
        return self.credentials() | ({"If-Match": f'"{self.version(database)}"'} if self.versioned else {})

    def credentials(self) -> dict[str, str]:
        """Who asks, and that it be done once."""
        key = {"Idempotency-Key": uuid4().hex} if self.needs_key else {}
        return {**(self.by.headers if self.by else {}), **key}

    def version(self, database: Database) -> int:
        [id] = self.of.values()
        row = database.execute(
            f"SELECT version FROM {self.versioned} WHERE id = %s".encode(), [id]
        ).fetchone()
        assert row
        return int(row[0])

    def restore(self, database: Database) -> None:
        if self.again:
            [id] = self.of.values()
            database.execute(self.again.encode(), {"id": id})

    def in_graph(self, database: Database, mutation: Any) -> tuple[str, dict[str, Any]]:
        """The mutation as a document, and its input."""
        kind = mutation.args["input"].type
        known = kind.of_type.fields
        given = {
            name: said for name, said in {**self.body, **self.graph_body}.items() if name != "grant_type"
        }
        for name, id in self.of.items():
            if (named := name if camel(name) in known else "id") in {*map(snake, known)}:
                given[named] = id
        if self.versioned:
            given["expected_version"] = self.version(database)
        return document("mutation", self.operation, mutation, ["input"]), to_graph(given, kind)
