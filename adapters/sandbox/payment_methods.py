"""Payment methods: cards by Stripe's test tokens, which may be kept, and PromptPay, which may not."""

from typing import Any

from adapters.sandbox.book import Book, Doc
from adapters.sandbox.cards import CARDS, Card, card_of, declined
from adapters.sandbox.events import tell
from adapters.sandbox.forms import Params
from adapters.sandbox.refusals import Declined, Refused

TYPES = ("card", "promptpay")
KNOWN = ("type", "billing_details", "metadata", "allow_redisplay", *TYPES)
NO_NUMBERS = "Sending credit card numbers directly to the Stripe API is generally unsafe; use a test token."
SPENT = (
    "The provided PaymentMethod was previously used with a PaymentIntent without Customer attachment, or was "
    "detached from a Customer. It may not be used again. To use a PaymentMethod multiple times, you must attach "
    "it to a Customer first."
)


def create(book: Book, params: Params, _: str = "") -> Doc:
    params.only((*KNOWN, "expand"))
    params.needed("type")
    kind = params.choice("type", *TYPES)
    billing = params.inner("billing_details")
    billing.only(("address", "email", "name", "phone", "tax_id"))
    details: dict[str, Any] = {name: billing.text(name) for name in ("email", "name", "phone", "tax_id")}
    details["address"] = dict(billing.inner("address").sent()) or None
    name = _card_sent(params) if kind == "card" else None
    method = _made(book, str(kind), details, name) | {"metadata": params.metadata()}
    return book.add(method)


def _card_sent(params: Params) -> str:
    card = params.inner("card")
    if "number" in card:
        raise Refused(NO_NUMBERS, param="card[number]")
    token = card.needed("token")
    if (name := card_of(token)) is None:
        raise Refused(f"No such token: '{token}'", code="resource_missing", param="card[token]")
    return name


def _made(book: Book, kind: str, billing: dict[str, Any], name: str | None) -> Doc:
    method = book.base("payment_method", "pm") | {
        "allow_redisplay": "unspecified",
        "billing_details": billing,
        "customer": None,
        "metadata": {},
        "type": kind,
        kind: {},
        "_card": name,
        "_set_up": False,  # whether the holder has allowed to charge it without them
        "_spent": False,
    }
    if name:
        card = CARDS[name]
        method["card"] = {
            "brand": card.brand,
            "checks": {"address_line1_check": None, "address_postal_code_check": None, "cvc_check": "pass"},
            "country": "TH",
            "display_brand": card.brand,
            "exp_month": 12,
            "exp_year": 2040,
            "fingerprint": f"sandbox{card.last4}",
            "funding": card.funding,
            "generated_from": None,
            "last4": card.last4,
            "networks": {"available": [card.brand], "preferred": None},
            "three_d_secure_usage": {"supported": True},
            "wallet": None,
        }
    return method


def card(method: Doc) -> Card:
    return CARDS[method["_card"]]


def found(book: Book, id: str, param: str = "") -> Doc:
    """A shared test token becomes a method of its own. None of a path (no `param`): 404."""
    if id.startswith("pm_card_") and (name := card_of(id)):
        nobody = {"address": None, "email": None, "name": None, "phone": None, "tax_id": None}
        return book.add(_made(book, "card", nobody, name))
    return book.named("payment_method", id, param) if param else book.get("payment_method", id)


def retrieve(book: Book, _: Params, id: str) -> Doc:
    return found(book, id)


def attach(book: Book, params: Params, id: str) -> Doc:
    customer = book.named("customer", params.needed("customer"), "customer")
    method = found(book, id)
    refuse_spent(method)
    if method["type"] != "card":
        raise Refused(
            f"Payment methods of type `{method['type']}` cannot be saved to customers.",
            code="payment_method_unsupported_type",
        )
    if method["customer"] not in (None, customer["id"]):
        raise Refused("The payment method you provided has already been attached to a customer.")
    if reason := card(method).refused:
        raise Declined(declined(reason))
    keep(book, method, customer["id"])
    return method


def keep(book: Book, method: Doc, customer: str) -> None:
    """For later use."""
    if method["customer"] != customer:
        method["customer"] = customer
        tell(book, "payment_method.attached", book.save(method))


def detach(book: Book, _: Params, id: str) -> Doc:
    method = book.get("payment_method", id)
    if method["customer"] is None:
        raise Refused(
            "The payment method you provided is not attached to a customer so detachment is impossible."
        )
    method |= {"customer": None, "_spent": True}
    tell(book, "payment_method.detached", book.save(method))
    return method


def for_intent(book: Book, params: Params, intent: Doc) -> Doc | None:
    """What an intent is to be paid with, if that was said now or before. Raises Refused."""
    if "payment_method_data" in params:
        return create(book, params.inner("payment_method_data"))
    id = params.text("payment_method") or intent["payment_method"]
    if id is None:
        return None
    method = found(book, id, "payment_method")
    refuse_spent(method)
    if method["customer"] and method["customer"] != intent["customer"]:
        raise Refused(
            f"The PaymentMethod {method['id']} belongs to a Customer. Please include the Customer in the `customer` "
            f"parameter on the {'PaymentIntent' if intent['object'] == 'payment_intent' else 'SetupIntent'}.",
            param="payment_method",
        )
    return method


def refuse_spent(method: Doc) -> None:
    if method["_spent"]:
        raise Refused(SPENT, code="payment_method_unexpected_state", param="payment_method")
