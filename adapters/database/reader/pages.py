"""Rows on their way from the database to what is shown: cut to a page, and folded where they are very wide."""

from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from typing import Any

from sqlalchemy import ColumnElement, func

from adapters.database.reader import cursors
from domain.reading import Page

MOST_ARGUMENTS = 100  # that PostgreSQL gives to a function


def show_page(
    found: Sequence[Any], page: Page, order: str, endless: bool, show: Callable[[Any], Any]
) -> dict[str, Any]:
    """One row more than the page was read, to know whether there is more."""
    more = len(found) > page.first
    kept = found[: page.first] if more else found
    cursor = page.after if endless else None
    if kept and (more or endless):
        cursor = cursors.write(order, kept[-1])
    return {"data": [show(row) for row in kept], "page": {"next_cursor": cursor, "has_more": more}}


def folded(columns: Iterable[ColumnElement[Any]]) -> tuple[ColumnElement[Any], bool]:
    """A row of a list in a list, as one JSON array; or, where that would take too many arguments, as an array of
    arrays, which is to be `unfolded`."""
    wide = list(columns)
    if len(wide) <= MOST_ARGUMENTS:
        return func.json_build_array(*wide), False
    pieces = (wide[start : start + MOST_ARGUMENTS] for start in range(0, len(wide), MOST_ARGUMENTS))
    return func.json_build_array(*(func.json_build_array(*piece) for piece in pieces)), True


def unfolded(rows: Sequence[Any]) -> list[list[Any]]:
    """Each row flat again."""
    return [list(chain.from_iterable(row)) for row in rows]
