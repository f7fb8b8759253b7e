"""Objects as callers see them: without our own secrets, with what they asked to have expanded, in lists of pages."""

from collections.abc import Callable, Iterable
from typing import Any

import orjson

from adapters.sandbox.book import Book, Doc
from adapters.sandbox.forms import Params
from adapters.sandbox.refusals import Refused, missing

EXPANDABLE = {
    "balance_transaction",
    "charge",
    "customer",
    "failure_balance_transaction",
    "latest_charge",
    "payment_intent",
    "payment_method",
    "source",
}
DEEPEST = 4
USUAL, MOST = 10, 100  # objects on a page
COMPARED = {"gt": ">", "gte": ">=", "lt": "<", "lte": "<="}
Handler = Callable[[Book, Params, str], Doc]


def shown(book: Book, doc: Doc) -> Doc:
    seen = {name: value for name, value in doc.items() if not name.startswith("_")}
    if doc["object"] == "balance_transaction":
        seen["status"] = "available" if doc["available_on"] <= book.now else "pending"
    return seen


def expanded(book: Book, doc: Doc, paths: Iterable[str]) -> Doc:
    """The shown object with others in the place of their ids. Raises Refused."""
    for path in paths:
        names = path.split(".")
        if doc["object"] == "list":
            if names.pop(0) != "data":
                raise _unexpandable(path)
            doc["data"] = [_expand(book, each, names, path) for each in doc["data"]]
        else:
            doc = _expand(book, doc, names, path)
    return doc


def _expand(book: Book, doc: Doc, names: list[str], path: str) -> Doc:
    if not names:
        return doc
    name, *rest = names
    if name not in EXPANDABLE or name not in doc or len(names) > DEEPEST:
        raise _unexpandable(path)
    value = doc[name]
    if isinstance(value, str) and (found := book.find(value)):
        value = shown(book, found)
    return {**doc, name: _expand(book, value, rest, path) if isinstance(value, dict) else value}


def _unexpandable(path: str) -> Refused:
    return Refused(f"This property cannot be expanded ({path}).", param="expand")


def listing(kind: str, *filters: str) -> Handler:
    """Newest first; `filters` are fields that a parameter of the same name compares with."""

    def answer(book: Book, params: Params, _: str) -> Doc:
        conditions, values = ["object = ?"], [kind]
        for name in filters:
            if (value := params.text(name)) is not None:
                conditions.append(f"json_extract(body, '$.{name}') = ?")
                values.append(value)
        return page(book, params, conditions, values, kind)

    return answer


def page(book: Book, params: Params, conditions: list[str], values: list[Any], kind: str) -> Doc:
    """One page of what the conditions leave, further narrowed by `created` and the cursors."""
    conditions, values = [*conditions], [*values]
    for sign, moment in _created(params):
        conditions.append(f"created {sign} ?")
        values.append(moment)
    backwards = _cursor(book, params, conditions, values, kind)
    limit = params.whole("limit") or USUAL
    if not 1 <= limit <= MOST:
        raise Refused(f"This value must be between 1 and {MOST}.", param="limit")
    rows = book.connection.execute(
        f"SELECT body FROM objects WHERE {' AND '.join(conditions)}"
        f" ORDER BY number {'ASC' if backwards else 'DESC'} LIMIT ?",
        (*values, limit + 1),
    ).fetchall()
    found = [shown(book, orjson.loads(row["body"])) for row in rows[:limit]]
    found = found[::-1] if backwards else found
    return {"object": "list", "data": found, "has_more": len(rows) > limit, "url": f"/v1/{kind}s"}


def _created(params: Params) -> Iterable[tuple[str, int]]:
    if "created" not in params:
        return
    if isinstance(params.sent()["created"], str):
        yield "=", params.whole("created") or 0
        return
    between = params.inner("created")
    between.only(COMPARED)
    for name, sign in COMPARED.items():
        if (moment := between.whole(name)) is not None:
            yield sign, moment


def _cursor(book: Book, params: Params, conditions: list[str], values: list[Any], kind: str) -> bool:
    """Whether the page ends before something."""
    for name, sign in (("starting_after", "<"), ("ending_before", ">")):
        if (id := params.text(name)) is not None:
            row = book.connection.execute("SELECT number FROM objects WHERE id = ?", (id,)).fetchone()
            if row is None:
                raise missing(kind, id, param=name, status=400)
            conditions.append(f"number {sign} ?")
            values.append(row["number"])
            return name == "ending_before"
    return False
