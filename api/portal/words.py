"""What the pages say, in Thai and English, from `words.toml` beside this file."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

LANGUAGES = {"th": "ไทย", "en": "English"}
_MARKED = re.compile(r"`([^`]+)`|\*\*([^*]+)\*\*")


@cache
def _words() -> Mapping[str, Any]:
    return tomllib.loads((Path(__file__).parent / "words.toml").read_text(encoding="utf-8"))


def said(name: str, language: str) -> str:
    """The words called `page.name`; raises KeyError where there are none."""
    page, _, key = name.partition(".")
    words: str = _words()[page][key][language]
    return words


def pieces(text: str) -> Iterator[tuple[str, str]]:
    """What is marked as `code` or **strong**, and what is not, in order: (words, the name of their element)."""
    end = 0
    for found in _MARKED.finditer(text):
        yield text[end : found.start()], ""
        yield (found[1], "code") if found[1] else (found[2], "strong")
        end = found.end()
    yield text[end:], ""
