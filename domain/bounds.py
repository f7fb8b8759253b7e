"""How long and how large what is wished for may be: on the fields of commands, held at the door, for both faces.

`weight: Annotated[int, Between(1, 100)]`, `reason: Annotated[str, Long(1, 2000)]`; those of a text in two languages
hold for each. What says nothing is held to the widest bounds there are.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from math import isfinite
from typing import Any, get_type_hints

from domain.errors import Fault, Invalid


@dataclass(frozen=True)
class Between:
    """A whole number: both ends are allowed."""

    least: int
    most: int


@dataclass(frozen=True)
class Long:
    """The characters of a text, the items of a list."""

    least: int
    most: int


ANY_TEXT = Long(0, 20_000)
ANY_LIST = Long(0, 2_000)
ANY_NUMBER = Between(-(2**53) + 1, 2**53 - 1)


def held(command: Any) -> None:
    """Refuse whatever is out of its bounds, all at once."""
    if faults := list(_of_object(command, "")):
        raise Invalid("invalid_input", faults=faults)


@cache
def _bounds(kind: type) -> Mapping[str, Between | Long]:
    """By field, from its annotation."""
    hints = get_type_hints(kind, include_extras=True)
    return {
        name: found
        for name, hint in hints.items()
        for found in getattr(hint, "__metadata__", ())
        if isinstance(found, Between | Long)
    }


def _of_object(thing: Any, pointer: str, all_of_it: Between | Long | None = None) -> Iterator[Fault]:
    kind: type = type(thing)
    bounds = _bounds(kind)
    for field in fields(thing):
        here = pointer if field.metadata.get("spread") else f"{pointer}/{field.name}"
        yield from _of_value(getattr(thing, field.name), here, bounds.get(field.name, all_of_it))


def _of_value(value: Any, pointer: str, bounds: Between | Long | None) -> Iterator[Fault]:
    match value:
        case str():
            yield from _outside(len(value), pointer, bounds or ANY_TEXT, "length_out_of_range")
        case int() if not isinstance(value, bool):
            yield from _outside(value, pointer, bounds or ANY_NUMBER, "number_out_of_range")
        case float() if not isfinite(value):  # literals of GraphQL may be as large as one likes
            yield Fault(pointer, "not_a_number")
        case tuple() | list():
            yield from _outside(len(value), pointer, bounds or ANY_LIST, "length_out_of_range")
            yield from _of_parts(enumerate(value), pointer)
        case Mapping():
            yield from _of_parts(value.items(), pointer)
        case _ if is_dataclass(value):
            yield from _of_object(value, pointer, bounds)


def _of_parts(parts: Iterable[tuple[Any, Any]], pointer: str) -> Iterator[Fault]:
    for name, part in parts:
        yield from _of_value(part, f"{pointer}/{name}", None)


def _outside(size: int, pointer: str, bounds: Between | Long, code: str) -> Iterator[Fault]:
    if not bounds.least <= size <= bounds.most:
        yield Fault(pointer, code, {"least": bounds.least, "most": bounds.most})
