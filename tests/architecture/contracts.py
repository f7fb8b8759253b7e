"""Both published contracts as data, side by side."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import graphql
from flask import Flask

from api.graphql.schema import schema
from tests.faces import VERBS, specification

GRAPH = schema._schema
# What REST has alone, and why.
REST_ALONE = {
    "receiveStripeEvent": "Stripe sends it, to one address, and signs its bytes",
    "uploadAttachment": "the graph has no bytes; it says by `uploadPath` where they go",
    "attachmentContent": "the graph has no bytes likewise",
}


@dataclass(frozen=True)
class Operation:
    """One of REST's."""

    id: str
    verb: str
    path: str
    said: dict[str, Any]

    @property
    def parameters(self) -> dict[str, dict[str, Any]]:
        return {each["name"]: each for each in self.said.get("parameters", ())}


def operations(app: Flask) -> Iterator[Operation]:
    for path, item in specification(app)["paths"].items():
        shared = item.get("parameters", [])
        for verb, said in item.items():
            if verb in VERBS:
                whole = {**said, "parameters": [*shared, *said.get("parameters", [])]}
                yield Operation(said.get("operationId", ""), verb, path, resolved(whole, specification(app)))


def resolved(node: Any, spec: dict[str, Any]) -> Any:
    """With the parameters that are written once put where they are meant."""
    node["parameters"] = [
        spec["components"]["parameters"][each["$ref"].rpartition("/")[2]] if "$ref" in each else each
        for each in node["parameters"]
    ]
    return node


def root_fields() -> dict[str, graphql.GraphQLField]:
    """What the graph can be asked and told."""
    assert GRAPH.query_type
    assert GRAPH.mutation_type
    return {**GRAPH.query_type.fields, **GRAPH.mutation_type.fields}


def python_name(field: Any) -> str:
    name: str = field.extensions["strawberry-definition"].python_name
    return name
