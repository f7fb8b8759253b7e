"""Guests: somebody without an account, the same one again by a renewal token, and nothing that needs more."""

import time
from typing import Any

import jwt
import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.api.test_tokens import Claims, signed
from tests.architecture.contracts import operations
from tests.domain.projects import WHOLE
from tests.faces import GraphQL, Rest, codes_of, refused
from tests.world import Guest, Person, a_guest, a_house, make_machine, nobody_has, register

DAY = 24 * 60 * 60


@pytest.fixture
def guest(client: FlaskClient) -> Guest:
    return a_guest(client)


def claims_of(token: str) -> Claims:
    found: Claims = jwt.decode(token, options={"verify_signature": False})
    return found


def asks(face: Any, renewal_token: str) -> Any:
    return face.does("createGuest", renewal_token=renewal_token)


class Bearing:
    """Somebody with this for a token."""

    def __init__(self, bearer: str) -> None:
        self.bearer = bearer


def test_anybody_becomes_a_guest_by_asking(face: Any) -> None:
    made = face.does("createGuest")

    assert made["guest_id"].startswith("guest_")
    assert (made["token_type"], made["expires_in"]) == ("Bearer", DAY)
    assert claims_of(made["access_token"])["sub"] == made["guest_id"]
    assert claims_of(made["renewal_token"])["sub"] == made["guest_id"]


def test_a_body_is_not_needed(client: FlaskClient) -> None:
    assert client.post("/v1/auth/guest").status_code == 200
    assert client.post("/v1/auth/guest", json={}).status_code == 200


def test_two_who_ask_are_two_guests_and_nothing_of_them_is_stored(face: Any, database: Any) -> None:
    before = database.execute("SELECT max(position) FROM audit_records").fetchone()

    one, other = face.does("createGuest"), face.does("createGuest")

    assert one["guest_id"] != other["guest_id"]
    assert database.execute("SELECT max(position) FROM audit_records").fetchone() == before


def test_the_same_guest_comes_again_by_the_renewal_token_as_often_as_needed(face: Any, guest: Guest) -> None:
    first, second = asks(face, guest.renewal_token), asks(face, guest.renewal_token)
    third = asks(face, second["renewal_token"])

    assert {each["guest_id"] for each in (first, second, third)} == {guest.id}
    assert len({each["access_token"] for each in (first, second, third)}) == 3


def test_a_guests_token_says_no_more_than_any_access_token(guest: Guest) -> None:
    access, renewal = claims_of(guest.bearer), claims_of(guest.renewal_token)

    assert (access["type"], renewal["type"]) == ("access", "renewal")
    assert (access["exp"] - access["iat"], renewal["exp"] - renewal["iat"]) == (DAY, 400 * DAY)
    assert access["aud"] == renewal["aud"] == "plik"
    assert access["iss"] == renewal["iss"]
    assert access["jti"] != renewal["jti"]


def test_the_tokens_are_kept_by_no_cache_and_by_no_key(rest: Rest) -> None:
    one, other = (rest.sending(idempotency_key="the-same").answer("createGuest") for _ in range(2))

    assert one.headers["Cache-Control"] == "no-store"
    assert one.get_json()["guest_id"] != other.get_json()["guest_id"]


def test_a_renewal_token_is_no_access_token(face: Any, guest: Guest) -> None:
    with refused("token_invalid"):
        face.by(Bearing(guest.renewal_token)).does("calls")


def test_no_other_token_renews_a_guest(face: Any, guest: Guest, client: FlaskClient) -> None:
    house = a_house(client)
    machine = make_machine(house.owner, house.organization, "calls:write")
    secret = {"client_id": machine.id, "client_secret": machine.secret}
    issued = GraphQL(client).does("issueToken", **secret)["access_token"]

    for token in (guest.bearer, house.owner.bearer, house.owner.refresh_token, machine.secret, issued):
        with refused("token_invalid"):
            asks(face, token)


@pytest.mark.parametrize("wrong", ["", "x", "...", "a" * 5_000, "โทเคน", "plik_live_x"])
def test_what_is_no_token_renews_nobody(face: Any, wrong: str) -> None:
    with refused("token_invalid"):
        asks(face, wrong)


@pytest.mark.parametrize("token", ["bearer", "renewal_token"])
def test_a_guests_token_with_a_letter_changed_is_none(face: Any, guest: Guest, token: str) -> None:
    head, said, signature = getattr(guest, token).split(".")
    changed = [
        f"{head}.{said}.{'A' if signature[0] != 'A' else 'B'}{signature[1:]}",
        f"{head}.{said[:-2]}{'A' if said[-2] != 'A' else 'B'}{said[-1]}.{signature}",
        f"{head}.{said}.",
    ]

    for each in changed:
        with refused("token_invalid"):
            face.by(Bearing(each)).does("calls") if token == "bearer" else asks(face, each)


def forged(claims: Claims) -> list[Claims]:
    """By our own key, as if the thief had got that far: what no token of ours says."""
    past = int(time.time()) - 10
    lacking = [
        {name: said for name, said in claims.items() if name != left_out}
        for left_out in ("exp", "jti", "type", "aud", "iss", "iat", "sub")
    ]
    other = [{"exp": past}, {"type": "refresh"}, {"aud": "elsewhere"}, {"iss": "https://elsewhere.example"}]
    subjects = [{"sub": who} for who in (nobody_has("account"), "guest_", "guest_x", "guest", "GUEST_1", 12)]
    return [*lacking, *(claims | each for each in (*other, *subjects))]


def test_a_guests_token_that_lacks_or_mistakes_anything_is_one_401(
    app: Flask, client: FlaskClient, guest: Guest
) -> None:
    told = []
    for claims in forged(claims_of(guest.bearer)):
        headers = {"Authorization": f"Bearer {signed(app, claims)}"}
        told.append(client.get("/v1/calls", headers=headers))
    for claims in forged(claims_of(guest.renewal_token)):
        told.append(client.post("/v1/auth/guest", json={"renewal_token": signed(app, claims)}))

    assert {(each.status_code, each.get_json()["code"]) for each in told} == {(401, "token_invalid")}


def test_after_a_day_a_guest_comes_again_by_the_renewal_token_and_not_by_the_old_one(
    app: Flask, rest: Rest, guest: Guest
) -> None:
    begun = int(time.time()) - DAY - 1
    times = {"iat": begun, "nbf": begun, "exp": begun + DAY}
    yesterdays = Bearing(signed(app, claims_of(guest.bearer) | times))

    with refused("token_invalid"):
        rest.by(yesterdays).does("calls")
    again = asks(rest.by(yesterdays), guest.renewal_token)

    assert again["guest_id"] == guest.id
    assert rest.by(Bearing(again["access_token"])).does("calls")["data"] is not None


def test_a_renewal_token_ends_after_four_hundred_days(app: Flask, face: Any, guest: Guest) -> None:
    begun = int(time.time()) - 400 * DAY - 1
    times = {"iat": begun, "nbf": begun, "exp": begun + 400 * DAY}

    with refused("token_invalid"):
        asks(face, signed(app, claims_of(guest.renewal_token) | times))


def test_a_guest_is_nobody_to_see(rest: Rest, graph: GraphQL, guest: Guest) -> None:
    with refused("account_needed"):
        rest.by(guest).does("me")

    assert graph.by(guest).asks("{ me { id } }")["data"] == {"me": None}
    assert graph.asks(f'{{ node(id: "{guest.id}") {{ id }} }}')["data"] == {"node": None}


@pytest.mark.parametrize(
    ("operation", "given"),
    [
        ("createProject", WHOLE),
        ("createOrganization", {"kind": "ngo", "name": {"th": "มูลนิธิ"}}),
        ("logout", {}),
    ],
)
def test_a_guest_does_nothing_that_needs_an_account(
    face: Any, guest: Guest, operation: str, given: Any
) -> None:
    with refused("account_needed"):
        face.by(guest).does(operation, **given)


def test_what_only_an_account_may_do_is_told_in_the_contract(app: Flask) -> None:
    """Wherever one must be known, a guest may be told that this is not enough; of a partner's site, that it is none."""
    silent = [
        each.id
        for each in operations(app)
        if "sign_in_first" in (codes := codes_of(app, each.id))
        if not codes & {"account_needed", "client_needed"}
    ]

    assert silent == []


def test_who_is_registered_stays_who_they_are_beside_a_guest(face: Any, client: FlaskClient) -> None:
    person: Person = register(client)

    made = face.by(person).does("createGuest")

    assert made["guest_id"] != person.id
    assert face.by(person).does("me")["id"] == person.id
