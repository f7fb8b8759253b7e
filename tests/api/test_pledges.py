"""A pledge's story on both faces: by card or by PromptPay, by people and by guests, and what others see of it."""

import json
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.faces import GraphQL, Rest, Shown, refused
from tests.fundraising import (
    ASKING,
    CARD,
    EMPTY_LATER,
    GOAL,
    a_key,
    after_the_deadline,
    effects_on,
    hears_of_it,
    intent_of,
    launch_campaign,
    pledge_as_guest,
    pledge_by_card,
    pledge_by_promptpay,
    pledge_paid,
    raised,
    satang,
    seen,
    time_passes,
)
from tests.provider import Sandbox
from tests.world import Guest, Person, a_guest, register, register_admin

SILENCE = {"fault": "500_before", "path_prefix": "/v1/"}
BACKERS_OWN = (
    *("state", "method", "at_once", "anonymous", "email", "fallback", "payment"),
    *("expires_at", "collected_at"),
)


@pytest.fixture
def owner(client: FlaskClient) -> Person:
    return register(client)


@pytest.fixture
def backer(client: FlaskClient) -> Person:
    return register(client)


@pytest.fixture
def campaign(owner: Person) -> Shown:
    return launch_campaign(owner)


def test_a_card_is_saved_now_and_nothing_is_charged(
    face: Any, campaign: Shown, backer: Person, sandbox: Sandbox
) -> None:
    made = pledge_by_card(face.by(backer), campaign, reward_id="card", message="สู้ ๆ")

    assert (made["state"], made["at_once"], made["fallback"]) == ("secured", False, "refund")
    assert (made["payment"]["status"], made["payment"]["qr"]) == ("succeeded", None)
    assert (made["payment"]["poll_after_s"], made["expires_at"]) == (None, None)
    assert (made["reward_id"], made["message"], made["account_id"]) == ("card", "สู้ ๆ", backer.id)
    assert raised(face, campaign) == (50_000, 1)
    assert len(effects_on(sandbox, made, "setup")) == 1
    assert effects_on(sandbox, made, "charge") == []


def test_a_card_whose_holder_must_confirm_is_saved_when_they_have(
    face: Any, campaign: Shown, backer: Person, sandbox: Sandbox, app: Flask
) -> None:
    made = pledge_by_card(face.by(backer), campaign, payment_method=ASKING)
    before = raised(face, campaign)

    sandbox.authenticate(intent_of(made))
    hears_of_it(app, sandbox)

    assert (made["state"], made["payment"]["status"]) == ("created", "requires_action")
    assert (made["payment"]["poll_after_s"], before) == (2, (0, 0))
    assert seen(face, backer, made)["state"] == "secured"
    assert raised(face, campaign) == (50_000, 1)


def test_a_card_can_be_given_to_the_provider_alone(
    face: Any, campaign: Shown, backer: Person, sandbox: Sandbox, app: Flask
) -> None:
    made = pledge_by_card(face.by(backer), campaign, payment_method=None)
    setup = sandbox.stripe.v1.setup_intents

    setup.confirm(intent_of(made), {"payment_method": CARD, "return_url": "http://plik.test/"})
    hears_of_it(app, sandbox)

    assert (made["state"], made["payment"]["status"]) == ("created", "requires_payment_method")
    assert seen(face, backer, made)["state"] == "secured"


def test_a_code_is_shown_and_counts_when_it_is_paid(
    face: Any, campaign: Shown, backer: Person, sandbox: Sandbox, app: Flask
) -> None:
    made = pledge_by_promptpay(face.by(backer), campaign)
    code, before = made["payment"]["qr"], raised(face, campaign)

    sandbox.pay(intent_of(made))
    hears_of_it(app, sandbox)

    paid = seen(face, backer, made)
    assert (made["state"], made["at_once"], before) == ("awaiting_payment", True, (0, 0))
    assert code["data"].startswith("000201")
    assert (code["svg_url"][:4], code["page_url"][:4]) == ("http", "http")
    assert made["expires_at"] > made["created_at"]
    assert (paid["state"], paid["payment"]["qr"], paid["expires_at"]) == ("collected", None, None)
    assert paid["collected_at"] > made["created_at"]
    assert raised(face, campaign) == (50_000, 1)


def test_a_payment_is_found_out_without_any_webhook(
    face: Any, campaign: Shown, backer: Person, sandbox: Sandbox, app: Flask, clock: Any
) -> None:
    made = pledge_by_promptpay(face.by(backer), campaign)

    sandbox.pay(intent_of(made))
    clock.forward(minutes=6)
    time_passes(app)

    assert seen(face, backer, made)["state"] == "collected"


def test_a_code_that_nobody_pays_expires_and_frees_its_reward(
    face: Any, campaign: Shown, backer: Person, sandbox: Sandbox, app: Flask, clock: Any
) -> None:
    made = pledge_by_promptpay(face.by(backer), campaign, reward_id="visit")

    clock.forward(minutes=31)
    time_passes(app)

    assert seen(face, backer, made)["state"] == "expired"
    assert pledge_by_card(face.by(backer), campaign, reward_id="visit")["state"] == "secured"


def test_what_a_campaign_keeps_in_any_case_is_charged_at_once(
    face: Any, owner: Person, backer: Person, sandbox: Sandbox
) -> None:
    campaign = launch_campaign(owner, model="keep_what_you_raise")

    made = pledge_by_card(face.by(backer), campaign)

    assert (made["state"], made["at_once"]) == ("collected", True)
    [charge] = effects_on(sandbox, made, "charge")
    assert charge["amount"] == 50_000
    assert raised(face, campaign) == (50_000, 1)


def test_a_guest_pledges_with_an_address_and_sees_it_again_with_a_renewed_token(
    face: Any, client: FlaskClient, campaign: Shown
) -> None:
    guest, other = a_guest(client), a_guest(client)
    with refused("email_needed") as refusal:
        pledge_by_card(face.by(guest), campaign)

    made = pledge_by_card(face.by(guest), campaign, email="Somchai@Plik.Example")
    waiting = pledge_by_promptpay(face.by(guest), campaign, email="somchai@plik.example")

    renewed = a_guest(client, renewal_token=guest.renewal_token)
    assert refusal.at == ["/email"]
    assert (made["state"], made["account_id"]) == ("secured", None)
    assert made["email"] == "somchai@plik.example"
    for who in (guest, renewed):
        assert seen(face, who, waiting)["state"] == "awaiting_payment"
    with refused("pledge_not_found"):
        seen(face, other, waiting)
    assert seen(face, other, made)["email"] is None


def test_others_see_that_a_pledge_is_there_and_how_much_and_nothing_of_the_payment(
    face: Any, client: FlaskClient, database: Any, campaign: Shown, owner: Person, backer: Person
) -> None:
    made = pledge_by_card(backer, campaign, email="private@plik.example", message="สู้ ๆ")

    for who in (None, owner, register(client), a_guest(client)):
        shown = seen(face, who, made)
        assert (shown["amount"], shown["message"], shown["account_id"]) == (satang(50_000), "สู้ ๆ", backer.id)
        assert {name: shown[name] for name in BACKERS_OWN} == dict.fromkeys(BACKERS_OWN)
    for who in (backer, register_admin(client, database)):
        assert seen(face, who, made)["email"] == "private@plik.example"


def test_what_does_not_count_is_seen_by_its_backer_alone(
    face: Any, client: FlaskClient, campaign: Shown, owner: Person, backer: Person
) -> None:
    shown = pledge_by_promptpay(backer, campaign)

    for who in (None, owner, register(client)):
        with refused("pledge_not_found"):
            seen(face, who, shown)
        assert face.by(who).does("pledges", campaign_id=campaign["id"])["data"] == []
    [listed] = face.by(backer).does("pledges", campaign_id=campaign["id"])["data"]
    assert listed["id"] == shown["id"]


def test_whose_an_anonymous_pledge_is_only_its_backer_sees(
    face: Any, client: FlaskClient, campaign: Shown, owner: Person, backer: Person
) -> None:
    made = pledge_by_card(face.by(backer), campaign, anonymous=True)

    for who in (None, owner, register(client)):
        assert seen(face, who, made)["account_id"] is None
    assert seen(face, backer, made)["account_id"] == backer.id
    [listed] = face.by(None).does("pledges", campaign_id=campaign["id"])["data"]
    assert (listed["id"], listed["account_id"]) == (made["id"], None)


def test_everybody_lists_their_own_pledges(
    face: Any, client: FlaskClient, campaign: Shown, owner: Person, backer: Person
) -> None:
    other = launch_campaign(owner)
    one, two = pledge_by_card(backer, campaign), pledge_by_promptpay(backer, other)
    pledge_by_card(register(client), campaign)

    listed = face.by(backer).does("myPledges")["data"]

    assert [each["id"] for each in listed] == [two["id"], one["id"]]
    assert face.by(owner).does("myPledges")["data"] == []


def test_pledges_are_found_by_their_state_by_whoever_may_see_it(
    face: Any, client: FlaskClient, database: Any, campaign: Shown, app: Flask, sandbox: Sandbox
) -> None:
    backer = register(client)
    paid = pledge_paid(register(client), campaign, sandbox, app)
    saved = pledge_by_card(backer, campaign)

    def listed(who: Any, **asked: Any) -> list[str]:
        found = face.by(who).does("pledges", campaign_id=campaign["id"], **asked)["data"]
        return [each["id"] for each in found]

    assert listed(None) == listed(backer) == [saved["id"], paid["id"]]
    assert listed(backer, state=["secured"]) == [saved["id"]]
    assert listed(backer, state=["collected"]) == listed(None, state=["secured"]) == []
    assert listed(register_admin(client, database), state=["refunded", "collected"]) == [paid["id"]]


def test_a_card_that_is_refused_at_the_end_is_tried_again_and_then_given_up(
    face: Any, campaign: Shown, backer: Person, app: Flask, sandbox: Sandbox, clock: Any
) -> None:
    made = pledge_by_card(face.by(backer), campaign, GOAL, payment_method=EMPTY_LATER)
    after_the_deadline(app, clock)
    at_first = seen(face, backer, made)

    for _ in range(8):
        clock.forward(days=1)
        time_passes(app)

    at_last = seen(face, backer, made)
    assert (at_first["state"], at_first["payment"]["status"]) == ("recovering", "failed")
    assert at_last["state"] == "lapsed"
    assert face.by(None).does("campaign", id=campaign["id"])["state"] == "succeeded"
    assert effects_on(sandbox, made, "charge") == []


def test_where_the_provider_is_silent_the_outcome_is_not_known_and_the_answer_says_so(
    rest: Rest, campaign: Shown, backer: Person, app: Flask, sandbox: Sandbox, clock: Any
) -> None:
    sandbox.faults(SILENCE)
    given = {
        "campaign_id": campaign["id"],
        "amount": satang(50_000),
        "method": "card",
        "payment_method": CARD,
    }

    answer = rest.by(backer).answer("createPledge", **given, idempotency_key=a_key())
    sandbox.clear_faults()
    clock.forward(minutes=6)
    time_passes(app)

    made = answer.get_json()
    assert (answer.status_code, made["state"]) == (202, "created")
    assert (made["payment"]["status"], made["payment"]["poll_after_s"]) == ("processing", 2)
    assert answer.headers["Location"] == f"/v1/pledges/{made['id']}"
    assert seen(rest, backer, made)["state"] == "secured"
    assert len(effects_on(sandbox, made, "setup")) == 1


def test_an_account_leads_to_its_pledges_and_a_pledge_to_all_around_it(
    graph: GraphQL, campaign: Shown, backer: Person
) -> None:
    made = pledge_by_card(backer, campaign)
    asked = """{ me { pledges { nodes { id campaign { id } project { id } account { id }
        refunds { nodes { id pledge { id } } } } } } }"""

    found = graph.by(backer).asks(asked)["data"]["me"]["pledges"]["nodes"]

    assert found == [
        {
            "id": made["id"],
            "campaign": {"id": campaign["id"]},
            "project": {"id": campaign["project_id"]},
            "account": {"id": backer.id},
            "refunds": {"nodes": []},
        }
    ]


def test_a_list_brings_all_that_its_rows_lead_to_whole(rest: Rest, campaign: Shown, backer: Person) -> None:
    pledge_by_card(backer, campaign)

    [row] = rest.by(backer).does("myPledges", expand="campaign,project,account,refunds")["data"]

    ids = {"campaign": {"id": campaign["id"]}, "project": {"id": campaign["project_id"]}, "me": {}}
    alone = {noun: rest.by(backer).does(noun, **asked) for noun, asked in ids.items()}
    for noun, shown in (("campaign", "campaign"), ("project", "project"), ("account", "me")):
        alone[shown].pop("allowed_actions", None)
        assert row[noun] == alone[shown]
    assert row["refunds"]["data"] == []


def test_no_answer_to_others_has_a_word_of_the_payment_in_it(
    rest: Rest, graph: GraphQL, client: FlaskClient, campaign: Shown
) -> None:
    guest: Guest = a_guest(client)
    made = pledge_as_guest(rest.by(guest), campaign)
    secrets = [made["email"], made["payment"]["client_secret"], guest.id]

    for face in (rest.by(None), graph.by(None)):
        text = json.dumps([face.does("pledge", id=made["id"]), face.does("campaign", id=campaign["id"])])
        assert not any(word in text for word in secrets)
