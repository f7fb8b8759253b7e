"""A Thai QR for PromptPay: EMVCo's merchant-presented mode with the Bank of Thailand's application id.

It is whole, with amount and checksum, but names a receiver that does not exist: no bank's app can pay it.
"""

from binascii import crc_hqx

CREDIT_TRANSFER = "A000000677010111"
NOBODY = "0000000000000"  # in the place of a national id
BAHT = "764"  # ISO 4217
ONE_USE = "12"


def payload(amount: int, reference: str) -> str:
    """For an amount in satang. The reference has at most 25 characters."""
    receiver = _field("00", CREDIT_TRANSFER) + _field("02", NOBODY)
    body = (
        _field("00", "01")
        + _field("01", ONE_USE)
        + _field("29", receiver)
        + _field("53", BAHT)
        + _field("54", f"{amount // 100}.{amount % 100:02}")
        + _field("58", "TH")
        + _field("62", _field("05", reference))
        + "6304"
    )
    return body + checksum(body)


def checksum(text: str) -> str:
    """CRC-16/CCITT-FALSE: polynomial 0x1021, from 0xFFFF."""
    return f"{crc_hqx(text.encode('ascii'), 0xFFFF):04X}"


def _field(tag: str, value: str) -> str:
    return f"{tag}{len(value):02}{value}"
