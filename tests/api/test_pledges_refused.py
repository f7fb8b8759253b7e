"""What is no pledge, on both faces: bad input, sold out, refused, asked for twice, or without a key."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.faces import GraphQL, Rest, Shown, refused
from tests.fundraising import (
    DECLINED,
    a_key,
    draft_campaign,
    effects_on,
    launch_campaign,
    pledge_by_card,
    pledge_by_promptpay,
    raised,
    satang,
    time_passes,
)
from tests.provider import Sandbox
from tests.world import Person, a_guest, a_house, make_machine, register


@pytest.fixture
def owner(client: FlaskClient) -> Person:
    return register(client)


@pytest.fixture
def backer(client: FlaskClient) -> Person:
    return register(client)


@pytest.fixture
def campaign(owner: Person) -> Shown:
    return launch_campaign(owner)


@pytest.mark.parametrize(
    ("wrong", "code", "at"),
    [
        ({"amount": 999}, "pledge_out_of_range", "/amount/amount"),
        ({"amount": 50_000_001}, "pledge_out_of_range", "/amount/amount"),
        ({"amount": 9_900, "reward_id": "card"}, "under_the_reward", "/amount/amount"),
        ({"reward_id": "gold"}, "reward_unknown", "/reward_id"),
        ({"message": "x" * 501}, "length_out_of_range", "/message"),
        ({"email": "nobody"}, "email_malformed", "/email"),
        ({"method": "promptpay"}, "only_for_cards", "/payment_method"),
    ],
)
def test_a_pledge_that_makes_no_sense_is_refused_and_never_reaches_the_provider(
    face: Any, campaign: Shown, backer: Person, sandbox: Sandbox, wrong: Shown, code: str, at: str
) -> None:
    before = sandbox.mark()

    with refused(code) as refusal:
        pledge_by_card(face.by(backer), campaign, **wrong)

    assert refusal.at == [at]
    assert sandbox.mark() == before
    assert pledge_by_card(face.by(backer), campaign)["state"] == "secured"


def test_another_currency_is_refused(rest: Rest, graph: GraphQL, campaign: Shown, backer: Person) -> None:
    given = {"campaign_id": campaign["id"], "amount": {"amount": 50_000, "currency": "USD"}}

    with refused("not_one_of_the_words") as refusal:
        rest.by(backer).does("createPledge", **given, method="card", idempotency_key=a_key())
    with refused("graphql_invalid"):
        graph.by(backer).does("createPledge", **given, method="card", idempotency_key=a_key())

    assert refusal.at == ["/amount/currency"]


def test_pledges_are_taken_by_live_campaigns_alone(
    face: Any, client: FlaskClient, app: Flask, clock: Any, owner: Person, backer: Person
) -> None:
    live, draft, cancelled = launch_campaign(owner), draft_campaign(owner), launch_campaign(owner)
    owner.does("cancelCampaign", id=cancelled["id"])

    with refused("campaign_not_found"):
        pledge_by_card(face.by(backer), draft)
    with refused("campaign_is_draft"):
        pledge_by_card(face.by(owner), draft)
    with refused("campaign_is_cancelled"):
        pledge_by_card(face.by(backer), cancelled)
    clock.forward(days=31)
    with refused("campaign_over"):
        pledge_by_card(face.by(backer), live)
    time_passes(app)
    with refused("campaign_is_failed"):
        pledge_by_card(face.by(backer), live)


def test_a_visitor_must_become_a_guest_and_a_machine_cannot_pledge(
    face: Any, client: FlaskClient, campaign: Shown
) -> None:
    house = a_house(client)
    machine = make_machine(house.owner, house.organization, "campaigns:write")

    with refused("sign_in_first"):
        pledge_by_card(face.by(None), campaign)
    with refused("account_needed"):
        pledge_by_card(face.by(machine), campaign)


def test_the_last_reward_goes_to_one(
    face: Any, client: FlaskClient, campaign: Shown, backer: Person, sandbox: Sandbox
) -> None:
    first = pledge_by_card(face.by(backer), campaign, reward_id="visit")
    before, key = sandbox.mark(), a_key()
    late = face.by(register(client))

    for _ in range(2):  # a retry hears the same
        with refused("reward_sold_out"):
            pledge_by_card(late, campaign, reward_id="visit", idempotency_key=key)

    assert first["state"] == "secured"
    assert sandbox.mark() == before
    rewards = face.by(None).does("campaign", id=campaign["id"])["rewards"]
    assert [each["left"] for each in rewards] == [None, 0]
    assert pledge_by_card(late, campaign, reward_id="card")["state"] == "secured"


def test_a_card_that_is_refused_is_told_and_told_again_to_who_asks_again(
    face: Any, campaign: Shown, backer: Person, sandbox: Sandbox
) -> None:
    key = a_key()

    for _ in range(2):
        with refused("payment_declined"):
            pledge_by_card(face.by(backer), campaign, payment_method=DECLINED, idempotency_key=key)

    assert raised(face, campaign) == (0, 0)
    [tried] = backer.does("myPledges")["data"]
    assert (tried["state"], tried["payment"]["reason"]) == ("cancelled", "insufficient_funds")
    assert pledge_by_card(face.by(backer), campaign)["state"] == "secured"


def test_a_refused_card_is_a_402_whose_retry_has_the_same_bytes(
    rest: Rest, campaign: Shown, backer: Person
) -> None:
    given = {
        "campaign_id": campaign["id"],
        "amount": satang(50_000),
        "method": "card",
        "payment_method": DECLINED,
    }
    key = a_key()

    first, again = (rest.by(backer).answer("createPledge", **given, idempotency_key=key) for _ in range(2))

    assert (first.status_code, again.status_code) == (402, 402)
    assert first.get_json()["details"]["reason"] == "insufficient_funds"
    assert again.data == first.data
    assert again.headers["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first.headers


def test_the_same_key_makes_one_pledge(face: Any, campaign: Shown, backer: Person, sandbox: Sandbox) -> None:
    key = a_key()

    first, again = (pledge_by_card(face.by(backer), campaign, idempotency_key=key) for _ in range(2))
    with refused("idempotency_key_reused"):
        pledge_by_card(face.by(backer), campaign, 60_000, idempotency_key=key)

    assert first == again
    assert raised(face, campaign) == (50_000, 1)
    assert len(effects_on(sandbox, first, "setup")) == 1


def test_without_a_key_nobody_pledges(
    face: Any, client: FlaskClient, campaign: Shown, backer: Person
) -> None:
    for who in (backer, a_guest(client)):
        with refused("idempotency_key_required"):
            pledge_by_card(face.by(who), campaign, idempotency_key=None)

    with refused("sign_in_first"):
        pledge_by_card(face.by(None), campaign, idempotency_key=None)
    assert raised(face, campaign) == (0, 0)


PLEDGE = """%s: createPledge(input: {campaignId: "%s", amount: {amount: 50000, currency: THB},
    method: CARD, paymentMethod: "pm_card_visa"%s}) { pledge { id } }"""


def test_in_the_graph_nothing_happens_before_the_key_is_missed(
    graph: GraphQL, campaign: Shown, owner: Person
) -> None:
    document = 'mutation { updateCampaign(input: {id: "%s", expectedVersion: %d, title: {th: "ใหม่"}})'
    first = document % (campaign["id"], campaign["version"]) + " { campaign { id } } "

    told = graph.by(owner).asks(first + PLEDGE % ("pledge", campaign["id"], "") + "}")

    assert [error["extensions"]["code"] for error in told["errors"]] == ["idempotency_key_required"]
    assert told.get("data") is None
    assert owner.does("campaign", id=campaign["id"])["version"] == campaign["version"]


@pytest.mark.parametrize("keys", [(', idempotencyKey: "a"', ', idempotencyKey: "b"'), ("", "")])
def test_one_document_pledges_once_however_it_is_written(
    graph: GraphQL, campaign: Shown, backer: Person, keys: tuple[str, str]
) -> None:
    twice = "".join(PLEDGE % (name, campaign["id"], key) for name, key in zip("ab", keys, strict=True))
    hidden = (
        f"mutation {{ {PLEDGE % ('a', campaign['id'], keys[0])} ...more }} "
        f"fragment more on Mutation {{ {PLEDGE % ('b', campaign['id'], keys[1])} }}"
    )

    for document in (f"mutation {{ {twice} }}", hidden):
        told = graph.by(backer).sending(idempotency_key=a_key()).asks(document)

        codes = [error["extensions"]["code"] for error in told["errors"]]
        assert codes == ["idempotency_key_covers_one_mutation"]
        assert told.get("data") is None
    assert raised(graph, campaign) == (0, 0)


def test_while_one_pledge_is_in_progress_a_second_is_refused(
    face: Any, client: FlaskClient, campaign: Shown, backer: Person
) -> None:
    shown = pledge_by_promptpay(face.by(backer), campaign)

    with refused("pledge_in_progress"):
        pledge_by_card(face.by(backer), campaign)

    face.by(backer).does("cancelPledge", id=shown["id"])
    one, other = (pledge_by_card(face.by(backer), campaign) for _ in range(2))
    assert one["id"] != other["id"]
    assert raised(face, campaign) == (100_000, 2)
