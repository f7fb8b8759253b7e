"""What payment intents and setup intents have in common: which methods they take, and what asks for the holder."""

from collections.abc import Sequence
from typing import Any

from adapters.sandbox.book import Book, Doc, fresh
from adapters.sandbox.cards import declined
from adapters.sandbox.forms import Params
from adapters.sandbox.payment_methods import TYPES, card
from adapters.sandbox.refusals import Declined, Error, Refused
from adapters.sandbox.shown import shown

WORDS = {"payment_intent": "PaymentIntent", "setup_intent": "SetupIntent"}
EXCLUSIVE = ("allowed_payment_method_types", "automatic_payment_methods")
OPEN = ("requires_payment_method", "requires_confirmation", "requires_action")
CAN_BE_CANCELLED = (*OPEN, "requires_capture", "processing")


def base(book: Book, params: Params, kind: str, prefix: str, possible: Sequence[str]) -> Doc:
    """What both begin with. `possible` are the types that would do here. Raises Refused."""
    if (customer := params.text("customer")) is not None:
        book.named("customer", customer, "customer")
    intent = book.base(kind, prefix)
    return (
        intent
        | _methods(params, kind, possible)
        | {
            "application": None,
            "cancellation_reason": None,
            "client_secret": f"{intent['id']}_{fresh('secret')}",
            "customer": customer,
            "description": params.text("description"),
            "metadata": params.metadata(),
            "next_action": None,
            "on_behalf_of": None,
            "payment_method": None,
            "payment_method_configuration_details": None,
            "payment_method_options": {},
            "status": "requires_payment_method",
        }
    )


def _methods(params: Params, kind: str, possible: Sequence[str]) -> dict[str, Any]:
    """Types that were allowed but do not fit are left out silently, as at Stripe."""
    if all(name in params for name in EXCLUSIVE):
        raise Refused(
            f"You may only specify one of these parameters: {', '.join(EXCLUSIVE)}.",
            code="parameters_exclusive",
        )
    allowed = params.many("allowed_payment_method_types")
    automatic = params.inner("automatic_payment_methods")
    if not set(allowed or TYPES) & set(possible):
        raise Refused(
            f"No valid payment method types for this {WORDS[kind]}.", param="allowed_payment_method_types"
        )
    redirects = automatic.choice("allow_redirects", "always", "never") or "always"
    return {
        "allowed_payment_method_types": allowed or None,
        "automatic_payment_methods": None if allowed else {"allow_redirects": redirects, "enabled": True},
        "payment_method_types": [each for each in allowed or TYPES if each in possible],
    }


def refuse_wrong_type(intent: Doc, method: Doc) -> None:
    if method["type"] not in intent["payment_method_types"]:
        raise Refused(
            f"The PaymentMethod provided ({method['type']}) is not allowed for this {WORDS[intent['object']]}.",
            code=f"{intent['object']}_invalid_parameter",
            param="payment_method",
        )


def refuse_without_return(intent: Doc, params: Params) -> None:
    """Where any method may come, one might lead the payer elsewhere."""
    automatic = intent["automatic_payment_methods"]
    if automatic and automatic["allow_redirects"] == "always" and params.text("return_url") is None:
        raise Refused(
            "Because some of these payment methods might redirect your customer off of your page, you must provide "
            "a `return_url`, or set `automatic_payment_methods[allow_redirects]` to `never`.",
            param="return_url",
        )


def refuse_state(book: Book, intent: Doc, wish: str, possible: Sequence[str]) -> None:
    if intent["status"] not in possible:
        raise Refused(
            f"You cannot {wish} this {WORDS[intent['object']]} because it has a status of {intent['status']}.",
            code=f"{intent['object']}_unexpected_state",
        ).about(intent["object"], shown(book, intent))


def must_show(method: Doc, *, purpose: str, absent: bool) -> bool:
    """Whether the holder must authenticate. `purpose` is to keep the card or to charge it."""
    asks = card(method).asks if method["_card"] else ""
    if asks == "first":
        return not (absent and method["_set_up"])
    return asks == "always" or (asks == "now" and purpose == "charge" and not absent)


def redirect(book: Book, intent: Doc, return_url: str | None) -> dict[str, Any]:
    """The next action that leads to our page for it."""
    url = f"{book.url}/sandbox/pages/{intent['id']}"
    if return_url:
        return {"type": "redirect_to_url", "redirect_to_url": {"return_url": return_url, "url": url}}
    return {"type": "use_stripe_sdk", "use_stripe_sdk": {"type": "three_d_secure_redirect", "stripe_js": url}}


def verdict(book: Book, intent: Doc, error: Error) -> Declined:
    """A bank's no, with the intent as it is now."""
    return Declined({**error, intent["object"]: shown(book, intent)})


def no(book: Book, method: Doc, reason: str) -> Error:
    """What an intent remembers of it."""
    return declined(reason) | {"payment_method": shown(book, method)}
