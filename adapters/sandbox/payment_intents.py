"""Payment intents: a card charged at once or later, or a PromptPay QR that waits for its payer."""

from typing import Any

from adapters.sandbox import charges
from adapters.sandbox.book import Book, Doc
from adapters.sandbox.events import tell
from adapters.sandbox.forms import Params
from adapters.sandbox.intents import (
    CAN_BE_CANCELLED,
    OPEN,
    base,
    must_show,
    no,
    redirect,
    refuse_state,
    refuse_without_return,
    refuse_wrong_type,
    verdict,
)
from adapters.sandbox.payment_methods import card, for_intent, keep
from adapters.sandbox.promptpay import payload
from adapters.sandbox.refusals import Declined, Error, Refused

CONFIRMING = (
    "error_on_requires_action",
    "off_session",
    "payment_method",
    "payment_method_data",
    "receipt_email",
    "return_url",
    "setup_future_usage",
)
CREATING = (
    *CONFIRMING,
    "allowed_payment_method_types",
    "amount",
    "automatic_payment_methods",
    "confirm",
    "currency",
    "customer",
    "description",
    "metadata",
)
ONLY_CONFIRMING = ("off_session", "error_on_requires_action", "return_url")
CURRENCIES = {"thb", "usd", "eur", "gbp", "sgd", "jpy", "myr", "vnd", "lak"}
LEAST = {"thb": 10_00}  # of the minor unit; as third parties report it for Thailand
LEAST_OTHERS, MOST = 50, 99_999_999
REASONS = ("abandoned", "duplicate", "fraudulent", "requested_by_customer")


def create(book: Book, params: Params, _: str) -> Doc:
    amount, currency = _money(params)
    usage = params.choice("setup_future_usage", "off_session", "on_session")
    possible = ("card", "promptpay") if currency == "thb" and not usage else ("card",)
    intent = base(book, params, "payment_intent", "pi", possible) | {
        "amount": amount,
        "amount_capturable": 0,
        "amount_received": 0,
        "canceled_at": None,
        "capture_method": "automatic_async",
        "confirmation_method": "automatic",
        "currency": currency,
        "last_payment_error": None,
        "latest_charge": None,
        "processing": None,
        "receipt_email": params.text("receipt_email"),
        "setup_future_usage": usage,
        "shipping": None,
        "statement_descriptor": None,
        "statement_descriptor_suffix": None,
    }
    tell(book, "payment_intent.created", book.add(intent))
    if params.flag("confirm"):
        return _confirmed(book, params, intent)
    for name in ONLY_CONFIRMING:
        if name in params:
            raise Refused(f"The parameter `{name}` can only be used with `confirm`.", param=name)
    if method := for_intent(book, params, intent):
        refuse_wrong_type(intent, method)
        intent |= {"payment_method": method["id"], "status": "requires_confirmation"}
    return book.save(intent)


def _money(params: Params) -> tuple[int, str]:
    params.needed("amount")
    amount, currency = params.whole("amount") or 0, params.needed("currency").lower()
    if currency not in CURRENCIES:
        raise Refused(f"Invalid currency: {currency}.", param="currency")
    if amount < (least := LEAST.get(currency, LEAST_OTHERS)):
        raise Refused(
            f"Amount must be at least {least} {currency}, of the minor unit.",
            code="amount_too_small",
            param="amount",
        )
    if amount > MOST:
        raise Refused(
            f"Amount must be no more than {MOST} {currency}.", code="amount_too_large", param="amount"
        )
    return amount, currency


def confirm(book: Book, params: Params, id: str) -> Doc:
    intent = book.get("payment_intent", id)
    refuse_state(book, intent, "confirm", OPEN)
    for name in ("receipt_email", "setup_future_usage"):
        if name in params:
            intent[name] = params.text(name)
    return _confirmed(book, params, intent)


def _confirmed(book: Book, params: Params, intent: Doc) -> Doc:
    method = for_intent(book, params, intent)
    if method is None:
        raise Refused(
            "You cannot confirm this PaymentIntent because it's missing a payment method.",
            code="payment_intent_unexpected_state",
            param="payment_method",
        )
    refuse_wrong_type(intent, method)
    refuse_without_return(intent, params)
    book.never(intent["id"])  # an earlier QR is void
    intent |= {"payment_method": method["id"], "next_action": None, "last_payment_error": None}
    absent = params.text("off_session") not in (None, "false")
    if method["type"] == "promptpay":
        return _show_qr(book, intent, method, absent)
    if must_show(method, purpose="charge", absent=absent):
        if absent or params.flag("error_on_requires_action"):
            raise declined(book, intent, method, "authentication_required")
        return _ask(book, intent, redirect(book, intent, params.text("return_url")))
    return charge(book, intent, method)


def charge(book: Book, intent: Doc, method: Doc) -> Doc:
    """Whatever had to be shown was shown. Raises Declined."""
    if method["_card"] and (reason := card(method).refused or card(method).fails):
        raise declined(book, intent, method, reason)
    charges.succeed(book, intent, method)
    intent |= {"status": "succeeded", "amount_received": intent["amount"], "next_action": None}
    if intent["setup_future_usage"] and intent["customer"]:
        method["_set_up"] = True
        keep(book, method, intent["customer"])
    method["_spent"] = method["customer"] is None
    book.save(method)
    tell(book, "payment_intent.succeeded", book.save(intent))
    return intent


def declined(book: Book, intent: Doc, method: Doc, reason: str) -> Declined:
    """The bank said no: written down, to be raised."""
    failed = charges.fail(book, intent, method, reason)
    method["_spent"] = method["customer"] is None
    book.save(method)
    error = no(book, method, reason) | {"charge": failed["id"]}
    return verdict(book, give_up(book, intent, error), error)


def give_up(book: Book, intent: Doc, error: Error) -> Doc:
    """This attempt is over; another may follow."""
    book.never(intent["id"])
    intent |= {
        "last_payment_error": error,
        "next_action": None,
        "payment_method": None,
        "status": "requires_payment_method",
    }
    tell(book, "payment_intent.payment_failed", book.save(intent))
    return intent


def _show_qr(book: Book, intent: Doc, method: Doc, absent: bool) -> Doc:
    if absent or intent["setup_future_usage"]:
        raise Refused(
            "PaymentMethods of type `promptpay` need their payer and cannot be saved.",
            code="payment_intent_invalid_parameter",
            param="off_session" if absent else "setup_future_usage",
        )
    if not method["billing_details"]["email"]:
        param = "billing_details[email]"
        raise Refused(f"Missing required param: {param}.", code="parameter_missing", param=param)
    book.later(intent["id"], book.settings.qr_seconds, "payment_intent.expire")
    qr = {
        "data": payload(intent["amount"], intent["id"][-12:].upper()),
        "hosted_instructions_url": f"{book.url}/sandbox/pages/{intent['id']}",
        "image_url_png": f"{book.url}/sandbox/pages/{intent['id']}.png",
        "image_url_svg": f"{book.url}/sandbox/pages/{intent['id']}.svg",
    }
    return _ask(book, intent, {"type": "promptpay_display_qr_code", "promptpay_display_qr_code": qr})


def _ask(book: Book, intent: Doc, action: dict[str, Any]) -> Doc:
    intent |= {"status": "requires_action", "next_action": action}
    tell(book, "payment_intent.requires_action", book.save(intent))
    return intent


def update(book: Book, params: Params, id: str) -> Doc:
    """What it is called and marked with; nothing about the money."""
    intent = book.get("payment_intent", id)
    if "description" in params:
        intent["description"] = params.text("description")
    intent["metadata"] = params.metadata(intent["metadata"])
    return book.save(intent)


def cancel(book: Book, params: Params, id: str) -> Doc:
    intent = book.get("payment_intent", id)
    refuse_state(book, intent, "cancel", CAN_BE_CANCELLED)
    book.never(id)
    intent |= {
        "canceled_at": book.now,
        "cancellation_reason": params.choice("cancellation_reason", *REASONS),
        "next_action": None,
        "status": "canceled",
    }
    book.effect("cancelled", intent)
    tell(book, "payment_intent.canceled", book.save(intent))
    return intent


def retrieve(book: Book, _: Params, id: str) -> Doc:
    return book.get("payment_intent", id)
