"""Refunds: never more than was charged. To a card at once; after PromptPay the payer first says to which account."""

from typing import Any

from adapters.sandbox.book import Book, Doc
from adapters.sandbox.cards import CARDS
from adapters.sandbox.charges import move
from adapters.sandbox.events import tell
from adapters.sandbox.forms import Params
from adapters.sandbox.refusals import Refused
from adapters.sandbox.shown import shown

CREATING = ("amount", "charge", "instructions_email", "metadata", "payment_intent", "reason")
REASONS = ("duplicate", "fraudulent", "requested_by_customer")
OPEN = ("requires_action", "pending")
PREFIXES = {"card": "re", "promptpay": "pyr"}
MOVES = {"card": ("refund", "refund_failure"), "promptpay": ("payment_refund", "payment_failure_refund")}


def create(book: Book, params: Params, _: str) -> Doc:
    charge = _charge(book, params)
    amount = _amount(params, charge)
    kind = charge["payment_method_details"]["type"]
    refund = book.base("refund", PREFIXES[kind]) | {
        "amount": amount,
        "balance_transaction": None,
        "charge": charge["id"],
        "currency": charge["currency"],
        "customer": charge["customer"],
        "description": charge["description"],
        "destination_details": _destination(kind),
        "failure_balance_transaction": None,
        "failure_reason": None,
        "metadata": params.metadata(),
        "next_action": None,
        "payment_intent": charge["payment_intent"],
        "payment_method": charge["payment_method"],
        "pending_reason": None,
        "reason": params.choice("reason", *REASONS),
        "receipt_number": None,
        "source_transfer_reversal": None,
        "status": "succeeded",
        "transfer_reversal": None,
    }
    taken = move(book, refund, amount=-amount, type=MOVES[kind][0], category="refund")
    refund["balance_transaction"] = taken["id"]
    _begin(book, refund, params, charge)
    book.add(refund)
    _give_back(book, charge, amount)
    book.effect("refund_created", refund)
    tell(book, "refund.created", refund)
    tell(book, "charge.refunded", charge)
    if refund["status"] == "succeeded":
        book.effect("refund_succeeded", refund)
    return refund


def _charge(book: Book, params: Params) -> Doc:
    intent, charge = params.text("payment_intent"), params.text("charge")
    if bool(intent) == bool(charge):
        raise Refused(
            "One of the following params should be provided: charge or payment_intent.",
            code="parameter_missing" if not intent else "parameters_exclusive",
        )
    if intent:
        paid = book.named("payment_intent", intent, "payment_intent")
        if paid["status"] != "succeeded":
            raise Refused(
                f"This PaymentIntent ({intent}) does not have a successful charge to refund.",
                param="payment_intent",
            ).about("payment_intent", shown(book, paid))
        charge = paid["latest_charge"]
    found = book.named("charge", str(charge), "charge")
    if found["status"] != "succeeded":
        raise Refused(
            f"Charge {found['id']} was not successful.", code="charge_not_refundable", param="charge"
        )
    return found


def _amount(params: Params, charge: Doc) -> int:
    left: int = charge["amount"] - charge["amount_refunded"]
    if not left:
        raise Refused(f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded")
    amount = left if "amount" not in params else params.whole("amount") or 0
    if amount < 1:
        raise Refused("Invalid positive integer", code="parameter_invalid_integer", param="amount")
    if amount > left:
        raise Refused(
            f"Refund amount ({amount} {charge['currency']}) is greater than unrefunded amount on charge "
            f"({left} {charge['currency']}).",
            param="amount",
        )
    return amount


def _begin(book: Book, refund: Doc, params: Params, charge: Doc) -> None:
    """How far it comes at once."""
    if charge["_card"]:
        how = CARDS[charge["_card"]].refund
        if how:
            book.later(refund["id"], book.settings.transfer_seconds, f"refund.{how}")
        if how == "pending":
            refund |= {"status": "pending", "pending_reason": "processing"}
        return
    email = params.text("instructions_email") or charge["billing_details"]["email"]
    expires = book.now + book.settings.payer_seconds
    sent = {"email_sent_at": book.now, "email_sent_to": email}
    refund |= {
        "instructions_email": email,
        "next_action": {
            "type": "display_details",
            "display_details": {"email_sent": sent, "expires_at": expires},
        },
        "status": "requires_action",
    }
    book.later(refund["id"], book.settings.payer_seconds, "refund.expire")


def _destination(kind: str) -> dict[str, Any]:
    if kind == "card":
        return {"type": "card", "card": {"reference_status": "pending", "type": "refund"}}
    return {"type": "th_bank_transfer", "th_bank_transfer": {}}


def _give_back(book: Book, charge: Doc, amount: int) -> None:
    """Or to take it back again, where the amount is negative."""
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount"]
    book.save(charge)


def update(book: Book, params: Params, id: str) -> Doc:
    refund = book.get("refund", id)
    refund["metadata"] = params.metadata(refund["metadata"])
    tell(book, "refund.updated", book.save(refund))
    return refund


def cancel(book: Book, _: Params, id: str) -> Doc:
    return _failed(book, id, ("requires_action",), "canceled", "merchant_request")


def retrieve(book: Book, _: Params, id: str) -> Doc:
    return book.get("refund", id)


def provide_details(book: Book, id: str) -> Doc:
    """The payer has said which bank account; the transfer begins."""
    refund = _within(book, id, ("requires_action",))
    refund |= {"status": "pending", "pending_reason": "processing", "next_action": None}
    book.later(id, book.settings.transfer_seconds, "refund.pending")
    tell(book, "refund.updated", book.save(refund))
    return refund


def succeed(book: Book, id: str) -> Doc:
    """The money is there."""
    refund = _within(book, id, ("pending",))
    book.never(id)
    refund |= {"status": "succeeded", "pending_reason": None}
    book.effect("refund_succeeded", refund)
    tell(book, "refund.updated", book.save(refund))
    return refund


def fail(book: Book, id: str) -> Doc:
    """The bank sent it back; that can still happen to one that had succeeded."""
    return _failed(book, id, (*OPEN, "succeeded"), "failed", "declined")


def expire(book: Book, id: str) -> Doc:
    """The payer never said where to."""
    return _failed(book, id, ("requires_action",), "failed", "unknown")


def _failed(book: Book, id: str, states: tuple[str, ...], status: str, why: str) -> Doc:
    refund = _within(book, id, states)
    charge = book.named("charge", refund["charge"], "charge")
    book.never(id)
    kind = charge["payment_method_details"]["type"]
    back = move(book, refund, amount=refund["amount"], type=MOVES[kind][1], category="refund_failure")
    refund |= {
        "failure_balance_transaction": back["id"],
        "failure_reason": why,
        "next_action": None,
        "pending_reason": None,
        "status": status,
    }
    _give_back(book, charge, -refund["amount"])
    book.effect("refund_failed", refund)
    tell(book, "refund.failed" if status == "failed" else "refund.updated", book.save(refund))
    return refund


def _within(book: Book, id: str, states: tuple[str, ...]) -> Doc:
    refund = book.get("refund", id)
    if refund["status"] not in states:
        raise Refused(
            f"This refund has a status of {refund['status']}; it would have to be {' or '.join(states)}."
        ).about("refund", shown(book, refund))
    return refund
