"""Puts the words of both contracts on the graph: what a class does not say itself is found by type and field."""

from collections.abc import Iterator
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_required_argument,
)

from api import words


def describe(schema: GraphQLSchema) -> None:
    """Every type, field, argument, input and word, where it has no description yet."""
    takers = _takers(schema)
    for kind in schema.type_map.values():
        if kind.name.startswith("__"):
            continue
        kind.description = words.of_type(kind.name) or kind.description or takers.get(kind.name)
        if isinstance(kind, GraphQLEnumType):
            for value in kind.values.values():
                word = str(getattr(value.value, "value", value.value))
                value.description = value.description or _sentence(words.of_value(kind.name, word))
        elif isinstance(kind, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType):
            _describe_fields(kind)


def _describe_fields(kind: Any) -> None:
    for field in kind.fields.values():
        field.description = field.description or words.of_field(kind.name, _python_name(field))
        for argument in getattr(field, "args", {}).values():
            name = _python_name(argument)
            is_owner = name.endswith("_id") and is_required_argument(argument)
            argument.description = argument.description or words.of_argument("of" if is_owner else name)


def _takers(schema: GraphQLSchema) -> dict[str, str]:
    """What the inputs of mutations are for: the mutations that take them."""
    takes: dict[str, list[str]] = {}
    for name, field in schema.mutation_type.fields.items() if schema.mutation_type else ():
        for argument in field.args.values():
            takes.setdefault(get_named_type(argument.type).name, []).append(name)
    return {name: f"What {' and '.join(mutations)} takes." for name, mutations in takes.items()}


def undescribed(schema: GraphQLSchema) -> Iterator[str]:
    """Where a description is missing; nothing, as a test holds."""
    for kind in schema.type_map.values():
        if not kind.name.startswith("__"):
            yield from _undescribed(kind)


def _undescribed(kind: GraphQLNamedType) -> Iterator[str]:
    if not kind.description:
        yield kind.name
    for name, value in getattr(kind, "values", {}).items():
        if not value.description:
            yield f"{kind.name}.{name}"
    for name, field in getattr(kind, "fields", {}).items():
        if not field.description:
            yield f"{kind.name}.{name}"
        for each, argument in getattr(field, "args", {}).items():
            if not argument.description:
                yield f"{kind.name}.{name}({each})"


def _sentence(said: str | None) -> str | None:
    return said and f"{said[0].upper()}{said[1:]}."


def _python_name(part: Any) -> str:
    name: str = part.extensions["strawberry-definition"].python_name
    return name
