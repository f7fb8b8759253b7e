"""What tests of the sandbox ask of it, in the stripe package's words."""

from typing import Any

from tests.provider import Sandbox

CARD = {"allowed_payment_method_types": ["card"]}
LATER: dict[str, Any] = {**CARD, "amount": 150_000, "currency": "thb", "confirm": True}
EMAIL = "somying@people.example"
QR: dict[str, Any] = {
    "amount": 150_000,
    "currency": "thb",
    "confirm": True,
    "allowed_payment_method_types": ["promptpay"],
    "payment_method_data": {"type": "promptpay", "billing_details": {"email": EMAIL}},
}


def a_customer(sandbox: Sandbox) -> str:
    id: str = sandbox.stripe.v1.customers.create().id
    return id


def kept_card(sandbox: Sandbox, customer: str, card: str = "pm_card_visa") -> str:
    id: str = sandbox.stripe.v1.payment_methods.attach(card, {"customer": customer}).id
    return id


def charged(sandbox: Sandbox, key: str | None = None, **more: Any) -> Any:
    """1,500 baht by card, once for a key."""
    return sandbox.stripe.v1.payment_intents.create(
        {**LATER, **more}, {"idempotency_key": key} if key else {}
    )


def a_qr(sandbox: Sandbox, **more: Any) -> Any:
    """1,500 baht by PromptPay, not paid yet."""
    return sandbox.stripe.v1.payment_intents.create({**QR, **more})


def paid_by_qr(sandbox: Sandbox, **more: Any) -> str:
    id: str = a_qr(sandbox, **more).id
    sandbox.pay(id)
    return id
