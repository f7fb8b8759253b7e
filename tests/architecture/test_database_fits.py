"""What the domain says can be shown is really stored, under the names that it says."""

from collections.abc import Iterator

import pytest
from sqlalchemy import PrimaryKeyConstraint, Table, UniqueConstraint

from adapters.database.tables import tables
from domain.catalogue import CATALOGUE
from domain.reading import Many, Noun, One, Value

LISTS = [
    *(
        (f"{noun.name}.{name}", what)
        for noun in CATALOGUE.nouns.values()
        for name, what in noun.fields.items()
        if isinstance(what, Many)
    ),
    *CATALOGUE.lists.items(),
]
VIEWS = {
    "todo": "over many tables, each of which is entered by an index: test_todo_is_quick.py says so",
}
JOINED_BY_INDEX = {
    "own_external_campaigns": {"external_id"},  # the table of references begins an index with it
}


def test_every_field_has_its_columns() -> None:
    missing = [
        f"{noun.name}.{name}: {column}"
        for noun in CATALOGUE.nouns.values()
        for name, what in noun.fields.items()
        for column in columns(what)
        if column not in source_of(noun).c
    ]

    assert missing == []


def test_every_relation_leads_to_a_noun() -> None:
    strange = [
        f"{noun.name}.{name}"
        for noun in CATALOGUE.nouns.values()
        for name, what in noun.fields.items()
        if isinstance(what, One | Many) and what.noun not in CATALOGUE.nouns
    ]

    assert strange == []


@pytest.mark.parametrize(("name", "listed"), LISTS, ids=[name for name, _ in LISTS])
def test_every_list_is_sorted_and_filtered_by_what_is_stored(name: str, listed: Many) -> None:
    stored = table_of(CATALOGUE.nouns[listed.noun]).c  # not what a view adds: it would be slow
    filtered = {each.column for each in listed.filters.values()} - JOINED_BY_INDEX.get(name, set())
    sorted_by = {order.column for order in listed.orders}

    assert (filtered | sorted_by | {listed.key} - {None}) <= set(stored.keys())
    assert not any(stored[column].nullable for column in sorted_by), "a cursor cannot stand on a null"


@pytest.mark.parametrize(("name", "listed"), LISTS, ids=[name for name, _ in LISTS])
def test_every_list_of_another_thing_is_found_by_an_index(name: str, listed: Many) -> None:
    table = table_of(CATALOGUE.nouns[listed.noun])
    if listed.key is None or table.name in VIEWS:
        return

    leading = {next(iter(index.columns)).name for index in table.indexes}
    leading |= {column.name for column in table.columns if column.unique}
    leading |= {
        next(iter(each.columns)).name
        for each in table.constraints
        if isinstance(each, PrimaryKeyConstraint | UniqueConstraint)
    }

    assert listed.key in leading


def table_of(noun: Noun) -> Table:
    return tables()[noun.table]


def source_of(noun: Noun) -> Table:
    """Where it is read: its table, or a view that has more."""
    return tables()[noun.source]


def columns(what: Value | One | Many) -> Iterator[str]:
    if isinstance(what, Value):
        yield from what.columns
    elif isinstance(what, One):
        yield what.key
