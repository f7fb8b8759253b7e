"""What Stripe tells: nothing is read of it before its signature is seen to be right."""

import json
import time
from datetime import UTC, datetime
from typing import Any

import pytest
import stripe

from adapters.payments.webhooks import read_event
from domain.errors import Malformed
from domain.model.payments import ProviderEvent

SECRETS = ("whsec_new", "whsec_old")
AN_INTENT = {"object": "payment_intent", "id": "pi_1"}


def told(thing: dict[str, Any], type: str = "payment_intent.succeeded") -> bytes:
    event = {
        "id": "evt_1",
        "object": "event",
        "type": type,
        "created": 1_800_000_000,
        "data": {"object": thing},
    }
    return json.dumps(event, indent=2).encode()  # with blanks: written anew it would be another text


def signed(raw: bytes, secret: str = "whsec_new", *, ago: int = 0) -> str:
    at = int(time.time()) - ago
    return str(stripe.WebhookSignature.generate_signature_header(raw.decode(), secret, at))


def read(raw: bytes, signature: str) -> ProviderEvent:
    return read_event(raw, signature, SECRETS)


def refusal(raw: bytes, signature: str) -> str:
    with pytest.raises(Malformed) as refused:
        read(raw, signature)
    return refused.value.code


@pytest.mark.parametrize("secret", SECRETS)
def test_any_of_the_secrets_will_do_so_that_they_can_be_changed(secret: str) -> None:
    raw = told(AN_INTENT)

    event = read(raw, signed(raw, secret))

    at = datetime.fromtimestamp(1_800_000_000, UTC)
    assert event == ProviderEvent(id="evt_1", type="payment_intent.succeeded", reference="pi_1", at=at)


@pytest.mark.parametrize(
    ("thing", "reference"),
    [
        ({"object": "charge", "id": "ch_1", "payment_intent": "pi_1"}, "pi_1"),
        ({"object": "charge", "id": "ch_1", "payment_intent": {"id": "pi_1"}}, "pi_1"),
        ({"object": "charge", "id": "ch_1", "payment_intent": None}, "ch_1"),
        ({"object": "refund", "id": "re_1", "payment_intent": "pi_1"}, "re_1"),
        ({"object": "setup_intent", "id": "seti_1"}, "seti_1"),
        ({"object": "dispute", "id": "du_1", "payment_intent": "pi_1"}, "du_1"),
        ({"object": "balance"}, ""),
    ],
)
def test_it_is_about_the_thing_that_we_know(thing: dict[str, Any], reference: str) -> None:
    raw = told(thing)

    assert read(raw, signed(raw)).reference == reference


def test_what_is_forged_changed_old_or_unsigned_is_not_read() -> None:
    raw = told(AN_INTENT)
    other = told({"object": "payment_intent", "id": "pi_2"})

    refused = {
        refusal(raw, signed(raw, "whsec_another")),
        refusal(other, signed(raw)),
        refusal(raw, signed(raw, ago=301)),
        refusal(raw, ""),
        refusal(raw, "t=now,v1=0"),
        refusal(raw, signed(raw).replace("v1=", "v0=")),
        refusal(b"\xff", signed(raw)),
        refusal(b"", ""),
    }

    assert refused == {"signature_invalid"}
    assert read(raw, signed(raw, ago=290)).id == "evt_1"


def test_without_a_secret_nothing_is_believed() -> None:
    raw = told(AN_INTENT)

    with pytest.raises(Malformed):
        read_event(raw, signed(raw, ""), ())
    with pytest.raises(Malformed):
        read_event(raw, signed(raw, ""), ("",))


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"[]",
        b"{}",
        b'"text"',
        b"{",
        told({}),
        told(AN_INTENT | {"id": "pi\u0000"}),
        told(AN_INTENT | {"id": 7}),
    ],
)
def test_what_is_signed_and_no_event_is_malformed(raw: bytes) -> None:
    assert refusal(raw, signed(raw)) == "json_malformed"
