"""Text as people write it: in their languages, in one spelling, without what hides or breaks, and in order.

Whatever callers send goes through `washed` once, so that the rest of the code can trust every string.
"""

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from decimal import Decimal
from enum import Enum
from hashlib import sha256
from math import isfinite
from typing import Any, Self, TypeVar, cast

from domain.card_numbers import FEWEST, looks_like_a_card_number
from domain.errors import Fault, Invalid

T = TypeVar("T")

LONGEST_NAME = 200
"""Characters, in each language, of what stands in lists and headings."""

SPREAD: Mapping[str, bool] = {"spread": True}
"""Metadata of a dataclass's field whose value was sent in place of the whole: it adds no step to pointers."""

MOST_MARKS = 4
"""Combining marks on one base: Thai needs three, Vietnamese two; more scrawls over other lines."""

_NONCHARACTERS = r"\ufdd0-\ufdef" + "".join(rf"\U{plane:04x}fffe\U{plane:04x}ffff" for plane in range(17))
_REFUSED = {
    "text_has_control_characters": re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]"),
    "text_has_lone_surrogate": re.compile(r"[\ud800-\udfff]"),
    "text_has_bidi_override": re.compile(r"[\u202a-\u202e\u2066-\u2069]"),
    "text_has_noncharacter": re.compile(f"[{_NONCHARACTERS}]"),
}
# Python's \w has no combining mark in it: a run of marks is a run of characters outside \w.
_RUN = re.compile(rf"[^\w\x00-\x7f]{{{MOST_MARKS + 1},}}")
_UNSPEAKABLE = re.compile(rf"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff{_NONCHARACTERS}]")


@dataclass(frozen=True, slots=True)
class Text:
    """Text for people, in the languages it was written in; a missing one is absent, never machine-made."""

    th: str | None = None
    en: str | None = None

    @classmethod
    def of(cls, written: Mapping[str, str | None]) -> Self:
        """From `{"th": ..., "en": ...}`; a null is an absent language, any other language is Invalid."""
        unknown = [name for name in written if name not in ("th", "en")]
        if unknown:
            raise Invalid(
                "invalid_input",
                faults=[Fault(f"/{_token(name)}", "text_language_unknown") for name in unknown],
            )
        return cls(th=written.get("th"), en=written.get("en"))

    def as_dict(self) -> dict[str, str]:
        """`{"th": ..., "en": ...}` without the absent languages."""
        return {name: said for name, said in (("th", self.th), ("en", self.en)) if said is not None}

    @property
    def is_empty(self) -> bool:
        """Whether nothing but blanks is said in any language."""
        return says_nothing(self.as_dict())

    @property
    def longest(self) -> int:
        """Characters (code points) of the longest language; 0 when there is none."""
        return max(map(len, self.as_dict().values()), default=0)


def says_nothing(text: Mapping[str, str]) -> bool:
    """Whether there is nothing but blanks in any language of a text as it is stored."""
    return not any(said.strip() for said in text.values())


def washed(value: T, pointer: str = "") -> T:
    """`value` with every string in it in NFC; raises Invalid that names everything unfit at once.

    Goes through strings, frozen dataclasses, mappings (keys too), lists, tuples and sets; enums and all else
    pass as they are. `pointer` is the JSON pointer of `value` in what was sent.
    """
    faults: list[Fault] = []
    clean = _washed(value, pointer, faults)
    if faults:
        raise Invalid("invalid_input", faults=faults)
    return cast(T, clean)


def _washed(value: Any, pointer: str, faults: list[Fault]) -> Any:
    if isinstance(value, str):
        return value if isinstance(value, Enum) else _spelled(value, pointer, faults)
    if isinstance(value, Mapping):
        return _mapping(value, pointer, faults)
    if isinstance(value, list | tuple):
        items = (_washed(item, f"{pointer}/{index}", faults) for index, item in enumerate(value))
        return type(value)(*items) if hasattr(value, "_fields") else type(value)(items)
    if isinstance(value, set | frozenset):
        return type(value)(_washed(item, pointer, faults) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        return _dataclass(value, pointer, faults)
    return value


def _mapping(value: Mapping[Any, Any], pointer: str, faults: list[Fault]) -> dict[Any, Any]:
    clean = {}
    for key, item in value.items():
        place = f"{pointer}/{_token(key)}"
        name = _washed(key, place, faults)
        if name in clean:  # two spellings of one name: neither may win in silence
            faults.append(Fault(place, "text_duplicate_key"))
        clean[name] = _washed(item, place, faults)
    return clean


def _dataclass(value: Any, pointer: str, faults: list[Fault]) -> Any:
    before = {field.name: getattr(value, field.name) for field in fields(value) if field.init}
    places = {f.name: pointer if "spread" in f.metadata else f"{pointer}/{f.name}" for f in fields(value)}
    after = {name: _washed(item, places[name], faults) for name, item in before.items()}
    changed = {name: item for name, item in after.items() if item != before[name]}
    # With a fault the whole is refused anyway; the class would only complain of half-washed values.
    return replace(value, **changed) if changed and not faults else value


def _spelled(value: str, pointer: str, faults: list[Fault]) -> str:
    # Looked at before normalising, which takes quadratic time on long runs of marks; and after, since NFC
    # takes a few characters apart. Windows ends its lines with two characters; one is enough.
    value = value.replace("\r\n", "\n") if "\r" in value else value
    codes = _codes(value)
    clean = value if codes else unicodedata.normalize("NFC", value)
    if clean != value:
        codes = _codes(clean)
    faults.extend(Fault(pointer, code) for code in codes)
    return clean


def _codes(value: str) -> list[str]:
    """What is wrong with one string. Printable text, nearly all there is, is seen to be so at C speed."""
    codes = []
    if not value.isprintable():
        codes = [code for code, refused in _REFUSED.items() if refused.search(value)]
    if not value.isascii() and any(_has_too_many_marks(run.group()) for run in _RUN.finditer(value)):
        codes.append("text_has_too_many_marks")
    if len(value) >= FEWEST and looks_like_a_card_number(value):
        codes.append("looks_like_a_card_number")
    return codes


def _has_too_many_marks(run: str) -> bool:
    marks = 0
    for character in run:
        category = unicodedata.category(character)
        if category.startswith("M"):
            marks += 1
            if marks > MOST_MARKS:
                return True
        elif category != "Cf":  # an invisible joiner is no new base
            marks = 0
    return False


def _token(key: object) -> str:
    """A key as one part of a JSON pointer (RFC 6901), fit to be sent back whatever was sent in."""
    name = str(key)[:100]
    if name.isidentifier():  # nearly all are, and then there is nothing to escape
        return name
    return _UNSPEAKABLE.sub("\ufffd", name).replace("~", "~0").replace("/", "~1")


def canonical_json(value: Any) -> bytes:
    """The one way to write `value` as JSON: keys sorted by code point, no blanks, UTF-8 without escapes.

    Takes None, bool, int, finite float, str, list and dict with string keys; TypeError on anything else. A
    float is written as the shortest decimal that reads back as the same float (Python's `repr`), a whole one
    without point or exponent: 1.0 is 1, and 1e16 is 10000000000000000, as databases give it back.
    Strings must be washed: a lone surrogate has no UTF-8.
    """
    return json.dumps(_as_json(value), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _as_json(value: Any) -> Any:
    if isinstance(value, dict):
        if not all(isinstance(key, str) for key in value):
            raise TypeError("canonical JSON has string keys only")
        return {key: _as_json(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_as_json(item) for item in value]
    if isinstance(value, float) and isfinite(value):
        return int(Decimal(repr(value))) if value.is_integer() else value
    if value is not None and not isinstance(value, str | int):
        raise TypeError(f"canonical JSON has no {type(value).__name__} such as {value!r}")
    return value


def fingerprint(value: Any) -> str:
    """SHA-256 of the canonical JSON, in hexadecimal: equal for equal values, in whatever order sent."""
    return sha256(canonical_json(value)).hexdigest()


_SARA_AM = re.compile("\u0e4d([\u0e47-\u0e4c]*)[\u0e32\u0e45]")
_LEADING_VOWEL = re.compile("([เแโใไ])([ก-ฮ])")
_UNSORTED = re.compile("(?:[^\\w\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]|[_ฯๆ])+")
_MARKS = re.compile("[\u0e47-\u0e4c\u0e4e]+")
_LETTERS = re.compile("[^\u0e47-\u0e4c\u0e4e]")
# Nikhahit sorts before all vowels, phinthu after them, lakkhangyao as sara aa: the first two take the places
# that paiyannoi and maiyamok leave free, since these are not sorted by.
_PLACES = str.maketrans("๐๑๒๓๔๕๖๗๘๙\u0e4d\u0e3aๅ", "0123456789ฯๆา")
_MARK_PLACES = str.maketrans("\u0e4e\u0e4c", "\u0e45\u0e46")  # yamakkan and thanthakhat come first


def thai_sort_key(text: str) -> str:
    """A key that sorts, by code point, as a Thai dictionary does; Latin and digits come before Thai.

    Source: the Royal Institute Dictionary's order, as in ISO/IEC 14651 annex C.2.1 and CLDR's collation `th`.
    Consonants, then vowels as written, a leading one behind the consonant that follows it; among words alike
    in that, tone marks and signs by their place, none before ์ ็ ่ ้ ๊ ๋; blanks and punctuation decide last.
    """
    lowered = unicodedata.normalize("NFC", text).lower().replace("เเ", "แ")
    swapped = _LEADING_VOWEL.sub(r"\2\1", _SARA_AM.sub("\\1\u0e33", lowered))
    sorted_by = _UNSORTED.sub("", swapped).translate(_PLACES)
    letters = _MARKS.sub("", sorted_by)
    marks = _LETTERS.sub("0", sorted_by).rstrip("0").translate(_MARK_PLACES)
    rest = lowered if _UNSORTED.search(lowered) else ""
    # A blank sorts before all that the first two parts are made of, so a shorter word comes first.
    return f"{letters} {marks} {rest}".rstrip()
