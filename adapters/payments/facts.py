"""What Stripe's objects say, as our facts. Works on plain dictionaries, and asks nobody.

Whatever is not as Stripe documents it raises KeyError, TypeError, AttributeError or ValueError: no fact is guessed.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from domain.model.payments import Fact, Kind, PaymentStatus, ProviderEvent
from domain.money import Currency

Said = Mapping[str, Any]

_INTENT = {
    "requires_payment_method": PaymentStatus.REQUIRES_PAYMENT_METHOD,
    "requires_confirmation": PaymentStatus.REQUIRES_ACTION,
    "requires_action": PaymentStatus.REQUIRES_ACTION,
    "processing": PaymentStatus.PROCESSING,
    "requires_capture": PaymentStatus.PROCESSING,
    "succeeded": PaymentStatus.SUCCEEDED,
    "canceled": PaymentStatus.CANCELLED,
}
_REFUND = {
    "requires_action": PaymentStatus.REQUIRES_ACTION,
    "pending": PaymentStatus.PROCESSING,
    "succeeded": PaymentStatus.SUCCEEDED,
    "failed": PaymentStatus.FAILED,
    "canceled": PaymentStatus.CANCELLED,
}


def fact_of(thing: Said) -> Fact:
    """Of a SetupIntent, a PaymentIntent or a Refund."""
    match thing["object"]:
        case "setup_intent":
            return _setup(thing)
        case "payment_intent":
            return _payment(thing)
        case "refund":
            return _refund(thing)
        case other:
            raise ValueError(f"no fact is known of a {other}")


def declined_of(error: Said) -> Fact | None:
    """Of a 402: the intent that failed, with why; None where no intent came with it."""
    thing = error.get("payment_intent") or error.get("setup_intent")
    if not thing:
        return None
    return replace(fact_of(thing), status=PaymentStatus.FAILED, reason=reason_of(error))


def reason_of(error: Said) -> str:
    """The bank's word where there is one, else Stripe's."""
    return str(error.get("decline_code") or error.get("code") or "declined")


def event_of(said: Said) -> ProviderEvent:
    """What happened to which thing. Of a charge, its payment is what we know; what has no id has no reference."""
    thing = said["data"]["object"]
    payment = _id(thing.get("payment_intent")) if thing["object"] == "charge" else None
    return ProviderEvent(
        id=said["id"],
        type=said["type"],
        reference=payment or thing.get("id") or "",
        at=_moment(said["created"]),
    )


def _setup(thing: Said) -> Fact:
    status, reason = _standing(thing, thing.get("last_setup_error"))
    return Fact(
        kind=Kind.SETUP,
        reference=thing["id"],
        status=status,
        pledge_id=_ours(thing, "pledge_id"),
        customer=_id(thing.get("customer")),
        payment_method=_id(thing.get("payment_method")),
        client_secret=thing.get("client_secret"),
        reason=reason,
    )


def _payment(thing: Said) -> Fact:
    status, reason = _standing(thing, thing.get("last_payment_error"))
    code = (thing.get("next_action") or {}).get("promptpay_display_qr_code") or {}
    return Fact(
        kind=Kind.PAYMENT,
        reference=thing["id"],
        status=status,
        amount=_received(thing),
        currency=Currency(thing["currency"].upper()),
        fee=_fee(thing.get("latest_charge")),
        pledge_id=_ours(thing, "pledge_id"),
        customer=_id(thing.get("customer")),
        payment_method=_id(thing.get("payment_method")),
        client_secret=thing.get("client_secret"),
        qr_data=code.get("data"),
        qr_svg_url=code.get("image_url_svg"),
        qr_page_url=code.get("hosted_instructions_url"),
        reason=reason,
    )


def _refund(thing: Said) -> Fact:
    asked = (thing.get("next_action") or {}).get("display_details") or {}
    expires_at = asked.get("expires_at")
    return Fact(
        kind=Kind.REFUND,
        reference=thing["id"],
        status=_REFUND[thing["status"]],
        amount=thing["amount"],
        currency=Currency(thing["currency"].upper()),
        pledge_id=_ours(thing, "pledge_id"),
        refund_id=_ours(thing, "refund_id"),
        reason=thing.get("failure_reason"),
        expires_at=_moment(expires_at) if expires_at else None,
    )


def _standing(thing: Said, error: Said | None) -> tuple[PaymentStatus, str | None]:
    """An intent that waits for another card after one was refused has failed."""
    status = _INTENT[thing["status"]]
    if status is PaymentStatus.CANCELLED:
        return status, thing.get("cancellation_reason")
    if status is PaymentStatus.REQUIRES_PAYMENT_METHOD and error:
        return PaymentStatus.FAILED, reason_of(error)
    return status, None


def _received(thing: Said) -> int:
    """What came in, once something did; before that what is asked for."""
    amount = thing["amount"]
    if thing["status"] == "succeeded":
        amount = thing.get("amount_received") or amount
    if not isinstance(amount, int):
        raise TypeError("an amount is a whole number")
    return amount


def _fee(charge: Any) -> int | None:
    """What Stripe keeps; unknown while the charge is not settled, or not shown with what belongs to it."""
    settled = charge.get("balance_transaction") if isinstance(charge, Mapping) else None
    return settled["fee"] if isinstance(settled, Mapping) else None


def _ours(thing: Said, name: str) -> str | None:
    """What we wrote on it."""
    found: str | None = (thing.get("metadata") or {}).get(name)
    return found


def _id(thing: Any) -> str | None:
    """Things stand for others by their ids, or whole."""
    found: str | None = thing["id"] if isinstance(thing, Mapping) else thing
    return found


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
