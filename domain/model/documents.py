"""What a document in somebody's own words may hold, said as data: which fields, how long, how many, how much.

From one such description come all that is wrong with a document (at once, each with its JSON pointer) and the
one form in which it is kept. It is saved piece by piece, so most of it may be missing at any time.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Set
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

from domain.errors import Fault

LANGUAGES = ("th", "en")
WRONG_KIND = frozenset(
    {"not_null", "not_an_object", "not_a_list", "not_a_text", "not_a_whole_number", "not_a_number"}
)
"""Codes after which a document cannot be tidied."""


class Kind(Protocol):
    """What may stand in one place. `needed`: it must; `absent` is the code that says so."""

    @property
    def needed(self) -> bool: ...
    @property
    def absent(self) -> str: ...

    def faults(self, value: Any, at: str) -> Iterator[Fault]:
        """All that is wrong with a value that is there; `at` is its JSON pointer."""

    def tidied(self, value: Any) -> Any:
        """The value (of the right kind, or None) in the one form in which it is kept."""


@dataclass(frozen=True, kw_only=True)
class Words:
    """Text for people, `{"th", "en"}`; a language in which only blanks are said is absent."""

    most: int  # characters, in each language
    needed: bool = False
    absent: ClassVar[str] = "text_missing"

    def faults(self, value: Any, at: str) -> Iterator[Fault]:
        if not isinstance(value, Mapping):
            yield Fault(at, "not_an_object")
            return
        for language, said in value.items():
            if language not in LANGUAGES:
                yield Fault(f"{at}/{language}", "text_language_unknown")
            elif said is not None:
                yield from Line(most=self.most, least=0).faults(said, f"{at}/{language}")
        if self.needed and not any(str(value.get(language) or "").strip() for language in LANGUAGES):
            yield Fault(at, self.absent)

    def tidied(self, value: Any) -> Any:
        said = {language: (value or {}).get(language) for language in LANGUAGES}
        return {language: text for language, text in said.items() if text and text.strip()}


@dataclass(frozen=True, kw_only=True)
class Line:
    """A string that is no text for people in two languages: a name, an id, a key."""

    most: int
    least: int = 1
    form: re.Pattern[str] | None = None
    needed: bool = False
    absent: ClassVar[str] = "required"

    def faults(self, value: Any, at: str) -> Iterator[Fault]:
        if not isinstance(value, str):
            yield Fault(at, "not_a_text")
        elif not self.least <= len(value) <= self.most:
            yield Fault(at, "length_out_of_range", {"least": self.least, "most": self.most})
        elif self.form and not self.form.fullmatch(value):
            yield Fault(at, "not_valid", {"form": self.form.pattern})

    def tidied(self, value: Any) -> Any:
        return value


@dataclass(frozen=True, kw_only=True)
class Number:
    """A number in a range; `whole` ones only, where there are no halves."""

    least: int
    most: int
    whole: bool = False
    needed: bool = False
    absent: ClassVar[str] = "required"

    def faults(self, value: Any, at: str) -> Iterator[Fault]:
        if isinstance(value, bool) or not isinstance(value, int if self.whole else int | float):
            yield Fault(at, "not_a_whole_number" if self.whole else "not_a_number")
        elif not self.least <= value <= self.most:  # nothing holds of a NaN
            yield Fault(at, "number_out_of_range", {"least": self.least, "most": self.most})

    def tidied(self, value: Any) -> Any:
        """4.0 is 4, whichever face it came through."""
        return int(value) if isinstance(value, float) and value.is_integer() else value


@dataclass(frozen=True, kw_only=True)
class Truth:
    """Yes or no; no where nothing was said."""

    needed: bool = False
    absent: ClassVar[str] = "required"

    def faults(self, value: Any, at: str) -> Iterator[Fault]:
        if not isinstance(value, bool):
            yield Fault(at, "not_a_truth")

    def tidied(self, value: Any) -> Any:
        return value is True


@dataclass(frozen=True, kw_only=True)
class OneOf:
    """One of a few words."""

    words: Set[str]
    needed: bool = False
    absent: ClassVar[str] = "required"

    def faults(self, value: Any, at: str) -> Iterator[Fault]:
        if not isinstance(value, str) or value not in self.words:
            yield Fault(at, "not_one_of_the_words", {"known": sorted(map(str, self.words))})

    def tidied(self, value: Any) -> Any:
        return None if value is None else str(value)


@dataclass(frozen=True, kw_only=True)
class Rows:
    """A list of one kind of thing. Of one that is too long, what is too much is not looked at."""

    of: Kind
    most: int
    needed: bool = False
    absent: ClassVar[str] = "required"

    def faults(self, value: Any, at: str) -> Iterator[Fault]:
        if not isinstance(value, list | tuple):
            yield Fault(at, "not_a_list")
            return
        if len(value) > self.most:
            yield Fault(at, "length_out_of_range", {"least": 0, "most": self.most})
        for place, item in enumerate(value[: self.most]):
            if item is None:
                yield Fault(f"{at}/{place}", "not_null")
            else:
                yield from self.of.faults(item, f"{at}/{place}")

    def tidied(self, value: Any) -> Any:
        return [self.of.tidied(item) for item in (value or ())[: self.most]]


@dataclass(frozen=True, kw_only=True)
class Group:
    """An object of named fields. An absent one is kept as empty, or as None where it would need some."""

    fields: Mapping[str, Kind]
    needed: bool = False
    absent: ClassVar[str] = "required"

    def faults(self, value: Any, at: str) -> Iterator[Fault]:
        if not isinstance(value, Mapping):
            yield Fault(at, "not_an_object")
            return
        yield from (Fault(f"{at}/{name}", "unknown_field") for name in value if name not in self.fields)
        for name, kind in self.fields.items():
            if value.get(name) is not None:
                yield from kind.faults(value[name], f"{at}/{name}")
            elif kind.needed:
                yield Fault(f"{at}/{name}", kind.absent)

    def tidied(self, value: Any) -> Any:
        if value is None and any(kind.needed for kind in self.fields.values()):
            return None
        return {name: kind.tidied((value or {}).get(name)) for name, kind in self.fields.items()}


def merged(target: Any, patch: Any, rows: Collection[str] = (), at: str = "") -> Any:
    """JSON Merge Patch (RFC 7396): objects merge by key, null removes, anything else replaces what was.

    Where the target has a list whose rows have ids (`rows` are the pointers of such lists), an object by id patches
    its rows, each likewise; null removes one, an id that is not there adds one at the end.
    """
    if not isinstance(patch, Mapping):
        return patch
    if at in rows:
        return _rows_merged(target, patch)
    result = dict(target) if isinstance(target, Mapping) else {}
    for name, value in patch.items():
        if value is None:
            result.pop(name, None)
        else:
            result[name] = merged(result.get(name), value, rows, f"{at}/{name}")
    return result


def _rows_merged(target: Any, patch: Mapping[str, Any]) -> list[Any]:
    by_id = {row["id"]: row for row in target or ()}
    for id, part in patch.items():
        if part is None:
            by_id.pop(id, None)
        else:
            by_id[id] = merged(by_id.get(id), part) | {"id": id}
    return list(by_id.values())


def found(document: Mapping[str, Any], pointer: str) -> Any:
    """What the JSON pointer leads to through objects; None where it leads nowhere."""
    here: Any = document
    for step in pointer.split("/")[1:]:
        here = here.get(step) if isinstance(here, Mapping) else None
    return here
