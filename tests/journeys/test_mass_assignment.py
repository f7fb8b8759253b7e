"""What the platform owns of a thing, nobody sets: every column of every table is sent along with every wish."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from adapters.database.tables import tables
from tests.faces import operations_of, specification
from tests.graph_words import camel
from tests.journeys.attacked import TAKES_A_BODY, Attacked, attacked, mutation
from tests.world import a_house, draft_call, register

__all__ = ["attacked"]

MORE = {
    "is_admin",
    "role",
    "roles",
    "owner_id",
    "organization",
    "account",
    "allowed_actions",
    "__proto__",
    "_id",
    "ID",
}
FORM = "issueToken"  # a form of OAuth's, in which what is not known is to be ignored (RFC 6749, 3.2)
OWNED = sorted({column.name for table in tables().values() for column in table.columns} | MORE)
LIKELY = {
    "id": "account_01h2xcejqtf2nbrexx3vqjhp41",
    "state": "published",
    "admin": True,
    "version": 99,
    "place": 1,
    "amount": 10**12,
    "created_at": "2000-01-01T00:00:00Z",
    "seed": "0" * 64,
}


def likely(name: str) -> Any:
    return LIKELY.get(name, "x")


@pytest.mark.parametrize("operation", sorted(set(TAKES_A_BODY) - {FORM}))
def test_nothing_that_is_ours_is_taken_with_a_body(attacked: Attacked, operation: str) -> None:
    target = attacked.targets[operation]
    strange = [name for name in OWNED if name not in properties(attacked, operation)]

    for names in batched(strange):
        answer = attacked.send(target, json={**target.body, **{name: likely(name) for name in names}})

        assert answer.status_code == 422, answer.text
        told = {(fault["pointer"], fault["code"]) for fault in answer.get_json()["errors"]}
        assert told == {(f"/{name}", "unknown_field") for name in names}


def batched(names: list[str], most: int = 100) -> list[list[str]]:
    """No answer names everything that is wrong with a body in which very much is."""
    return [names[start : start + most] for start in range(0, len(names), most)]


@pytest.mark.parametrize("operation", TAKES_A_BODY)
def test_nor_with_the_input_of_a_mutation(attacked: Attacked, operation: str) -> None:
    target = attacked.targets[operation]
    document, given = target.in_graph(attacked.database, mutation(operation))
    known = set(mutation(operation).args["input"].type.of_type.fields)
    strange = {camel(name) for name in OWNED} - known

    answer = attacked.ask(target, document, {**given, **{name: likely(name) for name in strange}})

    told = answer.get_json()
    assert told.get("data") is None
    assert {error["extensions"]["code"] for error in told["errors"]} == {"graphql_invalid"}


def test_nor_deep_inside_a_body(attacked: Attacked) -> None:
    target = attacked.targets["createProject"]
    owned = {"id": "x", "account_id": "x", "state": "published", "organization_id": "x", "admin": True}
    for name in ("title", "problem", "solution"):
        body = {**target.body, name: {**target.body[name], **owned}}

        answer = attacked.send(target, json=body)

        assert {fault["pointer"] for fault in answer.get_json()["errors"]} == {
            f"/{name}/{each}" for each in owned
        }


def test_an_action_does_what_it_is_called_and_nothing_that_its_body_says(client: FlaskClient) -> None:
    house = a_house(client)
    call = draft_call(house.owner, house.organization)
    body = {name: likely(name) for name in OWNED} | {"state": "announced", "award_count": 999}

    opened = client.post(f"/v1/calls/{call['id']}/open", json=body, headers=house.owner.headers).get_json()

    same = set(call) - {"state", "phase", "began_at", "version", "updated_at", "allowed_actions"}
    assert opened["state"] == "open"
    assert {name: opened[name] for name in same} == {name: call[name] for name in same}


def test_who_registers_is_nobody_special(client: FlaskClient, database: Any) -> None:
    person = register(client)

    row = database.execute("SELECT admin, version FROM accounts WHERE id = %s", [person.id]).fetchone()

    assert row == (False, 1)


def properties(attacked: Attacked, operation: str) -> set[str]:
    """What REST takes."""
    verb, path = operations_of(attacked.app)[operation]
    spec = specification(attacked.app)
    schema = spec["paths"][path][verb]["requestBody"]["content"]["application/json"]["schema"]
    named = schema.get("$ref", "").rpartition("/")[2]
    return set((spec["components"]["schemas"][named] if named else schema)["properties"])
