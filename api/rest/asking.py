"""REST's way of asking: `fields=` and `expand=` name what is wanted; list arguments are `limit`, `after`, `sort` and
the list's own filters. Every name is looked up; what is not understood is refused with its name."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from flask import request

from api.caller import actor
from domain.catalogue import CATALOGUE
from domain.errors import Invalid
from domain.reading import USUAL_PAGE, Many, Page, Selection, Wish, checked

SHAPING = ("fields", "expand", "lang")
OWN = ("id", "version")  # always shown: an ETag is made of them


@dataclass(frozen=True)
class Wanted:
    selection: Selection
    page: Page


def wanted_one(noun: str) -> Selection:
    """What the query wants of one thing. A visitor gets no `allowed_actions` unasked, so that caches can keep it."""
    also = ("allowed_actions",) if actor().is_known else ()
    return _parsed(noun, None, _query(), also).selection


def wanted_many(noun: str, listed: Many) -> Wanted:
    """What the query wants of a list: which fields of which page."""
    return _parsed(noun, listed, _query(), ())


def everything(noun: str) -> Selection:
    """What the answer to a write shows."""
    also = ("allowed_actions",) if "allowed_actions" in CATALOGUE.nouns[noun].fields else ()
    return CATALOGUE.all_of(noun, also=also)


def _query() -> tuple[tuple[str, str], ...]:
    repeated = [name for name, values in request.args.lists() if len(values) > 1]
    if repeated:
        raise Invalid("parameter_repeated", name=repeated[0])
    return tuple(sorted(request.args.items()))


def _parsed(
    noun: str, listed: Many | None, query: tuple[tuple[str, str], ...], also: tuple[str, ...]
) -> Wanted:
    shaping = tuple((name, value) for name, value in query if name in SHAPING)
    arguments = {name: value for name, value in query if name not in SHAPING}
    if listed is None and arguments:
        raise Invalid("unknown_parameter", name=next(iter(arguments)), known=sorted(SHAPING))
    page = Page() if listed is None else checked(_page(arguments), listed)
    return Wanted(_selection(noun, shaping, also), page)


def _page(arguments: Mapping[str, str]) -> Page:
    limit = arguments.get("limit", str(USUAL_PAGE))
    if not (limit.isascii() and limit.isdigit() and len(limit) <= 6):
        raise Invalid("page_size_out_of_range", least=1, most=100)
    filters = tuple(
        (name, tuple(value.split(",")))
        for name, value in arguments.items()
        if name not in ("limit", "after", "sort")
    )
    return Page(int(limit), arguments.get("after"), arguments.get("sort"), filters)


@lru_cache(1024)
def _selection(noun: str, shaping: tuple[tuple[str, str], ...], also: tuple[str, ...]) -> Selection:
    asked = dict(shaping)
    wish = Wish(CATALOGUE, noun)
    usual = CATALOGUE.nouns[noun].names()
    extra = [name for name in also if name in CATALOGUE.nouns[noun].fields]
    for name in _names(asked.get("fields", "")) or (*usual, *extra):
        CATALOGUE.value(noun, name)  # a wish also takes the reader's own names: they are none of the caller's
        wish.add(name)
    for name in OWN:
        if name in CATALOGUE.nouns[noun].fields:
            wish.add(name)
    for relation in _names(asked.get("expand", "")):
        if "." in relation:
            raise Invalid("expand_too_deep", name=relation, most=1)
        part = wish.part(relation, relation)
        for name in CATALOGUE.nouns[part.noun].names():
            part.add(name)
    return wish.selection()


def _names(text: str) -> list[str]:
    return [name for name in text.split(",") if name]
