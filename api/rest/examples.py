"""Examples of what is sent and answered, put together from the schemas and the values in `examples.toml`."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from api.words import key_of

Schemas = Mapping[str, Any]
MOMENT = "2026-09-01T02:00:00.000000Z"


@cache
def _values() -> Mapping[str, Any]:
    return tomllib.loads((Path(__file__).parent / "examples.toml").read_text(encoding="utf-8"))


def of_schema(schema: Mapping[str, Any], schemas: Schemas) -> Any:
    """A value that the schema allows, with everything in it but relations."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return _of_object(name, schemas[name], schemas)
    for either in ("anyOf", "oneOf", "allOf"):
        if either in schema:
            return of_schema(schema[either][0], schemas)
    if schema.get("type") == "object" and "properties" in schema:
        return _of_object("", schema, schemas)
    return _plain(schema, schemas)


def of_field(type_name: str, field: str) -> Any:
    """The value that we have for the field of such a type; None where there is none."""
    own = _values().get(key_of(type_name), {})
    return own.get(field, _values()["shared"].get(field))


def _of_object(name: str, schema: Mapping[str, Any], schemas: Schemas) -> dict[str, Any]:
    shown = {}
    for field, said in schema.get("properties", {}).items():
        if said.get("x-relation"):
            continue
        known = of_field(name, field)
        shown[field] = of_schema(said, schemas) if known is None else known
    return shown


def _plain(schema: Mapping[str, Any], schemas: Schemas) -> Any:
    if "enum" in schema:
        return schema["enum"][0]
    kinds = schema.get("type", "object")
    kind = kinds if isinstance(kinds, str) else kinds[0]
    if kind == "array":
        return [of_schema(schema["items"], schemas)]
    if kind == "string":
        return MOMENT if schema.get("format") == "date-time" else "text"
    return {"integer": schema.get("minimum", 1), "number": 1.5, "boolean": True}.get(kind, {})
