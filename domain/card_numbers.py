"""Card numbers that people write where they do not belong: we never keep one, so we must know one when we see it.

A number is one if an issuer could have given it out: by its first digits, its length, and its check digit (ISO/IEC
7812-1). Telephone numbers, citizens' ids, dates and sums are none, whatever their check digits; neither is a part of
an id that has letters in it.
"""

import re
from collections.abc import Iterator, Sequence

FEWEST, MOST = 13, 19  # digits
_RUN = re.compile(r"(?<![0-9A-Za-z_])\d+(?:[ -]\d+)*(?![0-9A-Za-z_])")
_GROUP = re.compile(r"([ -]?)(\d+)")
_GROUPED = range(3, 7)  # digits of a group but the last, which has what is left
_ISSUED = re.compile(
    r"4(?:\d{12}|\d{15}|\d{18})"  # Visa
    r"|(?:5[1-5]\d\d|222[1-9]|22[3-9]\d|2[3-6]\d\d|27[01]\d|2720)\d{12}"  # Mastercard
    r"|3[47]\d{13}"  # American Express
    r"|3(?:0[0-5]|[689]\d)\d{11}|3[689]\d{14}"  # Diners Club
    r"|(?:6011|64[4-9]\d|65\d\d)\d{12}(?:\d{3})?"  # Discover
    r"|35(?:2[89]|[3-8]\d)\d{12}(?:\d{3})?"  # JCB
    r"|62\d{14}(?:\d{3})?"  # UnionPay
    r"|(?:5018|5020|5038|5893|6304|6759|676[1-3])\d{12}(?:\d{3})?"  # Maestro
)
_DOUBLED = {digit: sum(map(int, str(2 * int(digit)))) for digit in "0123456789"}


def looks_like_a_card_number(text: str) -> bool:
    """Whether there is one anywhere in it, in whatever digits, in one piece or grouped as on a card."""
    runs = (run.group() for run in _RUN.finditer(text) if run.end() - run.start() >= FEWEST)
    return any(_is_issued(number) for run in runs for number in _numbers(_GROUP.findall(_western(run))))


def _western(run: str) -> str:
    """The same in digits from 0 to 9, whichever script it was in."""
    return run if run.isascii() else "".join(str(int(one)) if one.isdecimal() else one for one in run)


def _numbers(groups: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Every row of groups that is long enough and written alike; an expiry date or another number may stand beside."""
    for first in range(len(groups)):
        number = ""
        for last in range(first, len(groups)):
            number += groups[last][1]
            if len(number) > MOST or (last > first + 1 and groups[last][0] != groups[first + 1][0]):
                break
            if len(number) >= FEWEST:
                yield number
            if len(groups[last][1]) not in _GROUPED:
                break  # only the last group may be longer or shorter


def _is_issued(number: str) -> bool:
    if not _ISSUED.fullmatch(number):
        return False
    return (sum(map(int, number[::-2])) + sum(map(_DOUBLED.__getitem__, number[-2::-2]))) % 10 == 0
