"""The parameters of operations: those of lists and of single things from the catalogue, headers from the wish."""

from collections.abc import Iterator
from typing import Any

from api import words
from api.rest.operations import Operation
from domain.reading import LONGEST_PAGE, USUAL_PAGE, Filter, Noun, Value

Parameter = dict[str, Any]


def _query(name: str, schema: Parameter, says: str | None = None, **more: Any) -> Parameter:
    return {
        "in": "query",
        "name": name,
        "description": words.of_argument(says or name),
        "schema": schema,
        **more,
    }


def _header(name: str, says: str, pattern: str, **more: Any) -> Parameter:
    return {
        "in": "header",
        "name": name,
        "description": words.of_argument(says),
        "schema": {"type": "string", "pattern": pattern},
        **more,
    }


VERSION = r'^(W/)?"[0-9]{1,9}(\.[^"]*)?"$'
VISIBLE = "^[!-~]{1,255}$"
KEY = "7b3e1c0e-8f5d-4a57-9c2b-1f0e6f1d2c3a"


SHARED: dict[str, Parameter] = {
    "Limit": _query(
        "limit",
        {"type": "integer", "minimum": 1, "maximum": LONGEST_PAGE, "default": USUAL_PAGE},
        says="first",
    ),
    "After": _query("after", {"type": "string", "minLength": 1}),
    "IfMatchNeeded": _header("If-Match", "if_match_needed", VERSION, required=True, example='"3"'),
    "IfMatch": _header("If-Match", "if_match", VERSION, example='"3"'),
    "IfNoneMatch": _header("If-None-Match", "if_none_match", r"^\*$", example="*"),
    "IdempotencyKey": _header("Idempotency-Key", "idempotency_key", VISIBLE, example=KEY),
    "IdempotencyKeyNeeded": _header(
        "Idempotency-Key", "idempotency_key_needed", VISIBLE, required=True, example=KEY
    ),
}


OWN = {
    "projectChanges": [_query("since", {"type": "integer", "minimum": 0})],
}
"""What single operations take beside all that."""


def parameters_of(operation: Operation) -> list[Parameter]:
    """In the order in which people look for them."""
    return [*_reading(operation), *OWN.get(operation.id, ()), *_headers(operation)]


def _reading(operation: Operation) -> Iterator[Parameter]:
    if listed := operation.listed:
        yield _shared("Limit")
        yield _shared("After")
        names = [order.name for order in listed.orders]
        yield _query("sort", {"type": "string", "enum": names, "default": names[0]})
        yield from (_filter(name, each) for name, each in sorted(listed.filters.items()))
    if noun := operation.noun:
        yield from _shaping(noun)


def _filter(name: str, of: Filter) -> Parameter:
    items: Parameter = {"type": "string"} | ({"enum": sorted(of.known)} if of.known else {})
    return _several(name, items)


def _shaping(noun: Noun) -> Iterator[Parameter]:
    values = [name for name, what in noun.fields.items() if isinstance(what, Value)]
    relations = [name for name in noun.fields if name not in values]
    yield _several("fields", {"type": "string", "enum": values})
    if relations:
        yield _several("expand", {"type": "string", "enum": relations})


def _several(name: str, items: Parameter) -> Parameter:
    """Values with commas between them."""
    return _query(name, {"type": "array", "items": items}, style="form", explode=False)


def _headers(operation: Operation) -> Iterator[Parameter]:
    if operation.needs_version is not None:
        yield _shared("IfMatchNeeded" if operation.needs_version else "IfMatch")
    if operation.may_create:
        yield _shared("IfNoneMatch")
    if operation.takes_key:
        yield _shared("IdempotencyKeyNeeded" if operation.needs_key else "IdempotencyKey")


def _shared(name: str) -> Parameter:
    return {"$ref": f"#/components/parameters/{name}"}
