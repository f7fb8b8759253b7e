"""Attacks that once worked, or broke something. Each is told as it was tried."""

from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.domain.projects import line
from tests.faces import GraphQL, Rest, refused
from tests.running import Clock
from tests.world import PASSWORD, a_call, a_house, an_email, found, open_call, publish_project, register

TITLE = {"title": {"th": "โครงการ"}}
NOT_JSON = """
    mutation($o: ID!) {
      createCall(input: {
        organizationId: $o, title: { th: "ก" }, opensAt: "2199-01-01T00:00:00Z", closesAt: "2199-02-01T00:00:00Z",
        awardCount: 1, pool: { amount: 100, currency: THB }, questions: { maximum: 1e999 }
      }) { call { id } userErrors { code field } }
    }
"""


def test_a_budget_beyond_all_numbers_is_refused_in_numbers_that_json_has(
    face: Any, client: FlaskClient
) -> None:
    with refused("budget_too_large"):
        face.by(register(client)).does("createProject", **TITLE, budget=[line(10**6, 10**12)] * 50)


def test_a_literal_infinity_in_a_document_is_no_number(graph: GraphQL, client: FlaskClient) -> None:
    house = a_house(client)

    told = graph.by(house.owner).asks(NOT_JSON, {"o": house.organization["id"]})

    assert told["data"]["createCall"] == {
        "call": None,
        "userErrors": [{"code": "not_a_number", "field": ["questions", "maximum"]}],
    }


@pytest.mark.parametrize("agent", ["แอปของฉัน/1.0".encode().decode("latin-1"), "\x7f\x9f", "x" * 5_000])
def test_whatever_a_telephone_is_called_its_person_logs_in_with_it(
    face: Any, client: FlaskClient, agent: str
) -> None:
    person = register(client)
    phone = face.sending(user_agent=agent)

    tokens = phone.does("login", email=person.email, password=PASSWORD)
    phone.does("refresh", refresh_token=tokens["refresh_token"])

    assert phone.does("refresh", refresh_token=tokens["refresh_token"]), "known again as the same device"


@pytest.mark.parametrize(
    "website",
    [
        "javascript:alert(1)",
        " javascript:alert(1)//https://a.example",
        "data:text/html,<script>alert(1)</script>",
        "//evil.example",
        "https://",
        "https://thaifund.example@evil.example/",
        "https://evil.example/ onclick=alert(1)",
        'https://evil.example/"><script>',
        "HTTPS:\\\\evil.example",
        "ftp://evil.example",
    ],
)
def test_what_becomes_a_link_leads_to_a_page_and_runs_nothing(
    face: Any, client: FlaskClient, website: str
) -> None:
    with refused("website_malformed") as refusal:
        face.by(register(client)).does("createOrganization", kind="ngo", name={"th": "มูลนิธิ"}, website=website)

    assert refusal.at == ["/website"]


@pytest.mark.parametrize(
    "website", ["https://thaifund.example", "HTTP://มูลนิธิ.ไทย:8080/หน้า?q=1#a", "https://a.example/(x)"]
)
def test_addresses_of_pages_are_taken_as_they_are(client: FlaskClient, website: str) -> None:
    assert found(register(client), website=website)["website"] == website


@pytest.mark.parametrize("path", ["/v1/calls", "/v1/calls/{id}", "/openapi.yaml", "/"])
@pytest.mark.parametrize("accepted", ["gzip", "identity"])
def test_reading_with_a_condition_for_writing_is_reading(
    client: FlaskClient, path: str, accepted: str
) -> None:
    """It was a 412 with the whole answer in it."""
    house = a_house(client)
    call = open_call(house.owner, house.organization, brief={"th": "ยาว " * 500})
    path = path.format(id=call["id"])

    for tag in ('"7.0000"', "garbage", '"1"', "*"):
        answer = client.get(path, headers={"If-Match": tag, "Accept-Encoding": accepted})

        assert answer.status_code == 200


@pytest.mark.parametrize("shift", ["1e300", "inf", "-1e11", "nan", "x"])
def test_a_clock_that_is_set_to_nonsense_is_the_machines_own(
    client: FlaskClient, clock: Clock, shift: str
) -> None:
    clock.set_to(shift)

    answer = client.get("/v1/calls?limit=1")
    house = a_house(client)

    assert answer.status_code == 200
    assert open_call(house.owner, house.organization)["state"] == "open"


@pytest.mark.parametrize(
    "questions",
    [
        {"properties": {"a": {"pattern": "^(a+)+$"}}},
        {"properties": {"a": {"pattern": "("}}},
        {"$ref": "#/$defs/nowhere"},
        {"properties": {"a": {"$id": "http://127.0.0.1:1/"}}},
        {"$dynamicRef": "http://127.0.0.1:1/"},
    ],
)
def test_questions_that_could_hold_us_are_not_asked(
    face: Any, client: FlaskClient, questions: dict[str, Any]
) -> None:
    house = a_house(client)

    with refused("questions_malformed"):
        face.by(house.owner).does("createCall", **a_call(house.organization, questions=questions))


def test_questions_that_never_end_are_answered_with_a_sentence(face: Any, client: FlaskClient) -> None:
    house, applicant = a_house(client), register(client)
    call = open_call(house.owner, house.organization, questions={"$ref": "#"})
    project = publish_project(applicant)

    with refused("answer_invalid") as refusal:
        face.by(applicant).does("submitEntry", call_id=call["id"], project_id=project["id"], answers={"a": 1})

    assert refusal.at == ["/answers"]


def test_who_registers_by_a_name_that_reaches_for_more_gets_no_more(rest: Rest) -> None:
    made = rest.does(
        "createAccount",
        email=an_email(),
        password=PASSWORD,
        display_name="'; UPDATE accounts SET admin = true --",
    )

    assert made["admin"] is False


WORD = "a-word-that-nobody-may-read-again"
LOGIN = "mutation($input: LoginInput!) { login(input: $input) { userErrors { code } } }"


@pytest.mark.parametrize(
    "given",
    [
        {"email": "a@b.example", "password": WORD, "otp": 1},
        {"email": "a@b.example", "passwort": WORD},
        {"email": "a@b.example", "password": [WORD]},
        {"email": "a@b.example", "password": {"value": f"x, found: {WORD}\n{WORD}"}},
        {"password": WORD},
        [WORD],
        WORD,
    ],
)
def test_what_is_wrong_is_said_without_what_was_sent(graph: GraphQL, given: Any) -> None:
    """The library quotes the whole input to explain a misspelt name beside the password."""
    errors = graph.asks(LOGIN, {"input": given})["errors"]

    assert WORD not in str(errors)
    assert all("LoginInput" in error["message"] or ".password" in error["message"] for error in errors)


@pytest.mark.parametrize(
    "document",
    [
        f'mutation {{ login(input: {{ email: "a", password: "{WORD}", otp: 1 }}) {{ userErrors {{ code }} }} }}',
        f'mutation {{ login(input: {{ email: "a", password: ["{WORD}"] }}) {{ userErrors {{ code }} }} }}',
        f'mutation {{ login(input: {{ email: "a", password "{WORD}" }}) {{ userErrors {{ code }} }} }}',
        f'mutation {{ login(input: {{ email: "a" }}, """{WORD}""") {{ userErrors {{ code }} }} }}',
        f"mutation {{ login(input: {WORD.replace('-', '_')}) {{ userErrors {{ code }} }} }}",
    ],
)
def test_nor_is_a_literal_said_again(graph: GraphQL, document: str) -> None:
    told = graph.asks(document)

    assert told["errors"][0]["extensions"]["code"] == "graphql_invalid"
    assert not {WORD, WORD.replace("-", "_")} & set(str(told).replace('"', " ").replace("'", " ").split())


def test_a_mutation_may_ask_for_its_own_name_alone(graph: GraphQL, client: FlaskClient) -> None:
    told = graph.by(register(client)).asks("mutation { __typename }")

    assert told["data"] == {"__typename": "Mutation"}


@pytest.mark.parametrize("path", ["/v1//calls", "/v1/calls//", "/v1/organizations/..//members"])
def test_nobody_is_sent_on_to_a_host_that_they_name(client: FlaskClient, path: str) -> None:
    answer = client.get(path, headers={"Host": "evil.example", "Accept": "application/json"})

    assert answer.status_code == 404
    assert "evil.example" not in str(answer.headers)


@pytest.mark.parametrize("path", ["/v1/accounts", "/v1/oauth/token"])
def test_a_body_of_unknown_length_is_not_cut_off_where_it_is_too_long(client: FlaskClient, path: str) -> None:
    """What was read of it was an object by itself."""
    body = b"{}" + b" " * 2**20 + b"!"
    unknown = {"wsgi.input_terminated": True, "CONTENT_LENGTH": ""}

    answer = client.post(
        path, input_stream=BytesIO(body), content_type="application/json", environ_overrides=unknown
    )

    assert (answer.status_code, answer.get_json()["code"]) == (413, "body_too_large")


REGISTERS_AND_ACTS = """
    mutation($email: String!, $name: LocalizedTextInput!) {
      createAccount(input: { email: $email, password: "correct horse battery", displayName: "x" }) {
        account { id email }
      }
      createOrganization(input: { kind: NGO, name: $name }) { organization { id members { nodes { accountId } } } }
    }
"""


def test_whoever_registers_has_not_logged_in(graph: GraphQL, client: FlaskClient) -> None:
    """What came after it in the same document was done as the new account."""
    person = register(client)
    given = {"name": {"th": "มูลนิธิ"}}

    visitor = graph.asks(REGISTERS_AND_ACTS, {**given, "email": an_email()})
    other = graph.by(person).asks(REGISTERS_AND_ACTS, {**given, "email": (email := an_email())})["data"]

    assert [error["extensions"]["code"] for error in visitor["errors"]] == ["sign_in_first"]
    assert other["createAccount"]["account"]["email"] == email
    [founder] = other["createOrganization"]["organization"]["members"]["nodes"]
    assert founder["accountId"] == person.id


@pytest.mark.parametrize("id", ["%00", "%0a", "a%7fb", "%E0%B8%81", "%C2%9B", "%F3%9F%81%B3"])
def test_what_cannot_be_an_id_names_nothing_whatever_is_to_be_done(client: FlaskClient, id: str) -> None:
    """To open it, it was an input that had to be mended."""
    headers = register(client).headers

    answers = [
        client.get(f"/v1/calls/{id}", headers=headers),
        client.post(f"/v1/calls/{id}/open", headers=headers),
        client.patch(f"/v1/calls/{id}", json={}, headers={**headers, "If-Match": '"1"'}),
    ]

    assert {(each.status_code, each.get_json()["code"]) for each in answers} == {(404, "call_not_found")}


def test_a_project_of_a_megabyte_is_no_project(face: Any, client: FlaskClient) -> None:
    """A page of a hundred would have taken a hundred of them, for whoever asked."""
    long = [{"th": "ก" * 2_000}] * 30

    with refused("document_too_large") as refusal:
        face.by(register(client)).does("createProject", **TITLE, solution={"activities": long})

    assert refusal.at in ([""], [])


@pytest.mark.parametrize("letters", [201, 20_000])
def test_a_name_fits_where_names_are_shown(face: Any, client: FlaskClient, letters: int) -> None:
    house = a_house(client)

    with refused("length_out_of_range") as refusal:
        face.by(house.owner).does("createOrganization", kind="ngo", name={"th": "ก" * letters})
    with refused("length_out_of_range"):
        face.by(house.owner).does("createCall", **a_call(house.organization, title={"en": "x" * letters}))

    assert refusal.at == ["/name/th"]
