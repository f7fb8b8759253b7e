"""What Stripe tells us: taken once, believed only with its signature, and followed by asking."""

import json
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
import stripe
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from adapters.payments.stripe_payments import StripePayments
from adapters.provider import Provider
from domain.usecases.provider_events import ApplyProviderEvents, CatchUpOnProviderEvents
from tests.provider import WEBHOOK, Sandbox, about, post
from tests.running import carry_out, payments_by, settings
from wsgi import make_app

STATE = "SELECT state, tries FROM provider_events WHERE id = %s"
AGED = "UPDATE provider_events SET received_at = received_at - %s, due_at = now() WHERE id = %s"
Database = psycopg.Connection[Any]


@pytest.fixture(autouse=True)
def quiet(database: Database) -> None:
    """What other tests left does not come up here."""
    database.execute("UPDATE provider_events SET state = 'ignored' WHERE state IN ('waiting', 'parked')")


@pytest.fixture
def told(sandbox: Sandbox) -> dict[str, Any]:
    """A webhook about a payment that nobody here knows of, paid."""
    webhook = of_stranger(sandbox)
    return webhook


def of_stranger(sandbox: Sandbox, **more: Any) -> dict[str, Any]:
    paid = sandbox.stripe.v1.payment_intents.create(
        {
            "amount": 70_000,
            "currency": "thb",
            "payment_method": "pm_card_visa",
            "confirm": True,
            "return_url": "http://plik.test/",
            **more,
        }
    )
    [webhook] = about(sandbox.webhooks(), paid.id)
    return {**webhook, "payment": paid.id, "id": id_of(webhook["body"])}


def id_of(body: str) -> str:
    return str(json.loads(body)["id"])


def send(client: FlaskClient, body: str | bytes, signature: str) -> TestResponse:
    return client.post(WEBHOOK, data=body, headers={"Stripe-Signature": signature})


def signed(body: str, secret: str, *, ago: int = 0) -> str:
    at = int(datetime.now(UTC).timestamp()) - ago
    return str(stripe.WebhookSignature.generate_signature_header(body, secret, at))


def state_of(database: Database, id: str) -> str | None:
    row = database.execute(STATE, [id]).fetchone()
    return row and row[0]


def suspended(database: Database, payment: str) -> int:
    row = database.execute("SELECT count(*) FROM ledger_transactions WHERE source = %s", [payment]).fetchone()
    assert row
    return int(row[0])


def test_what_stripe_tells_is_kept_and_answered(
    client: FlaskClient, database: Database, told: dict[str, Any]
) -> None:
    answer = send(client, told["body"], told["signature"])

    assert (answer.status_code, answer.get_json()) == (200, {"received": True})
    assert state_of(database, told["id"]) == "waiting"


def test_what_is_told_again_is_answered_alike_and_kept_once(
    client: FlaskClient, database: Database, told: dict[str, Any]
) -> None:
    first = send(client, told["body"], told["signature"])
    carry_out(client.application, ApplyProviderEvents())
    after = state_of(database, told["id"])

    again = send(client, told["body"], told["signature"])

    assert [each.status_code for each in (first, again)] == [200, 200]
    assert state_of(database, told["id"]) == after
    assert carry_out(client.application, ApplyProviderEvents()) == 0


def test_what_many_bring_at_once_is_kept_once(app: Flask, database: Database, told: dict[str, Any]) -> None:
    statuses: list[int] = []
    threads = [
        threading.Thread(target=lambda: statuses.append(post(app.test_client(), told))) for _ in range(10)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert statuses == [200] * 10
    assert carry_out(app, ApplyProviderEvents()) == 1


def test_what_is_forged_old_or_unsigned_is_refused_and_not_kept(
    client: FlaskClient, database: Database, sandbox: Sandbox, told: dict[str, Any]
) -> None:
    body, changed = told["body"], told["body"].replace("70000", "99999")
    [secret] = sandbox.provider.webhook_secrets

    answers = [
        send(client, body, signed(body, "whsec_of_a_forger")),
        send(client, changed, told["signature"]),
        send(client, body, signed(body, secret, ago=600)),
        send(client, body, ""),
        send(client, body, "t=1,v1=\x01"),
        send(client, body, "t=1,v1=" + "é" * 10),
        send(client, body, "t=1," + "v1=0," * 2_000),
        client.post(WEBHOOK, data=body),
        send(client, b"\xff\xfe", told["signature"]),
        client.post(WEBHOOK),
    ]

    assert {(each.status_code, each.get_json()["code"]) for each in answers} == {(400, "signature_invalid")}
    assert all(each.mimetype == "application/problem+json" for each in answers)
    assert state_of(database, told["id"]) is None


def test_either_of_two_secrets_will_do_while_one_replaces_the_other(
    app: Flask, sandbox: Sandbox, tmp_path: Path, told: dict[str, Any]
) -> None:
    [old] = sandbox.provider.webhook_secrets
    provider = Provider("sk_test", sandbox.url, ("whsec_new", old))
    payments = StripePayments(lambda: provider, "http://plik.test/")
    url = app.config["DATABASE_URL"]
    both = make_app(settings(tmp_path), url, payments=payments, size=1).test_client()

    answers = [
        send(both, told["body"], signed(told["body"], secret)) for secret in ("whsec_new", old, "whsec_gone")
    ]

    assert [each.status_code for each in answers] == [200, 200, 400]


def test_more_than_it_could_be_is_not_read(client: FlaskClient, told: dict[str, Any]) -> None:
    huge = b" " * (256 * 1024 + 1)

    answer = send(client, huge, told["signature"])

    assert (answer.status_code, answer.get_json()["code"]) == (413, "body_too_large")


def test_while_the_database_is_away_stripe_is_told_to_come_again(
    sandbox: Sandbox, tmp_path: Path, told: dict[str, Any]
) -> None:
    nowhere = "postgresql://127.0.0.1:1/nothing"
    away = make_app(settings(tmp_path), nowhere, payments=payments_by(sandbox), size=1)

    answer = send(away.test_client(), told["body"], told["signature"])

    assert (answer.status_code, answer.get_json()["code"]) == (503, "database_unavailable")
    assert answer.headers["Retry-After"]


def test_it_is_one_statement_and_its_credentials_are_nobodys_business(
    client: FlaskClient, told: dict[str, Any]
) -> None:
    headers = {"Stripe-Signature": told["signature"], "Authorization": "Bearer nonsense"}

    answer = client.post(WEBHOOK, data=told["body"], headers=headers)

    assert answer.status_code == 200
    assert answer.headers["Plik-Statements"] == "1"


def test_what_nobody_knows_yet_waits_for_a_quarter_of_an_hour(
    app: Flask, client: FlaskClient, database: Database, told: dict[str, Any]
) -> None:
    post(client, told)

    first, at_once = carry_out(app, ApplyProviderEvents()), carry_out(app, ApplyProviderEvents())
    database.execute(AGED, [timedelta(minutes=14), told["id"]])
    later = carry_out(app, ApplyProviderEvents())

    assert (first, at_once, later) == (1, 0, 1)
    assert database.execute(STATE, [told["id"]]).fetchone() == ("parked", 2)
    assert suspended(database, told["payment"]) == 0


def test_money_that_nobody_ever_knows_is_in_suspense_once_and_somebody_is_told(
    app: Flask,
    client: FlaskClient,
    database: Database,
    told: dict[str, Any],
    caplog: pytest.LogCaptureFixture,
) -> None:
    post(client, told)
    carry_out(app, ApplyProviderEvents())
    database.execute(AGED, [timedelta(minutes=15), told["id"]])

    for _ in range(2):
        carry_out(app, ApplyProviderEvents())
        database.execute("UPDATE provider_events SET due_at = now() WHERE id = %s", [told["id"]])

    assert state_of(database, told["id"]) == "unmatched"
    assert suspended(database, told["payment"]) == 1
    errors = [record.getMessage() for record in caplog.records if record.levelname == "ERROR"]
    assert errors == [f"{told['payment']} has been paid, and nobody knows what for: it is in suspense"]


def test_what_nobody_knows_and_nobody_paid_is_let_go(
    app: Flask, client: FlaskClient, database: Database, sandbox: Sandbox
) -> None:
    setup = sandbox.stripe.v1.setup_intents.create(
        {"payment_method": "pm_card_visa", "confirm": True, "return_url": "http://plik.test/"}
    )
    [webhook] = about(sandbox.webhooks(), setup.id)
    post(client, webhook)
    carry_out(app, ApplyProviderEvents())
    database.execute(AGED, [timedelta(minutes=15), id_of(webhook["body"])])

    carry_out(app, ApplyProviderEvents())

    assert state_of(database, id_of(webhook["body"])) == "ignored"


def test_what_is_about_nothing_that_we_have_is_not_waited_for(
    app: Flask, client: FlaskClient, database: Database, sandbox: Sandbox
) -> None:
    [secret] = sandbox.provider.webhook_secrets
    id = f"evt_{uuid4().hex}"
    body = (
        f'{{"id": "{id}", "object": "event", "type": "payout.paid", "created": 1,'
        ' "data": {"object": {"object": "payout", "id": "po_1"}}}'
    )
    send(client, body, signed(body, secret))

    carry_out(app, ApplyProviderEvents())

    assert state_of(database, id) == "ignored"


def test_while_the_provider_is_away_what_it_told_waits_longer_and_longer(
    app: Flask, client: FlaskClient, database: Database, sandbox: Sandbox, told: dict[str, Any]
) -> None:
    sandbox.faults({"fault": "500_before", "path_prefix": "/v1/payment_intents"})
    post(client, told)
    pauses = []

    for _ in range(4):
        carry_out(app, ApplyProviderEvents())
        row = database.execute(
            "SELECT due_at - now() FROM provider_events WHERE id = %s", [told["id"]]
        ).fetchone()
        assert row
        pauses.append(round(row[0].total_seconds()))
        database.execute("UPDATE provider_events SET due_at = now() WHERE id = %s", [told["id"]])

    assert pauses == [1, 2, 4, 8]
    assert state_of(database, told["id"]) == "waiting"
    database.execute(AGED, [timedelta(days=4), told["id"]])
    carry_out(app, ApplyProviderEvents())
    assert state_of(database, told["id"]) == "given_up"


def test_what_a_worker_took_and_did_not_finish_comes_up_again(
    app: Flask, client: FlaskClient, database: Database, told: dict[str, Any]
) -> None:
    post(client, told)
    database.execute(
        "UPDATE provider_events SET due_at = now() + interval '30 s' WHERE id = %s", [told["id"]]
    )
    taken = carry_out(app, ApplyProviderEvents())
    database.execute("UPDATE provider_events SET due_at = now() WHERE id = %s", [told["id"]])

    assert (taken, carry_out(app, ApplyProviderEvents())) == (0, 1)


def test_events_whose_webhooks_never_came_are_fetched_and_those_that_came_are_not_doubled(
    app: Flask, client: FlaskClient, database: Database, sandbox: Sandbox, told: dict[str, Any]
) -> None:
    post(client, told)
    lost = of_stranger(sandbox)

    carry_out(app, CatchUpOnProviderEvents())
    again = carry_out(app, CatchUpOnProviderEvents())

    assert state_of(database, lost["id"]) == "waiting"
    assert again == 0
    row = database.execute("SELECT count(*) FROM provider_events WHERE id = %s", [told["id"]]).fetchone()
    assert row == (1,)
