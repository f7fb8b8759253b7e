"""What people can do for a project: one controlled vocabulary, so that who has a skill and who lacks it can meet."""

import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from domain.errors import Fault


@cache
def skills() -> Mapping[str, Mapping[str, Any]]:
    """Id to {"id", "label", "group", "group_label"}, in the order of the ids; labels are {"th", "en"}."""
    table = tomllib.loads((Path(__file__).parent.parent / "skills.toml").read_text(encoding="utf-8"))
    groups = {row["id"]: _label(row) for row in table["group"]}
    return {
        row["id"]: {
            "id": row["id"],
            "label": _label(row),
            "group": row["group"],
            "group_label": groups[row["group"]],
        }
        for row in table["skill"]
    }


def skill_of(said: str) -> str | None:
    """The id of the skill that somebody wrote by its id or its label, in either language; None for no such skill."""
    return _by_words().get(_word(said))


@cache
def _by_words() -> Mapping[str, str]:
    words = {_word(label): id for id, row in skills().items() for label in row["label"].values()}
    return words | {_word(id): id for id in skills()}


def _word(said: str) -> str:
    return "".join(
        letter for letter in said.casefold() if letter.isalnum() or unicodedata.category(letter)[0] == "M"
    )


def skill_faults(ids: Iterable[str], *, pointer: str) -> Iterator[Fault]:
    """Each is one of ours, and named once; `pointer` is that of the list, whose items have a `skill_id`."""
    seen: set[str] = set()
    for place, id in enumerate(ids):
        if id not in skills():
            yield Fault(f"{pointer}/{place}/skill_id", "skill_unknown", {"value": id})
        elif id in seen:
            yield Fault(f"{pointer}/{place}/skill_id", "named_twice", {"value": id})
        seen.add(id)


def _label(row: Mapping[str, str]) -> Mapping[str, str]:
    return {"th": row["th"], "en": row["en"]}
