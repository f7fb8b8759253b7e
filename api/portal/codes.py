"""All codes that a refusal can have, by kind: those of the catalogue, and those that the lifecycles make."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from api.problems import STATUS
from domain import model
from domain.errors import Explanation, explanations
from domain.lifecycle import Lifecycle
from domain.lifecycle_words import explained


@dataclass(frozen=True)
class Group:
    """Codes of one kind, which is one status."""

    kind: str
    status: int
    codes: tuple[Explanation, ...]


@cache
def all_codes() -> tuple[str, ...]:
    """Every code that has a page, in order of the alphabet."""
    return tuple(sorted({*explanations(), *_of_lifecycles()}))


@cache
def groups() -> tuple[Group, ...]:
    """By status; kinds that nothing has are left out."""
    means = [explained(code) for code in all_codes()]
    found = [
        Group(kind, status, tuple(one for one in means if one.kind == kind))
        for kind, status in STATUS.items()
    ]
    return tuple(group for group in found if group.codes)


def _of_lifecycles() -> Iterator[str]:
    """Lifecycles are found where they are, beside their nouns: none can be forgotten here."""
    for module in iter_modules(model.__path__, f"{model.__name__}."):
        for value in vars(import_module(module.name)).values():
            if isinstance(value, Lifecycle):
                yield from (f"{value.noun}_is_{state}" for state in value.moves)
