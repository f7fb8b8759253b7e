"""Charges, and what they and their refunds do to the balance."""

from typing import Any

from adapters.sandbox.book import Book, Doc
from adapters.sandbox.cards import declined
from adapters.sandbox.events import tell
from adapters.sandbox.payment_methods import card
from adapters.sandbox.settings import DAY

RATES = {"card": 365, "promptpay": 165}  # hundredths of a percent, as published for Thailand, before tax
AVAILABLE_AFTER = 7 * DAY
PREFIXES = {"card": "ch", "promptpay": "py"}


def fee_of(kind: str, amount: int) -> int:
    """In the minor unit, half of one rounded up."""
    return (amount * RATES[kind] + 5_000) // 10_000


def succeed(book: Book, intent: Doc, method: Doc) -> Doc:
    """The money is here. The charge is linked from the intent, which the caller saves."""
    charge = _charge(book, intent, method)
    fee = fee_of(method["type"], charge["amount"])
    kind = "charge" if method["type"] == "card" else "payment"
    balance = move(book, charge, amount=charge["amount"], fee=fee, type=kind, category="charge")
    charge |= {
        "amount_captured": charge["amount"],
        "balance_transaction": balance["id"],
        "captured": True,
        "outcome": _outcome("authorized", "approved_by_network", None, "Payment complete."),
        "paid": True,
        "status": "succeeded",
    }
    intent["latest_charge"] = charge["id"]
    book.effect("charge", intent, fee=fee)
    tell(book, "charge.succeeded", book.add(charge))
    return charge


def fail(book: Book, intent: Doc, method: Doc, reason: str) -> Doc:
    """The bank said no: a charge that failed, linked from the intent, which the caller saves."""
    error = declined(reason)
    charge = _charge(book, intent, method) | {
        "failure_code": error["code"],
        "failure_message": error["message"],
        "outcome": _outcome("issuer_declined", "declined_by_network", reason, error["message"]),
        "status": "failed",
    }
    intent["latest_charge"] = charge["id"]
    tell(book, "charge.failed", book.add(charge))
    return charge


def move(book: Book, source: Doc, *, amount: int, fee: int = 0, type: str, category: str) -> Doc:
    """A balance transaction: `amount` comes (or goes, where negative), the fee stays with the provider."""
    fees = [
        {
            "amount": fee,
            "application": None,
            "currency": source["currency"],
            "description": "Stripe processing fees",
            "type": "stripe_fee",
        }
    ]
    return book.add(
        book.base("balance_transaction", "txn")
        | {
            "amount": amount,
            "available_on": book.now + (AVAILABLE_AFTER if amount > 0 else 0),
            "balance_type": "payments",
            "currency": source["currency"],
            "description": source["description"],
            "exchange_rate": None,
            "fee": fee,
            "fee_details": fees if fee else [],
            "net": amount - fee,
            "reporting_category": category,
            "source": source["id"],
            "type": type,
        }
    )


def _charge(book: Book, intent: Doc, method: Doc) -> Doc:
    return book.base("charge", PREFIXES[method["type"]]) | {
        "amount": intent["amount"],
        "amount_captured": 0,
        "amount_refunded": 0,
        "application": None,
        "application_fee": None,
        "application_fee_amount": None,
        "balance_transaction": None,
        "billing_details": method["billing_details"],
        "calculated_statement_descriptor": "PLIK" if method["type"] == "card" else None,
        "captured": False,
        "currency": intent["currency"],
        "customer": intent["customer"],
        "description": intent["description"],
        "disputed": False,
        "failure_balance_transaction": None,
        "failure_code": None,
        "failure_message": None,
        "fraud_details": {},
        "metadata": intent["metadata"],
        "outcome": None,
        "paid": False,
        "payment_intent": intent["id"],
        "payment_method": method["id"],
        "payment_method_details": _details(method, intent),
        "receipt_email": intent["receipt_email"],
        "receipt_number": None,
        "receipt_url": None,
        "refunded": False,
        "review": None,
        "shipping": None,
        "source": None,
        "statement_descriptor": None,
        "statement_descriptor_suffix": None,
        "transfer_data": None,
        "transfer_group": None,
        "_card": method["_card"],
    }


def _details(method: Doc, intent: Doc) -> dict[str, Any]:
    if method["type"] == "promptpay":
        return {"type": "promptpay", "promptpay": {"reference": intent["id"][-12:].upper()}}
    seen = (
        "brand",
        "checks",
        "country",
        "exp_month",
        "exp_year",
        "fingerprint",
        "funding",
        "last4",
        "wallet",
    )
    plain = {name: method["card"][name] for name in seen}
    return {"type": "card", "card": plain | {"network": card(method).brand, "three_d_secure": None}}


def _outcome(type: str, network: str, reason: str | None, message: str) -> dict[str, Any]:
    return {
        "network_status": network,
        "reason": reason,
        "risk_level": "normal",
        "seller_message": message,
        "type": type,
    }
