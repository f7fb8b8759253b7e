"""What payers do about an intent that waits for them: give a card, pay a QR, show that a card is theirs, or give up."""

import contextlib
from collections.abc import Callable

from adapters.sandbox import payment_intents, setup_intents
from adapters.sandbox.book import Book, Doc
from adapters.sandbox.forms import Params
from adapters.sandbox.intents import refuse_state
from adapters.sandbox.payment_intents import charge, give_up
from adapters.sandbox.refusals import Declined, Refused
from adapters.sandbox.shown import shown


def _waiting(book: Book, id: str, wish: str, action: str = "") -> tuple[Doc, Doc]:
    """One that waits for its payer, with the method; only for a QR where that is the `action`. Raises Refused."""
    intent = book.get("payment_intent", id)
    refuse_state(book, intent, wish, ("requires_action",))
    if action and intent["next_action"]["type"] != action:
        raise Refused(
            f"This PaymentIntent does not wait for {action}.", code="payment_intent_unexpected_state"
        )
    return intent, book.named("payment_method", intent["payment_method"], "payment_method")


def giving(card: str) -> Callable[[Book, str], Doc]:
    """The payer types a card into a page, as into Stripe's own: for intents that were made without one."""

    def give(book: Book, id: str) -> Doc:
        confirm = setup_intents.confirm if id.startswith("seti_") else payment_intents.confirm
        params = Params({"payment_method": card, "return_url": f"{book.url}/sandbox/"})
        with contextlib.suppress(Declined):
            confirm(book, params, id)
        return book.find(id) or {}

    return give


give_card = giving("pm_card_visa")
give_bad_card = giving("pm_card_chargeDeclinedInsufficientFunds")


def pay(book: Book, id: str) -> Doc:
    """The payer has scanned the QR and paid."""
    intent, method = _waiting(book, id, "pay", "promptpay_display_qr_code")
    book.never(id)
    return charge(book, intent, method)


def authenticate(book: Book, id: str) -> Doc:
    """The holder of the card has shown that it is they; whether the bank then pays is another matter."""
    intent, method = _waiting(book, id, "authenticate")
    if method["type"] != "card":
        raise Refused("This PaymentIntent waits for no card.", code="payment_intent_unexpected_state")
    with contextlib.suppress(Declined):
        charge(book, intent, method)
    return book.get("payment_intent", id)


def fail(book: Book, id: str, code: str = "") -> Doc:
    """The payer gave up, or the bank did."""
    intent, method = _waiting(book, id, "fail")
    usual = "payment_attempt_failed" if method["type"] == "promptpay" else "authentication_failure"
    error = {
        "type": "invalid_request_error",
        "code": code or f"payment_intent_{usual}",
        "message": "The payment attempt failed because the payer did not complete it.",
        "payment_method": shown(book, method),
    }
    method["_spent"] = method["customer"] is None
    book.save(method)
    return give_up(book, intent, error)


def expire(book: Book, id: str) -> Doc:
    return fail(book, id, "payment_intent_payment_attempt_expired")
