"""What is like something, with each thing itself beside it, as far as the caller may see it."""

from collections.abc import Mapping, Sequence
from typing import Any

from api.caller import run
from domain.catalogue import CATALOGUE
from domain.core import Command
from domain.reading import Page, Selection
from domain.usecases.showing import Browse


def alike(
    command: Command[Sequence[Mapping[str, Any]]], noun: str, selection: Selection | None
) -> list[dict[str, Any]]:
    """Rows of the command, each with the thing under the noun's name, or null; in two reads, however many rows."""
    found = run(command)
    ids = tuple(row[f"{noun}_id"] for row in found)
    shown = _by_id(noun, selection, ids) if selection and ids else {}
    return [dict(row) | {noun: shown.get(row[f"{noun}_id"])} for row in found]


def _by_id(noun: str, selection: Selection, ids: tuple[str, ...]) -> dict[str, Any]:
    wanted = Selection(noun, tuple(sorted({*selection.values, "id"})), selection.parts)
    page = Page(first=len(ids), filters=(("id", ids),))
    relation = f"{CATALOGUE.nouns[noun].table}_by_id"
    return {row["id"]: row for row in run(Browse(relation=relation, selection=wanted, page=page))["data"]}
