"""The words of reading: nouns say what can be shown and to whom; a Selection says what is wanted.

Everything here is data. REST and GraphQL both end in a Selection, so neither can show what the other hides.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from domain.errors import Invalid
from domain.rules import EVERYBODY, Predicate
from domain.text import washed

CURSOR = "__cursor"  # where an item stands in its list; asked for like a field, of every noun
LONGEST_PAGE = 100
USUAL_PAGE = 20


@dataclass(frozen=True)
class Value:
    """A field made of stored columns; `shape` turns several into what is shown, and meets nulls where it is hidden.

    A `live` shape also takes who asks and the time. What is `on_request` is shown only where it is named.
    """

    columns: tuple[str, ...]
    visible: Predicate = EVERYBODY
    shape: Callable[..., Any] | None = None
    live: bool = False
    on_request: bool = False


@dataclass(frozen=True)
class One:
    """A relation to at most one other; `key` is our column with its id. What may not be seen is null."""

    noun: str
    key: str
    visible: Predicate = EVERYBODY


@dataclass(frozen=True)
class Order:
    """A way to sort a list. The column is never null and never hidden: a cursor shows it; ties are broken by id."""

    name: str
    column: str
    descending: bool = True


NEWEST = Order("newest", "created_at")
OLDEST = Order("oldest", "created_at", descending=False)


@dataclass(frozen=True)
class Filter:
    """Keeps rows whose column is one of the values asked for; `known` are all the words there are, if they end.

    `within`: the column is an array (of a type that `known` words can be read as), and has one of them in it.
    """

    column: str
    known: frozenset[str] | None = None
    within: bool = False


@dataclass(frozen=True)
class Many:
    """A list of others; `key` is their column with our id, and absent where a list belongs to nobody.

    `visible` is asked of the owner: to others its list looks empty, however public what is in it.
    """

    noun: str
    key: str | None = None
    orders: tuple[Order, ...] = (NEWEST, OLDEST)
    filters: Mapping[str, Filter] = field(default_factory=dict)
    visible: Predicate = EVERYBODY
    endless: bool = False  # a feed: its last page has a cursor too, to come back with

    def order(self, page: "Page") -> Order:
        for order in self.orders:
            if page.order in (None, order.name):
                return order
        raise Invalid("unknown_sort", name=page.order, known=[order.name for order in self.orders])


@dataclass(frozen=True)
class Noun:
    """What can be shown of one kind of thing. `table` is where an adapter finds it, and `source` where it reads it:
    a view, where more is shown than stands in the table."""

    name: str
    table: str
    fields: Mapping[str, Value | One | Many]
    visible: Predicate = EVERYBODY
    view: str = ""

    @property
    def source(self) -> str:
        return self.view or self.table

    def names(self, *, also: tuple[str, ...] = ()) -> tuple[str, ...]:
        """What is shown when nobody says what: all values but those on request, and no relation."""
        return tuple(
            name
            for name, what in self.fields.items()
            if isinstance(what, Value) and (not what.on_request or name in also)
        )


@dataclass(frozen=True)
class Page:
    """The arguments of a list. Values stay out of a statement; which of them are present shapes it."""

    first: int = USUAL_PAGE
    after: str | None = None
    order: str | None = None
    filters: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def outline(self) -> tuple[Any, ...]:
        return self.after is not None, self.order, tuple(name for name, _ in self.filters)


@dataclass(frozen=True)
class Part:
    """A relation as wanted; `key` is its place in the answer, so that one relation can be wanted twice."""

    key: str
    relation: str
    of: "Selection"
    page: Page | None = None


@dataclass(frozen=True)
class Selection:
    """A noun, the fields wanted of it, and the relations wanted of it."""

    noun: str
    values: tuple[str, ...]
    parts: tuple[Part, ...] = ()

    @cached_property
    def outline(self) -> tuple[Any, ...]:
        """All of it but the values of arguments: what is compiled once."""
        return self.noun, self.values, tuple(_outline(part) for part in self.parts)

    @cached_property
    def pages(self) -> tuple[Page, ...]:
        """The arguments of every list, in the order in which a compiled statement takes them."""
        return tuple(page for part in self.parts for page in pages(part))


def _outline(part: Part) -> tuple[Any, ...]:
    return part.key, part.relation, part.page and part.page.outline, part.of.outline


def pages(part: Part) -> Iterator[Page]:
    """The arguments of this list and of all below it."""
    if part.page:
        yield part.page
    yield from part.of.pages


@dataclass(frozen=True)
class Catalogue:
    """Every noun, and the lists that belong to nobody."""

    nouns: Mapping[str, Noun]
    lists: Mapping[str, Many]

    def relation(self, noun: str | None, name: str) -> One | Many:
        found = self.lists.get(name) if noun is None else self.nouns[noun].fields.get(name)
        if isinstance(found, One | Many):
            return found
        raise Invalid("unknown_relation", name=name)

    def value(self, noun: str, name: str) -> Value:
        found = self.nouns[noun].fields.get(name)
        if isinstance(found, Value):
            return found
        raise Invalid("unknown_field", name=name)

    def all_of(self, noun: str, *, also: tuple[str, ...] = ()) -> Selection:
        return Selection(noun, self.nouns[noun].names(also=also))


@dataclass
class Wish:
    """A Selection while it is being gathered; asking twice for the same is asking once."""

    catalogue: Catalogue
    noun: str
    values: set[str] = field(default_factory=set)
    parts: dict[str, tuple[str, "Wish", Page | None]] = field(default_factory=dict)

    def add(self, name: str) -> None:
        if name != CURSOR:
            self.catalogue.value(self.noun, name)
        self.values.add(name)

    def part(self, key: str, relation: str, page: Page | None = None) -> "Wish":
        found = self.catalogue.relation(self.noun, relation)
        if key not in self.parts:
            page = checked(page or Page(), found) if isinstance(found, Many) else None
            self.parts[key] = relation, Wish(self.catalogue, found.noun), page
        return self.parts[key][1]

    def selection(self) -> Selection:
        parts = (
            Part(key, name, wish.selection(), page) for key, (name, wish, page) in sorted(self.parts.items())
        )
        return Selection(self.noun, tuple(sorted(self.values)), tuple(parts))


def checked(page: Page, listed: Many) -> Page:
    """The page with its filters in order; refuses sizes, sorts, filters and words that the list does not have."""
    if not 1 <= page.first <= LONGEST_PAGE:
        raise Invalid("page_size_out_of_range", least=1, most=LONGEST_PAGE)
    listed.order(page)
    for name, values in page.filters:
        if name not in listed.filters:
            raise Invalid("unknown_filter", name=name, known=sorted(listed.filters))
        known = listed.filters[name].known
        if known is not None and (strange := set(values) - known):
            raise Invalid("unknown_filter_value", name=name, values=sorted(strange), known=sorted(known))
    return replace(page, filters=washed(tuple(sorted(page.filters))))
