"""Puts the words of both contracts on the schemas of REST, and on them what `expand` adds."""

from collections.abc import Iterator
from typing import Any

from api import words
from domain.catalogue import CATALOGUE
from domain.reading import Many, One

Schema = dict[str, Any]
UNUSED = ("PaginationMetadata",)  # flask-smorest's own paging, which we do not use


def describe(schemas: dict[str, Schema]) -> None:
    """Every schema and every field of it."""
    for name in UNUSED:
        schemas.pop(name, None)
    for noun in CATALOGUE.nouns:
        _add_relations(noun, schemas)
    for name, schema in schemas.items():
        is_sent = name.endswith(("Input", "Patch"))
        if not is_sent:
            schema.pop("additionalProperties", None)  # what is shown may gain fields
        schema["description"] = words.of_type(name) or schema.get("description") or _of_page(name)
        for field, said in schema.get("properties", {}).items():
            _mend(said)
            said["description"] = _sentence(name, field, said)


def undescribed(schemas: dict[str, Schema]) -> Iterator[str]:
    """Where a description is missing; nothing, as a test holds."""
    for name, schema in schemas.items():
        if not schema.get("description"):
            yield name
        yield from (
            f"{name}.{field}" for field, said in schema["properties"].items() if not said["description"]
        )


def page_of(noun: str, schemas: dict[str, Schema]) -> str | None:
    """The schema of a page of such things."""
    reference = {"$ref": f"#/components/schemas/{noun.capitalize()}"}
    for name, schema in schemas.items():
        if schema.get("properties", {}).get("data", {}).get("items") == reference:
            return name
    return None


def _add_relations(noun: str, schemas: dict[str, Schema]) -> None:
    name = noun.capitalize()
    for field, what in CATALOGUE.nouns[noun].fields.items():
        if isinstance(what, One):
            either: list[Schema] = [
                {"$ref": f"#/components/schemas/{what.noun.capitalize()}"},
                {"type": "null"},
            ]
            schemas[name]["properties"][field] = {"anyOf": either, "x-relation": True}
        elif isinstance(what, Many) and (page := page_of(what.noun, schemas)):
            reference = {"$ref": f"#/components/schemas/{page}", "x-relation": True}
            schemas[name]["properties"].setdefault(field, reference)


def _sentence(name: str, field: str, said: Schema) -> str | None:
    own = words.of_field(name, field) or said.get("description")
    if own and said.get("x-relation"):
        return f"{own} Shown where `expand` asks for it."
    meanings = words.of_values(said["enum"]) if "enum" in said else None
    if own and meanings:
        return f"{own} {'; '.join(f'`{word}`: {meaning}' for word, meaning in meanings.items())}."
    return own


def _mend(said: Schema) -> None:
    """What the library leaves open or says wrongly."""
    if "enum" in said and "type" not in said:
        said["type"] = ["string", "null"] if None in said["enum"] else "string"
    default = said.get("default")
    if isinstance(default, dict) and None in default.values():
        del said["default"]


def _of_page(name: str) -> str | None:
    if name.endswith("Page"):
        return "A page of a list."
    return (
        f"What {name[0].lower()}{name.removesuffix('Input')[1:]} takes." if name.endswith("Input") else None
    )
