"""Why an entry is turned down: a short list of codes that all calls share, and what a call adds to it.

Codes are counted and compared over calls, and translated once; what is particular stands in the note beside one.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from domain.errors import Fault
from domain.text import says_nothing

MOST_OWN = 30
_CODE = re.compile(r"[a-z][a-z0-9_]{0,59}")
Stored = Mapping[str, Any]


@cache
def shared() -> Mapping[str, Mapping[str, str]]:
    """Code to title {"th", "en"}, of the platform's own list."""
    table = tomllib.loads((Path(__file__).parent.parent / "screening_reasons.toml").read_text("utf-8"))
    return {code: dict(row) for code, row in table.items()}


def known_reasons(own: Iterable[Stored]) -> list[dict[str, Any]]:
    """All that screening in a call may give, [{"code", "title"}]: the platform's, then the call's `own`."""
    return [{"code": code, "title": dict(title)} for code, title in shared().items()] + [
        {"code": each["code"], "title": each["title"]} for each in own
    ]


def reason_code_faults(own: Sequence[Stored]) -> Iterable[Fault]:
    """What is wrong with codes of a call's own."""
    codes = [each["code"] for each in own]
    for number, each in enumerate(own):
        at = f"/reason_codes/{number}"
        if not _CODE.fullmatch(each["code"]):
            yield Fault(f"{at}/code", "key_malformed")
        if codes.count(each["code"]) > 1 or each["code"] in shared():
            yield Fault(f"{at}/code", "named_twice")
        if says_nothing(each["title"]):
            yield Fault(f"{at}/title", "text_missing")


def reason_faults(reasons: Sequence[Stored], own: Sequence[Stored], *, needed: bool) -> Iterable[Fault]:
    """What is wrong with reasons as given: where they are `needed` there is one, and each has a known code."""
    if needed and not reasons:
        yield Fault("/reasons", "reason_missing")
    known = [each["code"] for each in known_reasons(own)]
    for number, each in enumerate(reasons):
        if each["code"] not in known:
            yield Fault(f"/reasons/{number}/code", "reason_code_unknown", {"known": known})
