"""Rows of a document that have ids: how they get one, how a patch names them, and where faults in them were sent."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import count
from typing import Any

from domain.errors import Fault, Invalid
from domain.model.documents import found

Row = dict[str, Any]
_OURS = re.compile(r"(.+)-(\d{1,9})")
_ID = re.compile(r"[A-Za-z0-9._-]{1,40}")


def named(rows: Sequence[Row], stem: str, *, before: Sequence[Row] = (), after: int = 0) -> list[Row]:
    """The rows, each with an id. One without keeps that of a row that was the same `before`, if nobody else has it;
    any other is called by the stem and the next number `after`, so that no id ever means two things."""
    taken = {row["id"] for row in rows}
    same = defaultdict(list)
    for row in before:
        if row["id"] not in taken:
            same[_content(row)].append(row["id"])
    fresh = (name for number in count(after + 1) if (name := f"{stem}-{number}") not in taken)
    return [row if row["id"] else row | {"id": _kept(same, row) or next(fresh)} for row in rows]


def numbered(
    document: Mapping[str, Any], rows: Mapping[str, str], before: Mapping[str, int]
) -> dict[str, int]:
    """How far the rows of each stem have ever been numbered; `rows` are the stems by the pointers of their lists."""
    highest = dict(before)
    for pointer, stem in rows.items():
        ours = (_OURS.fullmatch(row["id"]) for row in found(document, pointer))
        numbers = [int(match[2]) for match in ours if match and match[1] == stem]
        highest[stem] = max([*numbers, highest.get(stem, 0)])
    return highest


def refuse_unfit(patch: Mapping[str, Any], rows: Mapping[str, str]) -> None:
    """What cannot be merged by id: raises Invalid that names every row that is no object, whose id is none, or that is
    to have another id than it is addressed by."""
    if faults := [fault for pointer in rows for fault in _unfit(found(patch, pointer), pointer)]:
        raise Invalid("invalid_input", faults=faults)


@contextmanager
def addressed(patch: Mapping[str, Any], merged: Mapping[str, Any], rows: Mapping[str, str]) -> Iterator[None]:
    """Faults in rows that were addressed by id are told at their ids, since their places were never sent."""
    try:
        yield
    except Invalid as refusal:
        by_id = [pointer for pointer in rows if isinstance(found(patch, pointer), Mapping)]
        refusal.faults = tuple(_addressed(fault, merged, by_id) for fault in refusal.faults)
        raise


def _addressed(fault: Fault, merged: Mapping[str, Any], by_id: Sequence[str]) -> Fault:
    for pointer in by_id:
        place, slash, rest = fault.pointer.removeprefix(f"{pointer}/").partition("/")
        if fault.pointer.startswith(f"{pointer}/") and place.isdigit():
            return replace(
                fault, pointer=f"{pointer}/{found(merged, pointer)[int(place)]['id']}{slash}{rest}"
            )
    return fault


def _unfit(patch: Any, pointer: str) -> Iterator[Fault]:
    if not isinstance(patch, Mapping):
        return
    for id, part in patch.items():
        at = f"{pointer}/{id.replace('~', '~0').replace('/', '~1')}"
        if not _ID.fullmatch(id):
            yield Fault(at, "not_valid", {"form": _ID.pattern})
        elif part is not None and not isinstance(part, Mapping):
            yield Fault(at, "not_an_object")
        elif part is not None and part.get("id", id) != id:
            yield Fault(f"{at}/id", "fixed_once_made")


def _kept(same: Mapping[str, list[str]], row: Row) -> str | None:
    ids = same.get(_content(row))
    return ids.pop(0) if ids else None


def _content(row: Row) -> str:
    """All of a row but its id, in whatever order a store gave it back."""
    return json.dumps({name: value for name, value in row.items() if name != "id"}, sort_keys=True)
