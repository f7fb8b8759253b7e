"""The graph, spoken to in REST's words. What to ask for is read from the schema that the server publishes."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

import graphql
import orjson

from api.demo.faces import Refused, Send, Shown, carried, signed

CAPITALS = ("Currency",)  # enums whose words are in capitals for REST too


class GraphQL:
    name = "GraphQL"

    def __init__(self, send: Send) -> None:
        self._send = send
        _, _, published = send("GET", "/schema.graphql", None, {})
        self._schema = graphql.build_schema(published.decode())

    def do(self, operation: str, token: str | None = None, **given: Any) -> Shown:
        assert self._schema.mutation_type
        field = self._schema.mutation_type.fields[operation]
        payload = self._ask("mutation", operation, field, token, {"input": given} if field.args else {})
        errors = payload.pop("user_errors")
        if errors:
            faults = [(_pointer(error["field"]), error["code"]) for error in errors if error["field"]]
            raise Refused(errors[0]["code"], faults)
        thing: Shown = payload.get(_thing_of(field), {})
        return thing | {name: part for name, part in payload.items() if part is not thing}

    def show(self, noun: str, token: str | None = None, **given: Any) -> Shown:
        expand = given.pop("expand", "")
        found: Shown | None = self._query(noun, token, given, expand)
        if found is None:  # how the graph says that it is not there, or not to be seen
            raise Refused(f"{self._made_of(noun)}_not_found")
        if isinstance(found, list):  # a short list, without pages
            return {"data": found}
        return found | {expand: _page(found[expand])} if expand else found

    def browse(self, relation: str, token: str | None = None, **given: Any) -> Shown:
        return _page(self.show(relation, token, **given))

    def carry(self, method: str, path: str, token: str | None = None, content: bytes | None = None) -> bytes:
        return carried(self._send, method, path, token, content)

    def _made_of(self, name: str) -> str:
        """What a query finds, in REST's words."""
        assert self._schema.query_type
        return snake(graphql.get_named_type(self._schema.query_type.fields[name].type).name).lower()

    def _query(self, name: str, token: str | None, given: Shown, expand: str) -> Any:
        assert self._schema.query_type
        field = self._schema.query_type.fields[name]
        sent = {k: v for k, v in given.items() if v is not None}
        return self._ask("query", name, field, token, sent, expand=expand)

    def _ask(
        self, kind: str, name: str, field: Any, token: str | None, given: Shown, *, expand: str = ""
    ) -> Any:
        sent = {camel(argument): value for argument, value in given.items()}
        body = {
            "query": _document(kind, name, field, tuple(sent), expand=camel(expand)),
            "variables": {
                argument: to_graph(value, field.args[argument].type) for argument, value in sent.items()
            },
        }
        _, _, answer = self._send("POST", "/graphql", body, signed(token))
        said = orjson.loads(answer)
        if errors := said.get("errors"):
            raise Refused(errors[0]["extensions"]["code"])
        return from_graph(said["data"][name], field.type)


def _thing_of(mutation: Any) -> str:
    """The part of its payload that REST answers with alone; empty where there is none."""
    parts = graphql.get_named_type(mutation.type).fields
    of_a_type = (name for name, part in parts.items() if isinstance(part.type, graphql.GraphQLObjectType))
    return snake(next(of_a_type, ""))


def _page(found: Shown) -> Shown:
    """A page of a list as REST shows it."""
    info = found["page_info"]
    page = {"next_cursor": info["end_cursor"], "has_more": info["has_next_page"]}
    return {"data": found["nodes"], "page": page}


def _document(kind: str, name: str, field: Any, given: tuple[str, ...], *, expand: str) -> str:
    """One operation with a variable for each argument, asking for all but what leads to other things, and for the one
    list that is to be expanded."""
    head = ", ".join(f"${argument}: {field.args[argument].type}" for argument in given)
    passed = ", ".join(f"{argument}: ${argument}" for argument in given)
    asked = _selection(graphql.get_named_type(field.type), of_payload=kind == "mutation", expand=expand)
    return f"{kind}{f'({head})' if head else ''} {{ {name}{f'({passed})' if passed else ''} {asked} }}"


def _selection(type_: Any, *, of_payload: bool = False, expand: str = "") -> str:
    if not isinstance(type_, graphql.GraphQLObjectType):
        return ""
    if _is_list(type_):
        nodes = _selection(graphql.get_named_type(type_.fields["nodes"].type))
        return f"{{ nodes {nodes} pageInfo {{ hasNextPage endCursor }} }}"
    fields = (f"{name} {_selection(inner)}" for name, inner in _fields(type_, of_payload, expand))
    return f"{{ {' '.join(fields)} }}"


def _fields(type_: graphql.GraphQLObjectType, of_payload: bool, expand: str) -> Iterator[tuple[str, Any]]:
    for name, field in type_.fields.items():
        inner = graphql.get_named_type(field.type)
        if of_payload or name == expand or not (_is_list(inner) or _is_thing(inner)):
            yield name, inner


def _is_list(type_: Any) -> bool:
    return isinstance(type_, graphql.GraphQLObjectType) and "nodes" in type_.fields


def _is_thing(type_: Any) -> bool:
    interfaces: Iterable[Any] = getattr(type_, "interfaces", ())
    return any(interface.name == "Node" for interface in interfaces)


def to_graph(value: Any, type_: Any) -> Any:
    """What is to be sent, as its type wants it. A map goes as a list of pairs where the graph has no maps."""
    type_ = graphql.get_nullable_type(type_)
    if value is None:
        return None
    if isinstance(type_, graphql.GraphQLList):
        rows = _pairs(value, type_.of_type) if isinstance(value, dict) else value
        return [to_graph(row, type_.of_type) for row in (rows if isinstance(rows, list | tuple) else [rows])]
    if isinstance(type_, graphql.GraphQLEnumType):
        return value.upper().replace(":", "_")  # REST's scopes have a colon
    if isinstance(type_, graphql.GraphQLInputObjectType):
        return {camel(name): to_graph(part, type_.fields[camel(name)].type) for name, part in value.items()}
    return value


def from_graph(value: Any, type_: Any) -> Any:
    """What was answered, as REST shows it: an absent language is absent."""
    type_ = graphql.get_nullable_type(type_)
    if value is None:
        return None
    if isinstance(type_, graphql.GraphQLList):
        return [from_graph(row, type_.of_type) for row in value]
    if isinstance(type_, graphql.GraphQLEnumType):
        word = value if type_.name in CAPITALS else value.lower()
        return word.replace("_", ":") if type_.name == "Scope" else word
    if isinstance(type_, graphql.GraphQLObjectType):
        shown = {snake(name): from_graph(part, type_.fields[name].type) for name, part in value.items()}
        is_text = type_.name == "LocalizedText"
        return {name: said for name, said in shown.items() if said is not None} if is_text else shown
    return value


def _pairs(value: Shown, type_: Any) -> list[Shown]:
    first, second = (snake(name) for name in graphql.get_named_type(type_).fields)
    return [{first: key, second: part} for key, part in value.items()]


def _pointer(steps: list[str]) -> str:
    return "".join(f"/{snake(step)}" for step in steps)


def camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])[A-Z]", lambda letter: f"_{letter[0].lower()}", name)
