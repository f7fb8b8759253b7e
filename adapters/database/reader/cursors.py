"""Opaque words for where a row stands in its list: which order it is, the value there, and the id that breaks ties."""

import base64
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import orjson

from domain.errors import Invalid


def write(order: str, row: Sequence[Any]) -> str:
    """A row's first two columns are its id and the value it is sorted by."""
    return base64.urlsafe_b64encode(orjson.dumps((order, row[1], row[0]))).decode().rstrip("=")


def read(cursor: str, order: str, kind: type) -> tuple[Any, str]:
    """The value and the id. Refuses what we did not write, before the database has to."""
    try:
        of, value, id = orjson.loads(base64.urlsafe_b64decode(cursor.encode() + b"=="))
        if kind is datetime:
            datetime.fromisoformat(value)
        expected = str if kind is datetime else kind
        if of == order and type(value) is expected and isinstance(id, str):
            return value, id
    except (ValueError, TypeError):
        pass
    raise Invalid("cursor_malformed")
