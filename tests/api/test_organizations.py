"""Organizations and their machines, on both faces."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.faces import Rest, refused
from tests.world import House, Machine, a_call, a_house, found, make_machine, nobody_has, register

NAME = {"th": "มูลนิธิน้ำใส", "en": "Clear Water"}


@pytest.fixture
def house(client: FlaskClient) -> House:
    return a_house(client)


def test_whoever_founds_an_organization_owns_it(face: Any, client: FlaskClient) -> None:
    founder = register(client)

    made = face.by(founder).does(
        "createOrganization", kind="foundation", name=NAME, website="https://clear.example"
    )
    [owner] = face.by(founder).does("members", organization_id=made["id"])["data"]

    assert (made["kind"], made["name"], made["website"]) == ("foundation", NAME, "https://clear.example")
    assert (owner["account_id"], owner["role"], owner["left_at"]) == (founder.id, "owner", None)


def test_everybody_sees_an_organization_and_only_its_members_see_who_they_are(
    face: Any, house: House
) -> None:
    organization = house.organization["id"]

    shown = face.does("organization", id=organization)
    to_nobody = face.does("members", organization_id=organization)
    to_viewer = face.by(house.viewer).does("members", organization_id=organization)

    assert shown["name"] == house.organization["name"]
    assert to_nobody["data"] == []
    assert {each["role"] for each in to_viewer["data"]} == {"owner", "manager", "finance", "viewer"}


@pytest.mark.parametrize("name", [{}, {"th": "  "}, {"th": "", "en": " "}])
def test_an_organization_has_a_name(face: Any, client: FlaskClient, name: dict[str, str]) -> None:
    with refused("text_missing") as refusal:
        face.by(register(client)).does("createOrganization", kind="ngo", name=name)

    assert refusal.at == ["/name"]


def test_a_visitor_founds_nothing(face: Any) -> None:
    with refused("sign_in_first"):
        face.does("createOrganization", kind="ngo", name=NAME)


def test_a_machine_founds_nothing(face: Any, house: House) -> None:
    machine = make_machine(house.owner, house.organization, "organizations:write")

    with refused("account_needed"):
        face.by(machine).does("createOrganization", kind="ngo", name=NAME, idempotency_key="founding")


@pytest.mark.parametrize("who", ["manager", "finance", "viewer", "stranger"])
def test_only_owners_let_people_in_and_make_machines(face: Any, house: House, who: str) -> None:
    person, organization = getattr(house, who), house.organization["id"]

    with refused("not_your_organization"):
        face.by(person).does("addMember", organization_id=organization, account_id=person.id, role="owner")
    with refused("not_your_organization"):
        face.by(person).does("createClient", organization_id=organization, name="x", scopes=["calls:write"])


def test_an_organization_that_is_not_there_is_not_found(face: Any, house: House) -> None:
    with refused("organization_not_found"):
        face.does("organization", id=nobody_has("organization"))
    with refused("organization_not_found"):
        face.by(house.owner).does(
            "addMember", organization_id=nobody_has("organization"), account_id=house.owner.id, role="viewer"
        )


def test_a_secret_is_shown_once_and_never_again(face: Any, house: House) -> None:
    given = {"organization_id": house.organization["id"], "name": "Importer", "scopes": ["calls:write"]}

    made = face.by(house.owner).does("createClient", **given)
    [listed] = face.by(house.owner).does("clients", organization_id=house.organization["id"])["data"]

    assert made["client_secret"].startswith(f"plik_live_{made['id']}_")
    assert "client_secret" not in listed
    assert listed == {name: value for name, value in made.items() if name != "client_secret"}


def test_a_machine_that_is_revoked_opens_nothing_from_then_on(
    face: Any, client: FlaskClient, house: House, machine: Machine
) -> None:
    token = Machine(machine.id, _token(face, machine)["access_token"])

    revoked = face.by(house.owner).does("revokeClient", id=machine.id)
    again = face.by(house.owner).does("revokeClient", id=machine.id)

    assert revoked["revoked_at"]
    assert again == revoked
    for bearer in (machine, token):
        with refused("token_invalid"):
            face.by(bearer).does("createCall", **a_call(house.organization), idempotency_key="too-late")
    with refused("wrong_credentials"):
        _token(face, machine)


@pytest.mark.parametrize("who", ["manager", "finance", "viewer", "stranger"])
def test_who_does_not_own_an_organization_knows_no_machine_of_its(
    face: Any, house: House, machine: Machine, who: str
) -> None:
    with refused("client_not_found"):
        face.by(getattr(house, who)).does("revokeClient", id=machine.id)
    with refused("client_not_found"):
        face.by(house.owner).does("revokeClient", id=nobody_has("client"))

    assert face.by(machine).does("createCall", **a_call(house.organization), idempotency_key="still-here")


@pytest.mark.parametrize("who", ["manager", "finance", "viewer", "stranger"])
def test_only_owners_see_the_machines(face: Any, house: House, who: str) -> None:
    make_machine(house.owner, house.organization, "calls:write")

    listed = face.by(getattr(house, who)).does("clients", organization_id=house.organization["id"])

    assert listed["data"] == []


def test_a_machine_without_scopes_is_not_made(face: Any, house: House) -> None:
    with refused("length_out_of_range") as refusal:
        face.by(house.owner).does(
            "createClient", organization_id=house.organization["id"], name="x", scopes=[]
        )

    assert refusal.at == ["/scopes"]


def test_a_machine_acts_for_its_organization_within_its_scopes(face: Any, house: House) -> None:
    machine = make_machine(house.owner, house.organization, "calls:write")

    call = face.by(machine).does("createCall", **a_call(house.organization), idempotency_key="first")

    assert call["organization_id"] == house.organization["id"]
    with refused("scope_missing"):
        face.by(machine).does(
            "addMember",
            organization_id=house.organization["id"],
            account_id=house.stranger.id,
            role="owner",
            idempotency_key="second",
        )


def test_a_machine_acts_for_no_other_organization(face: Any, house: House) -> None:
    other = found(house.stranger)
    machine = make_machine(house.owner, house.organization, "calls:write", "organizations:write")

    with refused("not_your_organization"):
        face.by(machine).does("createCall", **a_call(other), idempotency_key="elsewhere")


def test_a_machine_is_a_manager_and_no_owner(face: Any, house: House) -> None:
    machine = make_machine(house.owner, house.organization, "organizations:write")

    with refused("not_your_organization"):
        face.by(machine).does(
            "addMember",
            organization_id=house.organization["id"],
            account_id=house.stranger.id,
            role="owner",
            idempotency_key="takeover",
        )


@pytest.fixture
def machine(house: House) -> Machine:
    return make_machine(house.owner, house.organization, "calls:write", "grants:write")


def test_a_machine_takes_a_token_for_less_than_it_may(
    face: Any, client: FlaskClient, house: House, machine: Machine
) -> None:
    token = _token(face, machine, scope="grants:write")
    narrow = Machine(machine.id, token["access_token"])

    assert (token["token_type"], token["expires_in"], token["scope"]) == ("Bearer", 900, "grants:write")
    with refused("scope_missing"):
        face.by(narrow).does("createCall", **a_call(house.organization), idempotency_key="narrowed")


def test_a_machine_takes_no_token_for_more_than_it_may(graph: Any, machine: Machine) -> None:
    with refused("scope_missing"):
        graph.does(
            "issueToken", client_id=machine.id, client_secret=machine.secret, scope="organizations:write"
        )


def test_a_token_is_for_as_much_as_the_machine_may_by_now(
    graph: Any, house: House, machine: Machine, database: Any
) -> None:
    token = graph.does("issueToken", client_id=machine.id, client_secret=machine.secret)
    database.execute("UPDATE clients SET scopes = '[\"grants:write\"]' WHERE id = %s", [machine.id])

    assert set(token["scope"].split()) == {"calls:write", "grants:write"}
    with refused("scope_missing"):
        graph.by(Machine(machine.id, token["access_token"])).does(
            "createCall", **a_call(house.organization), idempotency_key="shrunk"
        )


@pytest.mark.parametrize("wrong", ["id", "secret", "both", "other"])
def test_a_wrong_secret_opens_nothing(
    client: FlaskClient, house: House, machine: Machine, wrong: str
) -> None:
    other = make_machine(house.owner, house.organization, "calls:write")
    pairs = {
        "id": (nobody_has("client"), machine.secret),
        "secret": (machine.id, machine.secret[:-1] + "x"),
        "both": ("", ""),
        "other": (machine.id, other.secret),
    }

    answer = client.post("/v1/oauth/token", data={"grant_type": "client_credentials"}, auth=pairs[wrong])

    assert (answer.status_code, answer.get_json()["code"]) == (401, "wrong_credentials")


def test_a_token_is_asked_for_as_oauth_says(client: FlaskClient, machine: Machine) -> None:
    """RFC 6749: a form, the credentials by HTTP Basic or in the form."""
    form = {"grant_type": "client_credentials", "scope": "calls:write"}

    by_basic = client.post("/v1/oauth/token", data=form, auth=(machine.id, machine.secret))
    in_form = client.post(
        "/v1/oauth/token", data={**form, "client_id": machine.id, "client_secret": machine.secret}
    )

    for answer in (by_basic, in_form):
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "no-store"
        assert set(answer.get_json()) == {"access_token", "token_type", "expires_in", "scope"}


@pytest.mark.parametrize(
    ("form", "headers", "code"),
    [
        ({}, {}, "grant_type_unsupported"),
        ({"grant_type": "password"}, {}, "grant_type_unsupported"),
        (
            {"grant_type": "client_credentials"},
            {"Authorization": "Basic ก".encode().decode("latin-1")},
            "credentials_malformed",
        ),
        ({"grant_type": "client_credentials"}, {"Authorization": "Basic !!!"}, "credentials_malformed"),
    ],
)
def test_what_is_no_request_for_a_token_is_refused(
    client: FlaskClient, form: dict[str, str], headers: dict[str, str], code: str
) -> None:
    answer = client.post("/v1/oauth/token", data=form, headers=headers)

    assert (answer.status_code, answer.get_json()["code"]) == (400, code)


def test_organizations_are_listed_by_kind(face: Any, client: FlaskClient) -> None:
    made = found(register(client), kind="public_body")

    listed = face.does("organizations", kind=["public_body"], first=5)

    assert listed["data"][0]["id"] == made["id"]
    assert {each["kind"] for each in listed["data"]} == {"public_body"}


def _token(face: Any, machine: Machine, **more: str) -> Any:
    asked = {"client_id": machine.id, "client_secret": machine.secret, **more}
    kind = {"grant_type": "client_credentials"} if isinstance(face, Rest) else {}
    return face.does("issueToken", **asked, **kind)
