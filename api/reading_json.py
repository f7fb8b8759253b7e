"""The one JSON reader, for REST and GraphQL alike: what it lets through, every store and client can hold.

Standard JSON has traps: depth that exhausts the stack, keys said twice of which one silently wins, numbers
that change on the way, text that has no UTF-8. They are refused here, before anything looks at a body.
"""

import json
import re
from collections import Counter
from itertools import accumulate
from math import isinf
from typing import Any, NoReturn

from domain.errors import Malformed, TooLarge

MOST_BYTES = 1024 * 1024
MOST_DEPTH = 32

_STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?', re.DOTALL)
_STEPS = bytes.maketrans(b"[{]}", b"\x01\x01\xff\xff")
_NO_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
# Possessive all the way, hence linear: it ends before the first escape that is NUL or half a surrogate pair.
_FIT_ESCAPES = re.compile(
    r"(?:[^\\]|\\[^u]|\\u(?!0000|[dD][89a-fA-F])|\\u[dD][89abAB]..\\u[dD][c-fC-F]..)*+", re.DOTALL
)
_BEFORE_CONSTANT = re.compile(r'(?:"[^"\\]*+(?:\\.[^"\\]*+)*+"|[^"NI])*+', re.DOTALL)
_DIGITS_OF_INT64 = 19


def read_json(raw: bytes) -> Any:
    """The value that `raw` says in JSON, as dict, list, str, int, float, bool and None.

    At most 1 MiB and 32 levels deep (both in the details of the refusal); integers from -2^63 to 2^63-1.
    Raises TooLarge or Malformed, the latter with line and column (in characters, from 1) where there is one.
    """
    if len(raw) > MOST_BYTES:
        raise TooLarge("body_too_large", limit=MOST_BYTES)
    _refuse_depth(raw)
    text = _decoded(raw)
    _refuse_unfit_characters(text)
    try:
        return _DECODER.decode(text)
    except json.JSONDecodeError as error:
        raise Malformed("json_malformed", line=error.lineno, column=error.colno) from None
    except _NotJsonError:
        matched = _BEFORE_CONSTANT.match(text)
        raise _refused("json_malformed", text, matched.end() if matched else 0) from None


class _NotJsonError(Exception):
    """NaN or an infinity: Python's parser knows them, JSON does not."""


def _refused(code: str, text: str, offset: int) -> Malformed:
    line, column = text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)
    return Malformed(code, line=line, column=column)


def _refuse_depth(raw: bytes) -> None:
    """Before parsing, without recursion: counts brackets outside strings, at C speed."""
    if raw.count(b"{") + raw.count(b"[") <= MOST_DEPTH:
        return
    steps = _STRING.sub(b"", raw).translate(_STEPS, _NO_BRACKETS)
    if max(accumulate(memoryview(steps).cast("b")), default=0) > MOST_DEPTH:
        raise Malformed("json_too_deep", limit=MOST_DEPTH)


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Malformed("json_not_utf8", offset=error.start) from None


def _refuse_unfit_characters(text: str) -> None:
    """NUL and lone surrogates, escaped or not: no database text and no UTF-8 has them."""
    unfit = text.find("\x00")
    if unfit < 0 and "\\u" in text:
        matched = _FIT_ESCAPES.match(text)
        unfit = matched.end() if matched else 0
    if unfit < 0 or unfit == len(text):
        return
    if text[unfit] == "\x00" or text.startswith("\\u0000", unfit):
        raise _refused("json_has_nul", text, unfit)
    if text[unfit : unfit + 3].lower() == "\\ud":
        raise _refused("json_lone_surrogate", text, unfit)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        (twice, _), *_ = Counter(key for key, _ in pairs).most_common(1)
        raise Malformed("json_duplicate_key", key=twice[:100])
    return members


def _integer(digits: str) -> int:
    # The length first: to make an integer of very many digits takes quadratic time, or is an error.
    if len(digits) <= _DIGITS_OF_INT64 + 1 and -(2**63) <= (number := int(digits)) < 2**63:
        return number
    raise Malformed("json_number_too_large", number=digits[:40])


def _float(digits: str) -> float:
    number = float(digits)
    vanished = number == 0 and any(digit in "123456789" for digit in re.split("[eE]", digits)[0])
    if isinf(number) or vanished:
        raise Malformed("json_number_too_large", number=digits[:40])
    return number


def _constant(_name: str) -> NoReturn:
    raise _NotJsonError


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_int=_integer, parse_float=_float, parse_constant=_constant
)
