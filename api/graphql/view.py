"""POST /graphql: read, limit, validate, run once where a key says so, and answer by orjson."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import orjson
from flask import Flask, Response, request
from graphql import (
    DocumentNode,
    ExecutionResult,
    GraphQLError,
    OperationDefinitionNode,
    execute_sync,
    get_operation_ast,
    validate,
)

from api.caller import actor, platform, request_id
from api.graphql.asking import Context
from api.graphql.keys import key_of
from api.graphql.limits import measure, parse_document
from api.graphql.problems import shown_errors
from api.graphql.room import with_room
from api.graphql.schema import schema
from api.portal.graphiql import page as graphiql
from api.reading_json import read_json
from api.retries import keep, replayed
from domain.errors import Malformed, Refusal, Unsupported
from domain.ports import Claim, Kept, Key
from domain.text import fingerprint

KEPT_DOCUMENTS = 512
GRAPH = schema._schema
STATUS = {"unauthenticated": 401, "unavailable": 503}  # of what is refused before it is executed; else 400


@dataclass(frozen=True)
class Asked:
    """What came: a document, which of its operations, and the values of its variables."""

    query: str
    operation: str | None
    variables: dict[str, Any]


def install(app: Flask) -> None:
    app.add_url_rule("/graphql", view_func=graphql, methods=["POST"])
    app.add_url_rule("/graphql", "graphiql", view_func=graphiql, methods=["GET"])


def graphql() -> Response:
    try:
        asked = _asked()
        document = _parsed(asked.query)
        if isinstance(document, GraphQLError):
            return _answer(ExecutionResult(None, [document]), {}, 400)
        cost = _cost(asked, document)
        if errors := _problems(asked.query):
            return _answer(ExecutionResult(None, errors), {}, 400)
        _ = actor()
        return _once(asked, document, {"cost": cost})
    except Refusal as refusal:
        result = ExecutionResult(None, [GraphQLError(refusal.code, original_error=refusal)])
        response = _answer(result, {}, STATUS.get(refusal.kind, 400))
        if "retry_after" in refusal.details:
            response.headers["Retry-After"] = str(refusal.details["retry_after"])
        return response


def _asked() -> Asked:
    if request.mimetype not in ("application/json", "application/graphql+json"):
        raise Unsupported("media_type_unsupported", known=["application/json"])
    body = read_json(request.get_data())
    if isinstance(body, list):
        raise Malformed("graphql_batches_refused")
    if not isinstance(body, dict) or not isinstance(body.get("query"), str):
        raise Malformed("graphql_query_missing")
    variables, operation = body.get("variables") or {}, body.get("operationName")
    if not isinstance(variables, dict) or not isinstance(operation, str | None):
        raise Malformed("graphql_query_missing")
    return Asked(body["query"], operation, variables)


@lru_cache(KEPT_DOCUMENTS)
def _parsed(query: str) -> DocumentNode | GraphQLError:
    """The document, or why it is none."""
    try:
        return parse_document(query)
    except GraphQLError as error:
        return error


def _cost(asked: Asked, document: DocumentNode) -> int:
    """What it costs; raises Malformed where that is beyond a limit. Kept by what it depends on, which the document
    bounds: whatever else was sent with it must not fill our memory."""
    operations = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
    named = any(node.name and node.name.value == asked.operation for node in operations)
    declared = [each.variable.name.value for node in operations for each in node.variable_definitions or ()]
    sizes = tuple((name, _size(asked.variables[name])) for name in declared if name in asked.variables)
    return _measured(asked.query, asked.operation if named else None, sizes)


def _size(value: Any) -> int | float | str | None:
    """How many rows a variable may ask for. What is neither a number nor null is as good as any text."""
    return value if value is None or type(value) in (int, float) else ""


@lru_cache(KEPT_DOCUMENTS)
def _measured(query: str, operation: str | None, variables: tuple[tuple[str, Any], ...]) -> int:
    document = _parsed(query)
    assert isinstance(document, DocumentNode)
    return measure(document, operation, variables=dict(variables), schema=GRAPH).cost


@lru_cache(KEPT_DOCUMENTS)
def _problems(query: str) -> list[GraphQLError]:
    """What is wrong with a document that is within its limits; those were held before, since this may be dear."""
    document = _parsed(query)
    assert isinstance(document, DocumentNode)
    return validate(GRAPH, document)


def _once(asked: Asked, document: DocumentNode, extensions: Mapping[str, Any]) -> Response:
    """A mutation with a key is run once; the same request again gets the same bytes."""
    operation = get_operation_ast(document, asked.operation)
    word = key_of(document, operation, asked.variables, GRAPH)
    if word is None:
        return _answer(_run(asked, document, Context()), extensions)
    key = Key(scope=actor().principal, word=word, request_id=request_id())
    said = fingerprint(["graphql", asked.query, asked.operation, asked.variables])
    claim = platform().keys.claim(key, said, platform().now())
    if isinstance(claim, Kept):
        kept = claim
        context = Context(kept=kept.changed, refused=kept.refusal)
        return replayed(kept, lambda: _kept(kept.claim, _run(asked, document, context), extensions))
    context = Context(claim=claim)
    try:
        result = _run(asked, document, context)
    finally:
        if context.verdict:
            platform().keys.conclude(claim, context.verdict)
        elif context.changed is None:
            platform().keys.release(claim)
    ended = context.changed or context.verdict
    return _kept(claim, result, extensions) if ended else _answer(result, extensions)


def _kept(claim: Claim, result: ExecutionResult, extensions: Mapping[str, Any]) -> Response:
    """What was done is done; what could not be shown of it is not kept, so that a retry may show it."""
    response = _answer(result, extensions)
    return response if result.errors else keep(claim, response)


@with_room
def _run(asked: Asked, document: DocumentNode, context: Context) -> ExecutionResult:
    result = execute_sync(
        GRAPH,
        document,
        context_value=context,
        variable_values=asked.variables,
        operation_name=asked.operation,
    )
    assert isinstance(result, ExecutionResult)
    return result


def _answer(result: ExecutionResult, extensions: Mapping[str, Any], status: int = 200) -> Response:
    body: dict[str, Any] = {"data": result.data}
    if result.errors:
        body["errors"] = shown_errors(result.errors)
        if result.data is None and status != 200:
            del body["data"]
    if extensions:
        body["extensions"] = extensions
    response = Response(orjson.dumps(body), status, content_type="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response
