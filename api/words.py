"""What every type, field, argument and word of both contracts means, from `words.toml` beside this file."""

import re
import tomllib
from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path
from typing import Any

ALIASES = {"localized_text": "text", "unit_cost": "money", "project_document": "project"}
_AFFIX = re.compile(r"^(?:create|update)_(?=.)|_(?:input|patch)$")


@cache
def _words() -> Mapping[str, Any]:
    return tomllib.loads((Path(__file__).parent / "words.toml").read_text(encoding="utf-8"))


def key_of(type_name: str) -> str:
    """`UpdateCallInput` is about a `call`."""
    name = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", type_name).lower()
    while (shorter := _AFFIX.sub("", name)) != name:
        name = shorter
    return ALIASES.get(name, name)


def of_type(type_name: str) -> str | None:
    """What a thing of this type is."""
    found: str | None = _words()["types"].get(key_of(type_name))
    return found


def of_field(type_name: str, field: str) -> str | None:
    """What the field means in this type: its own word, else what it means everywhere."""
    if type_name.endswith("Input") and (own := _words()["input"].get(field)) and field not in _own(type_name):
        return str(own)
    found: str | None = _own(type_name).get(field) or _words()["shared"].get(field)
    return found


def of_argument(name: str) -> str | None:
    """What an argument of a query or a parameter of a path means."""
    found: str | None = _words()["arguments"].get(name)
    return found


def of_value(enum: str, value: str) -> str | None:
    """What a word of an enum means."""
    found: str | None = _words()["values"].get(key_of(enum), {}).get(value)
    return found


def of_values(values: Collection[Any]) -> Mapping[str, str] | None:
    """What each of these words means, where they are the words of one enum."""
    words = {value for value in values if value is not None}
    for known in _words()["values"].values():
        if set(known) == words:
            found: Mapping[str, str] = known
            return found
    return None


def _own(type_name: str) -> Mapping[str, str]:
    name = key_of(type_name)
    section = "payload" if name.endswith("_payload") else name
    found: Mapping[str, str] = _words().get(section, {})
    return found


def codes(operation: str) -> Collection[str]:
    """The refusals of an operation that do not follow from what it is."""
    found: Collection[str] = _words()["codes"].get(operation, ())
    return found
