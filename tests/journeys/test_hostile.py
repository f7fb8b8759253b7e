"""Whatever is sent, by whomever, on whichever face: no answer is our mistake, and what is refused changes nothing."""

import random
from io import BytesIO
from typing import Any
from urllib.parse import quote

import pytest

from tests.architecture.contracts import Operation, operations
from tests.faces import operations_of, specification
from tests.journeys.attacked import TAKES_A_BODY, Attacked, attacked, mutation
from tests.journeys.mischief import (
    BAD_HEADERS,
    BAD_IDS,
    BAD_QUERIES,
    RAW,
    must_be_decent,
    must_be_decent_too,
    spoiled,
    was_refused,
)

__all__ = ["attacked"]

SEED = 20261124
TIMES = 60  # for each operation and face


def test_every_operation_that_takes_a_body_is_aimed_at(attacked: Attacked) -> None:
    """Bytes are no body to be filled in: whatever they are, they are a file (tests/api/test_attachments.py)."""
    taking = {each.id for each in operations(attacked.app) if "requestBody" in each.said} - {
        "uploadAttachment"
    }

    assert set(TAKES_A_BODY) == taking == set(attacked.targets)


@pytest.mark.parametrize("operation", TAKES_A_BODY)
def test_what_is_right_is_taken(attacked: Attacked, operation: str) -> None:
    """Else the others would only show that everything is refused."""
    target = attacked.targets[operation]
    document, given = target.in_graph(attacked.database, mutation(operation))

    asked = attacked.ask(target, document, given)
    sent = attacked.send(target, json=dict(target.body))

    assert not was_refused(asked) or operation == "createAccount", asked.text
    assert sent.status_code < 300 or operation == "createAccount", sent.text


@pytest.mark.parametrize("operation", TAKES_A_BODY)
def test_a_body_with_something_wrong_in_it_is_no_mistake_of_ours(attacked: Attacked, operation: str) -> None:
    target, dice = attacked.targets[operation], random.Random(f"{SEED} {operation}")

    for body in spoiled(dict(target.body), dice, TIMES):
        must_be_decent(attacked.send(target, json=body), body)


@pytest.mark.parametrize("operation", TAKES_A_BODY)
def test_nor_is_it_over_the_graph(attacked: Attacked, operation: str) -> None:
    target, dice = attacked.targets[operation], random.Random(f"{SEED} {operation} graph")
    document, given = target.in_graph(attacked.database, mutation(operation))

    for body in spoiled(given, dice, TIMES):
        must_be_decent_too(attacked.ask(target, document, body), body)
        if target.versioned and isinstance(given.get("expectedVersion"), int):
            given["expectedVersion"] = target.version(attacked.database)


@pytest.mark.parametrize("name", RAW)
def test_a_body_that_is_no_json_is_refused_by_everybody(attacked: Attacked, name: str) -> None:
    for target in attacked.targets.values():
        answer = attacked.send(target, data=RAW[name], content_type="application/json")

        must_be_decent(answer, (name, target.operation))
        assert answer.status_code >= 400 or not wants_something(attacked, target.operation)
    asked = attacked.client.post("/graphql", data=RAW[name], content_type="application/json")
    must_be_decent_too(asked, name)
    assert asked.status_code in (400, 413)


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/xml", "", "multipart/form-data; boundary=x", "application/jsonx"]
)
def test_what_is_said_to_be_something_else_is_not_read(attacked: Attacked, kind: str) -> None:
    for target in attacked.targets.values():
        answer = attacked.send(target, data=b'{"a": 1}', content_type=kind)

        must_be_decent(answer, (kind, target.operation))
        assert answer.status_code in (400, 415)
    assert (
        attacked.client.post("/graphql", data=b'{"query": "{me{id}}"}', content_type=kind).status_code == 400
    )


def test_a_body_of_unknown_length_is_read_to_its_end_or_its_limit(attacked: Attacked) -> None:
    unknown = {"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"}
    for target in attacked.targets.values():
        for size in (10, 2**20 + 1):
            body = BytesIO(b'{"a": "' + b"x" * size + b'"}')
            answer = attacked.send(
                target,
                input_stream=body,
                content_type="application/json",
                content_length=None,
                environ_overrides=unknown,
            )

            must_be_decent(answer, (size, target.operation))
            assert answer.status_code == (413 if size > 10 else answer.status_code)
            assert answer.status_code >= 400


@pytest.mark.parametrize("id", BAD_IDS)
def test_an_id_that_is_none_leads_nowhere(attacked: Attacked, id: str) -> None:
    before = attacked.changes()
    admin = attacked.targets["createCall"].by

    for each in operations(attacked.app):
        if "{" in each.path:
            path = each.path[: each.path.index("{")] + id + each.path[each.path.index("}") + 1 :]
            headers = {**admin.headers, "If-Match": '"1"'}
            answer = attacked.client.open(
                path, method=each.verb.upper(), json=right(attacked, each), headers=headers
            )
            must_be_decent(answer, (each.verb, path))
            assert 400 <= answer.status_code < 500, (each.verb, path)

    assert attacked.changes() == before


@pytest.mark.parametrize("query", BAD_QUERIES)
def test_a_query_that_means_nothing_is_refused_and_told_why(attacked: Attacked, query: str) -> None:
    target = attacked.targets["updateCall"]
    ids = {
        "call_id": target.of["call_id"],
        **attacked.targets["setRoundPanel"].of,
        **attacked.targets["updateReview"].of,
    }
    ids |= {
        **attacked.targets["screenEntry"].of,
        **attacked.targets["updateProject"].of,
        **attacked.targets["addMember"].of,
    }
    raw = quote(query, safe="%&=,[]$;*+")

    for each in operations(attacked.app):
        if each.verb == "get":
            path = each.path
            for name, id in ids.items():
                path = path.replace(f"{{{name}}}", id)
            must_be_decent(attacked.client.get(f"{path}?{raw}", headers=target.by.headers), f"{path}?{raw}")


@pytest.mark.parametrize(("name", "value"), BAD_HEADERS)
def test_a_header_that_makes_no_sense_is_no_mistake_of_ours(
    attacked: Attacked, name: str, value: str
) -> None:
    headers = {name: value}

    for operation in ("createOrganization", "updateCall", "login", "issueToken", "submitEntry"):
        target = attacked.targets[operation]
        answer = attacked.send(target, json=dict(target.body), headers=headers)
        must_be_decent(answer, (headers, operation))
        assert "\n" not in answer.headers["X-Request-Id"]
    for path in (
        "/v1/calls",
        "/v1/me",
        f"/v1/calls/{attacked.targets['updateCall'].of['call_id']}",
        "/v1/events",
    ):
        must_be_decent(attacked.client.get(path, headers=headers), (headers, path))


def right(attacked: Attacked, each: Operation) -> Any:
    """A body that would do."""
    return dict(attacked.targets[each.id].body) if each.id in attacked.targets else None


def wants_something(attacked: Attacked, operation: str) -> bool:
    """Whether its body has to say anything."""
    verb, path = operations_of(attacked.app)[operation]
    spec = specification(attacked.app)
    schema = spec["paths"][path][verb]["requestBody"]["content"]["application/json"]["schema"]
    named = schema.get("$ref", "").rpartition("/")[2]
    return bool((spec["components"]["schemas"][named] if named else schema).get("required"))
