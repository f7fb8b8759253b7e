"""Whatever is wrong with a token, the answer is one and the same 401."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Iterator
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from flask import Flask
from flask.testing import FlaskClient

from tests.world import Person, a_house, make_machine, nobody_has, register

Claims = dict[str, Any]


@pytest.fixture
def person(client: FlaskClient) -> Person:
    return register(client)


@pytest.fixture
def claims(person: Person) -> Claims:
    found: Claims = jwt.decode(person.bearer, options={"verify_signature": False})
    return found


@pytest.fixture
def header(person: Person) -> Claims:
    found: Claims = jwt.get_unverified_header(person.bearer)
    return found


def signed(app: Flask, claims: Claims, **header: Any) -> str:
    """By our own key, as if the thief had got that far."""
    kid = jwt_kid(app)
    return jwt.encode(claims, app.config["JWT_PRIVATE_KEY"], "EdDSA", headers={"kid": kid, **header})


def jwt_kid(app: Flask) -> str:
    kid: str = app.extensions["plik_jwks"]["keys"][0]["kid"]
    return kid


def raw(header: Claims, claims: Claims, secret: bytes | None = None) -> str:
    parts = [base64.urlsafe_b64encode(json.dumps(each).encode()).rstrip(b"=") for each in (header, claims)]
    said = b".".join(parts)
    mac = hmac.new(secret, said, hashlib.sha256).digest() if secret else b""
    return b".".join([said, base64.urlsafe_b64encode(mac).rstrip(b"=")]).decode()


def without(claims: Claims, *names: str) -> Claims:
    return {name: value for name, value in claims.items() if name not in names}


def forgeries(app: Flask, person: Person, other: Person, claims: Claims) -> Iterator[tuple[str, str]]:
    """What is wrong, and the token that has it."""
    kid, past = jwt_kid(app), int(time.time()) - 10
    public: bytes = app.config["JWT_PUBLIC_KEY"].encode()
    mine = Ed25519PrivateKey.generate()
    rsa = generate_private_key(65537, 2048)
    yield "no algorithm", raw({"alg": "none", "typ": "JWT", "kid": kid}, claims)
    yield "no algorithm, shouted", raw({"alg": "NONE", "typ": "JWT", "kid": kid}, claims)
    yield "the public key as a secret", raw({"alg": "HS256", "typ": "JWT", "kid": kid}, claims, public)
    yield "another algorithm", jwt.encode(claims, rsa, "RS256", headers={"kid": kid})
    yield "another's key", jwt.encode(claims, mine, "EdDSA", headers={"kid": kid})
    yield (
        "a key of its own to fetch",
        jwt.encode(claims, mine, "EdDSA", headers={"kid": kid, "jku": "https://thief.example/jwks.json"}),
    )
    yield "an unknown key", signed(app, claims, kid="unknown")
    yield "a path for a key", signed(app, claims, kid="../../../dev/null")
    yield "a list for a key", raw({"alg": "EdDSA", "kid": [kid]}, claims)
    yield "no key named", raw({"alg": "EdDSA", "typ": "JWT"}, claims)
    for name in ("exp", "jti", "type", "aud", "iss", "iat", "sub"):
        yield f"no {name}", signed(app, without(claims, name))
    yield "expired", signed(app, claims | {"exp": past})
    yield "not yet valid", signed(app, claims | {"nbf": past + 3600})
    yield "for somebody else's platform", signed(app, claims | {"aud": "elsewhere"})
    yield "by somebody else's platform", signed(app, claims | {"iss": "https://elsewhere.example"})
    yield "a refresh token as access", signed(app, claims | {"type": "refresh"})
    yield "an account that is not there", signed(app, claims | {"sub": nobody_has("account")})
    yield "a client that is not there", signed(app, claims | {"sub": nobody_has("client")})
    yield "another's account", signed(app, claims | {"sub": other.id})
    yield "no session", signed(app, without(claims, "sid"))
    yield "a number for an account", signed(app, claims | {"sub": 12})
    yield "our refresh token", person.refresh_token
    yield "a secret with a wrong checksum", "plik_live_client_01h2xcejqtf2nbrexx3vqjhp41_" + "a" * 51
    yield "nonsense", "nonsense"
    yield "nothing", ""
    yield "dots", "..."
    yield "much", "a." * 1000
    yield "Thai", "โทเคน"


def test_a_wrong_token_is_one_401_whatever_is_wrong_with_it(
    app: Flask, client: FlaskClient, person: Person, claims: Claims
) -> None:
    answers = {}
    for what, token in forgeries(app, person, register(client), claims):
        answer = client.get("/v1/me", headers={"Authorization": f"Bearer {token}".encode().decode("latin-1")})
        told = {**answer.get_json(), "request_id": ""}
        kept = {
            name: value for name, value in answer.headers if name not in ("X-Request-Id", "Plik-Statements")
        }
        answers[what] = (answer.status_code, told, kept)

    usual = answers["expired"]
    assert usual[0] == 401
    assert usual[1]["code"] == "token_invalid"
    assert {what: answer for what, answer in answers.items() if answer != usual} == {}


def test_a_wrong_token_is_refused_where_none_is_needed_too(client: FlaskClient, graph: Any) -> None:
    """Or somebody whose token ran out would be shown less without being told why."""
    headers = {"Authorization": "Bearer nonsense"}

    listed = client.get("/v1/calls", headers=headers)
    asked = client.post("/graphql", json={"query": "{ calls { nodes { id } } }"}, headers=headers)

    assert (listed.status_code, asked.status_code) == (401, 401)
    assert asked.get_json()["errors"][0]["extensions"]["code"] == "token_invalid"


@pytest.mark.parametrize("said", ["Basic dXNlcjpwYXNz", "Token x", "Bearer", "bearer ", "x"])
def test_other_ways_to_say_who_one_is_are_refused(client: FlaskClient, said: str) -> None:
    answer = client.get("/v1/me", headers={"Authorization": said})

    assert answer.status_code == 401
    assert answer.get_json()["code"] == "token_invalid"
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="plik"'


def test_a_token_that_was_good_is_refused_once_it_has_run_out(
    app: Flask, client: FlaskClient, claims: Claims
) -> None:
    ends = int(time.time() + 1.5)  # in half a second or later
    headers = {"Authorization": f"Bearer {signed(app, claims | {'exp': ends})}"}

    before = client.get("/v1/me", headers=headers)
    time.sleep(max(0, ends - time.time()))
    after = client.get("/v1/me", headers=headers)

    assert (before.status_code, after.status_code) == (200, 401)


def test_the_scheme_may_be_written_small(client: FlaskClient, person: Person) -> None:
    assert client.get("/v1/me", headers={"Authorization": f"bearer {person.bearer}"}).status_code == 200


def test_a_token_lives_for_a_quarter_of_an_hour_and_names_nobody_by_address(
    person: Person, claims: Claims, header: Claims
) -> None:
    assert claims["exp"] - claims["iat"] == 900
    assert header["alg"] == "EdDSA"
    assert person.email not in json.dumps(claims)


def test_whoever_wants_to_check_tokens_finds_the_keys(client: FlaskClient, person: Person) -> None:
    keys = jwt.PyJWKSet.from_dict(client.get("/.well-known/jwks.json").get_json())
    [key] = [key for key in keys.keys if key.key_id == jwt.get_unverified_header(person.bearer)["kid"]]

    checked = jwt.decode(person.bearer, key, ["EdDSA"], audience="plik", issuer="http://plik.test")

    assert checked["sub"] == person.id


def test_the_published_keys_hold_nothing_private(client: FlaskClient) -> None:
    assert all("d" not in key for key in client.get("/.well-known/jwks.json").get_json()["keys"])


def test_a_secret_of_a_client_is_a_bearer_token_and_stops_with_its_client(
    client: FlaskClient, database: Any
) -> None:
    house = a_house(client)
    machine = make_machine(house.owner, house.organization, "calls:write")
    before = client.get("/v1/calls", headers=machine.headers).status_code
    database.execute("UPDATE clients SET revoked_at = now() WHERE id = %s", [machine.id])

    after = client.get("/v1/calls", headers=machine.headers)

    assert before == 200
    assert (after.status_code, after.get_json()["code"]) == (401, "token_invalid")
