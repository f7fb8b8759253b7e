"""What the pages say, in Thai and English, from `words.toml` beside this file."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

LANGUAGES = {"th": "ไทย", "en": "English"}


@cache
def _words() -> Mapping[str, Any]:
    return tomllib.loads((Path(__file__).parent / "words.toml").read_text(encoding="utf-8"))


def said(name: str, language: str) -> str:
    """The words called `page.name`; raises KeyError where there are none."""
    page, _, key = name.partition(".")
    words: str = _words()[page][key][language]
    return words
