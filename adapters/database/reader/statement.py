"""Writes one Selection as SQL and, in the same walk, as the expression that turns its rows into what is shown.

A row is flat: a list's own columns, then those of its to-one relations, joined; each list inside it is one more
column, a JSON array of such rows, cut to its page beside its own parent. JSON-ready values come out of the database
at every depth (times as text), so no depth can be shown differently from another.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    DateTime,
    FromClause,
    Integer,
    Select,
    Table,
    Text,
    and_,
    any_,
    bindparam,
    case,
    cast,
    func,
    literal_column,
    select,
    tuple_,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql.base import PGDialect

from adapters.database.reader import cursors
from adapters.database.reader.pages import folded, show_page, unfolded
from adapters.database.reader.rules import Rules
from domain.access import Actor, Standing
from domain.reading import CURSOR, Catalogue, Many, One, Order, Page, Part, Selection, Value
from domain.rules import EVERYBODY, Predicate, Related

DIALECT = PGDialect(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call]  # SQLAlchemy left it untyped
RFC_3339 = """'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'"""
Column = ColumnElement[Any]
Source = Callable[
    [Sequence[Page], Actor], Any
]  # where the value of a bind comes from, once a request is there
Show = Callable[[Sequence[Any], Sequence[Page], Actor, datetime], Any]
Written = tuple[str, Callable[[Sequence[Page], Actor], list[Any]], Show]


@dataclass
class Rows:
    """The query of one list while it is written. Its first two columns say where a row stands."""

    source: FromClause
    order: str  # which order its cursors are of
    row: str  # what a row is called in the shape
    columns: list[Column] = field(default_factory=list)

    def column(self, what: Column) -> str:
        self.columns.append(what)
        return f"{self.row}[{len(self.columns) - 1}]"


class Statement:
    def __init__(self, catalogue: Catalogue, tables: Mapping[str, Table], standing: Standing) -> None:
        self._catalogue, self._tables = catalogue, tables
        self._rules = Rules(catalogue, tables, standing)
        self._sources: dict[str, Source] = {}
        self._names: dict[str, Any] = {"show_page": show_page, "unfolded": unfolded, "cursor": cursors.write}
        self._pages = 0

    def write(self, root: Part) -> Written:
        """The SQL text, where its values come from, and what becomes of its rows."""
        if root.page is None:
            query, show = self._single(root.of)
        else:
            listed = self._catalogue.relation(None, root.relation)
            assert isinstance(listed, Many)
            query, page = self._list(root, listed)
            show = page("rows")
        compiled = query.compile(dialect=DIALECT)
        sources = [self._source(name) for name in compiled.positiontup or ()]
        # only words of the catalogue and keys that we make are in the text
        shown = eval(f"lambda rows, pages, actor, now: {show}", self._names)
        return str(compiled), lambda pages, actor: [source(pages, actor) for source in sources], shown

    def _source(self, name: str) -> Source:
        if name in self._sources:
            return self._sources[name]
        of_actor = self._rules.sources[name]
        return lambda pages, actor: of_actor(actor)

    def _single(self, wanted: Selection) -> tuple[Select[Any], str]:
        """The one with an id (given as the first page's filter), if it may be seen."""
        noun = self._catalogue.nouns[wanted.noun]
        self._pages = 1
        table = self._tables[noun.source].alias()
        rows = Rows(table, "", "r0")
        rows.column(table.c.id)
        item = self._item(wanted, table, rows)
        same = table.c.id == self._bind("id", lambda pages, actor: pages[0].filters[0][1][0], Text())
        query = (
            select(*rows.columns)
            .select_from(rows.source)
            .where(same, *self._rules(noun.visible, noun.name, table))
        )
        return query, f"next(({item} for r0 in rows), None)"

    def _list(
        self, part: Part, listed: Many, owner: FromClause | None = None, known: Predicate | None = None
    ) -> tuple[Select[Any], Callable[[str], str]]:
        """A page of rows, and the shape of that page, given the expression its rows are found by."""
        number, self._pages = self._pages, self._pages + 1
        noun, page = self._catalogue.nouns[listed.noun], part.page or Page()
        table, order = self._tables[noun.source].alias(), listed.order(page)
        rows = Rows(table, f"{noun.name}.{order.name}", f"r{number}")
        rows.column(table.c.id)
        rows.column(self._plain(table.c[order.column]))
        item = self._item(part.of, table, rows)
        sort = [table.c[order.column], table.c.id]
        query = (
            select(*rows.columns)
            .select_from(rows.source)
            .where(
                *self._rules(noun.visible, noun.name, table, known), *self._asked(page, number, listed, table)
            )
            .order_by(*(column.desc() if order.descending else column for column in sort))
            .limit(self._bind(f"limit_{number}", lambda pages, actor: pages[number].first + 1, Integer()))
        )
        if page.after is not None:
            query = query.where(self._beyond(number, order, rows.order, table))
        if owner is not None and listed.key:
            query = query.where(table.c[listed.key] == owner.c.id).correlate(owner)
        how = f"pages[{number}], {rows.order!r}, {listed.endless}"
        return (
            query,
            lambda at: f"show_page({at}, {how}, lambda {rows.row}: {item})",
        )

    def _asked(self, page: Page, number: int, listed: Many, table: FromClause) -> Iterator[Column]:
        for place, (name, _) in enumerate(page.filters):
            wanted = self._bind(f"filter_{number}_{place}", partial(_filter, number, place), ARRAY(Text()))
            asked = listed.filters[name]
            stored = table.c[asked.column]
            yield from self._may_compare(listed.noun, table, asked.column)
            if asked.within:
                yield stored.op("&&")(cast(wanted, stored.type))
            else:
                is_text = not isinstance(stored.type, Boolean | Integer)
                yield stored == any_(wanted if is_text else cast(wanted, ARRAY(stored.type)))

    def _beyond(self, number: int, order: Order, cursor: str, table: FromClause) -> Column:
        column = table.c[order.column]
        read = partial(_place, number, cursor, _python_type(column))
        kinds = DateTime(timezone=True) if _python_type(column) is datetime else column.type
        there = [
            self._bind(f"after_{number}_0", partial(read, 0), kinds),
            self._bind(f"after_{number}_1", partial(read, 1), Text()),
        ]
        here = tuple_(column, table.c.id)
        return here < tuple_(*there) if order.descending else here > tuple_(*there)

    def _item(self, wanted: Selection, table: FromClause, rows: Rows) -> str:
        """The shape of one object, as an expression over its row."""
        entries = [f"{name!r}: {self._value(wanted.noun, table, name, rows)}" for name in wanted.values]
        entries += [f"{part.key!r}: {self._part(wanted.noun, table, part, rows)}" for part in wanted.parts]
        return "{" + ", ".join(entries) + "}"

    def _value(self, noun: str, table: FromClause, name: str, rows: Rows) -> str:
        if name == CURSOR:
            return f"cursor({rows.order!r}, {rows.row})"
        value = self._catalogue.value(noun, name)
        spots = [rows.column(self._seen(value, noun, table, column)) for column in value.columns]
        if value.shape is None:
            return spots[0]
        self._names[shape := f"shape_{noun}_{name}"] = value.shape
        return f"{shape}({', '.join([*(('actor', 'now') if value.live else ()), *spots])})"

    def _part(self, noun: str, table: FromClause, part: Part, rows: Rows) -> str:
        relation = self._catalogue.relation(noun, part.relation)
        if isinstance(relation, One):
            return self._one(noun, table, part, rows, relation)
        query, page = self._list(part, relation, table, self._through(noun, relation))
        query = query.where(*self._rules(relation.visible, noun, table))
        row, is_folded = folded(query.subquery().c)
        array = func.coalesce(func.json_agg(row), literal_column("'[]'"))
        found = rows.column(select(array).scalar_subquery())
        return page(f"unfolded({found})" if is_folded else found)

    def _through(self, noun: str, listed: Many) -> Predicate | None:
        """What is known of everything in this list, because its owner was seen."""
        for name, back in self._catalogue.nouns[listed.noun].fields.items():
            if isinstance(back, One) and (back.noun, back.key) == (noun, listed.key):
                return Related(name, self._catalogue.nouns[noun].visible)
        return None

    def _one(self, noun: str, table: FromClause, part: Part, rows: Rows, one: One) -> str:
        """Joined on condition that it may be seen, so that the hidden and the missing are the same null."""
        other_noun = self._catalogue.nouns[one.noun]
        other = self._tables[other_noun.source].alias()
        seen = self._rules(other_noun.visible, one.noun, other)
        named = self._rules(one.visible, noun, table)
        rows.source = rows.source.outerjoin(other, and_(other.c.id == table.c[one.key], *seen, *named))
        there = rows.column(other.c.id)
        return f"None if {there} is None else {self._item(part.of, other, rows)}"

    def _seen(self, value: Value, noun: str, table: FromClause, column: str) -> Column:
        """Null where the field is hidden: what may not be shown does not leave the database."""
        plain = self._plain(table.c[column])
        hidden = self._rules(value.visible, noun, table)
        return case((and_(*hidden), plain)) if hidden else plain

    def _may_compare(self, noun: str, table: FromClause, column: str) -> tuple[Column, ...]:
        """Whatever is hidden matches nothing, or a filter would tell it. A condition of its own, and no CASE around the
        column, so that an index can serve both."""
        found = self._catalogue.nouns[noun].fields.get(column)
        return self._rules(found.visible if isinstance(found, Value) else EVERYBODY, noun, table)

    def _plain(self, column: Column) -> Column:
        if _python_type(column) is datetime:
            return func.to_char(column.op("AT TIME ZONE")(literal_column("'UTC'")), literal_column(RFC_3339))
        return column

    def _bind(self, name: str, source: Source, kind: Any) -> Column:
        self._sources[name] = source
        return bindparam(name, type_=kind)


def _python_type(column: Column) -> type:
    if isinstance(column.type, DateTime):
        return datetime
    return int if isinstance(column.type, BigInteger | Integer) else str


def _filter(number: int, place: int, pages: Sequence[Page], _: Actor) -> Any:
    return list(pages[number].filters[place][1])


def _place(number: int, order: str, kind: type, index: int, pages: Sequence[Page], _: Actor) -> Any:
    return cursors.read(pages[number].after or "", order, kind)[index]
