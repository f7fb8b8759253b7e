"""A walk through everything that somebody can read, by every path of REST and every field of the graph."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
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
ALWAYS_THE_SAME = "walked-through"  # the request's id, so that answers of two walks can be compared

Said = tuple[str, str]
"""What was asked, beginning with the name of the operation, and what was answered."""


def everything_read(client: FlaskClient, who: Any, ids: Ids, *, deep: bool) -> str:
    """All that both faces answer, as one text. Own words in a path are not an answer."""
    return "\n".join(answer for _, answer in answers(client, who, ids, deep=deep))


def answers(client: FlaskClient, who: Any, ids: Ids, *, deep: bool) -> Iterator[Said]:
    """One by one, headers and errors too. The graph is walked from everything to all that it leads to; `deep`, from
    everything that has an id on to what this leads to in turn."""
    yield from _rest(client, who, ids)
    yield from _graph(client, who, ids, deep)


def _rest(client: FlaskClient, who: Any, ids: Ids) -> Iterator[Said]:
    headers = {**(who.headers if who else {}), "X-Request-Id": ALWAYS_THE_SAME}
    for path, item in specification(client.application)["paths"].items():
        if "get" in item:
            operation = item["get"]["operationId"]
            query = _query(operation, path)
            for url in _filled(path, ids):
                for at, answer in _paged(client, url, query, headers):
                    yield f"{operation}: {at}", answer.replace(url, "")


def _paged(client: FlaskClient, url: str, query: dict[str, str], headers: Any) -> Iterator[Said]:
    """To the last page."""
    after: str | None = None
    while True:
        asked = query | ({"after": after} if after else {})
        answer = client.get(url, query_string=asked, headers=headers)
        assert answer.status_code in (200, 401, 403, 404), (url, answer.text)
        yield f"{url} after {after}", f"{answer.headers}{answer.text}"
        page = (answer.get_json() or {}).get("page") if answer.is_json else None
        if not (page and page["has_more"]):
            return
        after = page["next_cursor"]


def _query(operation: str, path: str) -> dict[str, str]:
    """As much as can be asked for: every field, also those that nobody gets unasked, every relation, long pages."""
    noun = _noun(operation, path)
    if noun is None:
        return {}
    fields = CATALOGUE.nouns[noun].fields.items()
    values = [name for name, what in fields if isinstance(what, Value)]
    relations = [name for name, what in fields if isinstance(what, One | Many)]
    whole = {"fields": ",".join(values)} | ({"expand": ",".join(relations)} if relations else {})
    alone = path.endswith("}") or operation == "me"
    return whole if alone else whole | {"limit": "100", "sort": _newest(operation)}


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


def _graph(client: FlaskClient, who: Any, ids: Ids, deep: bool) -> Iterator[Said]:
    face = GraphQL(client).by(who).sending(x_request_id=ALWAYS_THE_SAME)
    assert GRAPH.query_type
    for name, field in GRAPH.query_type.fields.items():
        needed = [argument for argument, each in field.args.items() if graphql.is_required_argument(each)]
        for id in _known(name, needed, ids):
            for document in _documents(name, field, needed, id, deep):
                answer = face.asks(document, {"id": id} if needed else {})
                assert "data" in answer, (document, answer)
                yield f"{name}: {document} of {id}", str(answer)


def _known(name: str, needed: Sequence[str], ids: Ids) -> Iterable[str]:
    """Every one that a field can be asked about; a list that belongs to nobody is asked for once. A node is read as any
    field reads that is named for it: one of each is enough."""
    if name == "node":
        return [several[0] for several in ids.values() if several and noun_of(several[0])]
    return ids.get(f"{name}_id" if needed == ["id"] else snake(needed[0]), ()) if needed else [""]


def _documents(name: str, field: Any, needed: Sequence[str], id: str, deep: bool) -> Iterator[str]:
    """Of each thing every plain field, and of some things at a time that it leads to; of one that is asked for by its
    id also, for each thing that it leads to, some that this leads to."""
    kind = graphql.get_named_type(field.type)
    if name == "node":
        kind = GRAPH.type_map[id.partition("_")[0].capitalize()]
    thing = _row(kind)
    ways = [_way(thing, way) for way in _ways(thing)]
    near = [" ".join(ways[start : start + AT_ONCE]) for start in range(0, max(len(ways), 1), AT_ONCE)]
    far = _further(thing) if deep and needed and thing is kind and name != "node" else ()
    for way in (*([""] if thing is not kind else []), *near, *far):
        many = FEW if way else MANY
        paging = [f"first: {many}", f'sort: "{_newest(name)}"'] if "sort" in field.args else []
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
