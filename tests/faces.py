"""Both faces spoken to in the same words, so that one story is told once and tested twice.

`face.does("openCall", id=...)` is `POST /v1/calls/{id}/open` or the mutation `openCall`. Names, inputs and
outputs come from the two published contracts, so a new operation can be told of without a line here.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote

import graphql
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.graph_words import camel, document, from_graph, snake, to_graph

Shown = dict[str, Any]
VERBS = ("get", "post", "put", "patch", "delete")


class Refused(Exception):
    """What either face answered instead. `codes` name every single thing to mend, or the one reason."""

    def __init__(self, codes: Sequence[str], at: Sequence[str] = (), answer: Any = None) -> None:
        super().__init__(*codes, answer)
        self.codes, self.at, self.answer = list(codes), list(at), answer

    @property
    def code(self) -> str:
        return self.codes[0]


class Refusals:
    """`with refused("not_your_call"):` the act inside is refused with exactly this code."""

    def __init__(self, *codes: str) -> None:
        self._codes = codes
        self._raised: Refused | None = None

    def __enter__(self) -> "Refusals":
        return self

    def __exit__(self, kind: Any, raised: BaseException | None, _: Any) -> bool:
        if raised is not None and not isinstance(raised, Refused):
            return False
        assert raised is not None, f"was not refused; expected {self._codes}"
        self._raised = raised
        assert sorted(raised.codes) == sorted(self._codes), raised.answer
        return True

    @property
    def at(self) -> list[str]:
        """The JSON pointers of what is to be mended."""
        assert self._raised
        return self._raised.at


refused = Refusals


@dataclass(frozen=True)
class Face:
    client: FlaskClient
    bearer: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    def by(self, who: Any) -> Any:
        """The same face, spoken to by somebody: anything with a `bearer`, or None for nobody."""
        return replace(self, bearer=who and who.bearer)

    def sending(self, **headers: str) -> Any:
        """The same face with more headers: `face.sending(user_agent="phone")`."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return replace(self, headers={**self.headers, **named})

    @property
    def sent(self) -> dict[str, str]:
        bearer = {"Authorization": f"Bearer {self.bearer}"} if self.bearer else {}
        return {**bearer, **self.headers}


class Rest(Face):
    """Arguments fill the path (`id` what is left of it); the others are a GET's query, or the body."""

    def does(self, operation: str, /, **given: Any) -> Any:
        answer = self.answer(operation, **given)
        if answer.status_code >= 400:
            raise _refused_by_rest(answer)
        return answer.get_json() if answer.data else {}

    def answer(self, operation: str, /, **given: Any) -> TestResponse:
        """The whole response, whatever its status; one that the contract lists."""
        answer = self._sent(operation, given)
        if answer.status_code >= 400:
            code = answer.get_json()["code"]
            assert code in codes_of(self.client.application, operation), f"{operation} does not list {code}"
        return answer

    def _sent(self, operation: str, given: dict[str, Any]) -> TestResponse:
        verb, path = operations_of(self.client.application)[operation]
        headers = self.sent
        if (version := given.pop("expected_version", None)) is not None:
            headers["If-Match"] = f'"{version}"'
        if (key := given.pop("idempotency_key", None)) is not None:
            headers["Idempotency-Key"] = key

        def filled(match: re.Match[str]) -> str:
            name = match[1] if match[1] in given else "id"
            return quote(str(given.pop(name)), safe="")

        url = re.sub(r"{(\w+)}", filled, path)
        if verb == "get":
            if "first" in given:
                given["limit"] = given.pop("first")
            query = {name: _listed(value) for name, value in given.items() if value is not None}
            return self.client.get(url, query_string=query, headers=headers)
        body = given or None  # an action without a body is sent without one
        return self.client.open(url, method=verb.upper(), json=body, headers=headers)


class GraphQL(Face):
    """Asks for every field that leads to no other thing, and answers in REST's words."""

    def does(self, operation: str, /, **given: Any) -> Any:
        schema = _schema()
        mutation = schema.mutation_type and schema.mutation_type.fields.get(operation)
        definition = mutation or (schema.query_type and schema.query_type.fields[operation])
        assert definition
        if mutation and "input" in definition.args:
            given = {"input": given}
        variables = {
            camel(name): to_graph(value, definition.args[camel(name)].type) for name, value in given.items()
        }
        asked = document("mutation" if mutation else "query", operation, definition, list(variables))
        answer = self.asks(asked, variables)
        if answer.get("errors"):
            raise _refused_by_graph(answer["errors"])
        found = from_graph(answer["data"][operation], definition.type)
        if found is None:
            raise Refused([f"{operation}_not_found"], answer=answer)  # null is how the graph says so
        return _unpacked(found, answer) if mutation else found

    def asks(self, document: str, variables: Mapping[str, Any] | None = None) -> Any:
        """Any document; the whole answer, errors and all."""
        body = {"query": document, "variables": variables or {}}
        return self.client.post("/graphql", json=body, headers=self.sent).get_json()


FACES: Mapping[str, Callable[[FlaskClient], Any]] = {"rest": Rest, "graphql": GraphQL}


@pytest.fixture(params=FACES)
def face(request: pytest.FixtureRequest, client: FlaskClient) -> Any:
    """The story is told to REST, then to GraphQL."""
    return FACES[request.param](client)


@pytest.fixture
def rest(client: FlaskClient) -> Rest:
    return Rest(client)


@pytest.fixture
def graph(client: FlaskClient) -> GraphQL:
    return GraphQL(client)


def specification(app: Flask) -> dict[str, Any]:
    """The OpenAPI document as data."""
    if "plik_specification" not in app.extensions:
        [found] = app.extensions["flask-smorest"]["apis"].values()
        app.extensions["plik_specification"] = found["ext_obj"].spec.to_dict()
    spec: dict[str, Any] = app.extensions["plik_specification"]
    return spec


def operations_of(app: Flask) -> dict[str, tuple[str, str]]:
    """operationId to its verb and path."""
    return {
        operation["operationId"]: (verb, path)
        for path, item in specification(app)["paths"].items()
        for verb, operation in item.items()
        if verb in VERBS
    }


def codes_of(app: Flask, operation: str) -> set[str]:
    """The codes with which the contract says that the operation may refuse."""
    verb, path = operations_of(app)[operation]
    spec, found = specification(app), set()
    shared = spec["components"]["responses"]
    for said in spec["paths"][path][verb]["responses"].values():
        answer = shared[said["$ref"].rpartition("/")[2]] if "$ref" in said else said
        problem = answer.get("content", {}).get("application/problem+json", {})
        for part in problem.get("schema", {}).get("allOf", ()):
            found |= set(part.get("properties", {}).get("code", {}).get("enum", ()))
    return found


def _refused_by_rest(answer: TestResponse) -> Refused:
    told = answer.get_json()
    faults = told.get("errors") or []
    codes = [fault["code"] for fault in faults] or [told["code"]]
    return Refused(codes, [fault["pointer"] for fault in faults], told)


def _refused_by_graph(errors: list[Any]) -> Refused:
    told = [fault for error in errors for fault in error["extensions"].get("errors") or [error["extensions"]]]
    return Refused([each["code"] for each in told], [each.get("pointer", "") for each in told], errors)


def _unpacked(payload: Shown, answer: Any) -> Shown:
    """A payload as REST answers it: the thing itself, with whatever stands beside it."""
    if errors := payload.pop("user_errors", []):
        at = ["".join(f"/{snake(step)}" for step in error["field"]) for error in errors if error["field"]]
        raise Refused([error["code"] for error in errors], at, answer)
    things = [value for value in payload.values() if isinstance(value, dict)]
    if len(things) != 1:
        return payload
    return things[0] | {name: value for name, value in payload.items() if value is not things[0]}


def _schema() -> graphql.GraphQLSchema:
    from api.graphql.schema import schema  # noqa: PLC0415  so that tests without a graph need none

    return schema._schema


def _listed(value: Any) -> Any:
    return ",".join(map(str, value)) if isinstance(value, list | tuple) else value


def simulated(face: Any, operation: str, /, **given: Any) -> tuple[Shown, str]:
    """The plan and its token, whichever face says it."""
    answer = face.does(operation, **given)
    token = answer.pop("plan_token")
    return answer.get("plan", answer), token
