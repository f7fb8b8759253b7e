"""A write with a key happens once, however often it is sent, by however many at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.faces import GraphQL, Rest, refused
from tests.world import House, Machine, a_call, a_house, draft_call, make_machine

AT_ONCE = 20


@pytest.fixture
def house(client: FlaskClient) -> House:
    return a_house(client)


@pytest.fixture
def machine(house: House) -> Machine:
    return make_machine(house.owner, house.organization, "calls:write")


@pytest.fixture
def key() -> str:
    return str(uuid4())


@pytest.fixture
def calls_of(rest: Rest) -> Callable[[House], list[str]]:
    """The ids of all calls of a house."""

    def listed(house: House) -> list[str]:
        of = {"organization_id": [house.organization["id"]], "first": 100}
        return [each["id"] for each in rest.by(house.owner).does("calls", **of)["data"]]

    return listed


CallsOf = Callable[[House], list[str]]


def test_the_same_request_again_is_the_first_answer_again(
    rest: Rest, house: House, key: str, calls_of: CallsOf
) -> None:
    given = {**a_call(house.organization), "idempotency_key": key}

    first = rest.by(house.owner).sending(x_request_id="the-first-0001").answer("createCall", **given)
    again = [rest.by(house.owner).answer("createCall", **given) for _ in range(3)]

    assert first.status_code == 201
    assert "Idempotent-Replayed" not in first.headers
    assert calls_of(house) == [first.get_json()["id"]]
    for answer in again:
        assert (answer.status_code, answer.data) == (201, first.data)
        for name in ("ETag", "Location", "Content-Type"):
            assert answer.headers[name] == first.headers[name]
        assert answer.headers["Idempotent-Replayed"] == "true"
        assert answer.headers["Idempotent-Request-Id"] == "the-first-0001"


def test_a_replay_stays_the_first_answer_whatever_happened_since(rest: Rest, house: House, key: str) -> None:
    owner = rest.by(house.owner)
    call = draft_call(house.owner, house.organization)
    opened = owner.answer("openCall", id=call["id"], idempotency_key=key)
    owner.does("closeCall", id=call["id"])

    again = owner.answer("openCall", id=call["id"], idempotency_key=key)

    assert (again.status_code, again.data) == (200, opened.data)
    assert again.get_json()["state"] == "open"


def test_the_same_key_with_another_request_is_refused(
    face: Any, house: House, key: str, calls_of: CallsOf
) -> None:
    face.by(house.owner).does("createCall", **a_call(house.organization), idempotency_key=key)

    with refused("idempotency_key_reused"):
        face.by(house.owner).does(
            "createCall", **a_call(house.organization, award_count=3), idempotency_key=key
        )
    with refused("idempotency_key_reused"):
        face.by(house.owner).does("closeCall", id=calls_of(house)[0], idempotency_key=key)

    assert len(calls_of(house)) == 1


def test_how_a_body_is_written_makes_no_other_request(client: FlaskClient, house: House, key: str) -> None:
    headers = {**house.owner.headers, "Idempotency-Key": key, "Content-Type": "application/json"}
    bodies = [
        '{"kind":"ngo","name":{"th":"น้ำ","en":"Water"}}',
        '{ "name": {"en": "Water", "th": "\\u0e19\\u0e49\\u0e33"}, "kind": "ngo" }',
    ]

    answers = [client.post("/v1/organizations", data=body.encode(), headers=headers) for body in bodies]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].data == answers[1].data


def test_a_key_is_its_owners_alone(
    face: Any, client: FlaskClient, house: House, key: str, calls_of: CallsOf
) -> None:
    given = a_call(house.organization)

    made = [
        face.by(who).does("createCall", **given, idempotency_key=key) for who in (house.owner, house.manager)
    ]

    assert sorted(calls_of(house)) == sorted(each["id"] for each in made)
    assert made[0]["id"] != made[1]["id"]


def test_what_was_refused_leaves_the_key_free(face: Any, house: House, key: str) -> None:
    with refused("pool_too_small"):
        face.by(house.owner).does(
            "createCall",
            **a_call(house.organization, pool={"amount": 1, "currency": "THB"}),
            idempotency_key=key,
        )

    assert face.by(house.owner).does("createCall", **a_call(house.organization), idempotency_key=key)["id"]


def test_twenty_at_once_make_one_call(app: Flask, house: House, key: str, calls_of: CallsOf) -> None:
    given = {**a_call(house.organization), "idempotency_key": key}

    def send(_: int) -> TestResponse:
        return Rest(app.test_client(), house.owner.bearer).answer("createCall", **given)

    with ThreadPoolExecutor(AT_ONCE) as threads:
        answers = list(threads.map(send, range(AT_ONCE)))

    done = [answer for answer in answers if answer.status_code == 201]
    waiting = [answer for answer in answers if answer.status_code == 409]
    assert len(calls_of(house)) == 1
    assert len(done) + len(waiting) == AT_ONCE
    assert len({answer.data for answer in done}) == 1
    assert sum("Idempotent-Replayed" not in answer.headers for answer in done) == 1
    for answer in waiting:
        assert answer.get_json()["code"] == "idempotency_key_in_use"
        assert answer.headers["Retry-After"] == "1"


def test_twenty_at_once_make_one_call_in_the_graph_too(
    app: Flask, house: House, key: str, calls_of: CallsOf
) -> None:
    given = {**a_call(house.organization), "idempotency_key": key}

    def send(_: int) -> Any:
        try:
            return GraphQL(app.test_client(), house.owner.bearer).does("createCall", **given)["id"]
        except Exception as refusal:
            return str(refusal)

    with ThreadPoolExecutor(AT_ONCE) as threads:
        answers = list(threads.map(send, range(AT_ONCE)))

    [made] = calls_of(house)
    assert made in answers
    assert all(answer == made or "idempotency_key_in_use" in answer for answer in answers)


def test_a_machine_brings_a_key_with_every_post(face: Any, house: House, machine: Machine, key: str) -> None:
    with refused("idempotency_key_required"):
        face.by(machine).does("createCall", **a_call(house.organization))

    assert face.by(machine).does("createCall", **a_call(house.organization), idempotency_key=key)["id"]


def test_a_machine_reads_and_edits_without_a_key(
    rest: Rest, house: House, machine: Machine, key: str
) -> None:
    call = rest.by(machine).does("createCall", **a_call(house.organization), idempotency_key=key)

    edited = rest.by(machine).does("updateCall", id=call["id"], expected_version=1, award_count=3)

    assert rest.by(machine).does("call", id=call["id"])["award_count"] == edited["award_count"] == 3


@pytest.mark.parametrize("word", ["", " ", "with blank", "x" * 256, "กุญแจ", "tab\tinside"])
def test_a_key_is_visible_and_no_longer_than_an_address(client: FlaskClient, house: House, word: str) -> None:
    headers = {**house.owner.headers, "Idempotency-Key": word.encode().decode("latin-1")}

    answer = client.post("/v1/organizations", json={"kind": "ngo", "name": {"th": "น้ำ"}}, headers=headers)

    assert (answer.status_code, answer.get_json()["code"]) == (400, "idempotency_key_malformed")


def test_a_key_of_one_face_is_used_up_for_the_other(
    rest: Rest, graph: GraphQL, house: House, key: str
) -> None:
    rest.by(house.owner).does("createCall", **a_call(house.organization), idempotency_key=key)

    with refused("idempotency_key_reused"):
        graph.by(house.owner).does("createCall", **a_call(house.organization), idempotency_key=key)


TWO = """
    mutation($i: CallActionInput!) {
      a: openCall(input: $i) { call { id } userErrors { code } }
      b: closeCall(input: $i) { call { id } userErrors { code } }
    }
"""
ONE = (
    "mutation($i: CallActionInput!) { openCall(input: $i) { call { id state version } userErrors { code } } }"
)


@pytest.mark.parametrize("by", ["header", "input"])
def test_a_key_covers_one_mutation(graph: GraphQL, house: House, key: str, by: str) -> None:
    call = draft_call(house.owner, house.organization)
    asking = graph.by(house.owner).sending(idempotency_key=key) if by == "header" else graph.by(house.owner)
    given = {"id": call["id"], **({"idempotencyKey": key} if by == "input" else {})}

    told = asking.asks(TWO, {"i": given})

    assert [error["extensions"]["code"] for error in told["errors"]] == [
        "idempotency_key_covers_one_mutation"
    ]
    assert graph.by(house.owner).does("call", id=call["id"])["state"] == "draft"


def test_the_graph_answers_a_retry_with_the_same_bytes(client: FlaskClient, house: House, key: str) -> None:
    call = draft_call(house.owner, house.organization)
    headers = {**house.owner.headers, "Idempotency-Key": key}
    body = {"query": ONE, "variables": {"i": {"id": call["id"]}}}

    first = client.post("/graphql", json=body, headers=headers)
    again = client.post("/graphql", json=body, headers=headers)

    assert first.get_json()["data"]["openCall"]["call"] == {"id": call["id"], "state": "OPEN", "version": 2}
    assert again.data == first.data
    assert again.headers["Idempotent-Replayed"] == "true"


def test_a_key_written_into_the_document_counts_too(
    graph: GraphQL, house: House, key: str, calls_of: CallsOf
) -> None:
    document = f"""
        mutation($t: LocalizedTextInput!, $o: ID!) {{
          createCall(input: {{
            organizationId: $o, title: $t, opensAt: "2199-01-01T00:00:00Z", closesAt: "2199-02-01T00:00:00Z",
            awardCount: 1, pool: {{ amount: 100, currency: THB }}, idempotencyKey: "{key}"
          }}) {{ call {{ id }} userErrors {{ code }} }}
        }}
    """
    given = {"t": {"th": "พลิกไทย"}, "o": house.organization["id"]}

    told = [graph.by(house.owner).asks(document, given)["data"] for _ in range(2)]

    assert told[0] == told[1]
    assert len(calls_of(house)) == 1


def test_an_answer_that_was_never_sent_is_made_again_from_what_became_of_it(
    rest: Rest, house: House, key: str, database: Any, calls_of: CallsOf
) -> None:
    """The process died between the commit and the answer."""
    given = {**a_call(house.organization), "idempotency_key": key}
    first = rest.by(house.owner).answer("createCall", **given)
    database.execute(
        "UPDATE idempotency_keys SET status = NULL, headers = NULL, body = NULL WHERE key = %s", [key]
    )

    again = rest.by(house.owner).answer("createCall", **given)

    assert (again.status_code, again.get_json()["id"]) == (201, first.get_json()["id"])
    assert again.headers["Idempotent-Replayed"] == "true"
    assert len(calls_of(house)) == 1


def test_a_request_that_died_can_be_sent_again_once_its_lease_is_over(
    rest: Rest, house: House, key: str, database: Any, calls_of: CallsOf
) -> None:
    given = {**a_call(house.organization), "idempotency_key": key}
    rest.by(house.owner).does("createCall", **given)
    died = "UPDATE idempotency_keys SET outcome = NULL, status = NULL, headers = NULL, body = NULL"
    database.execute(f"{died}, leased_until = now() + interval '60 s' WHERE key = %s", [key])

    with refused("idempotency_key_in_use"):
        rest.by(house.owner).does("createCall", **given)
    database.execute("UPDATE idempotency_keys SET leased_until = now() WHERE key = %s", [key])
    rest.by(house.owner).does("createCall", **given)

    assert len(calls_of(house)) == 2


def test_a_key_is_kept_for_a_week(
    rest: Rest, house: House, key: str, database: Any, calls_of: CallsOf
) -> None:
    given = {**a_call(house.organization), "idempotency_key": key}
    rest.by(house.owner).does("createCall", **given)
    for days, calls in ((6, 1), (8, 2)):
        old = "UPDATE idempotency_keys SET leased_until = now() - %s * interval '1 day' WHERE key = %s"
        database.execute(old, [days, key])

        rest.by(house.owner).does("createCall", **given)

        assert len(calls_of(house)) == calls


def test_who_may_no_longer_ask_gets_no_replay(rest: Rest, house: House, key: str) -> None:
    given = {**a_call(house.organization), "idempotency_key": key}
    rest.by(house.owner).does("createCall", **given)
    rest.by(house.owner).does("logout")

    with refused("token_invalid"):
        rest.by(house.owner).does("createCall", **given)


def test_a_visitors_key_is_nobodys(rest: Rest, key: str) -> None:
    """Two visitors cannot be told apart, so neither gets the other's answer."""
    one, other = (
        {
            "email": f"{name}-{key}@plik.example",
            "password": "correct horse",
            "display_name": name,
            "idempotency_key": "1",
        }
        for name in ("one", "other")
    )

    first, second, again = (rest.answer("createAccount", **given) for given in (one, other, one))

    assert [each.status_code for each in (first, second, again)] == [201, 201, 409]
    assert again.get_json()["code"] == "email_taken"


def test_secrets_are_kept_for_no_retry(client: FlaskClient, house: House, key: str) -> None:
    path = f"/v1/organizations/{house.organization['id']}/clients"
    headers = {**house.owner.headers, "Idempotency-Key": key}
    body = {"name": "Importer", "scopes": ["calls:write"]}

    made = [client.post(path, json=body, headers=headers).get_json()["client_secret"] for _ in range(2)]

    assert made[0] != made[1]
