"""Documents as attackers write them: each is answered by errors with codes, soon, and changes nothing."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from tests.api.walking import everything_read
from tests.journeys.aiming import Target
from tests.journeys.attacked import Attacked, attacked
from tests.journeys.mischief import must_be_decent, must_be_decent_too
from tests.timing import own_work

__all__ = ["attacked"]

DEEP = "[" * 40 + "]" * 40
CALL = """mutation {{ createCall(input: {{
  organizationId: "{id}", title: {{ th: "ก" }}, opensAt: "2199-01-01T00:00:00Z", closesAt: "2199-02-01T00:00:00Z",
  awardCount: 1, pool: {{ amount: 100, currency: THB }}, questions: {questions}
}}) {{ call {{ id }} userErrors {{ code field }} }} }}"""
LITERALS = (
    *(
        "1e999",
        "-1e999",
        "9" * 400,
        "-" + "9" * 30,
        "0.1e-400",
        '"\\u0000"',
        '"\\uD800"',
        '"\\uD83D\\uDCA9"',
        "null",
    ),
    *("{ a: 1e999 }", "{ maximum: [{ b: 1e400 }] }", "FOO", "{ a: FOO }", "[1, 2]", '"text"', "true", "3.0"),
    *(
        "{ a: { a: 1, a: 2 } }",
        "{ a: $v }",
        "$v",
        '{ pattern: "(a+)+" }',
        '{ _ref: "x" }',
        "{ __proto__: {} }",
    ),
    *("{ enum: " + DEEP + " }", '{ title: "' + "x" * 15_000 + '" }', "{ items: [" + "1," * 1_500 + "] }"),
    *('{ title: """block \\u0000 "quoted" """ }', '{ description: "\u202e" }', "{ ก: 1 }", "{ 1: 1 }"),
)
DOCUMENTS: Sequence[str] = (
    *(
        "",
        " ",
        "{",
        "}",
        "{}",
        "{ }",
        "query",
        "query {",
        "{ me }",
        "{ me { } }",
        "{ me { id ",
        "null",
        "[]",
        "\x00",
        "\ufeff",
    ),
    *(
        "{ __typename }",
        "{ a: __typename b: __typename }",
        "{ nonsense }",
        "{ me { nonsense } }",
        "{ me(id: 1) { id } }",
    ),
    *(
        "subscription { calls { nodes { id } } }",
        "fragment f on Call { id }",
        "{ ...f }",
        "{ ... { ... { me { id } } } }",
    ),
    *(
        "{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }",
        "{ ...f } fragment f on Nothing { id }",
    ),
    *(
        "{ me { ... on Call { id } } }",
        "{ node(id: 1) { id } }",
        "{ node(id: null) { id } }",
        "{ node { id } }",
    ),
    *("query A { me { id } } query A { me { id } }", "query A { me { id } } query B { me { id } }"),
    *(
        "{ calls(first: 0) { nodes { id } } }",
        "{ calls(first: -1) { nodes { id } } }",
        "{ calls(first: null) { nodes { id } } }",
    ),
    *(
        "{ calls(first: 2147483648) { nodes { id } } }",
        "{ calls(first: 1e2) { nodes { id } } }",
        '{ calls(first: "1") { nodes { id } } }',
    ),
    *(
        "{ calls(state: open) { nodes { id } } }",
        '{ calls(state: "OPEN") { nodes { id } } }',
        "{ calls(state: [[OPEN]]) { nodes { id } } }",
    ),
    *(
        "{ calls(state: []) { nodes { id } } }",
        "{ calls(state: null) { nodes { id } } }",
        "{ calls(state: [null]) { nodes { id } } }",
    ),
    *(
        "{ calls(nonsense: 1) { nodes { id } } }",
        '{ calls(after: "x") { nodes { id } } }',
        '{ calls(sort: "title") { nodes { id } } }',
    ),
    *(
        '{ calls(organizationId: ["\\u0000"]) { nodes { id } } }',
        '{ events(types: ["\u202e"]) { nodes { id } } }',
    ),
    *(
        "{ projects(goal: [0]) { nodes { id } } }",
        "{ projects(goal: [99999999999]) { nodes { id } } }",
        "{ projects(goal: [1.5]) { nodes { id } } }",
    ),
    *(
        '{ projects(province: ["x"]) { nodes { id } } }',
        '{ ranking(roundId: "x") { nodes { id } } }',
        "{ ranking { nodes { id } } }",
    ),
    *(
        "query($x: Nothing) { me { id } }",
        "query($x: Int) { me { id } }",
        "query($x: Int = nonsense) { calls(first: $x) { nodes { id } } }",
    ),
    *(
        "{ calls(first: $x) { nodes { id } } }",
        "query($x: String!) { calls(first: $x) { nodes { id } } }",
        "query($x: Int!) { calls(first: $x) { nodes { id } } }",
    ),
    *(
        "{ me @skip { id } }",
        '{ me @skip(if: "x") { id } }',
        "{ me @nonsense { id } }",
        "{ me @include(if: false) { id } }",
        "query @skip(if: true) { me { id } }",
    ),
    *(
        "{ me " + "@include(if: true) " * 30 + "{ id } }",
        "{ " + " ".join(f"a{n}: me {{ id }}" for n in range(100)) + " }",
    ),
    *(
        "{ " + "me { id } " * 300 + "}",
        "{ me " + "{ memberships { nodes { account " * 20 + "}" * 61,
        "{" * 3_000,
        "#" * 19_000,
        "#" * 30_000,
    ),
    *(
        "{ __schema { types { fields { type { fields { type { fields { type { name } } } } } } } } }",
        '{ __type(name: "Account") { fields { name } } }',
    ),
    *(
        "{ __schema { " + "types { ofType " * 30 + "} }",
        '{ __type(name: "\\u0000") { name } }',
        "mutation { __typename }",
    ),
    *(
        "mutation { me { id } }",
        "query { login(input: {}) { tokens { accessToken } } }",
        "mutation { login }",
        "mutation { login(input: null) { userErrors { code } } }",
    ),
    *(
        "mutation { logout { userErrors { code } } }",
        "mutation { openCall(input: { id: 1 }) { userErrors { code } } }",
        "mutation { openCall(input: {}) { userErrors { code } } }",
    ),
    *(
        'mutation { openCall(input: { id: "x", expectedVersion: 99999999999 }) { userErrors { code } } }',
        "extend type Query { x: Int }",
        "type X { y: Int }",
    ),
    *(
        "\u0e04\u0e33\u0e16\u0e32\u0e21",
        "{ \u0e01 }",
        "{ me { id } } \u202e",
        '{ call(id: """\n\n""") { id } }',
        "{ call(id: {}) { id } }",
        "{ call(id: [1]) { id } }",
    ),
)
BODIES: Sequence[Any] = (
    *(
        [],
        [{"query": "{ me { id } }"}] * 50,
        {},
        {"query": None},
        {"query": 1},
        {"query": ["{ me { id } }"]},
        {"query": {}},
    ),
    *({"query": "{ me { id } }", "variables": wrong} for wrong in ([], "x", 1, True, [1])),
    *({"query": "{ me { id } }", "operationName": wrong} for wrong in (1, [], {}, "nonsense", "", "\u202e")),
    {
        "query": "{ me { id } }",
        "extensions": {"persistedQuery": {"version": 1, "sha256Hash": "x"}},
        "id": "x",
    },
    {"id": "x"},
    {"query": "{ me { id } }", "variables": {"unused": "x" * 100_000, "": None, "a b": {}}},
    {"query": "query($x: Int) { calls(first: $x) { nodes { id } } }", "variables": {"x": 2**62}},
    *(
        {"query": "query($x: Int!) { calls(first: $x) { nodes { id } } }", "variables": {"x": wrong}}
        for wrong in (1.5, "1", True, [1], {}, None, 1e300)
    ),
    *(
        {
            "query": "query($x: [ID!]) { calls(organizationId: $x) { nodes { id } } }",
            "variables": {"x": wrong},
        }
        for wrong in (1, 1.5, True, {}, [None], ["x"] * 5_000, "x" * 50_000)
    ),
)


@pytest.fixture
def owner(attacked: Attacked) -> Target:
    return attacked.targets["createCall"]


def asked_of(attacked: Attacked, owner: Target, body: Any) -> Any:
    """The answer, which changed nothing and did not take long."""
    before = attacked.changes()

    with own_work() as took:
        answer = attacked.client.post("/graphql", json=body, headers=owner.by.headers)

    assert took.seconds < 1.5
    must_be_decent_too(answer, body)
    assert attacked.changes() == before
    return answer


@pytest.mark.parametrize("document", [each for each in DOCUMENTS if "logout" not in each])
def test_a_document_that_is_none_or_asks_for_too_much_is_answered_by_errors(
    attacked: Attacked, owner: Target, document: str
) -> None:
    asked_of(attacked, owner, {"query": document})


@pytest.mark.parametrize("number", range(len(BODIES)))
def test_a_request_that_is_no_request_is_told_so(attacked: Attacked, owner: Target, number: int) -> None:
    asked_of(attacked, owner, BODIES[number])


@pytest.mark.parametrize("literal", LITERALS)
def test_any_json_may_be_written_into_a_document_and_is_held_to_the_same_rules(
    attacked: Attacked, owner: Target, literal: str
) -> None:
    organization = owner.body["organization_id"]
    query = CALL.format(id=organization, questions=literal)

    answer = attacked.client.post("/graphql", json={"query": query}, headers=owner.by.headers)

    must_be_decent_too(answer, literal)
    made = ((answer.get_json().get("data") or {}).get("createCall") or {}).get("call")
    assert (
        made is None
        or literal in ("null", "{ __proto__: {} }")
        or "title" in literal
        or "_ref" in literal
        or "items" not in literal
    )


@pytest.mark.parametrize("how", ["get", "head", "put", "delete", "patch"])
def test_only_a_post_asks_anything(attacked: Attacked, owner: Target, how: str) -> None:
    before = attacked.changes()
    query = {"query": "mutation { logout { userErrors { code } } }", "operationName": "x"}

    answer = attacked.client.open(
        "/graphql", method=how.upper(), query_string=query, headers=owner.by.headers
    )

    assert answer.status_code == (200 if how in ("get", "head") else 405)
    assert answer.content_type.startswith(
        "text/html" if how in ("get", "head") else "application/problem+json"
    )
    assert attacked.changes() == before
    assert attacked.client.get("/v1/me", headers=owner.by.headers).status_code == 200


def test_whatever_was_taken_can_be_read_again(attacked: Attacked, owner: Target) -> None:
    """Also by those who do not know what is in it."""
    ids: Mapping[str, Sequence[str]] = {
        "organization_id": [owner.body["organization_id"]],
        "call_id": [
            attacked.targets["updateCall"].of["call_id"],
            attacked.targets["submitEntry"].of["call_id"],
        ],
        "project_id": [attacked.targets["updateProject"].of["project_id"]],
        "entry_id": [attacked.targets["screenEntry"].of["entry_id"]],
        "round_id": [
            attacked.targets["setRoundPanel"].of["round_id"],
            attacked.targets["decideRound"].of["round_id"],
        ],
        "review_id": [attacked.targets["updateReview"].of["review_id"]],
        "grant_id": [],
    }

    for who in (None, owner.by):
        assert everything_read(attacked.client, who, ids, deep=False)
    must_be_decent(attacked.client.get("/v1/insights"), "insights")
