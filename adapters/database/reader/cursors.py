"""Opaque words for where a row stands in its list: which order it is, the value there, and the id that breaks ties."""

import base64
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import orjson

from domain.errors import Invalid
from domain.ids import noun_of

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", re.ASCII)  # as a statement writes it


def write(order: str, row: Sequence[Any]) -> str:
    """A row's first two columns are its id and the value it is sorted by."""
    return base64.urlsafe_b64encode(orjson.dumps((order, row[1], row[0]))).decode().rstrip("=")


def read(cursor: str, order: str, kind: type) -> tuple[Any, str]:
    """The value and the id. Refuses what we did not write, before the database has to."""
    try:
        of, value, id = orjson.loads(base64.urlsafe_b64decode(cursor.encode() + b"=="))
        if of == order and noun_of(id) and _fits(value, kind):
            return value, id
    except (ValueError, TypeError):
        pass
    raise Invalid("cursor_malformed")


def _fits(value: Any, kind: type) -> bool:
    """Whether the database can compare it; a forged cursor must be the caller's mistake, not ours."""
    if kind is datetime:
        return (
            _MOMENT.fullmatch(value) is not None
            and value[:4] != "0000"
            and bool(datetime.fromisoformat(value))
        )
    if kind is int:
        return type(value) is int and -(2**63) <= value < 2**63
    return isinstance(value, str) and "\x00" not in value
