"""Versions of a project: what its document was at every change, and what differs between two of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.ids import AccountId, ProjectId, VersionId
from domain.model.project_shape import ROWS

NOTHING: Mapping[str, Any] = {}
"""The document of version 0: before anything was written."""


@dataclass(frozen=True, kw_only=True)
class Version:
    """`number` is the project's version with which the document came; `account_id` is who changed it, if a person."""

    id: VersionId
    project_id: ProjectId
    number: int
    document: dict[str, Any]
    account_id: AccountId | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Change:
    """What stood at a JSON pointer, and what stands there now; None for what was, or is, not there."""

    pointer: str
    before: Any
    after: Any

    def as_dict(self) -> dict[str, Any]:
        return {"pointer": self.pointer, "before": self.before, "after": self.after}


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """What leads from one document to the other, by the names of its fields. Rows that have ids are matched by them,
    and their step in a pointer is the id; another order of the same rows is one change, of the ids."""
    return list(_changes(before, after, ""))


def _changes(before: Any, after: Any, at: str) -> Iterator[Change]:
    if before == after:
        return
    if at in ROWS and _are_rows(before) and _are_rows(after):
        yield from _of_rows(before or (), after or (), at)
    elif isinstance(before, Mapping) and isinstance(after, Mapping):
        for name in sorted(before.keys() | after.keys()):
            yield from _changes(before.get(name), after.get(name), f"{at}/{name}")
    else:
        yield Change(at, before, after)


def _of_rows(
    before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]], at: str
) -> Iterator[Change]:
    was, is_now = {row["id"]: row for row in before}, {row["id"]: row for row in after}
    stayed, order = [id for id in was if id in is_now], [id for id in is_now if id in was]
    if stayed != order:
        yield Change(at, stayed, order)
    for id in [*was, *(id for id in is_now if id not in was)]:
        yield from _changes(was.get(id), is_now.get(id), f"{at}/{id}")


def _are_rows(value: Any) -> bool:
    """Whether all have ids; snapshots from before there were any may have none."""
    return value is None or (isinstance(value, Sequence) and all("id" in row for row in value))
