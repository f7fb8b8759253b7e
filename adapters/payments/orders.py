"""What we ask for, as Stripe's parameters, and the keys under which it happens once. Nothing about a person goes out
but an e-mail address, where Stripe itself must write to it.
"""

from stripe.params import (
    PaymentIntentConfirmParams,
    PaymentIntentCreateParams,
    RefundCreateParams,
    SetupIntentCreateParams,
)

from domain.model.payments import Method, Order, RefundOrder

WITH_ITS_FEE = ["latest_charge.balance_transaction"]  # an answer without it does not say what Stripe keeps


def key_of(order: Order, step: str) -> str:
    """The same for the same order, in whichever process, however often it is asked."""
    return f"{order.pledge_id}:{step}:{order.attempt}"


def setup_of(order: Order, customer: str, return_url: str) -> SetupIntentCreateParams:
    """To keep a card and charge it later without its owner."""
    asked: SetupIntentCreateParams = {
        "customer": customer,
        "usage": "off_session",
        "allowed_payment_method_types": ["card"],
        "metadata": _marks(order),
    }
    if order.payment_method:
        asked["payment_method"] = order.payment_method
        asked["confirm"] = True
        asked["return_url"] = return_url
    return asked


def payment_of(order: Order, return_url: str) -> PaymentIntentCreateParams:
    """To be paid now by a backer who is there: a code at once; a card at once, or later in the backer's browser."""
    asked = _payment(order)
    if order.method is Method.PROMPTPAY:
        asked["payment_method_data"] = {"type": "promptpay"}
        if order.email:
            asked["payment_method_data"]["billing_details"] = {"email": order.email}
    elif order.payment_method:
        asked["payment_method"] = order.payment_method
    else:
        return asked
    asked["confirm"] = True
    asked["return_url"] = return_url
    return asked


def charge_of(order: Order, return_url: str) -> PaymentIntentCreateParams:
    """Of the saved card, its owner away."""
    asked = _payment(order)
    asked["customer"] = order.customer or ""
    asked["payment_method"] = order.payment_method or ""
    asked["off_session"] = True
    asked["confirm"] = True
    asked["return_url"] = return_url
    return asked


def charge_again_of(order: Order, return_url: str) -> PaymentIntentConfirmParams:
    """The same payment once more."""
    return {
        "payment_method": order.payment_method or "",
        "off_session": True,
        "return_url": return_url,
        "expand": WITH_ITS_FEE,
    }


def refund_of(order: RefundOrder) -> RefundCreateParams:
    asked: RefundCreateParams = {
        "payment_intent": order.payment,
        "amount": order.amount,
        "metadata": {"pledge_id": order.pledge_id, "refund_id": order.refund_id},
    }
    if order.email:
        asked["instructions_email"] = order.email
    return asked


def _payment(order: Order) -> PaymentIntentCreateParams:
    return {
        "amount": order.amount,
        "currency": order.currency.lower(),
        "allowed_payment_method_types": [order.method.value],
        "metadata": _marks(order),
        "expand": WITH_ITS_FEE,
    }


def _marks(order: Order) -> dict[str, str]:
    """By which we know it again."""
    return {"pledge_id": order.pledge_id, "attempt": str(order.attempt)}
