"""Stripe's test cards: what each token does when it is kept, charged, charged later, or refunded."""

from dataclasses import dataclass

from adapters.sandbox.refusals import Error

MESSAGES = {
    "authentication_required": "Your card was declined. This transaction requires authentication.",
    "expired_card": "Your card has expired.",
    "incorrect_cvc": "Your card's security code is incorrect.",
    "insufficient_funds": "Your card has insufficient funds.",
    "processing_error": "An error occurred while processing your card. Try again in a little bit.",
}
OWN_CODES = {"authentication_required", "expired_card", "incorrect_cvc", "processing_error"}


@dataclass(frozen=True)
class Card:
    """`refused` and `fails` are decline codes: at once, or only when charged after it was kept.

    `asks` says when the holder must show that it is they: always; first, once; or now, whenever they are there.
    """

    brand: str = "visa"
    last4: str = "4242"
    funding: str = "credit"
    refused: str = ""
    fails: str = ""
    asks: str = ""
    refund: str = ""  # `pending`, or `fails` a while after it succeeded


CARDS = {
    "visa": Card(),
    "visa_debit": Card(last4="5556", funding="debit"),
    "mastercard": Card("mastercard", "4444"),
    "mastercard_debit": Card("mastercard", "8210", "debit"),
    "amex": Card("amex", "8431"),
    "jcb": Card("jcb", "0505"),
    "unionpay": Card("unionpay", "0005"),
    "chargeDeclined": Card(last4="0002", refused="generic_decline"),
    "chargeDeclinedInsufficientFunds": Card(last4="9995", refused="insufficient_funds"),
    "chargeDeclinedLostCard": Card(last4="9987", refused="lost_card"),
    "chargeDeclinedStolenCard": Card(last4="9979", refused="stolen_card"),
    "chargeDeclinedExpiredCard": Card(last4="0069", refused="expired_card"),
    "chargeDeclinedIncorrectCvc": Card(last4="0127", refused="incorrect_cvc"),
    "chargeDeclinedProcessingError": Card(last4="0119", refused="processing_error"),
    "chargeDeclinedFraudulent": Card(last4="0019", refused="fraudulent"),
    "chargeCustomerFail": Card(last4="0341", fails="generic_decline"),
    "authenticationRequired": Card(last4="3184", asks="always"),
    "threeDSecure2Required": Card(last4="3220", asks="always"),
    "authenticationRequiredOnSetup": Card(last4="3155", asks="first"),
    "authenticationRequiredSetupForOffSession": Card(last4="0446", asks="now"),
    "authenticationRequiredChargeDeclinedInsufficientFunds": Card(
        last4="3178", asks="always", fails="insufficient_funds"
    ),
    "pendingRefund": Card(last4="7726", refund="pending"),
    "refundFail": Card(last4="5126", refund="fails"),
}


def card_of(token: str) -> str | None:
    """The name above of `pm_card_...`, or of `tok_...`; Stripe writes some with the brand and some without."""
    name = token.removeprefix("pm_card_") if token.startswith("pm_card_") else token.removeprefix("tok_")
    if name == token:
        return None
    plain = name.removeprefix("visa_")
    return next((each for each in (name, plain) if each in CARDS), None)


def declined(reason: str) -> Error:
    """The error that a bank's no becomes."""
    code = reason if reason in OWN_CODES else "card_declined"
    return {
        "type": "card_error",
        "code": code,
        "decline_code": reason,
        "doc_url": f"https://stripe.com/docs/error-codes/{code.replace('_', '-')}",
        "message": MESSAGES.get(reason, "Your card was declined."),
    }
