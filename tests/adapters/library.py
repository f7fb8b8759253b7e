"""A small world for the reader: books on shelves, with notes. Every column takes every value, null included."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

import psycopg
from psycopg.types.json import Jsonb
from sqlalchemy import Column, DateTime, Integer, MetaData, Table, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.dialects.postgresql.base import PGDialect
from sqlalchemy.schema import CreateTable

from adapters.database.connect import reading_pool
from adapters.database.reader.reader import SqlReader
from adapters.database.reads import Reads
from adapters.ids import new_id
from domain.access import NOBODY, SYSTEM, Actor, Role
from domain.ids import AccountId, GuestId, OrganizationId
from domain.reading import NEWEST, OLDEST, Catalogue, Filter, Many, Noun, One, Order, Value
from domain.rules import EVERYBODY, Predicate

ME, YOU, GUEST = AccountId("account_me"), AccountId("account_you"), GuestId("guest_me")
OURS, THEIRS = OrganizationId("organization_ours"), OrganizationId("organization_theirs")
STATES, PEOPLE, HOUSES = ("draft", "open", None), (ME, YOU, GUEST, None), (OURS, THEIRS, None)
ACTORS = (
    NOBODY,
    Actor(account_id=ME),
    Actor(guest_id=GUEST, scopes=frozenset()),
    Actor(account_id=ME, memberships={OURS: Role.OWNER}),
    Actor(account_id=YOU, memberships={OURS: Role.VIEWER, THEIRS: Role.MANAGER}),
    Actor(account_id=YOU, admin=True),
    SYSTEM,
)
DAWN = datetime(2026, 1, 1, tzinfo=UTC)
FIELDS = ("id", "state", "account_id", "organization_id")
PAGES = Order("pages", "pages", descending=False)

metadata = MetaData()


def _table(name: str, *more: Column[Any]) -> Table:
    return Table(
        name,
        metadata,
        Column("id", Text(collation="C"), primary_key=True),
        Column("state", Text),
        Column("account_id", Text),
        Column("organization_id", Text),
        Column("judge_ids", JSONB),
        Column("created_at", DateTime(timezone=True), nullable=False),
        Column("pages", Integer, nullable=False),
        Column("secret", Text),
        Column("title", JSONB, nullable=False),
        *more,
    )


TABLES = {
    "shelves": _table("shelves"),
    "books": _table("books", Column("shelf_id", Text)),
    "notes": _table("notes", Column("book_id", Text)),
}


def catalogue(
    *,
    visible: Predicate = EVERYBODY,
    secret: Predicate = EVERYBODY,
    shelf: Predicate = EVERYBODY,
    notes: Predicate = EVERYBODY,
) -> Catalogue:
    """Books, their secrets, the shelves they stand on and the notes in them, each seen under a rule of its own."""
    plain = {name: Value((name,)) for name in (*FIELDS, "created_at", "pages", "title")}
    orders = (NEWEST, OLDEST, PAGES)
    filters = {name: Filter(name) for name in ("state", "secret")}
    nouns = (
        Noun("shelf", "shelves", {**plain, "books": Many("book", "shelf_id", orders)}, visible=shelf),
        Noun(
            "book",
            "books",
            {
                **plain,
                "secret": Value(("secret",), secret),
                "shelf": One("shelf", key="shelf_id"),
                "notes": Many("note", "book_id", orders, visible=notes),
            },
            visible=visible,
        ),
        Noun("note", "notes", {**plain, "book": One("book", key="book_id")}),
    )
    lists = {"books": Many("book", orders=orders, filters=filters)}
    return Catalogue(nouns={noun.name: noun for noun in nouns}, lists=lists)


@dataclass(frozen=True)
class Library:
    """The rows as the database has them, and as rules ask them."""

    connection: psycopg.Connection[Any]
    pool: Any
    books: tuple[Mapping[str, Any], ...]

    def reader(self, **rules: Predicate) -> SqlReader:
        return SqlReader(catalogue(**rules), TABLES, Reads(self.pool))

    def add(self, table: str, **more: Any) -> Mapping[str, Any]:
        row = a_row(table, **more)
        _insert(self.connection, table, [row])
        return row

    def remove(self, table: str, id: str) -> None:
        self.connection.execute(f"DELETE FROM {table} WHERE id = %s", [id])  # type: ignore[arg-type]  # a table of ours


def a_row(table: str, **more: Any) -> dict[str, Any]:
    noun = {"shelves": "shelf", "books": "book", "notes": "note"}[table]
    usual = {
        "id": new_id(noun),
        "state": "open",
        "account_id": None,
        "organization_id": None,
        "created_at": DAWN,
        "pages": 1,
        "secret": None,
        "title": {"th": "หนังสือ"},
    }
    judges = {ME: [ME, YOU], YOU: [ME], None: None}  # a list, a shorter one, and none
    row = {**usual, **more}
    return {**row, "judge_ids": judges.get(row["account_id"], [])}


def build(url: str) -> Iterator[Library]:
    """Every combination of values as a shelf and as a book; books stand on shelves or on none, with 0 to 2 notes."""
    with psycopg.connect(url, autocommit=True) as connection:
        for table in TABLES.values():
            connection.execute(str(CreateTable(table).compile(dialect=PGDialect())).encode())  # type: ignore[no-untyped-call]  # SQLAlchemy left it untyped
        combinations = [
            dict(zip(FIELDS[1:], values, strict=True)) for values in product(STATES, PEOPLE, HOUSES)
        ]
        shelves = [a_row("shelves", **values) for values in combinations]
        books, notes = [], []
        for place, values in enumerate(combinations):
            shelf = shelves[place * 10 % 27] if place % 5 else None
            book = a_row("books", **values, shelf_id=shelf and shelf["id"], secret=f"secret {place % 3}")
            mine = [
                a_row("notes", **combinations[(place * 7 + n) % 27], book_id=book["id"])
                for n in range(place % 3)
            ]
            notes += mine
            books.append((book, {**book, "shelf": shelf, "notes": mine}))
        _insert(connection, "shelves", shelves)
        _insert(connection, "books", [stored for stored, _ in books])
        _insert(connection, "notes", notes)
        pool = reading_pool(lambda: url, size=2)
        yield Library(connection, pool, tuple(facts for _, facts in books))
        pool.close()


def later(minutes: int) -> datetime:
    return DAWN + timedelta(minutes=minutes)


def _insert(connection: psycopg.Connection[Any], table: str, rows: list[dict[str, Any]]) -> None:
    names = list(rows[0])
    text = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join(['%s'] * len(names))})"
    values = [
        [Jsonb(value) if isinstance(value, dict | list) else value for value in row.values()] for row in rows
    ]
    with connection.cursor() as cursor:
        cursor.executemany(text, values)  # type: ignore[arg-type]  # names of ours
