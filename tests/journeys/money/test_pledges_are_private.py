"""Nobody reads what is between a backer and the provider, nobody takes another's pledge back, and no way of writing a
document or a number makes two pledges of one, or one of nonsense."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.faces import FACES, Shown, refused
from tests.fundraising import CARD, a_key, intent_of, launch_campaign, satang
from tests.journeys.backing import Crowd
from tests.mirroring import a_partner
from tests.provider import Sandbox
from tests.world import a_guest, a_house, make_machine, publish_project, register

EVERYTHING = """query($campaign: ID!, $pledge: ID!) {
    campaign(id: $campaign) { id account { id email } }
    pledge(id: $pledge) { ...all refunds { nodes { id reason } } campaign { id account { email } } account { email } }
    pledges(campaignId: $campaign, first: 20) { nodes { ...all } }
    events(first: 50) { nodes { type subject } } }
    fragment all on Pledge { id email payment { clientSecret reason qr { data pageUrl } } state anonymous accountId }"""
CARD_NUMBERS = ("4111111111111111", "5555 5555 5555 4444", "3782-822463-10005", "๔๑๑๑๑๑๑๑๑๑๑๑๑๑๑๑")
NO_AMOUNTS: Mapping[str, Any] = {
    "nothing": 0,
    "less than nothing": -1,
    "half a satang": 10.9,
    "a float": 50000.0,
    "with an underscore": "1_000",
    "a text": "50000",
    "in Thai digits": "๕๐๐๐๐",
    "full width": "５００００",
    "beyond 64 bits": 2**63,
    "beyond everything": 10**40,
    "a truth": True,
    "none": None,
    "a list": [50000],
    "an object": {"amount": 50000},
}
LITERALS = ("1e3", "1E+5", "0x10", "050000", "5_0000", "50000.0", "-0", "NaN", "Infinity", "9" * 400)
ODD_TEXT: Mapping[str, Shown] = {
    "a bidi override": {"message": "a\u202eb"},
    "five marks on one letter": {"message": "ก" + "\u0e49" * 5},
    "a NUL": {"message": "a\u0000b"},
    "half a pair": {"message": "\ud83d"},
    "a reward with a NUL": {"reward_id": "visit\u0000"},
    "a reward of emoji": {"reward_id": "🎁"},
    "a reward like another": {"reward_id": "vis\u0131t"},
    "a reward that is no text": {"reward_id": {"id": "visit"}},
    "an address with a line more": {"email": "a@plik.example\nBcc: b@plik.example"},
    "an address with a NUL": {"email": "a\u0000@plik.example"},
    **{f"a card number in the message: {number}": {"message": f"บัตร {number} นะ"} for number in CARD_NUMBERS},
    "a card number for an address": {"email": "4111111111111111@plik.example"},
    "a card number for a card": {"payment_method": "4111111111111111"},
    "a card number for a reward": {"reward_id": "4111111111111111"},
}


@pytest.fixture
def crowd(app: Flask, database: Any, sandbox: Sandbox) -> Crowd:
    return Crowd(app, database, sandbox)


@pytest.fixture
def others(client: FlaskClient) -> dict[str, Any]:
    """Everybody who is neither the backer nor an administrator."""
    house = a_house(client)
    return {
        "nobody": None,
        "another guest": a_guest(client),
        "another account": register(client),
        "a partner's machine": a_partner(client),
        "a partner's owner": a_partner(client).owner,
        "a machine that may write campaigns": make_machine(
            house.owner, house.organization, "campaigns:write"
        ),
        "a finance member": house.finance,
        "a manager": house.manager,
    }


@pytest.mark.parametrize("method", ["card", "promptpay"])
def test_nobody_but_the_backer_reads_the_payment_or_the_address_or_takes_it_back(
    crowd: Crowd, client: FlaskClient, others: dict[str, Any], method: str
) -> None:
    owner, backer, guest = register(client), register(client), a_guest(client)
    campaign = launch_campaign(owner)
    secret_addresses = ["secret-one@plik.example", "secret-two@plik.example"]
    pledges = [
        crowd.pledging([who], campaign, method=method, email=email, anonymous=True)[0]()
        for who, email in zip((backer, guest), secret_addresses, strict=True)
    ]
    secrets = [each["payment"]["client_secret"] for each in pledges]
    secrets += [each["payment"]["qr"]["data"] for each in pledges if each["payment"]["qr"]]
    secrets += [*secret_addresses, backer.email, *(intent_of(each) for each in pledges)]
    everybody = {**others, "the campaign's owner": owner, "the one of the other": guest}

    own = {secrets[1], secret_addresses[1], intent_of(pledges[1])}
    own |= {pledges[1]["payment"]["qr"]["data"]} if method == "promptpay" else set()
    hidden = "not_your_pledge" if method == "card" else "pledge_not_found"

    for name, who in everybody.items():
        said = all_that_is_said_to(client, who, campaign, pledges[0])
        read = {secret for secret in secrets if secret in said}
        assert read <= (own if who is guest else set()), f"{name} reads {read}"
        usual = "account_needed" if "machine" in name else hidden
        for face in FACES.values():
            with refused("sign_in_first" if who is None else usual):
                face(client).by(who).sending(idempotency_key=a_key()).does(
                    "cancelPledge", id=pledges[0]["id"]
                )

    state = "secured" if method == "card" else "awaiting_payment"
    assert crowd.rows(campaign) == [state] * 2
    crowd.check(campaign)


def all_that_is_said_to(client: FlaskClient, who: Any, campaign: Shown, pledge: Shown) -> str:
    headers = {"Authorization": f"Bearer {who.bearer}"} if who else {}
    paths = [f"/v1/pledges/{pledge['id']}", f"/v1/pledges/{pledge['id']}?expand=refunds,campaign,account"]
    paths += [f"/v1/campaigns/{campaign['id']}/pledges", "/v1/me/pledges", "/v1/events?limit=100"]
    answers = [client.get(path, headers=headers) for path in paths]
    asked = {"query": EVERYTHING, "variables": {"campaign": campaign["id"], "pledge": pledge["id"]}}
    answers.append(client.post("/graphql", json=asked, headers=headers))
    assert all(answer.status_code < 500 for answer in answers)
    return "".join(answer.text for answer in answers)


CREATE = """createPledge(input: {campaignId: "%s", amount: {amount: 50000, currency: THB}, method: CARD,
    paymentMethod: "pm_card_visa", email: "guest@plik.example"}) { pledge { id } userErrors { code } }"""
TWICE = {
    "two names": "mutation { a: %s b: %s }",
    "two spreads": "mutation { ...one ...two } fragment one on Mutation { a: %s } fragment two on Mutation { b: %s }",
    "inline": "mutation { ... on Mutation { a: %s } ... { b: %s } }",
    "within each other": "mutation { ...x } fragment x on Mutation { a: %s ...y } fragment y on Mutation { b: %s }",
}


@pytest.mark.parametrize("way", TWICE)
def test_one_document_with_one_key_never_pledges_twice(crowd: Crowd, client: FlaskClient, way: str) -> None:
    campaign, guest = launch_campaign(register(client)), a_guest(client)
    one = CREATE % campaign["id"]
    document = TWICE[way] % (one, one)
    headers = {**guest.headers, "Idempotency-Key": a_key()}

    told = client.post("/graphql", json={"query": document}, headers=headers).get_json()

    assert [each["extensions"]["code"] for each in told["errors"]] == ["idempotency_key_covers_one_mutation"]
    assert crowd.rows(campaign) == []


def test_a_list_of_documents_and_a_document_of_several_operations_pledge_once_at_most(
    crowd: Crowd, client: FlaskClient
) -> None:
    campaign, guest = launch_campaign(register(client)), a_guest(client)
    one = CREATE % campaign["id"]
    headers = {**guest.headers, "Idempotency-Key": a_key()}

    batch = client.post("/graphql", json=[{"query": f"mutation {{ {one} }}"}] * 3, headers=headers)
    several = {"query": f"mutation A {{ {one} }} mutation B {{ {one} }}", "operationName": "A"}
    answers = [client.post("/graphql", json=several, headers=headers) for _ in range(2)]
    again = client.post("/graphql", json={**several, "operationName": "B"}, headers=headers)

    assert 400 <= batch.status_code < 500
    assert all(answer.status_code < 500 for answer in (*answers, again))
    assert len(crowd.rows(campaign)) <= 1
    crowd.check(campaign)


@pytest.mark.parametrize("amount", NO_AMOUNTS)
def test_what_is_no_amount_is_refused_on_both_faces(crowd: Crowd, client: FlaskClient, amount: str) -> None:
    campaign, guest = launch_campaign(register(client)), a_guest(client)

    answers = sent_to_both(
        client, guest, campaign, {"amount": {"amount": NO_AMOUNTS[amount], "currency": "THB"}}
    )

    assert all(400 <= answer.status_code < 500 or is_refused(answer) for answer in answers), amount
    assert crowd.rows(campaign) == []


@pytest.mark.parametrize("literal", LITERALS)
def test_a_number_is_written_as_a_whole_number_and_no_other_way(
    crowd: Crowd, client: FlaskClient, literal: str
) -> None:
    campaign, guest = launch_campaign(register(client)), a_guest(client)
    money = f'{{"amount": {literal}, "currency": "THB"}}'
    body = f'{{"amount": {money}, "method": "card", "payment_method": "{CARD}", "email": "a@plik.example"}}'
    in_graph = CREATE.replace("50000", literal) % campaign["id"]
    headers = {**guest.headers, "Idempotency-Key": a_key(), "Content-Type": "application/json"}

    rest = client.post(f"/v1/campaigns/{campaign['id']}/pledges", data=body, headers=headers)
    graph = client.post("/graphql", json={"query": f"mutation {{ {in_graph} }}"}, headers=headers)

    assert 400 <= rest.status_code < 500
    assert is_refused(graph)
    assert crowd.rows(campaign) == []


@pytest.mark.parametrize("what", ODD_TEXT)
def test_odd_text_is_refused_and_kept_nowhere(crowd: Crowd, client: FlaskClient, what: str) -> None:
    campaign, guest = launch_campaign(register(client)), a_guest(client)

    answers = sent_to_both(client, guest, campaign, ODD_TEXT[what])

    assert all(400 <= answer.status_code < 500 or is_refused(answer) for answer in answers), what
    assert crowd.rows(campaign) == []
    keys = "SELECT count(*) FROM idempotency_keys WHERE scope = %s"
    assert crowd.database.execute(keys, [guest.id]).fetchone() == (0,)
    if "card number" in what:
        codes = {fault["code"] for fault in answers[0].get_json()["errors"]}
        assert "looks_like_a_card_number" in codes
        assert answers[0].status_code == 422
        assert "4111111111111111" not in answers[0].text


@pytest.mark.parametrize("number", CARD_NUMBERS)
def test_no_other_text_takes_a_card_number_either(client: FlaskClient, number: str) -> None:
    owner = register(client)
    project, text = publish_project(owner), {"th": f"โอนมาที่ {number}"}
    campaign = {"goal": satang(300_000), "deadline": "2099-01-01T00:00:00Z", "title": text}
    account = {"email": "x@plik.example", "password": "correct horse", "display_name": number}

    answers = [
        client.post(f"/v1/projects/{project['id']}/campaigns", json=campaign, headers=owner.headers),
        client.post(
            f"/v1/projects/{project['id']}/updates", json={"title": text, "body": text}, headers=owner.headers
        ),
        client.post("/v1/projects", json={"title": text}, headers=owner.headers),
        client.post("/v1/organizations", json={"kind": "sponsor", "name": text}, headers=owner.headers),
        client.post("/v1/accounts", json=account),
    ]

    assert [answer.status_code for answer in answers] == [422] * 5
    for answer in answers:
        assert "looks_like_a_card_number" in {fault["code"] for fault in answer.get_json()["errors"]}


def sent_to_both(client: FlaskClient, guest: Any, campaign: Shown, odd: Shown) -> list[Any]:
    """A pledge with something odd in it, to either face, as bytes that JSON has for it."""
    given: Shown = {
        "amount": satang(50_000),
        "method": "card",
        "payment_method": CARD,
        "email": "a@plik.example",
    } | odd
    headers = {**guest.headers, "Content-Type": "application/json"}
    names = {"payment_method": "paymentMethod", "reward_id": "rewardId"}
    wish = {names.get(name, name): value for name, value in given.items()} | {"method": "CARD"}
    document = """mutation($wish: CreatePledgeInput!) { createPledge(input: $wish) {
        pledge { id } userErrors { code } } }"""
    asked = {"query": document, "variables": {"wish": wish | {"campaignId": campaign["id"]}}}
    return [
        client.post(path, data=json.dumps(body), headers={**headers, "Idempotency-Key": a_key()})
        for path, body in ((f"/v1/campaigns/{campaign['id']}/pledges", given), ("/graphql", asked))
    ]


def is_refused(answer: Any) -> bool:
    """The graph says so in the answer's body."""
    assert answer.status_code < 500, answer.text
    told = answer.get_json()
    payload = (told.get("data") or {}).get("createPledge") or {}
    return bool(told.get("errors") or told.get("code") or payload.get("userErrors"))
