"""REST's words in the graph and back: documents from the schema, camelCase and snake_case, enums by value."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

import graphql


def document(kind: str, operation: str, definition: Any, given: Sequence[str]) -> str:
    """One operation with a variable for each argument given, asking for all there is."""
    declared = ", ".join(f"${name}: {definition.args[name].type}" for name in given)
    passed = ", ".join(f"{name}: ${name}" for name in given)
    head = f"{kind}({declared})" if declared else kind
    call = f"{operation}({passed})" if passed else operation
    return f"{head} {{ {call} {selection_of(definition.type)} }}"


@cache
def selection_of(kind: Any, inside: bool = False) -> str:
    """`{ ... }` with every field of the type but those that lead to other things; nothing for a scalar."""
    named = graphql.get_named_type(kind)
    if not isinstance(named, graphql.GraphQLObjectType):
        return ""
    if "nodes" in named.fields:
        return f"{{ nodes {selection_of(named.fields['nodes'].type)} pageInfo {{ hasNextPage endCursor }} }}"
    names = (f"{name} {selection_of(each.type, True)}" for name, each in _plain(named, inside))
    return f"{{ {' '.join(names)} }}"


def _plain(named: graphql.GraphQLObjectType, inside: bool) -> Iterator[tuple[str, Any]]:
    is_payload = "userErrors" in named.fields
    for name, each in named.fields.items():
        leads_to = graphql.get_named_type(each.type)
        is_thing = isinstance(leads_to, graphql.GraphQLObjectType) and (
            "nodes" in leads_to.fields or any(face.name == "Node" for face in leads_to.interfaces)
        )
        if is_payload or not (is_thing or any(map(graphql.is_required_argument, each.args.values()))):
            yield name, each


def to_graph(value: Any, kind: Any) -> Any:
    """What is to be sent, in the names of its type; what does not fit goes as it is."""
    kind = graphql.get_nullable_type(kind)
    if isinstance(kind, graphql.GraphQLList) and isinstance(value, list | tuple):
        return [to_graph(each, kind.of_type) for each in value]
    if isinstance(kind, graphql.GraphQLList):  # GraphQL takes one for a list of one
        return to_graph(value, kind.of_type)
    if isinstance(kind, graphql.GraphQLEnumType):
        return _words(kind).get(value, value)
    if isinstance(kind, graphql.GraphQLInputObjectType) and isinstance(value, dict):
        known = {name: each.type for name, each in kind.fields.items()}
        return {camel(name): to_graph(each, known.get(camel(name))) for name, each in value.items()}
    return value


def from_graph(value: Any, kind: Any) -> Any:
    """What the graph answered for this type, as REST shows it."""
    kind = graphql.get_nullable_type(kind)
    if value is None or isinstance(kind, graphql.GraphQLScalarType):
        return value
    if isinstance(kind, graphql.GraphQLList):
        return [from_graph(each, kind.of_type) for each in value]
    if isinstance(kind, graphql.GraphQLEnumType):
        return {name: word for word, name in _words(kind).items()}[value]
    return _object(value, kind)


def _object(value: Any, kind: Any) -> Any:
    shown = {snake(name): from_graph(each, kind.fields[name].type) for name, each in value.items()}
    if kind.name == "LocalizedText":  # an absent language is absent
        return {name: said for name, said in shown.items() if said is not None}
    if "nodes" in shown:
        info = shown["page_info"]
        cursor = info["end_cursor"] if info["has_next_page"] else None
        return {"data": shown["nodes"], "page": {"next_cursor": cursor, "has_more": info["has_next_page"]}}
    return shown


def _words(kind: graphql.GraphQLEnumType) -> dict[str, str]:
    """Our word for each value, to its name in the graph."""
    return {str(getattr(value.value, "value", value.value)): name for name, value in kind.values.items()}


def camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])[A-Z]", lambda found: f"_{found[0].lower()}", name)
