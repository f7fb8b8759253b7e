"""Sentences of notices: `notice_words.toml` has them in Thai and English; here the details come into them."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from enum import StrEnum
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

BANGKOK = timezone(timedelta(hours=7))  # all year
BUDDHIST_ERA = 543
MONTHS = {
    "th": ["ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค."],
    "en": ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
}


@dataclass(frozen=True)
class Told:
    """A title of one line, and a sentence or two."""

    title: str
    body: str


@cache
def templates() -> Mapping[str, Any]:
    """By kind {"title": {"th", "en"}, "body": {"th", "en"}}, and under `words` what is named by a code."""
    return tomllib.loads((Path(__file__).parent / "notice_words.toml").read_text(encoding="utf-8"))


@cache
def wanted(kind: str) -> frozenset[str]:
    """The details that the sentences of a kind are made with."""
    return frozenset(
        name
        for sentences in templates()[kind].values()
        for sentence in sentences.values()
        for _, name, _, _ in Formatter().parse(sentence)
        if name
    )


def told(kind: str, details: Mapping[str, Any], locale: str) -> Told:
    """What it says in a language."""
    words = {name: _word(name, value, locale) for name, value in details.items()}
    row = templates()[kind]
    title, body = row["title"][locale].format_map(words), row["body"][locale].format_map(words)
    return Told(" ".join(title.split()), body)


def stored(value: Any) -> Any:
    """A detail as JSON."""
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, StrEnum) else value


def _word(name: str, value: Any, locale: str) -> str:
    """What is there in two languages in this one, or else in the other; times as people here write them."""
    if isinstance(value, Mapping):
        return str(value.get(locale) or next(filter(None, value.values()), ""))
    if name.endswith("_at"):
        return _moment(datetime.fromisoformat(value), locale)
    known = templates()["words"].get(value) if isinstance(value, str) else None
    return str(known[locale] if known else value)


def _moment(moment: datetime, locale: str) -> str:
    here = moment.astimezone(BANGKOK)
    month = MONTHS[locale][here.month - 1]
    if locale == "th":
        return f"{here.day} {month} {here.year + BUDDHIST_ERA} เวลา {here:%H:%M} น."
    return f"{here.day} {month} {here.year}, {here:%H:%M} (Bangkok)"
