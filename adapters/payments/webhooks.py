"""What Stripe tells us by itself: believed only with its signature, which is looked at before anything else."""

import json
import re
from collections.abc import Sequence

import stripe

from adapters.payments.facts import event_of
from domain.errors import Malformed
from domain.model.payments import ProviderEvent

TOLERANCE = 300  # seconds: what was signed longer ago may be a recording
_WORD = re.compile(r"[A-Za-z0-9_.]{1,255}")


def read_event(raw: bytes, signature: str, secrets: Sequence[str]) -> ProviderEvent:
    """The event in the bytes, signed with any of the secrets. Raises Malformed."""
    if not any(_is_signed(raw, signature, secret) for secret in secrets):
        raise Malformed("signature_invalid")
    try:
        return _fit(event_of(json.loads(raw)))
    except (KeyError, TypeError, AttributeError, ValueError, OverflowError) as error:
        raise Malformed("json_malformed") from error


def _fit(event: ProviderEvent) -> ProviderEvent:
    """To be stored. Raises TypeError or ValueError."""
    if not all(_WORD.fullmatch(word) for word in (event.id, event.type, event.reference or "none")):
        raise ValueError("its words are none of Stripe's")
    return event


def _is_signed(raw: bytes, signature: str, secret: str) -> bool:
    try:
        stripe.WebhookSignature.verify_header(raw, signature, secret, TOLERANCE)
    except (stripe.SignatureVerificationError, UnicodeError):
        return False
    return True
