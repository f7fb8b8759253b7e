"""Setup intents: a card kept for later, with its holder's consent."""

from adapters.sandbox.book import Book, Doc, fresh
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
from adapters.sandbox.refusals import Error, Refused
from adapters.sandbox.shown import shown

CONFIRMING = ("payment_method", "payment_method_data", "return_url")
CREATING = (
    *CONFIRMING,
    "allowed_payment_method_types",
    "automatic_payment_methods",
    "confirm",
    "customer",
    "description",
    "metadata",
    "usage",
)
REASONS = ("abandoned", "duplicate", "requested_by_customer")


def create(book: Book, params: Params, _: str) -> Doc:
    intent = base(book, params, "setup_intent", "seti", ("card",)) | {
        "attach_to_self": False,
        "flow_directions": None,
        "last_setup_error": None,
        "latest_attempt": None,
        "mandate": None,
        "single_use_mandate": None,
        "usage": params.choice("usage", "off_session", "on_session") or "off_session",
    }
    tell(book, "setup_intent.created", book.add(intent))
    if params.flag("confirm"):
        return _confirmed(book, params, intent)
    if "return_url" in params:
        raise Refused("The parameter `return_url` can only be used with `confirm`.", param="return_url")
    if method := for_intent(book, params, intent):
        refuse_wrong_type(intent, method)
        intent |= {"payment_method": method["id"], "status": "requires_confirmation"}
    return book.save(intent)


def confirm(book: Book, params: Params, id: str) -> Doc:
    intent = book.get("setup_intent", id)
    refuse_state(book, intent, "confirm", OPEN)
    return _confirmed(book, params, intent)


def _confirmed(book: Book, params: Params, intent: Doc) -> Doc:
    method = for_intent(book, params, intent)
    if method is None:
        raise Refused(
            "You cannot confirm this SetupIntent because it's missing a payment method.",
            code="setup_intent_unexpected_state",
            param="payment_method",
        )
    refuse_wrong_type(intent, method)
    refuse_without_return(intent, params)
    intent |= {
        "last_setup_error": None,
        "latest_attempt": fresh("setatt"),
        "next_action": None,
        "payment_method": method["id"],
    }
    if reason := card(method).refused:
        error = no(book, method, reason)
        raise verdict(book, _give_up(book, intent, error), error)
    if must_show(method, purpose="keep", absent=False):
        action = redirect(book, intent, params.text("return_url"))
        intent |= {"status": "requires_action", "next_action": action}
        tell(book, "setup_intent.requires_action", book.save(intent))
        return intent
    return _kept(book, intent, method)


def _kept(book: Book, intent: Doc, method: Doc) -> Doc:
    intent |= {"next_action": None, "status": "succeeded"}
    method["_set_up"] = True
    book.save(method)
    if intent["customer"]:
        keep(book, method, intent["customer"])
    book.effect("setup", intent)
    tell(book, "setup_intent.succeeded", book.save(intent))
    return intent


def _give_up(book: Book, intent: Doc, error: Error) -> Doc:
    intent |= {
        "last_setup_error": error,
        "next_action": None,
        "payment_method": None,
        "status": "requires_payment_method",
    }
    tell(book, "setup_intent.setup_failed", book.save(intent))
    return intent


def update(book: Book, params: Params, id: str) -> Doc:
    """What it is called and marked with."""
    intent = book.get("setup_intent", id)
    if "description" in params:
        intent["description"] = params.text("description")
    intent["metadata"] = params.metadata(intent["metadata"])
    return book.save(intent)


def cancel(book: Book, params: Params, id: str) -> Doc:
    intent = book.get("setup_intent", id)
    refuse_state(book, intent, "cancel", CAN_BE_CANCELLED)
    intent |= {
        "cancellation_reason": params.choice("cancellation_reason", *REASONS),
        "next_action": None,
        "status": "canceled",
    }
    book.effect("cancelled", intent)
    tell(book, "setup_intent.canceled", book.save(intent))
    return intent


def retrieve(book: Book, _: Params, id: str) -> Doc:
    return book.get("setup_intent", id)


def authenticate(book: Book, id: str) -> Doc:
    """The holder of the card has shown that it is they."""
    return _kept(book, *_waiting(book, id, "authenticate"))


def fail(book: Book, id: str) -> Doc:
    """The holder did not, or gave up."""
    intent, method = _waiting(book, id, "fail")
    error = {
        "type": "invalid_request_error",
        "code": "setup_intent_authentication_failure",
        "message": "The latest setup attempt failed because authentication failed.",
        "payment_method": shown(book, method),
    }
    return _give_up(book, intent, error)


def _waiting(book: Book, id: str, wish: str) -> tuple[Doc, Doc]:
    intent = book.get("setup_intent", id)
    refuse_state(book, intent, wish, ("requires_action",))
    return intent, book.named("payment_method", intent["payment_method"], "payment_method")
