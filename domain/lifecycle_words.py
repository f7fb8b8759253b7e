"""Sentences for what lifecycles refuse: `call_is_draft` is made from the words for a call and for draft."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from domain.errors import Explanation, explanations


@cache
def _words() -> Mapping[str, Any]:
    return tomllib.loads((Path(__file__).parent / "lifecycle_words.toml").read_text(encoding="utf-8"))


def explained(code: str) -> Explanation:
    """What any code means. Raises KeyError for one that is not ours."""
    return explanations().get(code) or explanation_of_state(code)


def explanation_of_state(code: str) -> Explanation:
    """Raises KeyError for a code that names no noun and state that we have."""
    noun, _, state = code.partition("_is_")
    thing, word = _words()["nouns"][noun], _words()["states"][state]
    return Explanation(
        code=code,
        kind="conflict",
        title={"th": f"{thing['th']}{word['th']}", "en": f"The {thing['en']} is {word['en']}"},
        cause={
            "th": f"ทำรายการนี้ไม่ได้ เพราะ{thing['th']}{word['th']}",
            "en": f"This cannot be done while the {thing['en']} is {word['en']}.",
        },
        cure={
            "th": "ดูรายการที่ทำได้ในตอนนี้จาก allowed_actions ของรายการนั้น",
            "en": "Look at its allowed_actions for what may be done now; `allowed` names the states that this takes.",
        },
    )
