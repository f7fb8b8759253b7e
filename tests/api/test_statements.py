"""The number of SQL statements does not grow with the number of rows: for every list and every single thing, on both
faces, with everything that can be asked for along with it."""

import json
from collections.abc import Iterator, Mapping, Set
from typing import Any

import graphql
import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient

from api.graphql.schema import schema
from domain.catalogue import CATALOGUE
from domain.reading import Many, One, Value
from tests.api.abundance import World, many_of_everything, one_of_everything
from tests.architecture.contracts import REST_ALONE
from tests.faces import Rest, operations_of
from tests.graph_words import camel, snake
from tests.running import drain

MANY = 100
MOST = 2  # who is asking, and the one read
DEARER = {
    "projectNeeds": 6,
    "similarProjects": 4,
    "similarEntries": 4,
    "roundCalibration": 4,
}  # it asks whether it may be seen, for the thing itself, for facts, and who could help or has looked
GRAPH = schema._schema
assert GRAPH.query_type
QUERIES = {name: field for name, field in GRAPH.query_type.fields.items() if name != "node"}


@pytest.fixture(scope="module")
def few(app: Flask) -> World:
    with psycopg.connect(app.config["DATABASE_URL"], autocommit=True) as database:
        return one_of_everything(app.test_client(), database)


@pytest.fixture(scope="module")
def many(app: Flask) -> Iterator[World]:
    with psycopg.connect(app.config["DATABASE_URL"], autocommit=True) as database:
        made = many_of_everything(app.test_client(), database, MANY)
        drain(app)
        yield made


def test_every_list_and_every_single_thing_is_in_this_table(app: Flask) -> None:
    reading = {name for name, (verb, _) in operations_of(app).items() if verb == "get"}

    assert reading - set(REST_ALONE) == set(QUERIES)


@pytest.mark.parametrize("name", QUERIES)
def test_rest_asks_the_database_as_often_for_a_hundred_as_for_one(
    client: FlaskClient, few: World, many: World, name: str
) -> None:
    counted, shown = [], []
    for world, size in ((few, 1), (many, MANY)):
        answer = Rest(client, asking(name, world).bearer).answer(
            name, **arguments(name, world), **everything(name, size)
        )
        assert answer.status_code == 200, answer.get_json()
        counted.append(int(answer.headers["Plik-Statements"]))
        shown.append(len(answer.get_json().get("data", [])) if is_list(name) else MANY)

    assert counted[0] == counted[1] <= DEARER.get(name, MOST)
    assert shown[1] >= MANY, "the second world has as many as were asked for"


@pytest.mark.parametrize("name", QUERIES)
def test_the_graph_asks_the_database_as_often_for_a_hundred_as_for_one(
    client: FlaskClient, few: World, many: World, name: str
) -> None:
    counted: list[list[int]] = [[], []]
    for (world, size), numbers in zip(((few, 1), (many, MANY)), counted, strict=True):
        for query in documents(name, arguments(name, world), size):
            answer = client.post("/graphql", json={"query": query}, headers=asking(name, world).headers)
            assert "errors" not in answer.get_json(), answer.get_json()
            numbers.append(int(answer.headers["Plik-Statements"]))

    assert counted[0] == counted[1]
    assert max(counted[0]) <= DEARER.get(name, MOST)


def asking(name: str, world: World) -> Any:
    """The owner; what only machines may read, the owner's machine."""
    return world.machine if name == "externalCampaign" else world.owner


def noun_of(name: str) -> str | None:
    """What the field shows: a noun of the catalogue, or something of its own."""
    shown = graphql.get_named_type(QUERIES[name].type)
    inner = shown.fields["nodes"].type if is_list(name) else shown  # type: ignore[union-attr]  # it has fields
    noun = graphql.get_named_type(inner).name.lower()
    return noun if noun in CATALOGUE.nouns else None


def is_list(name: str) -> bool:
    return "nodes" in getattr(graphql.get_named_type(QUERIES[name].type), "fields", {})


def arguments(name: str, world: World) -> dict[str, str]:
    """What must be given: `id` of what the field is called, or `call_id` of a call."""
    needed = [
        snake(each) for each, taken in QUERIES[name].args.items() if graphql.is_required_argument(taken)
    ]
    return {each: world.ids[name if each == "id" else each.removesuffix("_id")] for each in needed}


def everything(name: str, size: int) -> Mapping[str, Any]:
    """All fields and all relations, for REST."""
    noun = noun_of(name)
    if noun is None:
        return {}
    fields = CATALOGUE.nouns[noun].fields
    asked = {
        "fields": [each for each, what in fields.items() if isinstance(what, Value)],
        "expand": [each for each, what in fields.items() if not isinstance(what, Value)],
    }
    return {
        **{key: ",".join(names) for key, names in asked.items() if names},
        **({"first": size} if is_list(name) else {}),
    }


def documents(name: str, given: Mapping[str, str], size: int) -> Iterator[str]:
    """All relations, two levels deep, for the graph. One would be too dear for what has many lists: some in each."""
    noun = noun_of(name)
    fields = CATALOGUE.nouns[noun].fields if noun and not is_list(name) else {}
    lists = [each for each, what in fields.items() if isinstance(what, Many)]
    for start in range(0, max(len(lists), 1), 4):
        yield document(name, given, size, without={*lists} - {*lists[start : start + 4]})


def document(name: str, given: Mapping[str, str], size: int, without: Set[str]) -> str:
    noun = noun_of(name)
    passed = [
        f"{camel(each)}: {value if value.isdigit() else json.dumps(value)}" for each, value in given.items()
    ]
    said = "(" + ", ".join(passed) + ")" if passed else ""
    if noun is None:
        inner = "" if graphql.is_leaf_type(graphql.get_named_type(QUERIES[name].type)) else "{ __typename }"
        return f"{{ {name}{said} {inner} }}"
    if is_list(name):
        passed.append(f"first: {size}")
        inner = f"{{ nodes {{ {below(noun, 1, 1)} }} edges {{ cursor }} pageInfo {{ endCursor }} }}"
    else:
        inner = f"{{ {below(noun, size, 2, without)} }}"
    return f"{{ {name}{'(' + ', '.join(passed) + ')' if passed else ''} {inner} }}"


def below(noun: str, size: int, levels: int, without: Set[str] = frozenset()) -> str:
    asked = ["id"]
    for name, what in CATALOGUE.nouns[noun].fields.items():
        if name in without:
            continue
        if name == "allowed_actions" and levels > 0:
            asked.append("allowedActions { action allowed }")
        elif isinstance(what, One) and levels >= 0:
            asked.append(f"{camel(name)} {{ id }}")
        elif isinstance(what, Many) and levels > 0:
            asked.append(f"{camel(name)}(first: {size}) {{ nodes {{ {below(what.noun, 1, levels - 2)} }} }}")
    return " ".join(asked)
