"""What the pages say, in Thai and English, from `words.toml` beside this file."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

LANGUAGES = {"th": "ไทย", "en": "English"}
_CODE = re.compile(r"`([^`]+)`")


@cache
def _words() -> Mapping[str, Any]:
    return tomllib.loads((Path(__file__).parent / "words.toml").read_text(encoding="utf-8"))


def said(name: str, language: str) -> str:
    """The words called `page.name`; raises KeyError where there are none."""
    page, _, key = name.partition(".")
    words: str = _words()[page][key][language]
    return words


def pieces(text: str) -> Iterator[tuple[str, bool]]:
    """What stands in `backticks` and what around it: (words, is it code), in order."""
    for at, piece in enumerate(_CODE.split(text)):
        if piece:
            yield piece, at % 2 == 1
