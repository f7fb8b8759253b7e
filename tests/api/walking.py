"""A walk through everything that somebody can read, by every path of REST and every field of the graph."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import Any

import graphql
from flask.testing import FlaskClient

from api.graphql.schema import schema
from domain.catalogue import CATALOGUE
from domain.ids import noun_of
from domain.reading import Many, One, Value
from tests.faces import GraphQL, specification
from tests.graph_words import snake

Ids = Mapping[str, Sequence[str]]
"""By what a path calls them: `{"entry_id": [...]}`."""

GRAPH = schema._schema
AT_ONCE = 4  # relations of a relation
MANY, FEW = 40, 3  # rows of a list, and of a list with lists in it: dear documents are refused


def everything_read(client: FlaskClient, who: Any, ids: Ids) -> str:
    """All that both faces answer, as one text. Own words in a path are not an answer."""
    return "\n".join((*_rest(client, who, ids), *_graph(client, who, ids)))


def _rest(client: FlaskClient, who: Any, ids: Ids) -> Iterator[str]:
    headers = who.headers if who else {}
    for path, item in specification(client.application)["paths"].items():
        if "get" in item:
            operation = item["get"]["operationId"]
            for url, query in product(_filled(path, ids), _queries(operation, path)):
                answer = client.get(url, query_string=query, headers=headers)
                assert answer.status_code in (200, 401, 403, 404), (url, answer.text)
                yield f"{answer.headers}{answer.text}".replace(url, "")


def _queries(operation: str, path: str) -> list[dict[str, str]]:
    """With every relation, and with every field, also those that nobody gets unasked."""
    noun = _noun(operation, path)
    values = (
        [name for name, what in CATALOGUE.nouns[noun].fields.items() if isinstance(what, Value)]
        if noun
        else []
    )
    return [_query(operation, path), *([{"fields": ",".join(values)}] if values else [])]


def _query(operation: str, path: str) -> dict[str, str]:
    """As much as can be asked for: every relation, the newest of a long list."""
    noun = _noun(operation, path)
    if noun is None:
        return {}
    relations = [name for name, what in CATALOGUE.nouns[noun].fields.items() if isinstance(what, One | Many)]
    whole = {"expand": ",".join(relations)} if relations else {}
    return (
        whole
        if path.endswith("}") or operation == "me"
        else whole | {"limit": "100", "sort": _newest(operation)}
    )


def _noun(operation: str, path: str) -> str | None:
    if operation in CATALOGUE.nouns:
        return operation
    if operation == "me":
        return "account"
    return next((noun for name, noun in _lists() if name == operation), None)


def _newest(operation: str) -> str:
    return {"ranking": "ranked", "todo": "soonest", "meetings": "soonest"}.get(operation, "newest")


def _lists() -> Iterator[tuple[str, str]]:
    yield from ((name, listed.noun) for name, listed in CATALOGUE.lists.items())
    for noun in CATALOGUE.nouns.values():
        yield from ((name, what.noun) for name, what in noun.fields.items() if isinstance(what, Many))


def _filled(path: str, ids: Ids) -> Iterator[str]:
    for parameter, known in ids.items():
        if f"{{{parameter}}}" in path:
            for id in known:
                yield from _filled(path.replace(f"{{{parameter}}}", id), ids)
            return
    yield path


def _graph(client: FlaskClient, who: Any, ids: Ids) -> Iterator[str]:
    face = GraphQL(client).by(who)
    assert GRAPH.query_type
    for name, field in GRAPH.query_type.fields.items():
        needed = [argument for argument, each in field.args.items() if graphql.is_required_argument(each)]
        for id in _known(name, needed, ids):
            for document in _documents(name, field, needed, id):
                answer = face.asks(document, {"id": id} if needed else {})
                assert "data" in answer, (document, answer)
                yield str(answer["data"])


def _known(name: str, needed: Sequence[str], ids: Ids) -> Iterable[str]:
    """Every one that a field can be asked about; a list that belongs to nobody is asked for once."""
    if name == "node":
        return [id for several in ids.values() for id in several if noun_of(id)]
    return ids.get(f"{name}_id" if needed == ["id"] else snake(needed[0]), ()) if needed else [""]


def _documents(name: str, field: Any, needed: Sequence[str], id: str) -> Iterator[str]:
    """One with every plain field; and, of what has an owner, one for each thing that it leads to, and all that this
    leads to."""
    kind = graphql.get_named_type(field.type)
    if name == "node":
        kind = GRAPH.type_map[id.partition("_")[0].capitalize()]
    thing = _row(kind)
    for way in ("", *(_further(thing) if needed and name != "node" else ())):
        paging = (
            [f"first: {FEW if way else MANY}", f'sort: "{_newest(name)}"'] if "sort" in field.args else []
        )
        given = [f"{needed[0]}: $id", *(f"{each}: 1" for each in needed[1:])] if needed else []  # a number
        call = f"{name}({', '.join(given + paging)})" if given or paging else name
        asked = f"{_plain(thing)} {way}"
        selected = f"nodes {{ {asked} }}" if thing is not kind else asked
        inner = f"... on {kind.name} {{ {selected} }}" if name == "node" else selected
        yield f"{'query($id: ID!)' if needed else ''} {{ {call} {{ {inner} }} }}"


def _further(thing: Any) -> Iterator[str]:
    """Each thing that leads on from here, and from there all others: some at a time, or it would be too much to ask."""
    for name in _ways(thing):
        to = _row(graphql.get_named_type(thing.fields[name].type))
        beyond = _ways(to)
        for start in range(0, max(len(beyond), 1), AT_ONCE):
            yield _way(thing, name, beyond[start : start + AT_ONCE])


def _row(kind: Any) -> Any:
    """What the items of a list are, or the thing itself."""
    return graphql.get_named_type(kind.fields["nodes"].type) if "nodes" in kind.fields else kind


def _ways(thing: Any) -> list[str]:
    """The fields that lead to other things."""
    return [name for name, each in thing.fields.items() if _leads(each)]


def _leads(field: Any) -> bool:
    to = graphql.get_named_type(field.type)
    if not isinstance(to, graphql.GraphQLObjectType):
        return False
    return "nodes" in to.fields or any(face.name == "Node" for face in to.interfaces)


def _way(thing: Any, name: str, beyond: Iterable[str] = ()) -> str:
    to = graphql.get_named_type(thing.fields[name].type)
    inner = " ".join((_plain(_row(to)), *(_way(_row(to), way) for way in beyond)))
    return f"{name} {{ {inner} }}" if _row(to) is to else f"{name}(first: {FEW}) {{ nodes {{ {inner} }} }}"


def _plain(thing: Any) -> str:
    parts = []
    for name, each in thing.fields.items():
        to = graphql.get_named_type(each.type)
        if not _leads(each):
            parts.append(f"{name} {{ {_plain(to)} }}" if isinstance(to, graphql.GraphQLObjectType) else name)
    return " ".join(parts)
